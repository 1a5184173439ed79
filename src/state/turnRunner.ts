import { hash } from 'node:crypto';
import type { Activity } from 'botbuilder';
import type { Logger } from 'pino';
import type { Cipher } from './cipher.ts';
import type { ConversationState } from './conversationState.ts';
import { extrasOf, type TurnExtras } from './handoffRows.ts';
import type { Due, DueItem, LogEntry, Run, TurnCommit, TurnResult } from './store.ts';
import { StoreError } from './storeError.ts';
import { TurnQueue } from './turnQueue.ts';

/** One committed turn, as it lies in the database. */
export interface TurnRow {
  readonly version: number;
  readonly firstSeq: number;
  readonly log: Uint8Array;
}

/** A conversation, as it lies in the database. */
export interface ConversationRow {
  /** How many turns were committed: a turn commits only when nobody else committed one since it was read. */
  readonly version: number;
  readonly lastSeq: number;
  readonly owner: string;
  /** Absent before the first turn. */
  readonly state: Uint8Array | undefined;
  /** What it has to do later. */
  readonly due?: Uint8Array | undefined;
  /** The turn of the activity that was asked for, when it was committed before. */
  readonly repeated: TurnRow | undefined;
}

/** All rows that one turn writes, in one transaction. */
export interface TurnWrite {
  readonly conversationId: string;
  readonly activityKey: Uint8Array;
  /** The version that was read; undefined when the conversation was not there. */
  readonly expected: number | undefined;
  readonly version: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly state: Uint8Array;
  readonly log: Uint8Array;
  /** Delete every earlier turn. */
  readonly erase: boolean;
  /** What to do later, and when; null for nothing. Absent when it stays as it is. */
  readonly due?: DueRow | null;
  /** Absent when nothing is to be written besides. */
  readonly extras?: TurnExtras | undefined;
}

/** What to do later: the time lies open, as it has to be looked for. */
export interface DueRow {
  readonly at: Date;
  readonly due: Uint8Array;
}

/** A turn while it is tried. */
interface Attempt {
  readonly conversationId: string;
  readonly activityKey: Uint8Array;
  readonly run: Run;
  /** On the clock of performance.now(). */
  readonly deadline: number;
  wasThere: boolean;
  connectionLost: boolean;
}

/** What a database has to do for a turn. */
export interface TurnRows {
  load(conversationId: string, activityKey: Uint8Array): Promise<ConversationRow | undefined>;
  /** Returns false, and writes nothing, when the conversation is no longer at the expected version. */
  commit(write: TurnWrite): Promise<boolean>;
}

/**
 * Runs turns on any database without holding a transaction or a connection while the bot thinks: read, run, and
 * commit if nobody was faster, else all over again. Within a process the turns of a conversation wait in a queue, so
 * that only another replica can be faster.
 */
export class TurnRunner {
  readonly #rows: TurnRows;
  readonly #cipher: Cipher;
  readonly #queue = new TurnQueue();
  readonly #timeLimit: number;
  #closed = false;

  /** `timeLimit`: milliseconds that one turn may take, with every attempt. */
  constructor(rows: TurnRows, cipher: Cipher, timeLimit = 15_000) {
    this.#rows = rows;
    this.#cipher = cipher;
    this.#timeLimit = timeLimit;
  }

