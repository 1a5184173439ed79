import type { Activity, TurnContext } from 'botbuilder';
import type { Bot } from '../src/bot.ts';
import type { ConversationState } from '../src/state/conversationState.ts';
import { attachTurn, type Turn } from '../src/turn.ts';

/**
 * A bot that says back what it hears, so that a test of the channels needs no content. `fails` makes turns throw;
 * "later x" asks for the event x in an hour, and "past x" for one that was due two hours ago.
 */
export class EchoBot {
  fails = false;
  turns = 0;
  /** Milliseconds that a turn takes. */
  slow = 0;

  open(stored: ConversationState | undefined): ConversationState {
    return (
      stored ?? {
        version: 1,
        language: 'en',
        dialogs: { dialogStack: [] },
        shown: [],
        notUnderstood: 0,
        answeredNo: {},
        turns: 0,
      }
    );
  }

  async turn(context: TurnContext, state: ConversationState): Promise<Partial<Activity>[]> {
    const { activity } = context;
    if (this.slow) await new Promise((resolve) => setTimeout(resolve, this.slow));
    if (this.fails) throw new Error('the bot is broken on purpose');
    this.turns += 1;
    state.turns += 1;
    if (activity.type === 'conversationUpdate') return [said(`welcome ${activity.locale ?? ''}`.trim())];
    if (activity.type === 'event') return [said(`event ${activity.name}`)];
    if (activity.text === undefined) return [said(activity.attachments ? 'no attachment' : 'no text')];
    const [, when, name] = /^(later|past) (\w+)$/.exec(activity.text) ?? [];
    const hours = when === 'past' ? -2 : 1;
    if (name) attachTurn(context, { due: { name, at: new Date(Date.now() + hours * 3_600_000) } } as Turn);
    return [said(`heard ${activity.text.slice(0, 100)}`), said(`turn ${state.turns}`)];
  }

  fault(): Partial<Activity>[] {
    return [said('fault')];
  }
}

/** Echo bots have the shape that channels use; the real one is a class with private parts. */
export function asBot(bot: EchoBot): Bot {
  return bot as unknown as Bot;
}

function said(text: string): Partial<Activity> {
  return { type: 'message', text, channelData: { contentId: 'echo/said' } };
}
