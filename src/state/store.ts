import type { Activity } from 'botbuilder';
import type { ConversationState } from './conversationState.ts';

/** One activity of a conversation, in the order in which its clients see them. */
export interface LogEntry {
  /** 1, 2, 3 ... within the conversation; the watermark of Direct Line. */
  readonly seq: number;
  readonly activity: Partial<Activity>;
}

/** All that one turn changes. It is committed whole, or not at all. */
export interface TurnCommit {
  readonly state: ConversationState;
  /** The parent's activity and the replies, in order. */
  readonly log: readonly Partial<Activity>[];
  /**
   * Deletes every earlier turn of the log in the same transaction, as "delete my chat" asks. The earlier activity ids
   * go as well; sequence numbers go on.
   */
  readonly erase?: boolean;
}

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

/** What keeps conversations. One contract, tested by one suite on every store. */
export interface Store {
  /** Makes a conversation of this owner. Throws when the id exists. */
  create(id: string, owner: string): Promise<void>;
  find(id: string): Promise<Conversation | undefined>;
  /**
   * Runs one turn of a conversation and commits what it returns in one transaction. Turns of one conversation
   * run one after the other, on every replica; a conversation that is not there yet is made with the owner ''.
   * What `run` throws is thrown on, and nothing is committed. `run` runs again, on the newer state, when another
   * replica committed a turn of this conversation meanwhile: what it does outside its result must bear that.
   */
  turn(
    conversationId: string,
    activityId: string,
    run: (state: ConversationState | undefined) => Promise<TurnCommit>,
  ): Promise<TurnResult>;
  /** The log after this sequence number, in order; empty for an unknown conversation. */
  read(conversationId: string, after: number): Promise<LogEntry[]>;
  /** Calls `listener` when the log of this conversation grew, or was deleted, by whatever replica. */
  watch(conversationId: string, listener: () => void): () => void;
  /** Deletes the conversation, its state and its log at once. */
  delete(conversationId: string): Promise<void>;
  /** Deletes every conversation that nothing was written to since this moment. Returns how many. */
  expire(before: Date): Promise<number>;
  /** Throws when the store cannot be read and written now. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
