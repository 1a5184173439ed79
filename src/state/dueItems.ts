import type { Logger } from 'pino';
import type { DueItem, Store } from './store.ts';

const EVERY = 2000;
const AT_ONCE = 20;

/**
 * Hands what is due in the store to `handle`, looking every two seconds. Returns the function that ends it. Never
 * throws and never keeps the process alive: what `handle` could not do comes again, here or on another server.
 */
export function startDueItems(parts: {
  readonly store: Pick<Store, 'takeDue'>;
  readonly log: Logger;
  readonly handle: (item: DueItem) => Promise<void>;
  readonly every?: number;
}): () => void {
  const { store, log, handle, every = EVERY } = parts;
  let running = false;
  let stopped = false;
  let away = false;

  const take = async (): Promise<DueItem[]> => {
    try {
      const items = await store.takeDue(new Date(), AT_ONCE);
      away = false;
      return items;
    } catch (error) {
      // Said once: a store that is away is noticed everywhere.
      if (!away && !stopped) log.error({ err: error }, 'the store does not tell what is due: it is asked again');
      away = true;
      return [];
    }
  };
  const look = async (): Promise<void> => {
    if (running) return;
    running = true;
    for (let items = await take(); items.length > 0 && !stopped; items = await take()) {
      const outcomes = await Promise.allSettled(items.map(handle));
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') log.error({ err: outcome.reason }, 'something due failed: it comes again');
      }
    }
    running = false;
  };
  const timer = setInterval(() => void look(), every).unref();
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
