import type { AddressInfo } from 'node:net';
import restify, { type Request, type Response, type Server } from 'restify';
import { createBareEcho } from '../bench/bareEcho.ts';
import { readConfig } from '../config.ts';
import { buildParts } from '../parts.ts';
import { createServer } from '../server.ts';

/** What is measured, each in a process of its own. */
export type TargetName = 'restify' | 'echo' | 'attune';

/** What a target tells when it listens, and each time that it is asked for its memory. */
export interface TargetReport {
  readonly port: number;
  /** Resident set, in bytes, after a collection. */
  readonly memory: number;
  /** Milliseconds of processor time since its start, before that collection. */
  readonly cpu: number;
}

async function build(name: TargetName): Promise<Server> {
  if (name === 'attune') return createServer(await buildParts(readConfig(process.env)));
  if (name === 'echo') return createBareEcho();
  const server = restify.createServer();
  server.post('/', async (_req: Request, res: Response) => void res.send(200, { id: 'hello' }));
  return server;
}

const server = await build(process.argv[2] as TargetName);
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const report = () => {
    const { user, system } = process.cpuUsage();
    globalThis.gc?.();
    process.send?.({ port, memory: process.memoryUsage.rss(), cpu: (user + system) / 1000 } satisfies TargetReport);
  };
  process.on('message', report);
  process.on('disconnect', () => process.exit(0));
  report();
});
