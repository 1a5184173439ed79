import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Store } from '../src/state/store.ts';
import { StoreError } from '../src/state/storeError.ts';
import { counted, newKey, oldKey, said, type TestDatabase, testDatabases } from './stores.ts';

const soon = () => new Date(Date.now() + 60_000);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const textsOf = async (store: Store, id: string, after = 0) =>
  (await store.read(id, after)).map((entry) => entry.activity.text);
const turnsOf = async (store: Store, id: string) => {
  let turns: number | undefined;
  await store
    .turn(id, 'look', async (state) => {
      turns = state?.turns;
      throw new Error('only looking');
    })
    .catch(() => {});
  return turns;
};

describe.each(await testDatabases())('a store on %s', (_name, make) => {
  let database: TestDatabase;
  let store: Store;

  beforeEach(async () => {
    database = await make();
    store = await database.open();
  });
  afterEach(() => database.remove());

  it('keeps what a turn returns: its state, and its log in order', async () => {
    const first = await store.turn('a', '1', async (state) => {
      expect(state).toBeUndefined();
      return counted(state, 'hello', 'welcome');
    });
    expect(first).toEqual({
      repeated: false,
      entries: [
        { seq: 1, activity: said('hello') },
        { seq: 2, activity: said('welcome') },
      ],
    });
    const second = await store.turn('a', '2', async (state) => {
      expect(state?.turns).toBe(1);
      return counted(state, 'more');
    });
    expect(second.entries.map((entry) => entry.seq)).toEqual([3]);
    expect(await textsOf(store, 'a')).toEqual(['hello', 'welcome', 'more']);
  });

  it('reads what came after a sequence number, also in the middle of a turn, with dates as dates', async () => {
    await store.turn('a', '1', async (state) => counted(state, 'one', 'two', 'three'));
    await store.turn('a', '2', async (state) => counted(state, 'four'));
    expect(await textsOf(store, 'a', 2)).toEqual(['three', 'four']);
    expect(await textsOf(store, 'a', 4)).toEqual([]);
    expect(await textsOf(store, 'unknown')).toEqual([]);
    expect((await store.read('a', 3))[0]?.activity.timestamp).toEqual(new Date(0));
  });

  it('commits nothing of a turn that throws, and throws the same on', async () => {
    const fault = new Error('the bot failed');
    const fail = () => Promise.reject(fault);
    await expect(store.turn('new', '1', fail)).rejects.toBe(fault);
    expect(await store.find('new')).toBeUndefined();
    await store.turn('a', '1', async (state) => counted(state, 'one'));
    await expect(store.turn('a', '2', fail)).rejects.toBe(fault);
    expect(await turnsOf(store, 'a')).toBe(1);
    expect(await textsOf(store, 'a')).toEqual(['one']);
    expect((await store.turn('a', '2', async (state) => counted(state, 'two'))).repeated).toBe(false);
  });

  it('answers a repeated activity with what was committed, and runs nothing', async () => {
    const first = await store.turn('a', '1', async (state) => counted(state, 'one', 'answer'));
    await store.turn('a', '2', async (state) => counted(state));
    await store.turn('a', '3', async (state) => counted(state, 'three'));
    const mustNotRun = () => Promise.reject(new Error('ran again'));
    expect(await store.turn('a', '1', mustNotRun)).toEqual({ ...first, repeated: true });
    expect(await store.turn('a', '2', mustNotRun)).toEqual({ entries: [], repeated: true });
    expect(await turnsOf(store, 'a')).toBe(3);
    expect((await store.turn('b', '1', async (state) => counted(state, 'other'))).repeated).toBe(false);
  });

  it('runs 40 simultaneous turns of one conversation one after the other, in the order they came', async () => {
    let running = 0;
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    await Promise.all(
      numbers.map((number) =>
        store.turn('a', `${number}`, async (state) => {
          running += 1;
          expect(running).toBe(1);
          await pause(1);
          running -= 1;
          return counted(state, `${number}`);
        }),
      ),
    );
    expect(await turnsOf(store, 'a')).toBe(40);
    expect(await textsOf(store, 'a')).toEqual(numbers.map(String));
  });

  it('does not let a slow conversation hold up the others', async () => {
    let finish = () => {};
    const slow = store.turn('slow', '1', async (state) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return counted(state, 'at last');
    });
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        store.turn(`c${index % 50}`, `${index}`, async (state) => counted(state, 'x')),
      ),
    );
    for (let index = 0; index < 50; index += 1) expect(await turnsOf(store, `c${index}`)).toBe(4);
    finish();
    expect((await slow).repeated).toBe(false);
  });

  it('lets two servers on one database lose and double nothing', async () => {
    const other = await database.open();
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        [store, other][index % 2]?.turn('a', `${index}`, async (state) => {
          await pause(1);
          return counted(state, `${index}`);
        }),
      ),
    );
    expect(await turnsOf(other, 'a')).toBe(40);
    const log = await other.read('a', 0);
    expect(log.map((entry) => entry.seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(new Set(log.map((entry) => entry.activity.text)).size).toBe(40);
    const retries = await Promise.all(
      [store, other].map((each) => each.turn('a', 'same', async (state) => counted(state, 'once'))),
    );
    expect(retries.map((result) => result.repeated).sort()).toEqual([false, true]);
    expect(retries[0]?.entries).toEqual(retries[1]?.entries);
  });

  it('makes a conversation once, and finds its owner', async () => {
    await store.create('a', 'parent');
    expect(await store.find('a')).toEqual({ id: 'a', owner: 'parent', createdAt: expect.any(Date) });
    expect(Math.abs(Number((await store.find('a'))?.createdAt) - Date.now())).toBeLessThan(60_000);
    await expect(store.create('a', 'somebody else')).rejects.toThrow(StoreError);
    await store.turn('a', '1', async (state) => counted(state, 'one'));
    expect((await store.find('a'))?.owner).toBe('parent');
    await store.turn('made by its turn', '1', async (state) => counted(state, 'one'));
    expect((await store.find('made by its turn'))?.owner).toBe('');
    expect(await store.find('unknown')).toBeUndefined();
  });

  it('tells who watches a conversation, until they stop', async () => {
    let calls = 0;
    const faulty = store.watch('a', () => {
      throw new Error('a listener failed');
    });
    const stop = store.watch('a', () => {
      calls += 1;
    });
    await store.turn('b', '1', async (state) => counted(state, 'elsewhere'));
    const before = calls;
    await store.turn('a', '1', async (state) => counted(state, 'one'));
    expect(calls).toBeGreaterThan(before);
    stop();
    faulty();
    const after = calls;
    await store.turn('a', '2', async (state) => counted(state, 'two'));
    expect(calls).toBe(after);
  });

  it('expires what nobody wrote to, and only that', async () => {
    for (let index = 0; index < 60; index += 1) {
      await store.turn(`old${index}`, '1', async (state) => counted(state, 'old'));
    }
    await pause(30);
    const moment = new Date();
    await pause(30);
    await store.turn('old7', '2', async (state) => counted(state, 'new'));
    await store.create('new', 'parent');
    expect(await store.expire(moment)).toBe(59);
    expect(await textsOf(store, 'old8')).toEqual([]);
    expect(await textsOf(store, 'old7')).toEqual(['old', 'new']);
    expect(await store.find('new')).toBeDefined();
    expect(await store.expire(soon())).toBe(2);
    expect(await store.expire(soon())).toBe(0);
  });

  it('deletes a conversation at once, also while one of its turns runs', async () => {
    await store.turn('a', '1', async (state) => counted(state, 'one'));
    await store.turn('b', '1', async (state) => counted(state, 'other'));
    const during = store.turn('a', '2', async (state) => {
      await store.delete('a');
      return counted(state, 'too late');
    });
    await expect(during).rejects.toThrow(/deleted while/);
    expect(await store.find('a')).toBeUndefined();
    expect(await textsOf(store, 'a')).toEqual([]);
    expect(await turnsOf(store, 'a')).toBeUndefined();
    expect(await textsOf(store, 'b')).toEqual(['other']);
    await store.delete('unknown');
  });

  it('erases the earlier log within a turn that asks for it', async () => {
    await store.create('a', 'parent');
    await store.turn('a', '1', async (state) => counted(state, 'private', 'words'));
    const result = await store.turn('a', '2', async (state) => ({ ...counted(state, 'deleted'), erase: true }));
    expect(result.entries).toEqual([{ seq: 3, activity: said('deleted') }]);
    expect(await store.read('a', 0)).toEqual(result.entries);
    expect((await store.find('a'))?.owner).toBe('parent');
    await store.turn('a', '3', async (state) => counted(state, 'on'));
    expect(await textsOf(store, 'a')).toEqual(['deleted', 'on']);
  });

  it('takes any text', async () => {
    const texts = ['', '👶🏽🍼', 'nul \u0000 and half \ud83d', 'Robert"); DROP TABLE turn;--', 'x'.repeat(100_000)];
    const id = '19:a\'b"c%_👶@thread.tacv2;messageid=1';
    await store.turn(id, 'activity \u0000 "id"', async (state) => counted(state, ...texts));
    expect(await textsOf(store, id)).toEqual(texts);
  });

  it('keeps everything when it is closed and opened again, and is clear when used after', async () => {
    await store.turn('a', '1', async (state) => counted(state, 'one'));
    const running = store.turn('a', '2', async (state) => {
      await pause(20);
      return counted(state, 'still committed');
    });
    await store.close();
    await running;
    await store.close();
    await expect(store.turn('a', '3', async (state) => counted(state))).rejects.toThrow(/store is closed/);
    await expect(store.ping()).rejects.toThrow(/store is closed/);
    const again = await database.open();
    await again.ping();
    expect(await textsOf(again, 'a')).toEqual(['one', 'still committed']);
    expect(await turnsOf(again, 'a')).toBe(2);
  });

  it('reads with every key of the ring, and writes with the first', async () => {
    await store.turn('a', '1', async (state) => counted(state, 'one'));
    await store.close();
    const rotated = await database.open(`${newKey},${oldKey}`);
    await rotated.turn('a', '2', async (state) => counted(state, 'two'));
    expect(await textsOf(rotated, 'a')).toEqual(['one', 'two']);
    await rotated.close();
    const onlyNew = await database.open(newKey);
    expect(await turnsOf(onlyNew, 'a')).toBe(2);
    expect(await textsOf(onlyNew, 'a', 1)).toEqual(['two']);
    await expect(textsOf(onlyNew, 'a')).rejects.toThrow(/key that this server does not have/);
  });

  it('does not start with a wrong key', async () => {
    await expect(database.open(newKey)).rejects.toThrow(/DATA_ENCRYPTION_KEYS/);
    await expect(database.open(newKey)).rejects.toThrow(StoreError);
  });
});
