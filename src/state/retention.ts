import type { Logger } from 'pino';
import type { Store } from './store.ts';

const EVERY = 10 * 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Deletes conversations `hours` after their last message, and the audit log after `auditDays`, now and every ten minutes. Returns the function that ends
 * it. Never throws and never keeps the process alive: what failed is tried again the next time.
 */
export function startRetention(parts: {
  readonly store: Store;
  readonly log: Logger;
  readonly hours: number;
  readonly auditDays: number;
  readonly every?: number;
}): () => void {
  const { store, log, hours, auditDays, every = EVERY } = parts;
  let running = false;
  const sweep = async () => {
    if (running) return;
    running = true;
    try {
      const expired = await store.expire(new Date(Date.now() - hours * HOUR));
      if (expired > 0) log.info({ expired }, 'old conversations were deleted');
      await store.handoffs.expireAudit(new Date(Date.now() - auditDays * DAY));
    } catch (error) {
      log.error({ err: error }, 'old conversations could not be deleted: it is tried again');
    } finally {
      running = false;
    }
  };
  const timer = setInterval(() => void sweep(), every).unref();
  void sweep();
  return () => clearInterval(timer);
}
