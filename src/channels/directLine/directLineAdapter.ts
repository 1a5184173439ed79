import { randomUUID } from 'node:crypto';
import {
  type Activity,
  ActivityTypes,
  BotAdapter,
  type ConversationReference,
  type ResourceResponse,
  TurnContext,
} from 'botbuilder';
import type { Limits } from '../../limits.ts';
import type { Metrics } from '../../metrics.ts';
import type { Store, TurnResult } from '../../state/store.ts';
import type { Turns } from '../../turns.ts';
import { type Arriving, arrival, BOT, type Client } from './clientActivity.ts';
import type { StreamHub } from './streamHub.ts';

const PROACTIVE = Symbol('proactive');

/** The bot's side of our own Direct Line endpoint. Clients get what is committed to the log of the store. */
export class DirectLineAdapter extends BotAdapter {
  readonly #store: Store;
  readonly #turns: Turns;
  readonly #hub: StreamHub;

  readonly #limits: Limits;
  readonly #metrics: Metrics;

  constructor(parts: {
    readonly store: Store;
    readonly turns: Turns;
    readonly hub: StreamHub;
    readonly limits: Limits;
    readonly metrics: Metrics;
  }) {
    super();
    this.#limits = parts.limits;
    this.#metrics = parts.metrics;
    this.#store = parts.store;
    this.#turns = parts.turns;
    this.#hub = parts.hub;
  }

  /**
   * Starts the conversation of this client: the bot says its welcome. Returns `known` when it was there before, as when
   * a client asks again after a lost answer (then nothing changes), and `late` when the store is away: then the words
   * for a fault are said, and the conversation is still to be made.
   */
  async begin(client: Client, arriving: Arriving): Promise<'new' | 'known' | 'late'> {
    const begun = await this.#create(client);
    await this.receive(arrival(client, arriving));
    return begun;
  }

  async #create({ conv, user }: Client): Promise<'new' | 'known' | 'late'> {
    try {
      await this.#store.create(conv, user);
      return 'new';
    } catch {
      return this.#store.find(conv).then(
        (found) => (found ? 'known' : 'late'),
        () => 'late',
      );
    }
  }

  /**
   * Takes the turn of this activity, unless its conversation writes faster than a person. Never throws: the words for
   * a fault, or for too much at once, are shown, though not committed. With an `owner` it throws NoSuchConversation
   * when the conversation is not that user's.
   */
  async receive(activity: Activity, owner?: string): Promise<TurnResult> {
    const result = await this.#take(activity, owner);
    const unsaved = result.entries.filter((entry) => entry.seq === 0).map((entry) => entry.activity);
    if (unsaved.length > 0) {
      const heard = activity.type === ActivityTypes.Message ? [activity] : [];
      this.#hub.showUnsaved(activity.conversation.id, [...heard, ...unsaved]);
    }
    return result;
  }

  async #take(activity: Activity, owner: string | undefined): Promise<TurnResult> {
    if (this.#limits.mayWrite(activity.conversation.id)) {
      return this.#turns.take(new TurnContext(this, activity), owner);
    }
    this.#metrics.limited('message');
    return this.#turns.slowDown(activity);
  }

  /** Runs `logic`, in which the bot may speak first: what it sends is committed to the conversation's log. */
  async continueConversation(
    reference: Partial<ConversationReference>,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const event = { type: ActivityTypes.Event, name: 'ContinueConversation', channelId: 'directline' };
    const context = new TurnContext(this, TurnContext.applyConversationReference(event, reference, true) as Activity);
    context.turnState.set(PROACTIVE, true);
    await this.runMiddleware(context, logic);
  }

  async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    if (!context.turnState.get(PROACTIVE)) {
      throw new Error('A turn returns its replies: only continueConversation may send activities.');
    }
    const { conversation } = context.activity;
    const log = activities.map((activity) => ({
      ...activity,
      id: randomUUID(),
      timestamp: new Date(),
      channelId: 'directline',
      conversation: { id: conversation.id },
      from: BOT,
    }));
    await this.#store.turn(conversation.id, randomUUID(), async (state) => {
      if (!state) throw new Error('The conversation is no longer there.');
      return { state, log: log as Partial<Activity>[] };
    });
    return log.map(({ id }) => ({ id }));
  }

  /** Clients of Direct Line 3.0 cannot change what they have shown. */
  async updateActivity(): Promise<void> {
    throw new Error('Direct Line cannot update an activity.');
  }

  async deleteActivity(): Promise<void> {
    throw new Error('Direct Line cannot delete an activity.');
  }
}
