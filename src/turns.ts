import { randomUUID } from 'node:crypto';
import { type Activity, ActivityTypes, type TurnContext } from 'botbuilder';
import type { Logger } from 'pino';
import type { Bot } from './bot.ts';
import type { Store, TurnResult } from './state/store.ts';

/** Runs turns: each is one transaction of the store, and its replies are sent only after the commit. */
export class Turns {
  readonly #parts: { readonly bot: Bot; readonly store: Store; readonly log: Logger };

  constructor(parts: { readonly bot: Bot; readonly store: Store; readonly log: Logger }) {
    this.#parts = parts;
  }

  /**
   * Runs the turn of `context.activity`, which must have an id and a conversation id. Returns what was committed:
   * the parent's activity, then the replies. An activity seen before changes nothing and returns the same again.
   * Never throws for a fault of the bot or the store: the replies then are the words for a fault, not committed.
   */
  async take(context: TurnContext): Promise<TurnResult> {
    const { activity } = context;
    try {
      return await this.#parts.store.turn(activity.conversation.id, activity.id ?? randomUUID(), async (stored) => {
        const state = this.#parts.bot.open(stored, activity);
        const replies = await this.#parts.bot.turn(context, state);
        const heard = activity.type === ActivityTypes.Message ? [withoutChannelNoise(activity)] : [];
        return { state, log: [...heard, ...replies.map((reply) => addressed(reply, activity))] };
      });
    } catch (error) {
      this.#parts.log.error(
        { err: error, activityType: activity.type },
        'the turn failed: the words for a fault were said',
      );
      const replies = this.#parts.bot.fault(activity).map((reply) => addressed(reply, activity));
      return { entries: replies.map((reply) => ({ seq: 0, activity: reply })), repeated: false };
    }
  }
}

/** The activity as it goes into the log: what clients show, without tokens and service addresses. */
function withoutChannelNoise(activity: Activity): Partial<Activity> {
  const { serviceUrl: _serviceUrl, callerId: _callerId, ...rest } = activity;
  return rest;
}

/** The reply, as an answer to this activity. */
function addressed(reply: Partial<Activity>, to: Activity): Partial<Activity> {
  return {
    ...reply,
    id: randomUUID(),
    timestamp: new Date(),
    channelId: to.channelId,
    conversation: to.conversation,
    from: { ...to.recipient, role: 'bot' },
    recipient: to.from,
    replyToId: to.id,
  };
}
