import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openStore } from '../src/state/openStore.ts';
import { sqliteError } from '../src/state/sqliteError.ts';
import { counted, quiet, sqliteDatabase, type TestDatabase } from './stores.ts';

const PLANTED = 'heliotrope-planted-words';

describe('the SQLite store', () => {
  let database: TestDatabase;
  let file: string;

  beforeEach(async () => {
    database = await sqliteDatabase();
    file = join(database.folder, 'attune.sqlite');
  });
  afterEach(() => database.remove());

  const everyByte = () =>
    Buffer.concat(readdirSync(database.folder).map((name) => readFileSync(join(database.folder, name))));

  /** The rows as they lie in the file, which a search for them must find, or it proves nothing. */
  const sealedRows = () => {
    const reader = new DatabaseSync(file);
    const rows = reader.prepare('SELECT log AS row FROM turn UNION ALL SELECT state FROM conversation').all();
    reader.close();
    return rows.map((row) => Buffer.from(row.row as Uint8Array).subarray(0, 60));
  };

  it('writes no words of a parent in clear', async () => {
    const store = await database.open();
    await store.turn('a', '1', async (state) => ({
      ...counted(state, PLANTED),
      state: { ...counted(state).state, timeZone: PLANTED },
    }));
    await store.turn('b', PLANTED, async (state) => counted(state, 'x'));
    expect(everyByte().includes(PLANTED)).toBe(false);
    await store.close();
    expect(everyByte().includes(PLANTED)).toBe(false);
  });

  it.each(['delete', 'expire', 'erase'] as const)('leaves no byte of what it deletes: %s', async (way) => {
    const store = await database.open();
    for (let index = 0; index < 30; index += 1) {
      await store.turn('kept', `${index}`, async (state) => counted(state, 'y'.repeat(500)));
    }
    const kept = sealedRows().length;
    for (let index = 0; index < 30; index += 1) {
      await store.turn('a', `${index}`, async (state) => counted(state, 'x'.repeat(index * 100)));
    }
    const rows = sealedRows();
    const found = () => rows.filter((row) => everyByte().includes(row)).length;
    expect(found()).toBe(rows.length);
    if (way === 'delete') await store.delete('a');
    if (way === 'expire') await store.expire(new Date(Date.now() + 1000));
    if (way === 'erase') {
      await store.turn('a', 'erase', async (state) => ({ ...counted(state), erase: true }));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(found()).toBe(way === 'expire' ? 0 : kept);
  });

  it('shuts other users of the machine out of its files', async () => {
    const store = await database.open('');
    await store.turn('a', '1', async (state) => counted(state, 'x'));
    const modes = readdirSync(database.folder).map((name) => [name, statSync(join(database.folder, name)).mode & 0o77]);
    expect(modes.map(([name]) => name).sort()).toEqual(
      ['attune.sqlite', 'attune.sqlite-shm', 'attune.sqlite-wal', 'encryption.key'].sort(),
    );
    expect(modes.every(([, mode]) => mode === 0)).toBe(true);
  });

  it('makes its key once, and says what to do when it is gone', async () => {
    await (await database.open('')).close();
    const key = readFileSync(join(database.folder, 'encryption.key'), 'utf8');
    await (await database.open('')).close();
    expect(readFileSync(join(database.folder, 'encryption.key'), 'utf8')).toBe(key);
    writeFileSync(join(database.folder, 'encryption.key'), 'short');
    await expect(database.open('')).rejects.toThrow(/encryption\.key: key 1 of 1 is not 32 bytes of base64/);
  });

  it('says what to do with a file that is no database, a damaged one, and one of a newer version', async () => {
    writeFileSync(file, 'this is no database, and long enough to look like one '.repeat(100));
    await expect(database.open()).rejects.toThrow(/attune\.sqlite is not a database of Attune: move it away/);
    writeFileSync(file, '');
    await (await database.open()).close();
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    await expect(database.open()).rejects.toThrow(/newer version of Attune/);
    writeFileSync(file, readFileSync(file).fill(0xa5, 100));
    await expect(database.open()).rejects.toThrow(/attune\.sqlite is damaged: put a backup in its place/);
  });

  it('says what to do with a folder that it cannot use', async () => {
    mkdirSync(file);
    await expect(database.open()).rejects.toThrow(/attune\.sqlite cannot be opened: let this user write/);
    const inFile = join(database.folder, 'file');
    writeFileSync(inFile, '');
    const settings = { DATA_DIR: join(inFile, 'data'), DATABASE_URL: undefined, DATA_ENCRYPTION_KEYS: undefined };
    await expect(openStore(settings, quiet)).rejects.toThrow(/DATA_DIR: .* cannot be made/);
    chmodSync(inFile, 0o600);
  });

  it('commits nothing of a turn while the file is locked, and goes on after', async () => {
    const store = await database.open();
    await store.turn('a', '1', async (state) => counted(state, 'one'));
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.turn('a', '2', async (state) => counted(state, 'two'))).rejects.toThrow(
      /locked by another process/,
    );
    await expect(store.ping()).rejects.toThrow(/locked by another process/);
    other.exec('ROLLBACK');
    other.close();
    expect((await store.turn('a', '2', async (state) => counted(state, 'two'))).repeated).toBe(false);
    expect((await store.read('a', 0)).map((entry) => entry.activity.text)).toEqual(['one', 'two']);
  });

  it.each([
    [13, /the disk is full: free space/],
    [8 + 256, /cannot be written/],
    [10 + 3 * 256, /check the disk/],
    [21, /code 21/],
  ])('turns code %i of SQLite into a sentence for the operator', (errcode, sentence) => {
    const error = Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode });
    expect(sqliteError(error, 'data/attune.sqlite')).toMatchObject({
      name: 'StoreError',
      message: expect.stringMatching(sentence),
    });
  });
});
