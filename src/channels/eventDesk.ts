import { type Activity, ActivityTypes, type ConversationReference, EventFactory, type TurnContext } from 'botbuilder';
import type { Logger } from 'pino';
import type { Desk, DeskMessage, DeskMessageOf } from '../handoff/desk.ts';
import type { Handoffs } from '../handoff/handoffs.ts';
import type { AzureSender } from './azureSender.ts';

/** Who talks with the parent: the protocol names nobody. */
const HUB = { id: 'hub', name: '' };
/** What a hub that knows the protocol sends. */
const STATUS = 'handoff.status';

/**
 * Hands a conversation to an agent hub by the hand-off protocol of the Bot Framework. The hub sits in the parent's
 * channel: it hears the parent, and writes to them, without us.
 */
export class EventDesk implements Desk {
  readonly kind = 'event';
  readonly #parts: {
    readonly azureSender: Pick<AzureSender, 'within'>;
    readonly referenceOf: (handoffId: string) => Promise<Partial<ConversationReference> | undefined>;
  };

  constructor(parts: {
    readonly azureSender: Pick<AzureSender, 'within'>;
    /** How the parent of this hand-off is reached; undefined when it is not open any more. */
    readonly referenceOf: (handoffId: string) => Promise<Partial<ConversationReference> | undefined>;
  }) {
    this.#parts = parts;
  }

  async deliver(message: DeskMessage): Promise<undefined> {
    const make = eventFor(message);
    const reference = make && (await this.#parts.referenceOf(message.handoff.id));
    if (!make || !reference) return undefined;
    await this.#parts.azureSender.within(reference, async (context) => {
      await context.sendActivity(make(context));
    });
    return undefined;
  }
}

function eventFor(message: DeskMessage): ((context: TurnContext) => Partial<Activity>) | undefined {
  switch (message.kind) {
    case 'asked':
      return (context) => initiation(context, message);
    case 'warning': {
      const { level, route } = message;
      const value = { level, route };
      return () => ({ type: ActivityTypes.Event, name: 'attune.warning', value, id: message.id });
    }
    // The rest happens in the hub itself.
    default:
      return undefined;
  }
}

/** The note that the parent said yes to is the whole transcript. */
function initiation(context: TurnContext, { id, handoff, summary }: DeskMessageOf<'asked'>): Partial<Activity> {
  const { language, urgent, askedAt } = handoff;
  const about = { handoff: handoff.id, language, urgent, askedAt };
  const text = [summary.title, ...summary.lines].join('\n');
  const note = { type: ActivityTypes.Message, id: `${id} note`, text, timestamp: new Date(askedAt) };
  const activities = summary.lines.length > 0 ? [note as Activity] : [];
  return EventFactory.createHandoffInitiation(context, about, { activities });
}

interface HubStatusParts {
  readonly handoffs: Handoffs;
  readonly log: Logger;
  /** Channels behind which the hub sits; none when the desk is of another kind. */
  readonly channels: readonly string[];
}

/** What the hub tells of a hand-off: it was accepted, it failed, it is completed. */
export class HubStatus {
  readonly #parts: HubStatusParts;

  constructor(parts: HubStatusParts) {
    this.#parts = parts;
  }

  /**
   * Hears an activity of an authenticated channel, in the conversation of this key. False when it is no status of our
   * hub: an event of this name from anywhere else is nothing.
   */
  async hear(activity: Activity, conversationKey: string): Promise<boolean> {
    const { handoffs, log, channels } = this.#parts;
    if (activity.type !== ActivityTypes.Event || activity.name !== STATUS) return false;
    if (!channels.includes(activity.channelId)) return false;
    const open = await handoffs.openIn(conversationKey);
    if (!open) return true;
    const state: unknown = activity.value?.state;
    const id = String(activity.id ?? state);
    if (state === 'accepted') await handoffs.take(open.id, HUB, id);
    else if (state === 'completed') await handoffs.end(open.id, HUB, id);
    else if (state === 'failed') await handoffs.timeOut(open.id, id);
    else log.warn({ channel: activity.channelId }, 'the hub sent a hand-off status that is none of the protocol');
    return true;
  }
}
