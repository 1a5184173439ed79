import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { postgresError } from '../state/postgresError.ts';
import { StoreError } from '../state/storeError.ts';
import { checkManifest, type Manifest, makeEmpty, writeManifest } from './sqliteBackup.ts';

const DUMP = 'attune.dump';

/** Copies the database with pg_dump, which has to be installed: one moment of it, while servers go on. */
export async function backUpPostgres(url: string, target: string): Promise<Manifest> {
  makeEmpty(target);
  const copy = join(target, DUMP);
  await run('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', `--file=${copy}`], url);
  return writeManifest(target, 'postgresql', copy);
}

/**
 * Puts a copy into the database with pg_restore, in one transaction. Throws a StoreError, and changes nothing, when
 * tables of Attune are there. Returns how many conversations it holds.
 */
export async function restorePostgres(url: string, source: string): Promise<number> {
  const copy = join(source, DUMP);
  if (!existsSync(copy)) throw new StoreError(`${copy} is missing: name the folder of a backup of PostgreSQL`);
  await checkManifest(source, 'postgresql', copy);
  if (await ask(url, "SELECT 1 FROM pg_tables WHERE tablename = 'attune_meta'")) {
    throw new StoreError('the database holds tables of Attune: set DATABASE_URL to an empty one');
  }
  const database = decodeURIComponent(new URL(url).pathname.slice(1));
  await run(
    'pg_restore',
    ['--no-owner', '--no-privileges', '--single-transaction', '--exit-on-error', `--dbname=${database}`, copy],
    url,
  );
  return Number((await ask(url, 'SELECT count(*) AS n FROM attune_conversation'))?.n);
}

async function ask(url: string, sql: string): Promise<Record<string, unknown> | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    return (await client.query(sql)).rows[0];
  } catch (error) {
    throw postgresError(error);
  } finally {
    await client.end();
  }
}

/** Threat: the password in the list of processes; hence the environment. */
async function run(program: string, args: readonly string[], address: string): Promise<void> {
  const url = new URL(address);
  const part = (text: string) => (text ? decodeURIComponent(text) : undefined);
  const { sslmode, sslrootcert, host } = Object.fromEntries(url.searchParams);
  const env = {
    ...process.env,
    PGHOST: host ?? part(url.hostname),
    PGPORT: part(url.port),
    PGUSER: part(url.username),
    PGPASSWORD: part(url.password),
    PGDATABASE: part(url.pathname.slice(1)),
    PGSSLMODE: sslmode,
    PGSSLROOTCERT: sslrootcert,
  };
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  const [code] = (await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT';
    throw new StoreError(
      missing ? `${program} is not installed: install the PostgreSQL client` : `${program}: ${error.code}`,
    );
  })) as [number];
  if (code !== 0) throw new StoreError(`${program} failed: ${said.trim()}`);
}