  async turn(conversationId: string, activityId: string, run: Run): Promise<TurnResult> {
    if (this.#closed) throw new StoreError('the store is closed: the server is stopping');
    return this.#queue.run(conversationId, () => this.#attempts(conversationId, activityId, run));
  }

  /** The log entries of one row. */
  entries(conversationId: string, row: TurnRow): LogEntry[] {
    const activities: Partial<Activity>[] = JSON.parse(
      this.#cipher.open(conversationId, logPlace(row.version, row.firstSeq), row.log),
    );
    return activities.map((activity, index) => ({ seq: row.firstSeq + index, activity: withDates(activity) }));
  }

  /** The due items of these rows. One that cannot be opened is logged, and holds up no other. */
  dueItems(rows: readonly { readonly id: string; readonly due: Uint8Array }[], log: Logger): DueItem[] {
    return rows.flatMap(({ id, due }) => {
      try {
        return [{ conversationId: id, ...this.#due(id, due) }];
      } catch (error) {
        log.error({ err: error }, 'something due in a conversation could not be read');
        return [];
      }
    });
  }

  /** Lets the turns that began end, and takes no more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue.idle();
  }

  async #attempts(conversationId: string, activityId: string, run: Run): Promise<TurnResult> {
    const activityKey = activityKeyOf(activityId);
    const attempt: Attempt = {
      conversationId,
      activityKey,
      run,
      deadline: performance.now() + this.#timeLimit,
      wasThere: false,
      connectionLost: false,
    };
    while (performance.now() < attempt.deadline) {
      try {
        const result = await this.#attempt(attempt);
        if (result) return result;
      } catch (error) {
        // Once: connections of a pool break together when a database restarts. Asking again is safe, as a commit whose
        // answer was lost is found as this activity's turn.
        if (!(error instanceof StoreError && error.connectionLost) || attempt.connectionLost) throw error;
        attempt.connectionLost = true;
      }
    }
    throw tooLong();
  }

  /** Returns undefined when another replica was faster. */
  async #attempt(attempt: Attempt): Promise<TurnResult | undefined> {
    const { conversationId, activityKey } = attempt;
    const found = await this.#rows.load(conversationId, activityKey);
    if (found?.repeated) {
      return { entries: this.entries(conversationId, found.repeated), repeated: !attempt.connectionLost };
    }
    if (attempt.wasThere && !found) throw new StoreError('the conversation was deleted while one of its turns ran');
    attempt.wasThere = found !== undefined;
    const due = found?.due && this.#due(conversationId, found.due);
    const commit = await within(attempt.deadline, attempt.run(this.#state(conversationId, found), due, found?.owner));
    const write = this.#write(conversationId, activityKey, found, commit);
    if (!(await this.#rows.commit(write))) return undefined;
    return {
      entries: commit.log.map((activity, index) => ({ seq: write.firstSeq + index, activity })),
      repeated: false,
    };
  }

  #state(conversationId: string, found: ConversationRow | undefined): ConversationState | undefined {
    if (!found?.state) return undefined;
    return JSON.parse(this.#cipher.open(conversationId, statePlace(found.version, found.lastSeq), found.state));
  }

  #due(conversationId: string, row: Uint8Array): Due {
    const due = JSON.parse(this.#cipher.open(conversationId, DUE_PLACE, row));
    return { ...due, at: new Date(due.at) };
  }

  #write(
    conversationId: string,
    activityKey: Uint8Array,
    found: ConversationRow | undefined,
    commit: TurnCommit,
  ): TurnWrite {
    const version = (found?.version ?? 0) + 1;
    const firstSeq = (found?.lastSeq ?? 0) + 1;
    const lastSeq = firstSeq + commit.log.length - 1;
    return {
      conversationId,
      activityKey,
      expected: found?.version,
      version,
      firstSeq,
      lastSeq,
      state: this.#cipher.seal(conversationId, statePlace(version, lastSeq), JSON.stringify(commit.state)),
      log: this.#cipher.seal(conversationId, logPlace(version, firstSeq), JSON.stringify(commit.log)),
      erase: commit.erase ?? false,
      ...this.#dueWrite(conversationId, found, commit),
      extras: extrasOf(this.#cipher, conversationId, commit),
    };
  }

  /** Clearing what is not there is no write. */
  #dueWrite(conversationId: string, found: ConversationRow | undefined, { due }: TurnCommit): Pick<TurnWrite, 'due'> {
    if (due === undefined || (due === null && !found?.due)) return {};
    if (due === null) return { due };
    return { due: { at: due.at, due: this.#cipher.seal(conversationId, DUE_PLACE, JSON.stringify(due)) } };
  }
}

/** Ids come from clients: the hash bounds their size, and keeps what they may hold out of the database. */
export function activityKeyOf(activityId: string): Buffer {
  return hash('sha256', activityId, 'buffer').subarray(0, 16);
}

const statePlace = (version: number, lastSeq: number) => `state ${version} ${lastSeq}`;
const DUE_PLACE = 'due';
const logPlace = (version: number, firstSeq: number) => `log ${version} ${firstSeq}`;

/** JSON has no dates, and botbuilder's activities do. */
function withDates(activity: Partial<Activity>): Partial<Activity> {
  for (const field of ['timestamp', 'localTimestamp', 'expiration'] as const) {
    const value: unknown = activity[field];
    if (typeof value === 'string') activity[field] = new Date(value);
  }
  return activity;
}

/** A turn that hangs must not hold up every later one of its conversation. */
async function within<T>(deadline: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLong()), Math.max(0, deadline - performance.now()));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLong(): StoreError {
  return new StoreError('a turn took too long and was given up: the server or its database is overloaded');
}
