import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { Activity } from 'botbuilder';
import { Client } from 'pg';
import { pino } from 'pino';
import { type ConversationState, newConversation } from '../src/state/conversationState.ts';
import { openStore } from '../src/state/openStore.ts';
import type { Store, TurnCommit } from '../src/state/store.ts';

export const quiet = pino({ level: 'silent' });
export const oldKey = Buffer.alloc(32, 1).toString('base64');
export const newKey = Buffer.alloc(32, 2).toString('base64');

/** Databases that a test has not removed, as it failed before it could: they go when its file ends. */
const left = new Set<TestDatabase>();
afterAll(async () => {
  for (const database of left) await database.remove();
});

/** An empty database that several stores may open. `remove` closes them and deletes it. */
export interface TestDatabase {
  open(keys?: string): Promise<Store>;
  readonly url: string | undefined;
  readonly folder: string;
  remove(): Promise<void>;
}

export async function sqliteDatabase(): Promise<TestDatabase> {
  return database(undefined, async () => {});
}

/** Names of test databases begin with this machine, as the server may be shared; then comes the process. */
export const PREFIX = `attune_test_${hostname()
  .toLowerCase()
  .replace(/[^a-z0-9]/g, '')}_`.slice(0, 40);
let swept: Promise<void> | undefined;

/** Makes a database of its own on the test server. */
export async function postgresDatabase(): Promise<TestDatabase> {
  swept ??= dropAbandoned();
  await swept;
  const name = `${PREFIX}${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return database(url.href, () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

/** Drops what killed test runs of this machine have left behind. */
async function dropAbandoned(): Promise<void> {
  const rows = await onServer(`SELECT datname FROM pg_database WHERE starts_with(datname, '${PREFIX}')`);
  for (const name of rows.map(({ datname }) => String(datname))) {
    if (lives(Number(name.slice(PREFIX.length).split('_')[0]))) continue;
    // Another test run may be quicker: then it is gone already.
    await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).catch(() => {});
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const server = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** The stores that can be tested here. Without a server PostgreSQL is left out, except in CI, where it has to be there. */
export async function testDatabases(): Promise<[name: string, make: () => Promise<TestDatabase>][]> {
  return [
    ['SQLite', sqliteDatabase],
    ...((await hasPostgres()) ? [['PostgreSQL', postgresDatabase] as const] : []),
  ].map(([name, make]) => [name as string, make as () => Promise<TestDatabase>]);
}

export async function hasPostgres(): Promise<boolean> {
  try {
    await onServer('SELECT 1');
    return true;
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    process.stderr.write(`PostgreSQL is not tested: no server at ${new URL(server).host} (TEST_DATABASE_URL)\n`);
    return false;
  }
}

/** Runs one statement on the test server, or on the database of `url`. */
export async function onServer(sql: string, url = server): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** What a turn commits that counts the turns and logs these texts. */
export function counted(state: ConversationState | undefined, ...texts: string[]): TurnCommit {
  const before = state ?? newConversation('en');
  return { state: { ...before, turns: before.turns + 1 }, log: texts.map(said) };
}

export function said(text: string): Partial<Activity> {
  return { type: 'message', text, timestamp: new Date(0) };
}

function database(url: string | undefined, drop: () => Promise<unknown>): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'attune-store-'));
  const stores: Store[] = [];
  const made: TestDatabase = {
    url,
    folder,
    async open(keys = oldKey) {
      const store = await openStore({ DATA_DIR: folder, DATABASE_URL: url, DATA_ENCRYPTION_KEYS: keys }, quiet);
      stores.push(store);
      return store;
    },
    async remove() {
      left.delete(made);
      await Promise.allSettled(stores.map((store) => store.close()));
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  left.add(made);
  return made;
}
