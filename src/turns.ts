import { randomUUID } from 'node:crypto';
import { type Activity, ActivityTypes, type ConversationReference, TurnContext } from 'botbuilder';
import type { Logger } from 'pino';
import type { Bot } from './bot.ts';
import type { ConversationState } from './state/conversationState.ts';
import type { Due, DueItem, Store, TurnCommit, TurnResult } from './state/store.ts';
import { dueOf } from './turn.ts';

/** The parent wrote meanwhile, or the conversation is gone: what was due is no longer wanted. */
class NoLongerDue extends Error {}

/** Runs turns: each is one transaction of the store, and its replies are sent only after the commit. */
export class Turns {
  readonly #parts: { readonly bot: Bot; readonly store: Store; readonly log: Logger };

  constructor(parts: { readonly bot: Bot; readonly store: Store; readonly log: Logger }) {
    this.#parts = parts;
  }

  /**
   * Runs the turn of `context.activity`, which must have an id and a conversation id. Returns what was committed:
   * the parent's activity, then the replies. An activity seen before changes nothing and returns the same again.
   * A message clears what was to be done later, unless the bot wants something later again.
   * Never throws for a fault of the bot or the store: the replies then are the words for a fault, not committed.
   */
  async take(context: TurnContext): Promise<TurnResult> {
    const { activity } = context;
    try {
      return await this.#parts.store.turn(activity.conversation.id, activity.id ?? randomUUID(), async (stored) => {
        const commit = await this.#run(context, stored);
        if (activity.type !== ActivityTypes.Message) return commit;
        return { due: null, ...commit, log: [withoutChannelNoise(activity), ...commit.log] };
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

  /**
   * Runs the turn of something due, whose event is `context.activity`. Returns what was committed, also when it was
   * committed before; undefined when it is no longer due. Throws when the turn failed: nobody waits for an answer.
   * `when`: what is done when sent stays due until `dropDue`.
   */
  async takeDue(
    context: TurnContext,
    item: DueItem,
    when: 'done when committed' | 'done when sent',
  ): Promise<TurnResult | undefined> {
    return this.#whileDue(item, String(context.activity.id), async (state) => ({
      ...(when === 'done when committed' && { due: null }),
      ...(await this.#run(context, state)),
    }));
  }

  /** Clears what was due, unless something else is due by now. */
  async dropDue(item: DueItem): Promise<void> {
    await this.#whileDue(item, randomUUID(), async (state) => ({ state, log: [], due: null }));
  }

  async #whileDue(
    item: DueItem,
    activityId: string,
    run: (state: ConversationState) => Promise<TurnCommit>,
  ): Promise<TurnResult | undefined> {
    try {
      return await this.#parts.store.turn(item.conversationId, activityId, async (state, due) => {
        if (!state || due?.name !== item.name || due.at.getTime() !== item.at.getTime()) throw new NoLongerDue();
        return run(state);
      });
    } catch (error) {
      if (error instanceof NoLongerDue) return undefined;
      throw error;
    }
  }

  async #run(context: TurnContext, stored: ConversationState | undefined): Promise<TurnCommit> {
    const { activity } = context;
    const state = this.#parts.bot.open(stored, activity);
    const replies = await this.#parts.bot.turn(context, state);
    return { state, log: replies.map((reply) => addressed(reply, activity)), ...later(context) };
  }
}

/** What the bot wants to do later, with what its channel needs to reach the parent then. */
function later(context: TurnContext): { due?: Due } {
  const due = dueOf(context);
  return due ? { due: { ...due, reference: reference(context.activity) } } : {};
}

/** The parent's name is left out: no channel needs it to reach them. */
function reference(activity: Activity): Partial<ConversationReference> {
  const { activityId: _activityId, user, ...rest } = TurnContext.getConversationReference(activity);
  const { name: _name, ...account } = user ?? {};
  return { ...rest, user: account as ConversationReference['user'] };
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
