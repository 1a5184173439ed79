import { EventEmitter } from 'node:events';
import type { QueryResult, QueryResultRow } from 'pg';
import type { Logger } from 'pino';
import type { Receipt } from '../handoff/desk.ts';
import type { AuditEntry, HandoffRow } from '../handoff/handoff.ts';
import type { Cipher } from './cipher.ts';
import {
  type AuditColumns,
  auditColumns,
  auditEntry,
  handoffRow,
  outboxItem,
  outboxWrite,
  type TurnExtras,
} from './handoffRows.ts';
import { type HandoffStore, OUTBOX_LEASE_MS, type OutboxItem, type OutboxMessage } from './handoffStore.ts';
import type { postgresStatements } from './postgresSchema.ts';

const AUDIT_PAGE = 500;

interface PostgresHandoffsParts {
  readonly cipher: Cipher;
  readonly log: Logger;
  /** Runs a statement; throws a StoreError. */
  readonly query: <R extends QueryResultRow>(
    name: keyof typeof postgresStatements,
    values: unknown[],
  ) => Promise<QueryResult<R>>;
}

interface HandoffRecord {
  id: string;
  conversation: string;
  desk: string;
  stage: string;
  urgent: boolean;
  asked_at: Date;
  thread: string | null;
  body: Buffer;
}

interface OutboxRecord {
  id: string;
  handoff: string;
  conversation: string;
  kind: string;
  lane: string;
  created_at: Date;
  attempts: number;
  body: Buffer;
}

/** The values of `extras` in the statements of a turn. */
export function extrasValues({ outbox, handoff, audit }: TurnExtras): unknown[] {
  return [
    outbox.map(({ id }) => id),
    outbox.map(({ handoff }) => handoff),
    outbox.map(({ kind }) => kind),
    outbox.map(({ lane }) => lane),
    outbox.map(({ at }) => at),
    outbox.map(({ body }) => body),
    handoff?.id ?? null,
    handoff?.desk ?? null,
    handoff?.stage ?? null,
    handoff?.urgent ?? null,
    handoff?.askedAt ?? null,
    handoff?.body ?? null,
    ...auditValues(audit),
  ];
}

function auditValues(audit: readonly AuditColumns[]): unknown[] {
  return [
    audit.map(({ at }) => at),
    audit.map(({ handoff }) => handoff),
    audit.map(({ actor }) => actor),
    audit.map(({ name }) => name),
    audit.map(({ action }) => action),
  ];
}

/** Hand-offs, messages on their way and the audit log, in the same database as the conversations. */
export class PostgresHandoffs implements HandoffStore {
  readonly #parts: PostgresHandoffsParts;
  readonly #added = new EventEmitter().setMaxListeners(0);

  constructor(parts: PostgresHandoffsParts) {
    this.#parts = parts;
  }

  /** After a commit that added messages. Other servers find them when they look. */
  announce(): void {
    this.#added.emit('added');
  }

  watchOutbox(listener: () => void): () => void {
    this.#added.on('added', listener);
    return () => this.#added.off('added', listener);
  }

  async find(id: string): Promise<HandoffRow | undefined> {
    const { rows } = await this.#parts.query<HandoffRecord>('findHandoff', [id]);
    return this.#row(rows[0]);
  }

  async byThread(desk: string, thread: string): Promise<HandoffRow | undefined> {
    const { rows } = await this.#parts.query<HandoffRecord>('handoffByThread', [desk, thread]);
    return this.#row(rows[0]);
  }

  async waitingBefore(desk: string, urgent: boolean, askedAt: Date): Promise<number> {
    const { rows } = await this.#parts.query<{ count: string }>('waitingBefore', [desk, urgent, askedAt]);
    return Number(rows[0]?.count);
  }

  async posts(handoff: string): Promise<string[]> {
    const { rows } = await this.#parts.query<{ post: string }>('handoffPosts', [handoff]);
    return rows.map(({ post }) => post);
  }

  async takeOutbox(now: Date, limit: number): Promise<OutboxItem[]> {
    const until = new Date(now.getTime() + OUTBOX_LEASE_MS);
    const { rows } = await this.#parts.query<OutboxRecord>('takeOutbox', [now, until, limit]);
    return rows.flatMap((row) => this.#item(row));
  }

  async finish(item: OutboxItem, receipt: Receipt = {}, ifGone?: OutboxMessage): Promise<void> {
    if (item.kind === 'retract') {
      await this.#parts.query('forgetHandoff', [item.handoff]);
      return;
    }
    const { conversationId } = item;
    const instead = ifGone && outboxWrite(this.#parts.cipher, conversationId, ifGone);
    await this.#parts.query('finishMessage', [
      item.id,
      item.handoff,
      receipt.thread ?? null,
      receipt.post ?? null,
      conversationId,
      instead?.id ?? null,
      instead?.kind ?? null,
      instead?.lane ?? null,
      instead?.at ?? null,
      instead?.body ?? null,
    ]);
  }

  async putBack(item: OutboxItem, at: Date): Promise<void> {
    await this.#parts.query('putBackMessage', [item.id, at]);
  }

  async waitingMessages(now: Date): Promise<number> {
    const { rows } = await this.#parts.query<{ count: string }>('waitingMessages', [now]);
    return Number(rows[0]?.count);
  }

  async audit(entries: readonly AuditEntry[]): Promise<void> {
    await this.#parts.query('addAudit', auditValues(entries.map(auditColumns)));
  }

  async *readAudit(since: Date): AsyncIterable<AuditEntry> {
    for (let seq = '0'; ; ) {
      const { rows } = await this.#parts.query<AuditColumns & { seq: string }>('readAudit', [since, seq, AUDIT_PAGE]);
      for (const row of rows) {
        seq = row.seq;
        yield auditEntry(row);
      }
      if (rows.length < AUDIT_PAGE) return;
    }
  }

  async expireAudit(before: Date): Promise<number> {
    return (await this.#parts.query('expireAudit', [before])).rowCount ?? 0;
  }

  #row(row: HandoffRecord | undefined): HandoffRow | undefined {
    if (!row) return undefined;
    const { asked_at: askedAt, ...columns } = row;
    return handoffRow(this.#parts.cipher, { ...columns, askedAt });
  }

  /** One that cannot be opened is logged, and holds up none of another lane. */
  #item({ created_at: createdAt, ...columns }: OutboxRecord): OutboxItem[] {
    try {
      return [outboxItem(this.#parts.cipher, { ...columns, createdAt })];
    } catch (error) {
      this.#parts.log.error({ err: error }, 'a message on its way could not be read');
      return [];
    }
  }
}
