import type { Activity, ConversationReference } from 'botbuilder';
import type { ConversationState } from './conversationState.ts';
import type { HandoffCommit, HandoffStore } from './handoffStore.ts';
import type { RecordStores } from './recordStores.ts';

/** One activity of a conversation, in the order in which its clients see them. */
export interface LogEntry {
  /** 1, 2, 3 ... within the conversation; the watermark of Direct Line. */
  readonly seq: number;
  readonly activity: Partial<Activity>;
}

/** Something to do later in a conversation. */
export interface Due {
  /** The event that the bot gets then, such as checkIn. */
  readonly name: string;
  readonly at: Date;
  /** How the channel reaches the conversation then. */
  readonly reference: Partial<ConversationReference>;
}

export interface DueItem extends Due {
  readonly conversationId: string;
}

/** All that one turn changes. It is committed whole, or not at all. */
export interface TurnCommit extends HandoffCommit {
  readonly state: ConversationState;
  /** The parent's activity and the replies, in order. */
  readonly log: readonly Partial<Activity>[];
  /**
   * Deletes every earlier turn of the log in the same transaction, as "delete my chat" asks. The earlier activity ids
   * go as well; sequence numbers go on. Messages on their way go too, but for those that take something back: these are
   * due at once.
   */
  readonly erase?: boolean;
  /** What to do later, at most one thing in a conversation: this one, null for nothing, absent for what it was. */
  readonly due?: Due | null;
}

/**
 * Computes a turn from what the conversation remembers, and from what it has to do later. `owner` is undefined for a
 * conversation that is not there.
 */
export type Run = (
  state: ConversationState | undefined,
  due: Due | undefined,
  owner: string | undefined,
) => Promise<TurnCommit>;

export interface TurnResult {
  readonly entries: readonly LogEntry[];
  /** True when the activity id had been committed before: nothing ran, `entries` are those of that turn. */
  readonly repeated: boolean;
}

export interface Conversation {
  readonly id: string;
  /** The user that may read and write it. */
  readonly owner: string;
  readonly createdAt: Date;
}

/** Hears that a conversation's log has changed. `added` saves reading it, when it is what follows. */
export type Listener = (added?: readonly LogEntry[]) => void;

/** How long the server that took a due item has for its turn and for sending it, in milliseconds. */
export const DUE_LEASE_MS = 120_000;

/** What keeps conversations. One contract, tested by one suite on every store. */
export interface Store extends RecordStores {
  /** Open hand-offs, messages on their way, the audit log. */
  readonly handoffs: HandoffStore;
  /** Makes a conversation of this owner. Throws when the id exists. */
  create(id: string, owner: string): Promise<void>;
  find(id: string): Promise<Conversation | undefined>;
  /**
   * Runs one turn of a conversation and commits what it returns in one transaction. Turns of one conversation
   * run one after the other, on every replica; a conversation that is not there yet is made with the owner ''.
   * What `run` throws is thrown on, and nothing is committed. `run` runs again, on the newer state, when another
   * replica committed a turn of this conversation meanwhile: what it does outside its result must bear that.
   */
  turn(conversationId: string, activityId: string, run: Run): Promise<TurnResult>;
  /**
   * Takes what is due now, the longest due first. Each item is handed to one server, and again after DUE_LEASE_MS
   * unless a turn has cleared or replaced it meanwhile: at least once, so a crash loses none.
   */
  takeDue(now: Date, limit: number): Promise<DueItem[]>;
  /** The log after this sequence number, in order; empty for an unknown conversation. */
  read(conversationId: string, after: number): Promise<LogEntry[]>;
  /**
   * Calls `listener` when the log of this conversation grew, or was deleted, by whatever replica. When this replica did
   * it, with what was added.
   */
  watch(conversationId: string, listener: Listener): () => void;
  /** Deletes the conversation, its state, its log and its samples at once. */
  delete(conversationId: string): Promise<void>;
  /** Deletes every conversation that nothing was written to since this moment. Returns how many. */
  expire(before: Date): Promise<number>;
  /** Throws when the store cannot be read and written now. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
