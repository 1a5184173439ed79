import { type Activity, TurnContext } from 'botbuilder';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.ts';
import type { DueItem } from '../state/store.ts';
import type { Turns } from '../turns.ts';
import { eventFrom } from './addressed.ts';
import type { AzureSender } from './azureSender.ts';
import { CONVERSATION_PREFIX } from './directLine/clientActivity.ts';
import type { DirectLineAdapter } from './directLine/directLineAdapter.ts';

/** A channel that still takes nothing so long after the time is not asked again. */
const GIVE_UP_MS = 3_600_000;

interface DueTurnsParts {
  readonly log: Logger;
  readonly turns: Turns;
  readonly metrics: Metrics;
  readonly directLine: DirectLineAdapter;
  readonly azureSender: AzureSender;
}

/** Runs what is due: the bot gets it as an event, and what it says goes to the parent, wherever they write from. */
export class DueTurns {
  readonly #parts: DueTurnsParts;

  constructor(parts: DueTurnsParts) {
    this.#parts = parts;
  }

  /** Throws when it has to be tried again. */
  async handle(item: DueItem): Promise<void> {
    try {
      await this.#run(item);
      this.#parts.metrics.due('done');
    } catch (error) {
      this.#parts.metrics.due('failed');
      if (Date.now() - item.at.getTime() < GIVE_UP_MS) throw error;
      this.#parts.log.error({ err: error, event: item.name }, 'something due is given up: it failed for too long');
      await this.#parts.turns.dropDue(item);
    }
  }

  async #run(item: DueItem): Promise<void> {
    const { turns, directLine, azureSender } = this.#parts;
    const context = new TurnContext(directLine, dueEvent(item));
    // Clients of the web chat get what is committed; elsewhere it is done once the channel has taken it.
    if (item.conversationId.startsWith(CONVERSATION_PREFIX)) {
      await turns.takeDue(context, item, 'done when committed');
      return;
    }
    const result = await turns.takeDue(context, item, 'done when sent');
    if (!result) return;
    // A retry sends only what was not delivered before.
    const sent = await azureSender.send({ key: item.conversationId, reference: item.reference, result });
    if (sent === 'later') throw new Error('the channel is busy: what is due is sent later');
    await turns.dropDue(item);
  }
}

/** The event that the bot gets. Its id is the same each time, so that it counts once. */
function dueEvent(item: DueItem): Activity {
  const activity = eventFrom(item.reference, item.name);
  activity.id = `due ${item.name} ${item.at.toISOString()}`;
  return activity;
}
