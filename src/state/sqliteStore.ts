import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Cipher } from './cipher.ts';
import type { HandoffStore } from './handoffStore.ts';
import { checkKey } from './keyCheck.ts';
import { sqliteError } from './sqliteError.ts';
import { SqliteHandoffs } from './sqliteHandoffs.ts';
import { sqliteMigrations } from './sqliteSchema.ts';
import { prepareSqlite, type SqliteStatements } from './sqliteStatements.ts';
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

/** Milliseconds that a statement waits for another process that writes to the same file. */
const BUSY_TIMEOUT = 500;
const EXPIRE_AT_ONCE = 25;

/** Keeps conversations in attune.sqlite in a folder: nothing to install, one machine. */
export class SqliteStore implements Store {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #statements: SqliteStatements;
  readonly #turns: TurnRunner;
  readonly #watchers: Watchers;
  readonly #handoffs: SqliteHandoffs;
  readonly #log: Logger;
  #scrubbing: Promise<void> | undefined;
  #closed = false;

  /** Opens or makes the database. Throws a StoreError that says what to do. */
  constructor(parts: { readonly folder: string; readonly cipher: Cipher; readonly log: Logger }) {
    this.#file = join(parts.folder, 'attune.sqlite');
    this.#log = parts.log;
    this.#watchers = new Watchers(parts.log);
    this.#turns = new TurnRunner(
      { load: async (id, key) => this.#load(id, key), commit: async (write) => this.#commit(write) },
      parts.cipher,
    );
    this.#database = this.#try(() => openDatabase(this.#file));
    try {
      this.#statements = this.#try(() => {
        this.#migrate();
        return prepareSqlite(this.#database);
      });
      this.#handoffs = new SqliteHandoffs({
        ...parts,
        database: this.#database,
        guarded: (work) => this.#try(work),
        transaction: (work) => this.#transaction(work),
        scrub: () => this.#scrubSoon(),
      });
      this.#try(() => this.#checkKey(parts.cipher));
      this.#scrub();
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  get handoffs(): HandoffStore {
    return this.#handoffs;
  }

  async create(id: string, owner: string): Promise<void> {
    const now = Date.now();
    const made = this.#try(() => this.#statements.create.get(id, owner, now, now, 0, 0, null));
    if (!made) throw new StoreError('a conversation of this id exists already');
  }

  async find(id: string): Promise<Conversation | undefined> {
    const row = this.#try(() => this.#statements.find.get(id));
    return row && { id, owner: String(row.owner), createdAt: new Date(Number(row.created_at)) };
  }

  async turn(conversationId: string, activityId: string, run: Run): Promise<TurnResult> {
    const result = await this.#turns.turn(conversationId, activityId, run);
    if (!result.repeated) this.#watchers.announce(conversationId, result.entries);
    return result;
  }

  async read(conversationId: string, after: number): Promise<LogEntry[]> {
    const rows = this.#try(() => this.#statements.read.all(conversationId, after));
    return rows
      .flatMap((row) => this.#turns.entries(conversationId, turnRow(row)))
      .filter((entry) => entry.seq > after);
  }

  async takeDue(now: Date, limit: number): Promise<DueItem[]> {
    const { due, leaseDue } = this.#statements;
    const until = now.getTime() + DUE_LEASE_MS;
    // Read first: looking must not take the lock that writers need.
    const rows = this.#try(() => due.all(now.getTime(), limit));
    const taken = rows.filter(
      (row) => this.#try(() => leaseDue.run(until, row.key as number, now.getTime())).changes > 0,
    );
    return this.#turns.dueItems(
      taken.map((row) => ({ id: String(row.id), due: row.due as Uint8Array })),
      this.#log,
    );
  }

  watch(conversationId: string, listener: Listener): () => void {
    return this.#watchers.add(conversationId, listener);
  }

  async delete(conversationId: string): Promise<void> {
    const { changes } = this.#try(() => this.#statements.delete.run(conversationId));
    if (changes === 0) return;
    await this.#scrubSoon();
    this.#watchers.announce(conversationId);
    this.#handoffs.announce();
  }

  async expire(before: Date): Promise<number> {
    const range = this.#try(() => this.#statements.keys.get());
    const last = Number(range?.last ?? 0);
    let expired = 0;
    // In pieces, so that the server answers in between. No index: it would cost every turn more than this.
    for (let key = Number(range?.first ?? 1); key <= last; key += EXPIRE_AT_ONCE) {
      const end = key + EXPIRE_AT_ONCE - 1;
      expired += Number(this.#try(() => this.#statements.expire.run(key, end, before.getTime())).changes);
      await setImmediate();
    }
    if (expired > 0) await this.#scrubSoon();
    return expired;
  }

  async ping(): Promise<void> {
    this.#try(() => this.#statements.setMeta.run('ping', String(Date.now())));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#turns.close();
    await this.#scrubbing;
    this.#watchers.clear();
    this.#try(() => this.#database.close());
    this.#closed = true;
  }

  #load(conversationId: string, activityKey: Uint8Array): ConversationRow | undefined {
    const row = this.#try(() => this.#statements.load.get(activityKey, conversationId));
    if (!row) return undefined;
    return {
      version: Number(row.version),
      lastSeq: Number(row.last_seq),
      owner: String(row.owner),
      state: (row.state as Uint8Array | null) ?? undefined,
      due: (row.due as Uint8Array | null) ?? undefined,
      repeated: row.log === null ? undefined : turnRow({ ...row, version: row.turn_version }),
    };
  }

  #commit(write: TurnWrite): boolean {
    const committed = this.#transaction(() => this.#writeTurn(write));
    if (committed && write.erase) void this.#scrubSoon();
    if (committed && write.extras && write.extras.outbox.length > 0) this.#handoffs.announce();
    return committed;
  }

  #writeTurn(write: TurnWrite): boolean {
    const { create, advance, setDue, eraseTurns, addTurn } = this.#statements;
    const { conversationId: id, version, firstSeq, lastSeq, state, due } = write;
    const now = Date.now();
    const row =
      write.expected === undefined
        ? create.get(id, '', now, now, version, lastSeq, state)
        : advance.get(now, version, lastSeq, state, id, write.expected);
    if (!row) return false;
    const key = Number(row.key);
    if (due !== undefined) setDue.run(due?.at.getTime() ?? null, due?.due ?? null, key);
    if (write.erase) {
      eraseTurns.run(key);
      this.#handoffs.erase(id);
    }
    if (write.extras) this.#handoffs.write(id, write.extras);
    addTurn.run(key, lastSeq, version, firstSeq, write.activityKey, write.log);
    return true;
  }

  /** Commits what `work` wrote when it returns true, and nothing otherwise. */
  #transaction(work: () => boolean): boolean {
    return this.#try(() => {
      this.#statements.begin.run();
      try {
        const done = work();
        this.#statements[done ? 'commit' : 'rollback'].run();
        return done;
      } finally {
        if (this.#database.isTransaction) this.#statements.rollback.run();
      }
    });
  }

  #migrate(): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const version = Number(this.#database.prepare('PRAGMA user_version').get()?.user_version);
      if (version > sqliteMigrations.length) {
        throw new StoreError(`${this.#file} was written by a newer version of Attune: start that version`);
      }
      for (const migration of sqliteMigrations.slice(version)) this.#database.exec(migration);
      this.#database.exec(`PRAGMA user_version = ${sqliteMigrations.length}; COMMIT`);
    } finally {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    }
  }

  #checkKey(cipher: Cipher): void {
    const stored = this.#statements.getMeta.get('keyCheck')?.value as Uint8Array | undefined;
    const renewed = checkKey(cipher, stored);
    if (renewed) this.#statements.setMeta.run('keyCheck', renewed);
  }

  /** Several deletions of one moment share the work. */
  #scrubSoon(): Promise<void> {
    this.#scrubbing ??= setImmediate().then(() => {
      this.#scrubbing = undefined;
      this.#scrub();
    });
    return this.#scrubbing;
  }

  /** Deleted rows are zeros in the database (secure_delete); this takes them out of the write-ahead log as well. */
  #scrub(): void {
    try {
      const row = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
      if (row?.busy) this.#log.warn('deleted rows stay in attune.sqlite-wal a little longer: another process reads it');
    } catch (error) {
      this.#log.error({ err: sqliteError(error, this.#file) }, 'deleted rows stay in attune.sqlite-wal');
    }
  }

  #try<T>(work: () => T): T {
    if (this.#closed) throw new StoreError('the store is closed: the server is stopping');
    try {
      return work();
    } catch (error) {
      throw sqliteError(error, this.#file);
    }
  }
}

function openDatabase(file: string): DatabaseSync {
  // Made here, so that its log and index files inherit a mode that shuts out other users of the machine.
  closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
  try {
    database.exec('PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

function turnRow(row: Record<string, unknown>) {
  return { version: Number(row.version), firstSeq: Number(row.first_seq), log: row.log as Uint8Array };
}
