import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Store } from '../src/state/store.ts';
import { counted, newKey, oldKey, onServer, type TestDatabase, testDatabases } from './stores.ts';

const PLANTED = 'heliotrope';

describe.each(await testDatabases())('what a store on %s keeps besides conversations', (_name, make) => {
  let database: TestDatabase;
  let store: Store;

  beforeEach(async () => {
    database = await make();
    store = await database.open();
  });
  afterEach(() => database.remove());

  /** Runs a statement past the store; table names as in SQLite. */
  async function behindTheBack(sql: string): Promise<Record<string, unknown>[]> {
    if (database.url)
      return onServer(sql.replace(/\b(meta|counts|sample|turn|conversation)\b/, 'attune_$1'), database.url);
    const direct = new DatabaseSync(join(database.folder, 'attune.sqlite'));
    try {
      return direct.prepare(sql).all();
    } finally {
      direct.close();
    }
  }

  it('adds up the counts of several servers', async () => {
    const other = await database.open();
    await Promise.all([
      store.counts.add([
        { hour: 10, name: 'route', key: 'crying', n: 2 },
        { hour: 11, name: 'route', key: 'crying', n: 1 },
      ]),
      other.counts.add([
        { hour: 11, name: 'route', key: 'bonding', n: 4 },
        { hour: 10, name: 'route', key: 'crying', n: 3 },
        { hour: 12, name: 'line', key: 'us-988', n: 1 },
      ]),
    ]);
    expect(await other.counts.hours('route', 10, 12)).toEqual([
      { hour: 10, n: 5 },
      { hour: 11, n: 5 },
    ]);
    expect(await store.counts.totals(10, 12)).toEqual([
      { name: 'route', key: 'bonding', n: 4 },
      { name: 'route', key: 'crying', n: 6 },
    ]);
    expect(await store.counts.expire(11)).toBe(1);
    expect(await store.counts.hours('route', 0, 99)).toEqual([{ hour: 11, n: 5 }]);
  });

  it('adds counts from many servers at once', async () => {
    const counts = ['a', 'b', 'c', 'd'].map((key) => ({ hour: 1, name: 'route', key, n: 1 }));
    const stores = [store, await database.open(), await database.open()];
    await Promise.all(
      Array.from({ length: 30 }, (_, i) => stores[i % 3]?.counts.add(i % 2 ? counts : counts.toReversed())),
    );
    expect((await store.counts.totals(0, 9)).map(({ n }) => n)).toEqual([30, 30, 30, 30]);
  });

  it('closes the chat for every server, and opens it again', async () => {
    const other = await database.open();
    expect(await other.switch.read()).toBeUndefined();
    const off = { since: '2026-11-23T10:00:00.000Z', reason: 'wrong number' };
    await store.switch.set(off);
    await store.switch.set({ ...off, reason: 'a wrong number' });
    expect(await other.switch.read()).toEqual({ ...off, reason: 'a wrong number' });
    await other.switch.set(undefined);
    expect(await store.switch.read()).toBeUndefined();
  });

  const keep = async (conversationId: string, text: string, day = 20_000) => {
    const activityId = randomUUID();
    await store.turn(conversationId, activityId, async (state) => counted(state, text));
    await store.samples.keep({ conversationId, activityId, day, language: 'en', text });
  };
  const texts = async () => (await store.samples.open(100)).map(({ text }) => text);

  it('keeps samples sealed, judges and discards them', async () => {
    await keep('a', PLANTED, 20_001);
    await keep('b', 'older', 20_000);
    expect(await texts()).toEqual(['older', PLANTED]);
    expect(JSON.stringify(await behindTheBack('SELECT * FROM sample'))).not.toContain(PLANTED);
    const [older, planted] = await store.samples.open(2);
    const verdict = { topic: 'crying', wording: 'he cries at dusk' };
    expect(await store.samples.judge(String(planted?.id), verdict)).toBe(true);
    expect(await store.samples.judge('gone', verdict)).toBe(false);
    await store.samples.discard(String(older?.id));
    expect(await texts()).toEqual([]);
    expect(await store.samples.judged()).toEqual([{ ...planted, verdict }]);
  });

  it('deletes the samples of a chat with the chat, and with its words, and only those', async () => {
    await Promise.all([keep('a', 'one'), keep('b', 'two')]);
    await store.delete('a');
    expect(await texts()).toEqual(['two']);
    await keep('b', 'three');
    await store.turn('b', 'erase', async (state) => ({ ...counted(state), erase: true }));
    expect(await texts()).toEqual([]);
  });

  it('finds them after a change of keys', async () => {
    await keep('a', 'one');
    const renewed = await database.open(`${newKey},${oldKey}`);
    await renewed.delete('a');
    expect(await texts()).toEqual([]);
  });

  it('keeps no sample of a turn that was deleted meanwhile', async () => {
    await store.turn('a', 'said', async (state) => counted(state, 'one'));
    const sample = { conversationId: 'a', activityId: 'said', day: 1, language: 'en' as const, text: 'one' };
    await store.turn('a', 'erase', async (state) => ({ ...counted(state), erase: true }));
    await store.samples.keep(sample);
    await store.delete('a');
    await store.samples.keep(sample);
    expect(await texts()).toEqual([]);
  });

  it('leaves none behind when a chat is deleted while they are kept', async () => {
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await store.turn(`c${i}`, 'said', async (state) => counted(state, 'one'));
        const sample = { conversationId: `c${i}`, activityId: 'said', day: 1, language: 'en' as const, text: 'one' };
        await Promise.all([store.samples.keep(sample), store.delete(`c${i}`)]);
      }),
    );
    expect(await texts()).toEqual([]);
  });

  it('deletes samples of a day, however their chats are', async () => {
    await keep('a', 'old', 10);
    await keep('a', 'new', 11);
    await store.expire(new Date(Date.now() + 1000));
    expect(await store.samples.expire(11)).toBe(1);
    expect(await texts()).toEqual(['new']);
  });

  it('can be opened by the release before, which knows fewer migrations, and by this one again', async () => {
    await keep('a', 'one');
    await store.close();
    const [gate] = await behindTheBack(
      database.url ? "SELECT convert_from(value, 'UTF8') AS n FROM meta WHERE name = 'version'" : 'PRAGMA user_version',
    );
    // The first release that was published refuses more than two.
    expect(Number(gate?.n ?? gate?.user_version)).toBe(2);
    store = await database.open();
    expect(await texts()).toEqual(['one']);
  });

  it('opens what a newer release that only added has left', async () => {
    await keep('a', 'one');
    await store.close();
    const forty = database.url ? "'40'::bytea" : "'40'";
    await behindTheBack(`UPDATE meta SET value = ${forty} WHERE name = 'migrations'`);
    store = await database.open();
    expect(await texts()).toEqual(['one']);
    const left = await behindTheBack(
      `SELECT ${database.url ? "convert_from(value, 'UTF8')" : 'value'} AS n FROM meta WHERE name = 'migrations'`,
    );
    expect(left).toMatchObject([{ n: '40' }]);
  });
});
