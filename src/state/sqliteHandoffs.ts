import { EventEmitter } from 'node:events';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Logger } from 'pino';
import type { Receipt } from '../handoff/desk.ts';
import type { AuditEntry, HandoffRow } from '../handoff/handoff.ts';
import type { Cipher } from './cipher.ts';
import {
  auditColumns,
  auditEntry,
  type HandoffColumns,
  handoffRow,
  type OutboxWrite,
  outboxItem,
  outboxWrite,
  type TurnExtras,
} from './handoffRows.ts';
import { type HandoffStore, OUTBOX_LEASE_MS, type OutboxItem, type OutboxMessage } from './handoffStore.ts';

const AUDIT_PAGE = 500;

const statements = {
  addMessage: `INSERT INTO outbox (id, handoff, conversation, kind, lane, due_at, created_at, attempts, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)
    ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, attempts = 0, body = excluded.body`,
  setHandoff: `INSERT INTO handoff (id, conversation, desk, stage, urgent, asked_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, urgent = excluded.urgent, body = excluded.body`,
  addAudit: 'INSERT INTO audit (at, handoff, actor, name, action) VALUES (?, ?, ?, ?, ?)',
  eraseMessages: `DELETE FROM outbox WHERE conversation = ? AND kind <> 'retract'`,
  hurryRetract: 'UPDATE outbox SET due_at = 0 WHERE conversation = ? AND attempts = 0',
  find: 'SELECT * FROM handoff WHERE id = ?',
  byThread: 'SELECT * FROM handoff WHERE desk = ? AND thread = ? ORDER BY asked_at DESC LIMIT 1',
  waitingBefore: `SELECT count(*) AS count FROM handoff
    WHERE stage = 'waiting' AND desk = ? AND (urgent > ? OR (urgent = ? AND asked_at < ?))`,
  posts: 'SELECT post FROM handoff_post WHERE handoff = ?',
  due: `SELECT * FROM outbox AS o WHERE due_at <= ?
    AND NOT EXISTS (SELECT 1 FROM outbox AS e WHERE e.lane = o.lane AND e.seq < o.seq) ORDER BY due_at, seq LIMIT ?`,
  lease: 'UPDATE outbox SET due_at = ? WHERE seq = ? AND due_at = ?',
  done: 'DELETE FROM outbox WHERE id = ?',
  setThread: 'UPDATE handoff SET thread = ? WHERE id = ?',
  addPost: 'INSERT INTO handoff_post (handoff, post) VALUES (?, ?) ON CONFLICT DO NOTHING',
  forgetPosts: 'DELETE FROM handoff_post WHERE handoff = ?',
  forgetMessages: 'DELETE FROM outbox WHERE handoff = ?',
  forget: 'DELETE FROM handoff WHERE id = ?',
  putBack: 'UPDATE outbox SET due_at = ?, attempts = attempts + 1 WHERE id = ?',
  waitingMessages: 'SELECT count(*) AS count FROM outbox WHERE due_at <= ? OR attempts > 0',
  readAudit: 'SELECT * FROM audit WHERE at >= ? AND seq > ? ORDER BY seq LIMIT ?',
  expireAudit: 'DELETE FROM audit WHERE at < ?',
} as const;

interface SqliteHandoffsParts {
  readonly database: DatabaseSync;
  readonly cipher: Cipher;
  readonly log: Logger;
  /** Runs work whose errors become a StoreError. */
  readonly guarded: <T>(work: () => T) => T;
  /** Commits what the work wrote when it returns true. */
  readonly transaction: (work: () => boolean) => boolean;
  /** Takes deleted rows out of the write-ahead log as well. */
  readonly scrub: () => Promise<void>;
}

type Row = Record<string, unknown>;

/** Hand-offs, messages on their way and the audit log, in the same file as the conversations. */
export class SqliteHandoffs implements HandoffStore {
  readonly #parts: SqliteHandoffsParts;
  readonly #statements: Readonly<Record<keyof typeof statements, StatementSync>>;
  readonly #added = new EventEmitter().setMaxListeners(0);

  constructor(parts: SqliteHandoffsParts) {
    this.#parts = parts;
    const prepared = Object.entries(statements).map(([name, sql]) => [name, parts.database.prepare(sql)]);
    this.#statements = Object.fromEntries(prepared);
  }

  /** Inside the transaction of a turn. */
  erase(conversationId: string): void {
    this.#statements.eraseMessages.run(conversationId);
    this.#statements.hurryRetract.run(conversationId);
  }

  /** Inside the transaction of a turn. */
  write(conversationId: string, { outbox, handoff, audit }: TurnExtras): void {
    for (const message of outbox) this.#add(conversationId, message);
    if (handoff) {
      const { id, desk, stage, urgent, askedAt, body } = handoff;
      this.#statements.setHandoff.run(id, conversationId, desk, stage, Number(urgent), askedAt.getTime(), body);
    }
    for (const { at, handoff, actor, name, action } of audit) {
      this.#statements.addAudit.run(at.getTime(), handoff, actor, name, action);
    }
  }

  /** After a commit that added messages. */
  announce(): void {
    this.#added.emit('added');
  }

  watchOutbox(listener: () => void): () => void {
    this.#added.on('added', listener);
    return () => this.#added.off('added', listener);
  }

