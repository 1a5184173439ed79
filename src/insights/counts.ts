import type { Logger } from 'pino';
import type { Count, CountStore } from '../state/recordStores.ts';

const HOUR_MS = 3_600_000;
const FLUSH_MS = 60_000;
/** More than all names and keys there are: a store that is away for days must not fill the memory. */
const MOST_WAITING = 20_000;

/** What is counted, and the keys that each may have. Numbers only: nothing here can name a parent. */
export type CountName =
  /** Conversations in which a parent wrote or pressed something. Key: `all`. */
  | 'conversation'
  /** The same, by language. */
  | 'language'
  /** The same, by device: phone, desktop, teams or other. */
  | 'device'
  /** Messages of parents. Key: typed, button, or noText for pictures and the like. */
  | 'message'
  /** Typed messages that were understood as a topic, or screened as an emergency. Key: the route. */
  | 'route'
  /** Typed messages by what became of them. Key: understood, asked (did you mean), unclear. */
  | 'understanding'
  /** The emergency words were said. Key: the route. */
  | 'escalation'
  /** The plain question about an emergency was asked. Key: the route. */
  | 'check'
  /** A help line was shown. Key: its id in content/regions. */
  | 'helpLine'
  /** Hand-offs to a person. Key: asked, taken, missed, ended, callBack. */
  | 'handoff'
  /** How long parents waited for a person. Key: under1, under5, under15, under60, longer (minutes). */
  | 'handoffWait';

/** Counts of this process, by the hour, in memory until they are added to the store. */
export class Counts {
  readonly #store: CountStore;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #waiting = new Map<string, number>();
  #failed = false;

  /** `now` gives milliseconds since 1970. */
  constructor(parts: { readonly counts: CountStore; readonly log: Logger; readonly now?: () => number }) {
    this.#store = parts.counts;
    this.#log = parts.log;
    this.#now = parts.now ?? Date.now;
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS).unref();
  }

  /** One more of it, in this hour. */
  add(name: CountName, key: string): void {
    const at = `${Math.floor(this.#now() / HOUR_MS)} ${name} ${key}`;
    this.#waiting.set(at, (this.#waiting.get(at) ?? 0) + 1);
  }

  /**
   * Adds what was counted to the store. Never throws: what could not be added waits for the next time. Counts whose
   * answer was lost on the way may be added twice.
   */
  async flush(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const taken = this.#waiting;
    this.#waiting = new Map();
    try {
      await this.#store.add([...taken].map(asCount));
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) this.#log.error({ err: error }, 'counts could not be stored: they are kept and tried again');
      this.#failed = true;
      for (const [at, n] of taken) {
        if (this.#waiting.size < MOST_WAITING) this.#waiting.set(at, (this.#waiting.get(at) ?? 0) + n);
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}

function asCount([at, n]: [string, number]): Count {
  const [hour, name = '', key = ''] = at.split(' ');
  return { hour: Number(hour), name, key, n };
}
