import { environment, readConfig } from '../config.ts';

const ANSWER_MS = 3000;

/** Ends with 0 when the server of these settings, on this machine, says that it lives: the health check of the image. */
async function main(): Promise<void> {
  const { HOST, PORT } = readConfig(environment());
  const every = HOST === '0.0.0.0' || HOST === '::';
  const host = every ? '127.0.0.1' : HOST.includes(':') ? `[${HOST}]` : HOST;
  const { status } = await fetch(`http://${host}:${PORT}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS) });
  if (status !== 200) throw new Error(`/healthz answered with ${status}`);
}

main().catch((error: Error) => {
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  console.error(`Attune does not answer: ${error.message}${cause}`);
  process.exitCode = 1;
});
