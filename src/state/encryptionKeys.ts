import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from './storeError.ts';

const KEY_BYTES = 32;

/** The keys of DATA_ENCRYPTION_KEYS or, when it is empty, the one in DATA_DIR/encryption.key, made when missing. */
export function encryptionKeys(setting: string | undefined, folder: string): Buffer[] {
  if (setting) return readKeys(setting, 'DATA_ENCRYPTION_KEYS');
  const file = join(folder, 'encryption.key');
  try {
    return readKeys(readFileSync(file, 'utf8').trim(), file);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unreadable(file, error);
  }
  makeKey(file);
  return readKeys(readFileSync(file, 'utf8').trim(), file);
}

/** Throws a StoreError that names the wrong ones by their place, never by their value. */
export function readKeys(setting: string, source: string): Buffer[] {
  const keys = setting.split(',').map((key) => Buffer.from(key.trim(), 'base64'));
  const wrong = keys.flatMap((key, index) => (key.length === KEY_BYTES ? [] : [index + 1]));
  if (wrong.length === 0) return keys;
  throw new StoreError(
    `${source}: key ${wrong.join(', ')} of ${keys.length} is not ${KEY_BYTES} bytes of base64; make one with: openssl rand -base64 32`,
  );
}

/** The whole key appears at once, and the first of two servers that start together wins. */
function makeKey(file: string): void {
  const draft = `${file}.${randomUUID()}`;
  try {
    writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flush: true });
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unreadable(file, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

function unreadable(file: string, cause: unknown): StoreError {
  const { code } = cause as NodeJS.ErrnoException;
  const todo = code === 'ENOSPC' ? 'the disk is full, free space on it' : 'let this user read and write DATA_DIR';
  return new StoreError(`${file} cannot be read or written (${code}): ${todo}`, { cause });
}
