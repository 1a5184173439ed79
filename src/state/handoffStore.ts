import type { Receipt } from '../handoff/desk.ts';
import type { AuditEntry, HandoffRow } from '../handoff/handoff.ts';

/**
 * Something to bring to somebody, committed with the turn that makes it: a crash loses none. Goes with its
 * conversation, unless it takes something back.
 */
export interface OutboxMessage {
  /** Stable; a message of an id that waits replaces it. */
  readonly id: string;
  readonly handoff: string;
  readonly to: 'desk' | 'parent' | 'bot';
  /** What the receiver does with it; `retract` outlives the conversation. */
  readonly kind: string;
  /** Messages of one lane are brought one after the other, in the order of their commits. */
  readonly lane: string;
  /** When it is due. */
  readonly at: Date;
  /** Any JSON; sealed at rest. */
  readonly body: unknown;
}

/** A message that was taken to be brought. */
export interface OutboxItem extends Omit<OutboxMessage, 'at'> {
  readonly conversationId: string;
  /** How often it was put back. */
  readonly attempts: number;
  readonly createdAt: Date;
}

/** What a committed turn adds besides its log. */
export interface HandoffCommit {
  readonly outbox?: readonly OutboxMessage[];
  /** The hand-off as it is from now on; its thread stays what the desk set. */
  readonly handoff?: HandoffRow;
  readonly audit?: readonly AuditEntry[];
}

/** How long the server that took a message has for bringing it, in milliseconds. */
export const OUTBOX_LEASE_MS = 30_000;

/** What keeps open hand-offs, the messages on their way, and the audit log. */
export interface HandoffStore {
  find(id: string): Promise<HandoffRow | undefined>;
  byThread(desk: string, thread: string): Promise<HandoffRow | undefined>;
  /** How many wait at this desk that are more urgent, or as urgent and asked before. */
  waitingBefore(desk: string, urgent: boolean, askedAt: Date): Promise<number>;
  /** Posts of a hand-off that have to be taken back. */
  posts(handoff: string): Promise<string[]>;
  /** Takes due messages for OUTBOX_LEASE_MS, the oldest of each lane only. */
  takeOutbox(now: Date, limit: number): Promise<OutboxItem[]>;
  /**
   * A message was brought, or is given up. Keeps the thread and the post of its receipt. When its conversation was
   * deleted meanwhile, `ifGone` is to be brought instead. A `retract` that is done ends the hand-off and all that waits
   * for it.
   */
  finish(item: OutboxItem, receipt?: Receipt, ifGone?: OutboxMessage): Promise<void>;
  /** Not yet: again at this time. */
  putBack(item: OutboxItem, at: Date): Promise<void>;
  /** Calls `listener` when this process has committed messages, or deleted a conversation that may have some. */
  watchOutbox(listener: () => void): () => void;
  /** How many messages are due and not brought. */
  waitingMessages(now: Date): Promise<number>;
  audit(entries: readonly AuditEntry[]): Promise<void>;
  /** Entries from this moment on, in order. */
  readAudit(since: Date): AsyncIterable<AuditEntry>;
  /** Deletes entries that are older. Returns how many. */
  expireAudit(before: Date): Promise<number>;
}
