import type { Logger } from 'pino';
import type { Store } from './store.ts';

const EVERY = 10 * 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Later than any day; PostgreSQL's integers end soon after. */
const EVERY_DAY = 2_000_000_000;

/**
 * Deletes conversations `hours` after their last message, the audit log of hand-offs, counts and samples after their
 * days, now and every ten minutes. Returns the function that ends
 * it. Never throws and never keeps the process alive: what failed is tried again the next time.
 */
export function startRetention(parts: {
  readonly store: Store;
  readonly log: Logger;
  readonly hours: number;
  readonly auditDays: number;
  /** Days that counts and samples are kept; 0 for none. Absent: they stay. */
  readonly days?: { readonly counts: number; readonly samples: number };
  readonly every?: number;
}): () => void {
  const { store, log, hours, auditDays, days, every = EVERY } = parts;
  let running = false;
  const sweep = async () => {
    if (running) return;
    running = true;
    try {
      const expired = await store.expire(new Date(Date.now() - hours * HOUR));
      if (expired > 0) log.info({ expired }, 'old conversations were deleted');
      await store.handoffs.expireAudit(new Date(Date.now() - auditDays * DAY));
      if (days) await sweepRecords(store, days);
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

async function sweepRecords(store: Store, days: { readonly counts: number; readonly samples: number }): Promise<void> {
  const today = Math.floor(Date.now() / (24 * HOUR));
  await store.counts.expire((today - days.counts) * 24);
  // A server whose clock is ahead may have written samples of tomorrow.
  await store.samples.expire(days.samples === 0 ? EVERY_DAY : today - days.samples);
}
