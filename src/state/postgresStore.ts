import { setTimeout } from 'node:timers/promises';
import { type ClientConfig, Pool, type PoolClient, type QueryResult, type QueryResultRow } from 'pg';
import type { Logger } from 'pino';
import type { Cipher } from './cipher.ts';
import type { HandoffStore } from './handoffStore.ts';
import { checkKey } from './keyCheck.ts';
import { postgresError } from './postgresError.ts';
import { extrasValues, PostgresHandoffs } from './postgresHandoffs.ts';
import { PostgresNotices } from './postgresNotices.ts';
import { postgresMigrations, postgresStatements } from './postgresSchema.ts';
import {
  type Conversation,
  DUE_LEASE_MS,
  type DueItem,
  type Listener,
  type LogEntry,
  type Run,
  type Store,
  type TurnResult,
} from './store.ts';
import { StoreError } from './storeError.ts';
import { type ConversationRow, TurnRunner, type TurnWrite } from './turnRunner.ts';
import { Watchers } from './watchers.ts';

/** Milliseconds. Short, as a parent waits for the words of a fault until they have passed. */
const CONNECT_TIMEOUT = 3000;
const STATEMENT_TIMEOUT = 4000;
const ANSWER_TIMEOUT = 5000;
const CLOSE_TIMEOUT = 2000;
const CONNECTIONS = 10;
const EXPIRE_AT_ONCE = 500;
/** Any number that nothing else in the database locks. */
const MIGRATION_LOCK = 4_827_364_551;

interface TurnColumns {
  version: number;
  first_seq: number;
  log: Buffer;
}

interface LoadColumns {
  version: number;
  last_seq: number;
  owner: string;
  state: Buffer | null;
  due: Buffer | null;
  turn_version: number | null;
  first_seq: number | null;
  log: Buffer | null;
}

/** Keeps conversations in PostgreSQL, for any number of servers. A turn is two round trips and one commit. */
export class PostgresStore implements Store {
  readonly #pool: Pool;
  readonly #turns: TurnRunner;
  readonly #watchers: Watchers;
  readonly #log: Logger;
  readonly #notices: PostgresNotices;
  readonly #handoffs: PostgresHandoffs;
  #closing: Promise<void> | undefined;

  /** Connects and brings the tables up to date. Throws a StoreError that says what to do. */
  static async open(parts: { readonly url: string; readonly cipher: Cipher; readonly log: Logger }) {
    const store = new PostgresStore(parts);
    try {
      await store.#migrate(parts.cipher);
      await store.#notices.start();
      return store;
    } catch (error) {
      await store.close();
      throw postgresError(error);
    }
  }

  private constructor(parts: { readonly url: string; readonly cipher: Cipher; readonly log: Logger }) {
    this.#log = parts.log;
    const connection: ClientConfig = {
      connectionString: parts.url,
      application_name: 'attune',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      statement_timeout: STATEMENT_TIMEOUT,
      query_timeout: ANSWER_TIMEOUT,
    };
    this.#pool = new Pool({ ...connection, max: CONNECTIONS, idleTimeoutMillis: 60_000 });
    this.#pool.on('error', () => parts.log.warn('an idle connection to the database broke: it is made again'));
    this.#watchers = new Watchers(parts.log);
    this.#notices = new PostgresNotices({ connection, pool: this.#pool, watchers: this.#watchers, log: parts.log });
    this.#handoffs = new PostgresHandoffs({ ...parts, query: (name, values) => this.#query(name, values) });
    this.#turns = new TurnRunner(
      { load: (id, key) => this.#load(id, key), commit: (write) => this.#commit(write) },
      parts.cipher,
    );
  }

  get handoffs(): HandoffStore {
    return this.#handoffs;
  }

  async create(id: string, owner: string): Promise<void> {
    const { rowCount } = await this.#query('create', [id, owner]);
    if (rowCount === 0) throw new StoreError('a conversation of this id exists already');
  }

  async find(id: string): Promise<Conversation | undefined> {
    const { rows } = await this.#query<{ owner: string; created_at: Date }>('find', [id]);
    return rows[0] && { id, owner: rows[0].owner, createdAt: rows[0].created_at };
  }

  async turn(conversationId: string, activityId: string, run: Run): Promise<TurnResult> {
    const result = await this.#turns.turn(conversationId, activityId, run);
    if (!result.repeated) this.#notices.tell(conversationId, result.entries);
    return result;
  }

  async read(conversationId: string, after: number): Promise<LogEntry[]> {
    const { rows } = await this.#query<TurnColumns>('read', [conversationId, after]);
    return rows
      .flatMap(({ version, first_seq: firstSeq, log }) =>
        this.#turns.entries(conversationId, { version, firstSeq, log }),
      )
      .filter((entry) => entry.seq > after);
  }

