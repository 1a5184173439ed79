import type { Logger } from 'pino';
import type { Activity, ConversationReference } from '../channels/activity.ts';
import type { AzureSender } from '../channels/azureSender.ts';
import type { Metrics } from '../metrics.ts';
import type { HandoffStore, OutboxItem, OutboxMessage } from '../state/handoffStore.ts';
import type { Store } from '../state/store.ts';
import { startWorkQueue, type WorkQueue } from '../state/workQueue.ts';
import { type Desk, DeskBusy, type DeskMessage, DeskRefused, type HandoffView, type Receipt } from './desk.ts';
import type { AuditEntry } from './handoff.ts';
import type { Handoffs } from './handoffs.ts';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
/** A message that could not be brought for so long is given up. What takes back is tried on. */
const GIVE_UP_MS = 24 * HOUR_MS;
const GIVE_UP_TAKING_BACK_MS = 30 * 24 * HOUR_MS;

/** Without these nobody knows of the parent. */
const TELLS_OF_PARENT: readonly string[] = ['asked', 'callBack'];

interface OutboxParts {
  readonly store: Pick<Store, 'handoffs'>;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly desk: Desk;
  readonly handoffs: Pick<Handoffs, 'timeOut' | 'noAnswer' | 'notReached'>;
  readonly azureSender: Pick<AzureSender, 'send'>;
  /** Milliseconds between two looks; another value only in tests. */
  readonly every?: number | undefined;
}

/** Brings what turns have committed for the desk, for parents on other channels and for the bot itself. */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #store: HandoffStore;
  readonly #queue: WorkQueue;
  readonly #unwatch: () => void;

  /** Begins to work. */
  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#store = parts.store.handoffs;
    this.#queue = startWorkQueue({
      take: (limit) => this.#store.takeOutbox(new Date(), limit),
      handle: (item) => this.handle(item),
      log: parts.log,
      says: {
        away: 'the store does not tell which messages of hand-offs are due: it is asked again',
        failed: 'a message of a hand-off could not be put back: it comes again',
      },
      every: parts.every,
    });
    this.#unwatch = this.#store.watchOutbox(() => this.#queue.look());
    this.#queue.look();
  }

  /** Takes no more, and waits for what is being brought; what a crash breaks off comes again after the restart. */
  async close(): Promise<void> {
    this.#unwatch();
    await this.#queue.end();
  }

  /** Brings one message, or puts it back. Throws only when the store does not take that either. */
  async handle(item: OutboxItem): Promise<void> {
    const { log, metrics } = this.#parts;
    try {
      const receipt = await this.#bring(item);
      if (item.kind === 'retract') await this.#store.audit([retracted(item)]);
      await this.#store.finish(item, receipt, ifGone(item, receipt));
      metrics.outbox('done');
    } catch (error) {
      const { kind, to, attempts } = item;
      if (error instanceof DeskRefused || Date.now() - item.createdAt.getTime() > patience(item)) {
        log.error({ err: error, kind, to, attempts }, 'a message of a hand-off is given up');
        metrics.outbox('givenUp');
        await this.#giveUp(item);
        return;
      }
      const wait = waitMs(error, attempts);
      log.warn({ err: error, kind, to, attempts, wait }, 'a message of a hand-off is brought later');
      metrics.outbox('failed');
      await this.#store.putBack(item, new Date(Date.now() + wait));
    }
  }

  async #bring(item: OutboxItem): Promise<Receipt | undefined> {
    const { desk, handoffs, azureSender } = this.#parts;
    switch (item.to) {
      case 'bot':
        if (item.kind === 'silence') await handoffs.noAnswer(item.handoff, (item.body as SilenceBody).since, item.id);
        else await handoffs.timeOut(item.handoff, item.id);
        return undefined;
      case 'parent': {
        const { reference, activities } = item.body as ParentBody;
        // Marks tell which of them the channel has taken, so that a retry sends no other.
        const entries = activities.map((activity, i) => ({ seq: i + 1, activity }));
        const batch = { key: item.conversationId, reference, result: { entries, repeated: true } };
        if ((await azureSender.send(batch)) === 'later') throw new DeskBusy("the parent's channel is busy");
        return undefined;
      }
      case 'desk':
        return desk.deliver(await this.#deskMessage(item));
    }
  }

  async #deskMessage({ id, handoff, kind, body }: OutboxItem): Promise<DeskMessage> {
    const { thread, posts = [], ...fields } = body as DeskBody;
    const row = await this.#store.find(handoff);
    const known = kind === 'retract' ? { posts: [...posts, ...(await this.#store.posts(handoff))] } : {};
    const view = row && kind === 'retract' ? { ...fields.handoff, stage: row.stage } : fields.handoff;
    return { ...fields, ...known, id, kind, handoff: view, thread: row?.thread ?? thread } as DeskMessage;
  }

  /** Nobody will hear of what the desk does not take: the parent is not left waiting. */
  async #giveUp(item: OutboxItem): Promise<void> {
    if (TELLS_OF_PARENT.includes(item.kind)) await this.#parts.handoffs.notReached(item.handoff, item.id);
    await this.#store.finish(item);
  }
}

interface SilenceBody {
  readonly since: string;
}

interface ParentBody {
  readonly reference: Partial<ConversationReference>;
  readonly activities: readonly Partial<Activity>[];
}

interface DeskBody {
  readonly handoff: HandoffView;
  readonly thread?: string;
  readonly posts?: readonly string[];
}

/** The chat was deleted while this was brought: what the desk has made of it is taken back at once. */
function ifGone(item: OutboxItem, receipt: Receipt | undefined): OutboxMessage | undefined {
  const { post, thread } = receipt ?? {};
  if (post === undefined) return undefined;
  const { handoff } = item.body as DeskBody;
  const id = `${item.id} retract`;
  const body = { handoff: { ...handoff, stage: 'gone' }, thread, posts: [post] };
  return { id, handoff: item.handoff, to: 'desk', kind: 'retract', lane: id, at: new Date(), body };
}

function retracted({ handoff }: OutboxItem): AuditEntry {
  return { at: new Date(), handoff, actor: 'bot', action: 'retracted' };
}

function patience({ kind }: OutboxItem): number {
  return kind === 'retract' ? GIVE_UP_TAKING_BACK_MS : GIVE_UP_MS;
}

/** Doubles each time up to five minutes, and not the same for all messages. */
function waitMs(error: unknown, attempts: number): number {
  if (error instanceof DeskBusy && error.retryAfterMs !== undefined) {
    return Math.min(Math.max(error.retryAfterMs, 0), GIVE_UP_MS);
  }
  return Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempts, 20), LONGEST_WAIT_MS) * (0.75 + Math.random() / 2);
}
