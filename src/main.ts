import type { AddressInfo } from 'node:net';
import type { Server } from 'restify';
import { ConfigError, environment, readConfig } from './config.ts';
import { ContentError } from './content/problems.ts';
import { buildParts, type Parts } from './parts.ts';
import { createServer } from './server.ts';
import { StoreError } from './state/storeError.ts';

/** How long turns in flight may take to finish when the server stops, in milliseconds. */
const STOP_MS = 10_000;

/** Mistakes of the one who starts the server: their message says all. */
const EXPECTED = [ConfigError, ContentError, StoreError];

async function main(): Promise<void> {
  const config = readConfig(environment());
  const parts = await buildParts(config);
  const server = createServer(parts);
  await listen(server, config.PORT, config.HOST);
  const { port } = server.address() as AddressInfo;
  const host = config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST;
  console.log(`Attune is ready: ${config.PUBLIC_URL ?? `http://${host}:${port}/`}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(server, parts));
}

function listen(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) => reject(new ConfigError([listenProblem(error, port, host)])));
  server.listen(port, host, () => resolve());
  return promise;
}

function listenProblem(error: NodeJS.ErrnoException, port: number, host: string): string {
  if (error.code === 'EADDRINUSE') {
    return `PORT: ${port} is in use on ${host}. Stop the program that uses it, or set another PORT.`;
  }
  if (error.code === 'EACCES') return `PORT: this account may not listen on port ${port}. Set one above 1023.`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `HOST: ${host} is no address of this machine. Set 127.0.0.1, or 0.0.0.0 for all of its addresses.`;
  }
  return `HOST, PORT: cannot listen on ${host}:${port} (${error.code ?? error.message}).`;
}

/** Takes no new work, finishes the turns in flight, tells the sockets, and ends the process. */
async function stop(server: Server, parts: Parts): Promise<void> {
  parts.log.info('stopping: finishing the turns in flight');
  setTimeout(() => process.exit(1), STOP_MS).unref();
  parts.health.stopping();
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  server.server.close(() => resolve());
  const sweep = setInterval(() => {
    server.server.closeIdleConnections();
    if (server.inflightRequests() === 0) parts.hub.close();
  }, 20);
  await closed;
  clearInterval(sweep);
  await parts.close();
  process.exit(0);
}

main().catch((error: unknown) => {
  console.error(EXPECTED.some((kind) => error instanceof kind) ? (error as Error).message : error);
  process.exit(1);
});
