import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Cipher } from '../state/cipher.ts';
import { encryptionKeys } from '../state/encryptionKeys.ts';
import { checkKey } from '../state/keyCheck.ts';
import { StoreError } from '../state/storeError.ts';

const DATABASE = 'attune.sqlite';
const MANIFEST = 'backup.json';
/** What the database cannot be read without, and what keeps open chats open. Never beside the database in a backup. */
const KEY_FILES = ['encryption.key', 'token.secret'];
/** Milliseconds that a copy waits for a writer. */
const BUSY_TIMEOUT = 10_000;

const manifestSchema = z.strictObject({
  /** ISO 8601. */
  madeAt: z.string(),
  database: z.enum(['sqlite', 'postgresql']),
  /** Of the copy. */
  sha256: z.string(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Settings that say where data and keys are. */
export interface DataPlace {
  readonly DATA_DIR: string;
  readonly DATA_ENCRYPTION_KEYS?: string | undefined;
}

/** Copies the database of a running server into a new folder. One moment of it, whole; writers go on. */
export async function backUpSqlite({ DATA_DIR: folder }: DataPlace, target: string): Promise<Manifest> {
  const from = join(folder, DATABASE);
  if (!existsSync(from)) throw new StoreError(`there is no ${from}: set DATA_DIR to the folder of the server`);
  makeEmpty(target);
  const copy = join(target, DATABASE);
  const database = new DatabaseSync(from, { timeout: BUSY_TIMEOUT });
  try {
    database.prepare('VACUUM INTO ?').run(copy);
  } finally {
    database.close();
  }
  chmodSync(copy, 0o600);
  return writeManifest(target, 'sqlite', copy);
}

/** Copies the files of the keys into a folder of their own. Returns which there were: settings are not copied. */
export function backUpKeys({ DATA_DIR: folder }: DataPlace, target: string): string[] {
  const found = KEY_FILES.filter((file) => existsSync(join(folder, file)));
  mkdirSync(target, { recursive: true, mode: 0o700 });
  for (const file of found) copyPrivately(join(folder, file), join(target, file));
  return found;
}

/**
 * Puts a copy into DATA_DIR, with the keys of `keys` when it is given. Throws a StoreError, and changes nothing, when a
 * database is there, the copy was damaged, or the keys do not fit it. Returns how many conversations it holds.
 */
export async function restoreSqlite(place: DataPlace, source: string, keys?: string): Promise<number> {
  await checkManifest(source, 'sqlite', join(source, DATABASE));
  const { DATA_DIR: folder } = place;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const there = [DATABASE, ...(keys ? KEY_FILES : [])].find((file) => existsSync(join(folder, file)));
  if (there) throw new StoreError(`${join(folder, there)} is there: stop the server, and move it away`);
  const draft = join(folder, `${DATABASE}.restoring`);
  copyPrivately(join(source, DATABASE), draft);
  try {
    const conversations = inspect(draft, encryptionKeysOf(place, keys));
    if (keys) {
      for (const file of KEY_FILES.filter((name) => existsSync(join(keys, name)))) {
        copyPrivately(join(keys, file), join(folder, file));
      }
    }
    renameSync(draft, join(folder, DATABASE));
    return conversations;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** What a backup says of itself, in a file beside the copy. */
export async function writeManifest(folder: string, database: Manifest['database'], copy: string): Promise<Manifest> {
  const manifest = { madeAt: new Date().toISOString(), database, sha256: await sha256(copy) };
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 });
  return manifest;
}

/** Throws a StoreError when this is no backup of such a database, or no longer the copy that was made. */
export async function checkManifest(folder: string, database: Manifest['database'], copy: string): Promise<void> {
  const file = join(folder, MANIFEST);
  if (!existsSync(file)) throw new StoreError(`${file} is missing: name the folder of a backup`);
  const manifest = manifestSchema.safeParse(parsed(readFileSync(file, 'utf8')));
  if (!manifest.success) throw new StoreError(`${file} is damaged: take another backup`);
  if (manifest.data.database !== database) {
    throw new StoreError(`${folder} is a backup of ${manifest.data.database}: set or unset DATABASE_URL`);
  }
  if (!existsSync(copy) || (await sha256(copy)) !== manifest.data.sha256) {
    throw new StoreError(`${copy} is not what was backed up: take another backup`);
  }
}

/** A folder for a new backup: backups are never written over. */
export function makeEmpty(target: string): void {
  if (existsSync(target)) throw new StoreError(`${target} is there: name a folder that is not`);
  mkdirSync(target, { recursive: true, mode: 0o700 });
}

/** Keys of the setting, else of the folder; never made anew here, as new ones open nothing. */
function encryptionKeysOf({ DATA_ENCRYPTION_KEYS: setting, DATA_DIR: folder }: DataPlace, keys?: string): Cipher {
  const from = keys ?? folder;
  if (!setting && !existsSync(join(from, 'encryption.key'))) {
    throw new StoreError(
      `the keys are missing: set DATA_ENCRYPTION_KEYS, or name a folder with encryption.key (--keys)`,
    );
  }
  return new Cipher(encryptionKeys(setting, from));
}

/** Reads the copy as a server would. Throws a StoreError when it is damaged or its keys are others. */
function inspect(file: string, cipher: Cipher): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const check = database.prepare('PRAGMA integrity_check').get();
    if (check?.integrity_check !== 'ok') throw new StoreError(`${file} is damaged: take another backup`);
    const row = database.prepare("SELECT value FROM meta WHERE name = 'keyCheck'").get();
    checkKey(cipher, row?.value as Uint8Array | undefined);
    return Number(database.prepare('SELECT count(*) AS n FROM conversation').get()?.n);
  } finally {
    database.close();
  }
}

function copyPrivately(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
