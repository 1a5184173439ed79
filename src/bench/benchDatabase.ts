import { Client } from 'pg';

/** A database of its own on TEST_DATABASE_URL; undefined when no server is reachable. */
export async function benchDatabase(): Promise<{ url: string; remove(): Promise<void> } | undefined> {
  const server = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
  const name = `attune_bench_${process.pid}`;
  try {
    await onServer(server, `CREATE DATABASE ${name}`);
  } catch (error) {
    console.log(`PostgreSQL is not measured: ${new URL(server).host} (TEST_DATABASE_URL) cannot be used: ${error}`);
    return undefined;
  }
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, remove: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(server: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: server, connectionTimeoutMillis: 3000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
