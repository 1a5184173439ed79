import { randomUUID } from 'node:crypto';
import type { Bot } from './bot.ts';
import type { Activity } from './channels/activity.ts';
import { silentContext } from './channels/silentContext.ts';
import type { ConversationState } from './state/conversationState.ts';
import { dueOf } from './turn.ts';

interface LocalOptions {
  readonly channelId?: string | undefined;
  readonly locale?: string | undefined;
  /** What is remembered from before, as it was stored. */
  readonly state?: ConversationState | undefined;
}

/** A conversation in memory, without a server: for the terminal and for stories. */
export class LocalConversation {
  readonly #bot: Bot;
  readonly #id = randomUUID();
  readonly #channelId: string;
  readonly #locale: string;
  #stored: string | undefined;
  #due: ReturnType<typeof dueOf>;

  constructor(bot: Bot, options: LocalOptions = {}) {
    this.#bot = bot;
    this.#channelId = options.channelId ?? 'directline';
    this.#locale = options.locale ?? 'en-US';
    if (options.state) this.#stored = JSON.stringify(options.state);
  }

  /** What is remembered now, as it would be stored. */
  get state(): ConversationState | undefined {
    return this.#stored === undefined ? undefined : (JSON.parse(this.#stored) as ConversationState);
  }

  /** Another conversation that goes on from the same place. */
  fork(): LocalConversation {
    const copy = new LocalConversation(this.#bot, { channelId: this.#channelId, locale: this.#locale });
    copy.#stored = this.#stored;
    copy.#due = this.#due;
    return copy;
  }

  /** What the bot wants to do later, if anything. */
  get due(): ReturnType<typeof dueOf> {
    return this.#due;
  }

  /** What was to be done later is due now. Returns what the bot says then. */
  async comeDue(): Promise<Partial<Activity>[]> {
    const due = this.#due;
    this.#due = undefined;
    return due ? this.send({ type: 'event', name: due.name }) : [];
  }

  /** The parent joins. */
  arrive(): Promise<Partial<Activity>[]> {
    return this.send({ type: 'conversationUpdate', membersAdded: [{ id: 'parent', name: '' }] });
  }

  say(text: string): Promise<Partial<Activity>[]> {
    return this.send({ type: 'message', text });
  }

  /** One turn with any activity. The state goes through JSON, as in a store. */
  async send(activity: Partial<Activity>): Promise<Partial<Activity>[]> {
    const whole = {
      id: randomUUID(),
      channelId: this.#channelId,
      conversation: { id: this.#id },
      from: { id: 'parent', name: '' },
      recipient: { id: 'attune', name: 'Attune' },
      locale: this.#locale,
      ...activity,
    } as Activity;
    const state = this.#bot.open(this.state, whole);
    const context = silentContext(whole);
    const replies = await this.#bot.turn(context, state);
    this.#stored = JSON.stringify(state);
    if (whole.type === 'message') this.#due = undefined;
    this.#due = dueOf(context) ?? this.#due;
    return replies;
  }
}
