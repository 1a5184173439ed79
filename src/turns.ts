import { randomUUID } from 'node:crypto';
import type { Activity, TurnContext } from 'botbuilder';
import type { Logger } from 'pino';
import { endsByErasing } from '../dialogs/handoffDialog.ts';
import type { Bot } from './bot.ts';
import { addressed } from './channels/addressed.ts';
import { parentReference } from './channels/parentReference.ts';
import type { AuditAction } from './handoff/handoff.ts';
import type { HandoffOutcome, Metrics } from './metrics.ts';
import type { ConversationState } from './state/conversationState.ts';
import type { Due, DueItem, Store, TurnCommit, TurnResult } from './state/store.ts';
import { dueOf, erases, handoffCommitOf, riskOf } from './turn.ts';

/** The conversation was never started, was deleted, or is another user's. */
export class NoSuchConversation extends Error {}

/** The parent wrote meanwhile, or the conversation is gone: what was due is no longer wanted. */
class NoLongerDue extends Error {}

/** What a parent does about a hand-off, as it is counted; what the staff do is counted where they do it. */
const COUNTED: Partial<Record<AuditAction, HandoffOutcome>> = {
  asked: 'asked',
  callBackAsked: 'callBack',
  left: 'left',
};

interface TurnsParts {
  readonly bot: Bot;
  readonly store: Store;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Runs turns: each is one transaction of the store, and its replies are sent only after the commit. */
export class Turns {
  readonly #parts: TurnsParts;

  constructor(parts: TurnsParts) {
    this.#parts = parts;
  }

  /**
   * Runs the turn of `context.activity`, which must have an id and a conversation id. Returns what was committed:
   * the parent's activity, then the replies. An activity seen before changes nothing and returns the same again.
   * A message clears what was to be done later, unless the bot wants something later again.
   * Never throws for a fault of the bot or the store: the replies then are the words for a fault, not committed.
   * `owner`: whose conversation it has to be. Throws NoSuchConversation, and commits nothing, when it is not.
   */
  async take(context: TurnContext, owner?: string): Promise<TurnResult> {
    const { activity } = context;
    const { store, metrics } = this.#parts;
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    try {
      const result = await store.turn(
        activity.conversation.id,
        activity.id ?? randomUUID(),
        async (stored, _due, found) => {
          if (owner !== undefined && found !== owner) throw new NoSuchConversation();
          const commit = await this.#run(context, stored);
          if (activity.type !== 'message') return commit;
          return { due: null, ...commit, log: [withoutChannelNoise(activity), ...commit.log] };
        },
      );
      metrics.turn(result.repeated ? 'repeated' : 'committed', seconds());
      if (!result.repeated && activity.type === 'message') {
        metrics.risk(riskOf(context) ?? 'none');
        for (const { action } of handoffCommitOf(context).audit ?? []) {
          const outcome = COUNTED[action];
          if (outcome) metrics.handoff(outcome);
        }
      }
      return result;
    } catch (error) {
      if (error instanceof NoSuchConversation) throw error;
      metrics.turn('failed', seconds());
      this.#parts.log.error(
        { err: error, activityType: activity.type },
        'the turn failed: the words for a fault were said',
      );
      return unsaved(this.#parts.bot.fault(activity), activity);
    }
  }

  /**
   * The parent took back something that they wrote in their channel: all words of the conversation go, and an open
   * hand-off ends, as the words of its talk go with them. Returns what is said to that, if anything.
   */
  async forget(activity: Activity, conversationId: string): Promise<TurnResult> {
    const { bot, store } = this.#parts;
    try {
      return await store.turn(conversationId, `forget ${activity.id}`, async (stored) => {
        if (!stored) throw new NoSuchConversation();
        if (!stored.handoff) return { state: stored, log: [], erase: true };
        const state = bot.open(stored, activity);
        const { replies, commit } = bot.notice(activity, state, endsByErasing);
        return { state, log: replies.map((reply) => addressed(reply, activity)), erase: true, ...commit };
      });
    } catch (error) {
      if (error instanceof NoSuchConversation) return { entries: [], repeated: false };
      throw error;
    }
  }

  /** For who writes faster than a person: kind words, and those of an emergency. Nothing is read, run or committed. */
  slowDown(activity: Activity): TurnResult {
    return unsaved(this.#parts.bot.fault(activity, 'tooFast'), activity);
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
    const log = replies.map((reply) => addressed(reply, activity));
    return { state, log, ...(erases(context) && { erase: true }), ...later(context), ...handoffCommitOf(context) };
  }
}

function unsaved(replies: readonly Partial<Activity>[], to: Activity): TurnResult {
  return { entries: replies.map((reply) => ({ seq: 0, activity: addressed(reply, to) })), repeated: false };
}

/** What the bot wants to do later, with what its channel needs to reach the parent then. */
function later(context: TurnContext): { due?: Due } {
  const due = dueOf(context);
  return due ? { due: { ...due, reference: parentReference(context.activity) } } : {};
}

/** The activity as it goes into the log: what clients show, without tokens and service addresses. */
function withoutChannelNoise(activity: Activity): Partial<Activity> {
  const { serviceUrl: _serviceUrl, callerId: _callerId, ...rest } = activity;
  return rest;
}
