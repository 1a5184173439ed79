import { type Activity, ActivityTypes, CloudAdapter, TurnContext } from 'botbuilder';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Metrics } from '../metrics.ts';
import type { DueItem } from '../state/store.ts';
import type { Turns } from '../turns.ts';
import type { ChannelAuthentication } from './azure.ts';
import type { Deliveries } from './deliveries.ts';
import { CONVERSATION_PREFIX } from './directLine/clientActivity.ts';
import type { DirectLineAdapter } from './directLine/directLineAdapter.ts';

/** A channel that still takes nothing so long after the time is not asked again. */
const GIVE_UP_MS = 3_600_000;

interface DueTurnsParts {
  readonly config: Config;
  readonly log: Logger;
  readonly turns: Turns;
  readonly metrics: Metrics;
  readonly deliveries: Deliveries;
  readonly directLine: DirectLineAdapter;
  readonly azureAuthentication: ChannelAuthentication;
}

/** Runs what is due: the bot gets it as an event, and what it says goes to the parent, wherever they write from. */
export class DueTurns {
  readonly #parts: DueTurnsParts;
  readonly #azure: CloudAdapter;

  constructor(parts: DueTurnsParts) {
    this.#parts = parts;
    this.#azure = new CloudAdapter(parts.azureAuthentication);
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
    const { turns, directLine } = this.#parts;
    const context = new TurnContext(directLine, dueEvent(item));
    // Clients of the web chat get what is committed; elsewhere it is done once the channel has taken it.
    if (item.conversationId.startsWith(CONVERSATION_PREFIX)) {
      await turns.takeDue(context, item, 'done when committed');
      return;
    }
    const result = await turns.takeDue(context, item, 'done when sent');
    if (!result) return;
    const replies = result.entries.map((entry) => entry.activity);
    if (replies.length > 0) await this.#send(item, replies, result.repeated);
    await turns.dropDue(item);
  }

  /** A retry sends only what was not delivered before. */
  async #send(item: DueItem, replies: readonly Partial<Activity>[], repeated: boolean): Promise<void> {
    const { config, deliveries } = this.#parts;
    await this.#azure.continueConversationAsync(config.MICROSOFT_APP_ID ?? '', item.reference, async (context) => {
      for (const { id = '', timestamp: _timestamp, replyToId: _replyToId, ...reply } of replies) {
        const send = async () => void (await context.sendActivity(reply));
        await deliveries.once(item.conversationId, id, repeated, send);
      }
    });
  }
}

/** The event that the bot gets. Its id is the same each time, so that it counts once. */
function dueEvent(item: DueItem): Activity {
  const event = { type: ActivityTypes.Event, name: item.name, timestamp: new Date() };
  const activity = TurnContext.applyConversationReference(event, item.reference, true) as Activity;
  activity.id = `due ${item.name} ${item.at.toISOString()}`;
  return activity;
}
