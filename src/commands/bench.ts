import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchDatabase } from '../bench/benchDatabase.ts';
import { writeDeskSite } from '../bench/deskSite.ts';
import { FakeTeams } from '../bench/fakeTeams.ts';
import { measureHandoffs, type Spread } from '../bench/handoffs.ts';
import type { Figures } from '../bench/load.ts';
import {
  measureMemory,
  measureRoute,
  measureSockets,
  measureTurns,
  type Talk,
  TURNS_OF_A_CONVERSATION,
} from '../bench/measurements.ts';
import { TargetProcess } from '../bench/targetProcess.ts';
import { readMessages } from '../evaluation/messages.ts';
import { runCommand } from './runCommand.ts';

const CLIENTS = [1, 16, 64];
/** The clients at which the ratios are taken. */
const RATIO_CLIENTS = 16;
/** What a parent and a nurse each write in one hand-off. */
const MESSAGES = 10;

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    sockets: { type: 'string', default: '10000' },
    turns: { type: 'string', default: '200000' },
    messages: { type: 'string', default: 'test/messages/en.jsonl' },
    handoffs: { type: 'string', default: '200' },
    only: { type: 'string', default: 'restify,echo,sqlite,postgres,memory,sockets,handoffs' },
  },
});
const seconds = Number(options.seconds);
const only = options.only.split(',');

/** Turns a second at RATIO_CLIENTS, by what was measured. */
const speeds = new Map<string, number>();

function report(name: string, figures: Figures, memory: number): void {
  const { clients, turnsPerSecond, p50, p99, cpu } = figures;
  if (clients === RATIO_CLIENTS) speeds.set(name, turnsPerSecond);
  const columns = [
    name.padEnd(18),
    clients,
    turnsPerSecond.toFixed(0),
    p50.toFixed(1),
    p99.toFixed(1),
    cpu.toFixed(2),
    mebibytes(memory),
  ];
  console.log(columns.map((column) => String(column).padStart(8)).join(' '));
}

const mebibytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(0);

async function measureTarget(
  name: string,
  target: TargetProcess,
  run: (clients: number) => Promise<Figures>,
): Promise<void> {
  for (const clients of CLIENTS) report(name, await run(clients), await target.memory());
}

async function measureAttune(store: string, settings: Record<string, string>, messages: string[]): Promise<void> {
  for (const talk of ['typed', 'buttons'] satisfies Talk[]) {
    const target = await TargetProcess.start('attune', settings);
    await measureTarget(`${store} ${talk}`, target, (clients) =>
      measureTurns(target, clients, seconds, talk, messages),
    );
    await target.stop();
  }
}

/** Hand-offs at once, with a channel of Teams that is made up in this process. Throws when a word was lost or doubled. */
async function measureDesk(store: string, settings: Record<string, string>): Promise<void> {
  const teams = await new FakeTeams().listen();
  const folder = mkdtempSync(join(tmpdir(), 'attune-bench-'));
  const target = await TargetProcess.start('attune', { ...settings, SITE: writeDeskSite(folder, teams) });
  const count = Number(options.handoffs);
  const { cpu } = await target.report();
  const { took, toTaken, toNurse, toParent, problems } = await measureHandoffs(target.port, teams, count, MESSAGES);
  const after = await target.report();
  const times = ({ p50, p99, most }: Spread) => [p50, p99, most].map((time) => time.toFixed(0)).join('/');
  const relayed = count * MESSAGES * 2;
  console.log(
    `${store}: ${count} hand-offs at once, ${relayed} relayed messages in ${(took / 1000).toFixed(1)} s; ms (p50/p99/most) ` +
      `until taken ${times(toTaken)}, to the nurse ${times(toNurse)}, to the parent ${times(toParent)}; ` +
      `CPU ${(after.cpu - cpu).toFixed(0)} ms, ${mebibytes(after.memory)} MiB; lost or doubled: ${problems.length}`,
  );
  await target.stop();
  await teams.close();
  rmSync(folder, { recursive: true, force: true });
  if (problems.length > 0) throw new Error(problems.slice(0, 10).join('\n'));
}

async function measureDesks(): Promise<void> {
  await measureDesk('sqlite', {});
  const database = await benchDatabase();
  if (!database) return;
  const keys = randomBytes(32).toString('base64');
  await measureDesk('postgres', { DATABASE_URL: database.url, DATA_ENCRYPTION_KEYS: keys });
  await database.remove();
}

async function bench(): Promise<void> {
  const messages = readMessages(options.messages).map((message) => message.text);
  const began = performance.now();
  console.log(
    ['turns of       ', 'clients', 'a second', 'p50 ms', 'p99 ms', 'CPU ms', 'MiB'].map((t) => t.padStart(8)).join(' '),
  );
  if (only.includes('restify')) {
    const target = await TargetProcess.start('restify');
    await measureTarget('bare restify', target, (clients) => measureRoute(target, clients, seconds));
    await target.stop();
  }
  if (only.includes('echo')) {
    const target = await TargetProcess.start('echo');
    await measureTarget('bare echo', target, (clients) => measureTurns(target, clients, seconds, 'typed', messages));
    await target.stop();
  }
  if (only.includes('sqlite')) await measureAttune('sqlite', {}, messages);
  const database = only.includes('postgres') ? await benchDatabase() : undefined;
  if (database) {
    const keys = randomBytes(32).toString('base64');
    await measureAttune('postgres', { DATABASE_URL: database.url, DATA_ENCRYPTION_KEYS: keys }, messages);
    const { bytes, conversations } = await database.size();
    console.log(`postgres: ${(bytes / conversations).toFixed(0)} bytes a conversation (${conversations})`);
    await database.remove();
  }
  if (only.includes('sockets')) {
    const target = await TargetProcess.start('attune');
    const { before, after } = await measureSockets(target, Number(options.sockets));
    console.log(`${options.sockets} open WebSockets: ${mebibytes(after)} MiB (${mebibytes(before)} without)`);
    await target.stop();
  }
  if (only.includes('memory')) {
    const target = await TargetProcess.start('attune');
    const { turns, memory } = await measureMemory(target, Number(options.turns), 8, messages);
    const conversations = Math.ceil(turns / TURNS_OF_A_CONVERSATION);
    console.log(`sqlite: ${(target.dataBytes() / conversations).toFixed(0)} bytes a conversation (${conversations})`);
    console.log(`memory over ${turns} turns, in eight parts: ${memory.map(mebibytes).join(' ')} MiB`);
    await target.stop();
  }
  if (only.includes('handoffs')) await measureDesks();
  console.log(`took ${((performance.now() - began) / 1000).toFixed(0)} s`);
  reportRatios();
}

/** Against the bare echo; the last lines. */
function reportRatios(): void {
  const echo = speeds.get('bare echo');
  const ratio = (name: string) => {
    const speed = speeds.get(name);
    return speed && echo ? (speed / echo).toFixed(2) : 'not measured';
  };
  for (const store of ['sqlite', 'postgres']) console.log(`ratio ${store} with buttons ${ratio(`${store} buttons`)}`);
  for (const store of ['sqlite', 'postgres']) console.log(`ratio ${store} ${ratio(`${store} typed`)}`);
}

await runCommand(bench);
