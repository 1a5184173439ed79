import type { AuditAction, AuditEntry, HandoffRow } from '../handoff/handoff.ts';
import type { Cipher } from './cipher.ts';
import type { HandoffCommit, OutboxItem, OutboxMessage } from './handoffStore.ts';

/** A message on its way, as it lies in the database. */
export interface OutboxWrite {
  readonly id: string;
  readonly handoff: string;
  readonly kind: string;
  readonly lane: string;
  readonly at: Date;
  readonly body: Uint8Array;
}

/** A hand-off, as it lies in the database: what is looked for lies open, the rest is sealed. */
export interface HandoffWrite {
  readonly id: string;
  readonly desk: string;
  readonly stage: string;
  readonly urgent: boolean;
  readonly askedAt: Date;
  readonly body: Uint8Array;
}

/** What a turn writes besides its own rows. */
export interface TurnExtras {
  readonly outbox: readonly OutboxWrite[];
  readonly handoff: HandoffWrite | undefined;
  readonly audit: readonly AuditColumns[];
}

/** An entry of the audit log lies open: it is kept longer than the keys of what parents write, and has none of it. */
export interface AuditColumns {
  readonly at: Date;
  readonly handoff: string | null;
  readonly actor: string;
  readonly name: string | null;
  readonly action: string;
}

/** Columns of a message that was taken. */
export interface OutboxColumns {
  readonly id: string;
  readonly handoff: string;
  readonly conversation: string;
  readonly kind: string;
  readonly lane: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly body: Uint8Array;
}

/** Columns of a hand-off that was found. */
export interface HandoffColumns {
  readonly id: string;
  readonly conversation: string;
  readonly desk: string;
  readonly stage: string;
  readonly urgent: boolean;
  readonly askedAt: Date;
  readonly thread: string | null;
  readonly body: Uint8Array;
}

type Sealed = Pick<HandoffRow, 'language' | 'by'> & { takenAt?: string | undefined };

/** Rows of what a turn adds; undefined when it adds nothing. */
export function extrasOf(cipher: Cipher, conversationId: string, commit: HandoffCommit): TurnExtras | undefined {
  const { outbox = [], handoff, audit = [] } = commit;
  if (outbox.length === 0 && !handoff && audit.length === 0) return undefined;
  return {
    outbox: outbox.map((message) => outboxWrite(cipher, conversationId, message)),
    handoff: handoff && handoffWrite(cipher, conversationId, handoff),
    audit: audit.map(auditColumns),
  };
}

export function outboxWrite(cipher: Cipher, conversationId: string, message: OutboxMessage): OutboxWrite {
  const { to, body, ...row } = message;
  return { ...row, body: cipher.seal(conversationId, `outbox ${row.id}`, JSON.stringify({ to, body })) };
}

function handoffWrite(cipher: Cipher, conversationId: string, row: HandoffRow): HandoffWrite {
  const { id, desk, stage, urgent, askedAt, language, by, takenAt } = row;
  const sealed: Sealed = { language, by, takenAt: takenAt?.toISOString() };
  const body = cipher.seal(conversationId, `handoff ${id}`, JSON.stringify(sealed));
  return { id, desk, stage, urgent, askedAt, body };
}

export function auditColumns({ at, handoff, actor, action }: AuditEntry): AuditColumns {
  const who = typeof actor === 'string' ? { actor, name: null } : { actor: actor.id, name: actor.name };
  return { at, handoff: handoff ?? null, ...who, action };
}

/** Throws a StoreError when the row cannot be opened. */
export function outboxItem(cipher: Cipher, columns: OutboxColumns): OutboxItem {
  const { conversation, body, ...row } = columns;
  return { ...row, conversationId: conversation, ...JSON.parse(cipher.open(conversation, `outbox ${row.id}`, body)) };
}

/** Throws a StoreError when the row cannot be opened. */
export function handoffRow(cipher: Cipher, columns: HandoffColumns): HandoffRow {
  const { conversation, desk, stage, thread, body, ...row } = columns;
  const { takenAt, ...sealed }: Sealed = JSON.parse(cipher.open(conversation, `handoff ${row.id}`, body));
  return {
    ...row,
    ...sealed,
    conversationId: conversation,
    desk: desk as HandoffRow['desk'],
    stage: stage as HandoffRow['stage'],
    thread: thread ?? undefined,
    takenAt: takenAt === undefined ? undefined : new Date(takenAt),
  };
}

export function auditEntry({ at, handoff, actor, name, action }: AuditColumns): AuditEntry {
  return {
    at,
    ...(handoff !== null && { handoff }),
    actor: name === null ? (actor as 'parent' | 'bot') : { id: actor, name },
    action: action as AuditAction,
  };
}
