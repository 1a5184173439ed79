import { randomUUID } from 'node:crypto';
import { type Activity, ActivityTypes, type BotAdapter, TurnContext } from 'botbuilder';
import type { Logger } from 'pino';
import { newConversation } from '../../state/conversationState.ts';
import type { Store, TurnResult } from '../../state/store.ts';
import type { Turns } from '../../turns.ts';
import type { Batch } from '../azureSender.ts';
import { hearTeams, pressedButton, WELCOME_ID } from './teamsInbound.ts';
import { type TeamsWordsByLanguage, wordsOf } from './teamsWords.ts';

interface TeamsParts {
  readonly log: Logger;
  readonly store: Store;
  readonly turns: Turns;
  readonly teamsWords: TeamsWordsByLanguage;
}

/** The bot's side of Teams: what is done for each activity. */
export class TeamsChannel {
  readonly #parts: TeamsParts;

  constructor(parts: TeamsParts) {
    this.#parts = parts;
  }

  /** Takes the turn of this activity, if it has one. Returns what is to be sent. */
  async receive(context: TurnContext): Promise<Batch | undefined> {
    const { activity } = context;
    const heard = hearTeams(activity);
    switch (heard.kind) {
      case 'turn': {
        const inner = new TurnContext(context.adapter as BotAdapter, heard.activity);
        return this.#batch(activity, heard.key, await this.#parts.turns.take(inner));
      }
      case 'introduction':
        return this.#introduce(activity);
      case 'forget':
        return this.#batch(activity, heard.key, await this.#parts.turns.forget(activity, heard.key));
      case 'leave':
        await this.#parts.store.delete(heard.key);
        return undefined;
      case 'nothing':
        return undefined;
    }
  }

  #batch(activity: Activity, key: string, result: TurnResult): Batch {
    const button = pressedButton(activity);
    const isOwn = button && (button.owner === undefined || button.owner === activity.from.id);
    return {
      key,
      reference: TurnContext.getConversationReference(activity),
      result,
      ...(isOwn && activity.replyToId && { card: { id: activity.replyToId, contentId: button.contentId } }),
    };
  }

  /** Says once to a group who has come: nothing else is said there unasked. */
  async #introduce(activity: Activity): Promise<Batch> {
    const key = activity.conversation.id;
    const state = newConversation(activity.locale?.startsWith('es') ? 'es' : 'en');
    const words = wordsOf(this.#parts.teamsWords, state.language);
    const introduction: Partial<Activity> = {
      type: ActivityTypes.Message,
      id: randomUUID(),
      text: words.introduction,
      textFormat: 'markdown',
      locale: state.language,
      from: { ...activity.recipient, role: 'bot' },
      channelData: { contentId: 'teams/introduction', sources: ['editorial'], status: 'draft' },
    };
    const result = await this.#parts.store.turn(key, WELCOME_ID, async (known) => ({
      state: known ?? state,
      log: [introduction],
    }));
    return this.#batch(activity, key, result);
  }
}
