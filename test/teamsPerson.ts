import type { Activity } from 'botbuilder';
import { AzureStub } from './azureStub.ts';
import { startTestServer, type TestServer } from './helpers.ts';

export const BOT = { id: '28:00000000-0000-0000-0000-000000000001', name: 'Attune' };
export const MENTION = { type: 'mention', text: '<at>Attune</at>', mentioned: BOT };
let count = 0;

/** A server with the real bot, and Teams' connector as far as the bot sees it. */
export class Teams {
  readonly connector: AzureStub;
  readonly server: TestServer;

  private constructor(connector: AzureStub, server: TestServer) {
    this.connector = connector;
    this.server = server;
  }

  /** `server`: another one than the usual. */
  static async start(server?: TestServer): Promise<Teams> {
    return new Teams(await new AzureStub().listen(), server ?? (await startTestServer()));
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.connector.close();
  }

  /** Forgets what was sent, and takes everything again. */
  reset(): void {
    this.connector.replies.length = 0;
    Object.assign(this.connector, { refusesUpdates: false, busy: 0, retryAfter: undefined });
  }

  /** Somebody in a chat of their own, in a group chat, or in a thread of a channel. */
  person(conversationType: 'personal' | 'groupChat' | 'channel', conversationId?: string): Person {
    return new Person(this, conversationType, conversationId);
  }

  /** Everything that the bot sent, in order. */
  get sent(): Partial<Activity>[] {
    return this.connector.replies.map(({ activity }) => activity);
  }

  get newest(): Partial<Activity> | undefined {
    return this.sent.at(-1);
  }

  get contentIds(): unknown[] {
    return this.sent.map(({ channelData }) => channelData?.contentId);
  }
}

export class Person {
  readonly id: string;
  readonly conversation: Partial<Activity['conversation']>;
  readonly #teams: Teams;

  constructor(teams: Teams, conversationType: string, conversationId: string | undefined) {
    count += 1;
    this.#teams = teams;
    this.id = `29:parent-${count}`;
    const isGroup = conversationType !== 'personal';
    this.conversation = {
      id: conversationId ?? `a:conversation-${count}`,
      conversationType,
      ...(isGroup && { isGroup }),
    };
  }

  /** Sends an activity as Teams does. Returns the status of the answer. */
  async send(activity: object): Promise<number> {
    count += 1;
    const { connector, server } = this.#teams;
    const common = { type: 'message', id: `activity-${count}`, channelId: 'msteams', serviceUrl: connector.url };
    const who = { from: { id: this.id, name: 'A Name' }, recipient: BOT, conversation: this.conversation };
    const body = JSON.stringify({ ...common, ...who, locale: 'en-US', ...activity });
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${server.url}/api/messages`, { method: 'POST', headers, body })).status;
  }

  say(text: string, more: object = {}): Promise<number> {
    return this.send({ text, ...more });
  }

  mention(text: string, more: object = {}): Promise<number> {
    return this.send({ text: `<at>Attune</at>&nbsp;${text}`, entities: [MENTION], ...more });
  }

  /** Presses a button on this card, the newest unless told. */
  press(title: string, on: Partial<Activity> | undefined = this.#teams.newest): Promise<number> {
    const data = cardButtons(on).find((button) => button.title === title)?.data;
    if (!data) throw new Error(`no button ${title}`);
    return this.send({ value: data, replyToId: 'the-card' });
  }

  /** Id of the kept conversation. */
  get key(): string {
    return this.conversation.isGroup ? `${this.conversation.id}|of=${this.id}` : String(this.conversation.id);
  }
}

interface CardElement {
  readonly text?: string;
  readonly actions?: { title: string; type: string; url?: string; data?: object }[];
}

function cardBody(activity: Partial<Activity> | undefined): CardElement[] {
  return activity?.attachments?.[0]?.content.body ?? [];
}

/** The buttons of the card that this message carries. */
export function cardButtons(activity: Partial<Activity> | undefined) {
  return cardBody(activity).flatMap(({ actions }) => actions ?? []);
}

/** The words of the card that this message carries. */
export function cardText(activity: Partial<Activity> | undefined): string[] {
  return cardBody(activity).flatMap(({ text }) => text ?? []);
}
