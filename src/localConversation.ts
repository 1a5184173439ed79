import { randomUUID } from 'node:crypto';
import type { Bot } from './bot.ts';
import type { Activity } from './channels/activity.ts';
import { silentContext } from './channels/silentContext.ts';
import { isSilent, NothingDone, runStaffTurn, type StaffTurn, timesOut } from './handoff/staffTurns.ts';
import type { ConversationState } from './state/conversationState.ts';
import type { OutboxMessage } from './state/handoffStore.ts';
import { dueOf, handoffCommitOf } from './turn.ts';

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
  /** When it is looked whether somebody has taken the hand-off, or answers. */
  #reminders: readonly OutboxMessage[] = [];

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
    copy.#reminders = this.#reminders;
    return copy;
  }

  /** When something is to be done next, if anything. */
  get dueAt(): Date | undefined {
    const [first] = [this.#due, ...this.#reminders]
      .flatMap((item) => item?.at ?? [])
      .sort((a, b) => Number(a) - Number(b));
    return first;
  }

  /** What was to be done next is due now. Returns what the bot says then. */
  async comeDue(): Promise<Partial<Activity>[]> {
    const { dueAt } = this;
    const reminder = this.#reminders.find(({ at }) => at === dueAt);
    if (reminder) {
      this.#reminders = this.#reminders.filter((other) => other !== reminder);
      return this.staff(reminder.kind === 'silence' ? isSilent((reminder.body as { since: string }).since) : timesOut);
    }
    const due = this.#due;
    this.#due = undefined;
    return due ? this.send({ type: 'event', name: due.name }) : [];
  }

  /** The parent joins. */
  arrive(): Promise<Partial<Activity>[]> {
    return this.send({ type: 'conversationUpdate', membersAdded: [{ id: 'parent', name: '' }] });
  }

  /** Something that the staff do about the hand-off of this conversation. Returns what the parent gets. */
  async staff(action: StaffTurn<unknown>): Promise<Partial<Activity>[]> {
    const { state } = this;
    try {
      const { commit } = runStaffTurn(this.#bot, state, state?.handoff?.id ?? '', action);
      this.#stored = JSON.stringify(commit.state);
      this.#remember(commit.outbox);
      return [...commit.log];
    } catch (error) {
      if (error instanceof NothingDone) return [];
      throw error;
    }
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
    this.#remember(handoffCommitOf(context).outbox);
    return replies;
  }

  #remember(outbox: readonly OutboxMessage[] = []): void {
    this.#reminders = [...this.#reminders, ...outbox.filter(({ to }) => to === 'bot')];
  }
}
