import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Activity } from 'botbuilder';
import { Client } from 'pg';
import { pino } from 'pino';
import { type ConversationState, newConversation } from '../src/state/conversationState.ts';
import { openStore } from '../src/state/openStore.ts';
import type { Store, TurnCommit } from '../src/state/store.ts';

export const quiet = pino({ level: 'silent' });
export const oldKey = Buffer.alloc(32, 1).toString('base64');
export const newKey = Buffer.alloc(32, 2).toString('base64');

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

/** Makes a database of its own on the test server. */
export async function postgresDatabase(): Promise<TestDatabase> {
  const name = `attune_test_${process.pid}_${Math.random().toString(36).slice(2)}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return database(url.href, () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
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
  return {
    url,
    folder,
    async open(keys = oldKey) {
      const store = await openStore({ DATA_DIR: folder, DATABASE_URL: url, DATA_ENCRYPTION_KEYS: keys }, quiet);
      stores.push(store);
      return store;
    },
    async remove() {
      await Promise.all(stores.map((store) => store.close()));
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
