import type { Logger } from 'pino';
import type { DueItem, Store } from './store.ts';
import { startWorkQueue } from './workQueue.ts';

/** Hands what is due in conversations to `handle`. Returns the function that ends it. */
export function startDueItems(parts: {
  readonly store: Pick<Store, 'takeDue'>;
  readonly log: Logger;
  readonly handle: (item: DueItem) => Promise<void>;
  readonly every?: number;
}): () => void {
  const { store, log, handle, every } = parts;
  const queue = startWorkQueue({
    take: (limit) => store.takeDue(new Date(), limit),
    handle,
    log,
    says: {
      away: 'the store does not tell what is due: it is asked again',
      failed: 'something due failed: it comes again',
    },
    every,
  });
  return () => void queue.end();
}
