import { Client } from 'pg';

export interface BenchDatabase {
  readonly url: string;
  /** Bytes of the tables and indexes, and the conversations in them. */
  size(): Promise<{ readonly bytes: number; readonly conversations: number }>;
  remove(): Promise<void>;
}

/** A database of its own on TEST_DATABASE_URL; undefined when no server is reachable. */
export async function benchDatabase(): Promise<BenchDatabase | undefined> {
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
  return {
    url: url.href,
    async size() {
      const [row] = await onServer(url.href, SIZE);
      return { bytes: Number(row?.bytes), conversations: Number(row?.conversations) };
    },
    async remove() {
      await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

const SIZE = `SELECT pg_total_relation_size('attune_turn') + pg_total_relation_size('attune_conversation') AS bytes,
  (SELECT count(*) FROM attune_conversation) AS conversations`;

async function onServer(server: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: server, connectionTimeoutMillis: 3000 });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
