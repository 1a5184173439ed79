import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openStore } from '../src/state/openStore.ts';
import { postgresError } from '../src/state/postgresError.ts';
import { payloads } from '../src/state/postgresNotices.ts';
import type { Store } from '../src/state/store.ts';
import {
  counted,
  hasPostgres,
  oldKey,
  onServer,
  postgresDatabase,
  quiet,
  sqliteDatabase,
  type TestDatabase,
} from './stores.ts';
import { startTcpProxy } from './tcpProxy.ts';

const PLANTED = 'heliotrope-planted-words';

/** Resolves when `check` holds; the test's own time limit ends the wait. */
async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await check())) await new Promise((resolve) => setTimeout(resolve, 5));
}

((await hasPostgres()) ? describe : describe.skip)('the PostgreSQL store', () => {
  let database: TestDatabase;
  let store: Store;

  beforeEach(async () => {
    database = await postgresDatabase();
    store = await database.open();
  });
  afterEach(() => database.remove());

  it('tells the watchers of another server, in much less time than its poll', async () => {
    const other = await database.open();
    let calls = 0;
    other.watch('a', () => {
      calls += 1;
    });
    for (let turn = 1; turn <= 5; turn += 1) {
      const before = calls;
      const began = performance.now();
      await store.turn('a', `${turn}`, async (state) => counted(state, 'x'));
      await until(() => calls > before);
      expect(performance.now() - began).toBeLessThan(10_000);
    }
  });

  it('tells of a deletion, too', async () => {
    const other = await database.open();
    await store.turn('a', '1', async (state) => counted(state, 'x'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    let calls = 0;
    other.watch('a', () => {
      calls += 1;
    });
    await store.delete('a');
    await until(() => calls > 0);
    expect(await other.read('a', 0)).toEqual([]);
  });

  it('finds by its poll what no notice told', async () => {
    await store.turn('a', '1', async (state) => counted(state, 'x'));
    let calls = 0;
    store.watch('a', () => {
      calls += 1;
    });
    await until(() => calls > 0);
    await onServer('UPDATE attune_conversation SET last_seq = last_seq + 1', database.url);
    const before = calls;
    await until(() => calls > before);
  });

  it('goes on after its connections were cut, and hears again', async () => {
    const other = await database.open();
    await store.turn('a', '1', async (state) => counted(state, 'x'));
    let calls = 0;
    other.watch('a', () => {
      calls += 1;
    });
    await onServer(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      database.url,
    );
    expect((await store.turn('a', '2', async (state) => counted(state, 'y'))).repeated).toBe(false);
    await until(() => calls > 0);
    const listening = async () =>
      (
        await onServer(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query ~ 'LISTEN|ANY'`,
          database.url,
        )
      ).length >= 2;
    await until(listening);
    expect((await other.read('a', 0)).length).toBe(2);
  });

  it('fails quickly while the database is away, and goes on when it is back', async () => {
    const proxy = await startTcpProxy(new URL(String(database.url)), 5432);
    const settings = { DATA_DIR: database.folder, DATA_ENCRYPTION_KEYS: oldKey, DATABASE_URL: proxy.url() };
    const far = await openStore(settings, quiet);
    try {
      const turn = (id: string) => far.turn('a', id, async (state) => counted(state, id));
      await turn('1');
      let calls = 0;
      far.watch('a', () => {
        calls += 1;
      });
      proxy.refuse();
      const began = performance.now();
      await expect(turn('2')).rejects.toThrow(/cannot be reached/);
      await expect(far.ping()).rejects.toThrow(/cannot be reached/);
      proxy.hang();
      await expect(turn('2')).rejects.toThrow(/cannot be reached/);
      expect(performance.now() - began).toBeLessThan(20_000);
      proxy.allow();
      expect((await turn('2')).repeated).toBe(false);
      calls = 0;
      await store.turn('a', '3', async (state) => counted(state, '3'));
      await until(() => calls > 0);
      expect((await far.read('a', 0)).map((entry) => entry.activity.text)).toEqual(['1', '2', '3']);
    } finally {
      await far.close();
      await proxy.close();
    }
  }, 20_000);

  it('closes in seconds although the database went away without a word', async () => {
    const proxy = await startTcpProxy(new URL(String(database.url)), 5432);
    const settings = { DATA_DIR: database.folder, DATA_ENCRYPTION_KEYS: oldKey, DATABASE_URL: proxy.url() };
    const far = await openStore(settings, quiet);
    await far.turn('a', '1', async (state) => counted(state, 'x'));
    proxy.stall();
    const began = performance.now();
    await far.close();
    expect(performance.now() - began).toBeLessThan(20_000);
    await proxy.close();
  });

  it('writes no words of a parent in clear', async () => {
    await store.turn('a', PLANTED, async (state) => counted(state, PLANTED));
    const rows = await onServer(
      `SELECT t::text AS row FROM attune_turn t UNION ALL SELECT c::text FROM attune_conversation c`,
      database.url,
    );
    expect(rows.length).toBe(2);
    const hex = Buffer.from(PLANTED).toString('hex');
    for (const { row } of rows) expect(String(row)).not.toMatch(new RegExp(`${PLANTED}|${hex}`));
  });

  it('leaves no row behind of what it deletes', async () => {
    for (const id of ['a', 'b', 'c']) await store.turn(id, '1', async (state) => counted(state, 'x'));
    await store.delete('a');
    const left = () => onServer('SELECT conversation FROM attune_turn', database.url);
    expect((await left()).length).toBe(2);
    await store.expire(new Date(Date.now() + 1000));
    expect(await left()).toEqual([]);
  });

  it('lets servers that start together make the tables once', async () => {
    await onServer('DROP SCHEMA public CASCADE; CREATE SCHEMA public', database.url);
    const stores = await Promise.all([1, 2, 3, 4].map(() => database.open()));
    await Promise.all(stores.map((each) => each.ping()));
  });

  it('refuses a database of a newer version', async () => {
    await onServer(`UPDATE attune_meta SET value = '99' WHERE name = 'version'`, database.url);
    await expect(database.open()).rejects.toThrow(/newer version of Attune/);
  });

  it('says what to do with a database that does not exist, and one that takes no writes', async () => {
    const settings = { DATA_DIR: database.folder, DATA_ENCRYPTION_KEYS: oldKey };
    const missing = new URL(String(database.url));
    missing.pathname = 'attune_there_is_none';
    await expect(openStore({ ...settings, DATABASE_URL: missing.href }, quiet)).rejects.toThrow(
      /does not exist: make it/,
    );
    const plain = new URL(String(database.url));
    plain.searchParams.set('sslmode', 'verify-full');
    await expect(openStore({ ...settings, DATABASE_URL: plain.href }, quiet)).rejects.toThrow(/check sslmode/);
    const name = new URL(String(database.url)).pathname.slice(1);
    await onServer(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await onServer(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      database.url,
    );
    // The connections that were ended say so once, before a new one finds out.
    await until(async () => {
      const said = await store.ping().then(
        () => '',
        (error: Error) => error.message,
      );
      return /takes no writes/.test(said);
    });
  });
});

describe('a PostgreSQL server that cannot be used', () => {
  let scratch: TestDatabase;

  beforeEach(async () => {
    scratch = await sqliteDatabase();
  });
  afterEach(() => scratch.remove());

  const open = (url: string) =>
    openStore({ DATA_DIR: scratch.folder, DATA_ENCRYPTION_KEYS: oldKey, DATABASE_URL: url }, quiet);

  it('is named as not reachable, without its password, when nothing listens', async () => {
    const opening = open('postgres://user:secret-word@127.0.0.1:9/attune');
    await expect(opening).rejects.toThrow(/the database cannot be reached: check DATABASE_URL/);
    await expect(opening).rejects.not.toThrow(/secret-word/);
  });

  it('is given up in seconds when it takes connections and never answers', async () => {
    const proxy = await startTcpProxy(new URL('postgres://user@127.0.0.1/attune'), 5432);
    proxy.hang();
    await expect(open(proxy.url())).rejects.toThrow(/cannot be reached/);
    await proxy.close();
  }, 15_000);

  it.each([
    ['28P01', /refused the password/],
    ['42501', /make and write tables/],
    ['53100', /disk of the database is full/],
    ['57P01', /cannot be reached/],
    ['53300', /cannot be reached/],
    ['57014', /too slow/],
    ['XX000', /SQLSTATE XX000/],
  ])('is described from SQLSTATE %s', (code, sentence) => {
    const error = Object.assign(new Error('x'), { code });
    expect(postgresError(error)).toMatchObject({ name: 'StoreError', message: expect.stringMatching(sentence) });
  });
});

describe('notices to other servers', () => {
  it('fit into what PostgreSQL takes, and name every conversation once', () => {
    const ids = Array.from({ length: 500 }, (_, index) => `19:👶${index}${'x'.repeat(index % 90)}`);
    const texts = payloads('me', [...ids, 'y'.repeat(9000)]);
    expect(texts.every((text) => Buffer.byteLength(text) < 8000)).toBe(true);
    expect(texts.flatMap((text) => JSON.parse(text).slice(1))).toEqual(ids);
    expect(payloads('me', [])).toEqual([]);
  });
});