  async find(id: string): Promise<HandoffRow | undefined> {
    return this.#row(this.#parts.guarded(() => this.#statements.find.get(id)));
  }

  async byThread(desk: string, thread: string): Promise<HandoffRow | undefined> {
    return this.#row(this.#parts.guarded(() => this.#statements.byThread.get(desk, thread)));
  }

  async waitingBefore(desk: string, urgent: boolean, askedAt: Date): Promise<number> {
    const values = [desk, Number(urgent), Number(urgent), askedAt.getTime()];
    return Number(this.#parts.guarded(() => this.#statements.waitingBefore.get(...values))?.count);
  }

  async posts(handoff: string): Promise<string[]> {
    return this.#parts.guarded(() => this.#statements.posts.all(handoff)).map(({ post }) => String(post));
  }

  async takeOutbox(now: Date, limit: number): Promise<OutboxItem[]> {
    const { guarded } = this.#parts;
    const { due, lease } = this.#statements;
    const until = now.getTime() + OUTBOX_LEASE_MS;
    // Read first: looking must not take the lock that writers need.
    const rows = guarded(() => due.all(now.getTime(), limit));
    const taken = rows.filter(({ seq, due_at }) =>
      guarded(() => lease.run(until, Number(seq), Number(due_at)).changes > 0),
    );
    return taken.flatMap((row) => this.#item(row));
  }

  async finish(item: OutboxItem, receipt: Receipt = {}, ifGone?: OutboxMessage): Promise<void> {
    this.#parts.transaction(() => {
      const there = this.#statements.done.run(item.id).changes > 0;
      if (item.kind === 'retract') this.#forget(item.handoff);
      else if (there) this.#keep(item.handoff, receipt);
      else if (ifGone) this.#add(item.conversationId, outboxWrite(this.#parts.cipher, item.conversationId, ifGone));
      return true;
    });
    if (item.kind === 'retract') await this.#parts.scrub();
  }

  async putBack(item: OutboxItem, at: Date): Promise<void> {
    this.#parts.guarded(() => this.#statements.putBack.run(at.getTime(), item.id));
  }

  async waitingMessages(now: Date): Promise<number> {
    return Number(this.#parts.guarded(() => this.#statements.waitingMessages.get(now.getTime()))?.count);
  }

  async audit(entries: readonly AuditEntry[]): Promise<void> {
    this.#parts.transaction(() => {
      this.write('', { outbox: [], handoff: undefined, audit: entries.map(auditColumns) });
      return true;
    });
  }

  async *readAudit(since: Date): AsyncIterable<AuditEntry> {
    for (let seq = 0; ; ) {
      const rows = this.#parts.guarded(() => this.#statements.readAudit.all(since.getTime(), seq, AUDIT_PAGE));
      for (const row of rows) {
        seq = Number(row.seq);
        yield auditEntry({ ...(row as Row & AuditRow), at: new Date(Number(row.at)) });
      }
      if (rows.length < AUDIT_PAGE) return;
    }
  }

  async expireAudit(before: Date): Promise<number> {
    return Number(this.#parts.guarded(() => this.#statements.expireAudit.run(before.getTime())).changes);
  }

  #add(conversationId: string, { id, handoff, kind, lane, at, body }: OutboxWrite): void {
    this.#statements.addMessage.run(id, handoff, conversationId, kind, lane, at.getTime(), Date.now(), body);
  }

  #keep(handoff: string, { thread, post }: Receipt): void {
    if (thread !== undefined) this.#statements.setThread.run(thread, handoff);
    if (post !== undefined) this.#statements.addPost.run(handoff, post);
  }

  #forget(handoff: string): void {
    this.#statements.forgetMessages.run(handoff);
    this.#statements.forgetPosts.run(handoff);
    this.#statements.forget.run(handoff);
  }

  #row(row: Row | undefined): HandoffRow | undefined {
    if (!row) return undefined;
    const columns = { ...row, urgent: row.urgent === 1, askedAt: new Date(Number(row.asked_at)) };
    return handoffRow(this.#parts.cipher, pick(columns as Row & HandoffColumns));
  }

  /** One that cannot be opened is logged, and holds up none of another lane. */
  #item(row: Row): OutboxItem[] {
    try {
      const { id, handoff, conversation, kind, lane, body } = row as unknown as Columns;
      const attempts = Number(row.attempts);
      const createdAt = new Date(Number(row.created_at));
      return [outboxItem(this.#parts.cipher, { id, handoff, conversation, kind, lane, attempts, createdAt, body })];
    } catch (error) {
      this.#parts.log.error({ err: error }, 'a message on its way could not be read');
      return [];
    }
  }
}

interface AuditRow {
  readonly handoff: string | null;
  readonly actor: string;
  readonly name: string | null;
  readonly action: string;
}

interface Columns {
  readonly id: string;
  readonly handoff: string;
  readonly conversation: string;
  readonly kind: string;
  readonly lane: string;
  readonly body: Uint8Array;
}

function pick({ id, conversation, desk, stage, urgent, askedAt, thread, body }: HandoffColumns): HandoffColumns {
  return { id, conversation, desk, stage, urgent, askedAt, thread, body };
}
