import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Config, readConfig } from '../src/config.ts';
import { assemble, buildParts, type Foundations, type Parts } from '../src/parts.ts';
import { createServer } from '../src/server.ts';
import { openStore } from '../src/state/openStore.ts';
import { asBot, EchoBot } from './echoBot.ts';

export interface TestServer {
  /** http://127.0.0.1:port */
  readonly url: string;
  readonly parts: Parts;
  /** What the server logged, a JSON line each. */
  readonly logged: string[];
  /** Breaks every open connection, as a lost network does. */
  breakConnections(): void;
  close(): Promise<void>;
}

export type EchoServer = TestServer & { readonly bot: EchoBot };

/** A folder that is gone after the test, and the settings of a server in it. */
export function testConfig(settings: Record<string, string> = {}): { config: Config; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'attune-test-'));
  return { config: readConfig({ DATA_DIR: folder, PORT: '0', ADDRESS_LIMIT: '0', ...settings }), folder };
}

/** The whole server with the real bot, on a port of its own. */
export async function startTestServer(settings: Record<string, string> = {}): Promise<TestServer> {
  const { config, folder } = testConfig({ LOG_LEVEL: 'silent', ...settings });
  return listening(await buildParts(config), folder, []);
}

/** The server with a bot that says back what it hears: for tests of the channels. */
export async function startEchoServer(
  settings: Record<string, string> = {},
  given: Partial<Foundations> = {},
): Promise<EchoServer> {
  const { config, folder } = testConfig(settings);
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void logged.push(line) });
  const bot = new EchoBot();
  const store = given.store ?? (await openStore(config, log));
  const parts = assemble({ config, log, bot: asBot(bot), ...given, store });
  return { ...(await listening(parts, folder, logged)), bot };
}

export async function listening(parts: Parts, folder: string, logged: string[]): Promise<TestServer> {
  const server = createServer(parts);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connections = new Set<Socket>();
  server.server.on('connection', (socket) => connections.add(socket));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    parts,
    logged,
    breakConnections() {
      for (const socket of connections) socket.destroy();
    },
    async close() {
      await parts.close();
      server.server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
