import { mkdirSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { Cipher } from './cipher.ts';
import { encryptionKeys } from './encryptionKeys.ts';
import { SqliteStore } from './sqliteStore.ts';
import type { Store } from './store.ts';
import { StoreError } from './storeError.ts';

type StoreSettings = Pick<Config, 'DATA_DIR' | 'DATA_ENCRYPTION_KEYS' | 'DATABASE_URL'>;

/** The store of the settings: PostgreSQL, or SQLite in DATA_DIR. Throws a StoreError that says what to do. */
export async function openStore(config: StoreSettings, log: Logger): Promise<Store> {
  const { DATA_DIR: folder, DATABASE_URL: url } = config;
  makeFolder(folder);
  const cipher = new Cipher(encryptionKeys(config.DATA_ENCRYPTION_KEYS, folder));
  if (!url) return new SqliteStore({ folder, cipher, log });
  // Loaded only when it is used: most hospitals that try Attune have no PostgreSQL.
  const { PostgresStore } = await import('./postgresStore.ts');
  return PostgresStore.open({ url, cipher, log });
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreError(`DATA_DIR: ${folder} cannot be made: choose a folder that this user may write to`, {
      cause: error,
    });
  }
}
