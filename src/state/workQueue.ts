import type { Logger } from 'pino';

const EVERY = 2000;
const AT_ONCE = 20;

/** A queue in the store that is being worked off. */
export interface WorkQueue {
  /** Looks now, instead of when the time comes. */
  look(): void;
  /** Takes no more, and resolves when what is being done is done. */
  end(): Promise<void>;
}

/**
 * Hands what is due in the store to `handle`, looking every two seconds and whenever something is done. Never throws
 * and never keeps the process alive: what `handle` could not do comes again, here or on another server.
 */
export function startWorkQueue<Item>(parts: {
  /** Takes at most so many items, each for this server alone. */
  readonly take: (limit: number) => Promise<readonly Item[]>;
  readonly handle: (item: Item) => Promise<void>;
  readonly log: Logger;
  /** What is logged when the store does not answer, and when an item failed. */
  readonly says: { readonly away: string; readonly failed: string };
  readonly every?: number | undefined;
}): WorkQueue {
  const { take, handle, log, says, every = EVERY } = parts;
  let busy = 0;
  const working = new Set<Promise<void>>();
  let looking = false;
  let again = false;
  let stopped = false;
  let away = false;

  const taken = async (): Promise<readonly Item[]> => {
    try {
      const items = await take(AT_ONCE - busy);
      away = false;
      return items;
    } catch (error) {
      // Said once: a store that is away is noticed everywhere.
      if (!away && !stopped) log.error({ err: error }, says.away);
      away = true;
      return [];
    }
  };
  const work = async (item: Item): Promise<void> => {
    try {
      await handle(item);
    } catch (error) {
      log.error({ err: error }, says.failed);
    }
    busy -= 1;
    void look();
  };
  const look = async (): Promise<void> => {
    again = true;
    if (looking) return;
    looking = true;
    while (again && !stopped && busy < AT_ONCE) {
      again = false;
      const items = await taken();
      busy += items.length;
      for (const item of items) {
        const done = work(item).finally(() => working.delete(done));
        working.add(done);
      }
    }
    looking = false;
  };
  const timer = setInterval(() => void look(), every).unref();
  return {
    look: () => void look(),
    async end() {
      stopped = true;
      clearInterval(timer);
      await Promise.allSettled(working);
    },
  };
}
