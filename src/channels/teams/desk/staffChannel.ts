import { type Activity, CloudAdapter } from 'botbuilder';
import type { Config } from '../../../config.ts';
import { DeskBusy, DeskRefused, type StaffMember } from '../../../handoff/desk.ts';
import type { ChannelAuthentication } from '../../azure.ts';
import { busyForMs, isBusy, type Refusal } from '../../refusal.ts';

/** Where the staff read, as the site's file says. */
export interface StaffChannelSettings {
  /** Id of the channel in Teams: `19:...@thread.tacv2`. */
  readonly channel: string;
  /** Address of the connector of Teams that the channel belongs to. */
  readonly serviceUrl: string;
}

interface StaffChannelParts {
  readonly settings: StaffChannelSettings;
  readonly config: Pick<Config, 'MICROSOFT_APP_ID' | 'MICROSOFT_APP_TENANT_ID'>;
  readonly azureAuthentication: ChannelAuthentication;
}

/** The card, the thread or the whole channel is no longer there, or the bot was removed from it. */
export class NotThere extends Error {}

const THREAD = ';messageid=';
/** Refused for good: the words are of no use to Teams, such as too long ones. */
const USELESS = [400, 413];
/** What was to be taken back is not there, or cannot be deleted here. */
const CANNOT_DELETE = [403, 405, 501];
/** Every call ends long before the lease of what it brings. */
const LIMITS = { timeout: 15_000 };

type Client = Awaited<ReturnType<ReturnType<ChannelAuthentication['createConnectorFactory']>['create']>>;

interface Pipeline {
  removePolicy(policy: { readonly name: string }): void;
}

/** CloudAdapter's way to the connector, without the turn that it makes up around every call. */
class ConnectorAdapter extends CloudAdapter {
  async connector(appId: string, serviceUrl: string): Promise<Client> {
    const identity = this.createClaimsIdentity(appId);
    const client = await this.botFrameworkAuthentication.createConnectorFactory(identity).create(serviceUrl);
    // It would wait as long as Retry-After says, and hold up what the outbox can bring elsewhere meanwhile.
    const { pipeline } = (client as unknown as { client: { pipeline: Pipeline } }).client;
    pipeline.removePolicy({ name: 'defaultRetryPolicy' });
    return client;
  }
}

/**
 * The channel of the staff in Teams, through its connector. A thread is named by its conversation id, with the id of
 * its first message in it. Throws DeskBusy when Teams asks to wait, NotThere, DeskRefused, or what broke.
 */
export class StaffChannel {
  readonly #parts: StaffChannelParts;
  readonly #adapter: ConnectorAdapter;
  #client: Promise<Client> | undefined;

  constructor(parts: StaffChannelParts) {
    this.#parts = parts;
    this.#adapter = new ConnectorAdapter(parts.azureAuthentication);
  }

  /** True for what happened in this channel, or in a thread of it. */
  owns(conversationId: string): boolean {
    return conversationId.split(THREAD)[0] === this.#parts.settings.channel;
  }

  /** Starts a thread with this message. Returns its id. */
  async open(message: Partial<Activity>): Promise<string> {
    const { settings, config } = this.#parts;
    const thread = {
      isGroup: true,
      bot: { id: `28:${config.MICROSOFT_APP_ID ?? ''}`, name: '' },
      ...(config.MICROSOFT_APP_TENANT_ID && { tenantId: config.MICROSOFT_APP_TENANT_ID }),
      channelData: { channel: { id: settings.channel } },
      activity: message,
    };
    const { id, activityId } = await this.#ask((client) =>
      client.conversations.createConversation(
        thread as Parameters<typeof client.conversations.createConversation>[0],
        LIMITS,
      ),
    );
    return id.includes(THREAD) ? id : `${id}${THREAD}${activityId}`;
  }

  /** Adds a message to a thread. Returns the id of the message. */
  async post(thread: string, message: Partial<Activity>): Promise<string> {
    const sent = await this.#ask((client) =>
      client.conversations.sendToConversation(thread, at(thread, message), LIMITS),
    );
    return sent.id;
  }

  /** Changes a message, the first of its thread unless another is named. */
  async change(thread: string, message: Partial<Activity>, id = firstOf(thread)): Promise<void> {
    const changed = { ...at(thread, message), id };
    await this.#ask((client) => client.conversations.updateActivity(thread, id, changed, LIMITS));
  }

  /** Deletes a message, or, where Teams does not let the bot, puts `instead` in its place. */
  async remove(thread: string, id: string, instead: Partial<Activity>): Promise<void> {
    try {
      await this.#call((client) => client.conversations.deleteActivity(thread, id, LIMITS));
    } catch (error) {
      if (!CANNOT_DELETE.includes((error as Partial<Refusal>).statusCode ?? 0)) throw refusal(error);
      await this.change(thread, instead, id);
    }
  }

  /** The member of the channel that has this id; undefined when there is none. */
  async member(id: string): Promise<StaffMember | undefined> {
    try {
      const { channel } = this.#parts.settings;
      const found = await this.#ask((client) => client.conversations.getConversationMember(channel, id, LIMITS));
      const { name } = found as unknown as { name?: string };
      return { id, name: name || '?' };
    } catch (error) {
      if (error instanceof NotThere) return undefined;
      throw error;
    }
  }

  async #ask<T>(call: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await this.#call(call);
    } catch (error) {
      throw refusal(error);
    }
  }

  async #call<T>(call: (client: Client) => Promise<T>): Promise<T> {
    const { config, settings } = this.#parts;
    this.#client ??= this.#adapter.connector(config.MICROSOFT_APP_ID ?? '', settings.serviceUrl);
    try {
      return await call(await this.#client);
    } catch (error) {
      // A client that could not be made is made anew.
      if ((error as Partial<Refusal>).statusCode === undefined) this.#client = undefined;
      throw error;
    }
  }
}

function refusal(error: unknown): unknown {
  if (isBusy(error)) return new DeskBusy(`Teams is busy (${error.statusCode})`, busyForMs(error));
  const { statusCode = 0 } = error as Partial<Refusal>;
  if (statusCode === 404) return new NotThere('Teams has no such channel, thread, message or member (404)');
  if (USELESS.includes(statusCode)) return new DeskRefused(`Teams does not take this message (${statusCode})`);
  return statusCode === 0 ? error : new Error(`Teams refused a message to the desk (${statusCode})`);
}

function at(thread: string, message: Partial<Activity>): Partial<Activity> {
  return { ...message, conversation: { id: thread } as Activity['conversation'] };
}

function firstOf(thread: string): string {
  return thread.slice(thread.indexOf(THREAD) + THREAD.length);
}
