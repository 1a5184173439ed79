import { setTimeout as delay } from 'node:timers/promises';
import { Channels, CloudAdapter, type ConversationReference, type TurnContext } from 'botbuilder';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { TurnResult } from '../state/store.ts';
import type { ChannelAuthentication } from './azure.ts';
import type { Deliveries } from './deliveries.ts';
import { busyForMs, isBusy } from './refusal.ts';
import { channelReference, isShared } from './teams/teamsConversation.ts';
import { type TeamsMessage, teamsMessages } from './teams/teamsReplies.ts';
import type { TeamsWordsByLanguage } from './teams/teamsWords.ts';

/** How long a request of the channel waits for its replies to be taken. The channel gives up after 15 seconds. */
const PATIENCE_MS = 10_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** A busy channel is not asked again after that. */
const GIVE_UP_MS = 10 * 60_000;

/** The committed replies of one turn, and where they go. */
export interface Batch {
  /** Id of the kept conversation, where the marks of what was delivered are. */
  readonly key: string;
  readonly reference: Partial<ConversationReference>;
  readonly result: TurnResult;
  /** The card in Teams whose button was pressed, when it is the parent's own. */
  readonly card?: { readonly id: string; readonly contentId: string } | undefined;
}

interface SenderParts {
  readonly config: Config;
  readonly log: Logger;
  readonly deliveries: Deliveries;
  readonly azureAuthentication: ChannelAuthentication;
  readonly teamsWords: TeamsWordsByLanguage;
  /** Other times only in tests. */
  readonly patienceMs?: number;
}

/** Sends committed replies through the Azure Bot Service: in order, each once, and later when the channel is busy. */
export class AzureSender {
  readonly #parts: SenderParts;
  readonly #adapter: CloudAdapter;
  /** The newest batch of each conversation: the next one waits for it. */
  readonly #queues = new Map<string, Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#adapter = new CloudAdapter(parts.azureAuthentication);
  }

  /**
   * Sends what was not delivered before. Returns `later` when the channel keeps it waiting: then it is tried on. Throws
   * when the channel refuses it.
   */
  async send(batch: Batch): Promise<'sent' | 'later'> {
    const { key } = batch;
    const before = this.#queues.get(key);
    const work = (before ?? Promise.resolve()).catch(() => {}).then(() => this.#deliver(batch));
    this.#queues.set(key, work);
    const left = () => {
      if (this.#queues.get(key) === work) this.#queues.delete(key);
    };
    work.then(left, left);
    const patience = new AbortController();
    const late = delay(this.#parts.patienceMs ?? PATIENCE_MS, 'later' as const, { signal: patience.signal });
    try {
      const outcome = await Promise.race([work.then(() => 'sent' as const), late]);
      if (outcome === 'later') work.catch((err) => this.#parts.log.error({ err }, 'the channel did not take replies'));
      return outcome;
    } finally {
      patience.abort();
      late.catch(() => {});
    }
  }

  /** The replies as activities of their channel. */
  rendered({ reference, result, card }: Batch): TeamsMessage[] {
    const replies = result.entries.map((entry) => entry.activity).filter(({ from }) => from?.role === 'bot');
    if (reference.channelId !== Channels.Msteams) {
      return replies.map((reply) => {
        const { id = '', timestamp: _timestamp, replyToId: _replyToId, ...activity } = reply;
        return { id, activity };
      });
    }
    const { conversation, user, bot } = reference;
    const place = { shared: isShared(conversation), userId: user?.id ?? '', botId: bot?.id ?? '', card };
    return teamsMessages(replies, place, this.#parts.teamsWords);
  }

  /** Does something in a conversation at once, such as showing that a person writes. Throws what the channel says. */
  async within(given: Partial<ConversationReference>, work: (context: TurnContext) => Promise<void>): Promise<void> {
    const appId = this.#parts.config.MICROSOFT_APP_ID ?? '';
    await this.#adapter.continueConversationAsync(appId, channelReference(given), work);
  }

  /** Waits no longer for a busy channel. What is being sent now is sent. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await Promise.allSettled(this.#queues.values());
  }

  async #deliver(batch: Batch): Promise<void> {
    const messages = this.rendered(batch);
    if (messages.length === 0) return;
    const { config, deliveries } = this.#parts;
    const { key, result } = batch;
    const reference = channelReference(batch.reference);
    await this.#adapter.continueConversationAsync(config.MICROSOFT_APP_ID ?? '', reference, async (context) => {
      // What is sent answers the parent's activity, not the event that the SDK makes up here.
      context.activity.id = reference.activityId;
      for (const message of messages) {
        const send = () => this.#patiently(() => sendOne(context, message));
        if (result.entries.every(({ seq }) => seq === 0)) await send();
        else await deliveries.once(key, message.id, result.repeated, send);
      }
    });
  }

  async #patiently(send: () => Promise<void>): Promise<void> {
    const end = Date.now() + GIVE_UP_MS;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        return await send();
      } catch (error) {
        if (!isBusy(error) || Date.now() > end || this.#stopping.signal.aborted) throw error;
        // Not all conversations at the same moment.
        const pause = busyForMs(error) ?? wait * (0.75 + Math.random() / 2);
        this.#parts.log.warn({ status: error.statusCode, pause }, 'the channel is busy: replies are sent later');
        await delay(pause, undefined, { signal: this.#stopping.signal });
      }
    }
  }
}

/** A card that cannot be changed any more, as when it was deleted, comes as a new message. */
async function sendOne(context: TurnContext, { activity, replaces }: TeamsMessage): Promise<void> {
  if (replaces) {
    try {
      await context.updateActivity({ ...activity, id: replaces });
      return;
    } catch (error) {
      if (isBusy(error)) throw error;
    }
  }
  await context.sendActivity(activity);
}