  async takeDue(now: Date, limit: number): Promise<DueItem[]> {
    const until = new Date(now.getTime() + DUE_LEASE_MS);
    const { rows } = await this.#query<{ id: string; due: Buffer }>('takeDue', [now, until, limit]);
    return this.#turns.dueItems(rows, this.#log);
  }

  watch(conversationId: string, listener: Listener): () => void {
    return this.#watchers.add(conversationId, listener);
  }

  async delete(conversationId: string): Promise<void> {
    const { rowCount } = await this.#query('delete', [conversationId]);
    if (!rowCount) return;
    this.#notices.tell(conversationId);
    this.#handoffs.announce();
  }

  async expire(before: Date): Promise<number> {
    let expired = 0;
    for (;;) {
      const { rowCount } = await this.#query('expire', [before, EXPIRE_AT_ONCE]);
      expired += rowCount ?? 0;
      if ((rowCount ?? 0) < EXPIRE_AT_ONCE) return expired;
    }
  }

  async ping(): Promise<void> {
    const { rows } = await this.#query<{ transaction_read_only: string }>('writable', []);
    if (rows[0]?.transaction_read_only !== 'off') {
      throw postgresError(Object.assign(new Error('read only'), { code: '25006' }));
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#turns.close();
    this.#watchers.clear();
    const ended = this.#notices.close().then(() => this.#pool.end());
    // A server that went away without a word never says goodbye.
    await Promise.race([ended, setTimeout(CLOSE_TIMEOUT, undefined, { ref: false })]);
  }

  async #load(conversationId: string, activityKey: Uint8Array): Promise<ConversationRow | undefined> {
    const { rows } = await this.#query<LoadColumns>('load', [conversationId, activityKey]);
    const [row] = rows;
    if (!row) return undefined;
    const { turn_version: version, first_seq: firstSeq, log } = row;
    return {
      version: row.version,
      lastSeq: row.last_seq,
      owner: row.owner,
      state: row.state ?? undefined,
      due: row.due ?? undefined,
      repeated: version === null || firstSeq === null || log === null ? undefined : { version, firstSeq, log },
    };
  }

  async #commit(write: TurnWrite): Promise<boolean> {
    const { conversationId, version, lastSeq, state, firstSeq, activityKey, log, due, expected, extras } = write;
    const later = [due !== undefined, due?.at ?? null, due?.due ?? null];
    const turn = [conversationId, version, lastSeq, state, firstSeq, activityKey, log, ...later, expected ?? null];
    const kind = expected === undefined ? 'firstTurn' : write.erase ? 'eraseAndTurn' : 'nextTurn';
    const { rowCount } = extras
      ? await this.#query(`${kind}WithExtras`, [...turn, ...extrasValues(extras)])
      : await this.#query(kind, turn);
    if (rowCount === 1 && extras && extras.outbox.length > 0) this.#handoffs.announce();
    return rowCount === 1;
  }

  /** Servers that start together do this one after the other. */
  async #migrate(cipher: Cipher): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      await client.query('CREATE TABLE IF NOT EXISTS attune_meta (name text PRIMARY KEY, value bytea NOT NULL)');
      const version = Number((await meta(client, 'version'))?.toString() ?? 0);
      if (version > postgresMigrations.length) {
        throw new StoreError('the database was written by a newer version of Attune: start that version');
      }
      for (const migration of postgresMigrations.slice(version)) await client.query(migration);
      await setMeta(client, 'version', Buffer.from(String(postgresMigrations.length)));
      const renewed = checkKey(cipher, await meta(client, 'keyCheck'));
      if (renewed) await setMeta(client, 'keyCheck', renewed);
      await client.query('COMMIT');
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async #query<R extends QueryResultRow>(
    name: keyof typeof postgresStatements,
    values: unknown[],
  ): Promise<QueryResult<R>> {
    if (this.#pool.ending) throw new StoreError('the store is closed: the server is stopping');
    try {
      return await this.#pool.query<R>({ name, text: postgresStatements[name], values });
    } catch (error) {
      throw postgresError(error);
    }
  }
}

async function meta(client: PoolClient, name: string): Promise<Buffer | undefined> {
  const { rows } = await client.query<{ value: Buffer }>('SELECT value FROM attune_meta WHERE name = $1', [name]);
  return rows[0]?.value;
}

async function setMeta(client: PoolClient, name: string, value: Buffer): Promise<void> {
  await client.query(
    'INSERT INTO attune_meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    [name, value],
  );
}
