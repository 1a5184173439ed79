import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Activity } from 'botbuilder';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import type { Desk, DeskMessage, Receipt } from '../src/handoff/desk.ts';
import { assemble, type Foundations } from '../src/parts.ts';
import type { Store } from '../src/state/store.ts';
import { type Conversation, DirectLineCaller, until } from './directLineCaller.ts';
import { listening, type TestServer, testConfig } from './helpers.ts';
import { quiet } from './stores.ts';

/** Servers of one database have it in common. */
const TOKEN_SECRET = 'a secret of at least thirty-two characters';
export const ANA = { id: 'ana', name: 'Ana Ruiz' };
export const BEN = { id: 'ben', name: 'Ben Okoro' };

/** Keeps what the staff are told. */
export class FakeDesk implements Desk {
  readonly kind = 'webhook';
  readonly told: DeskMessage[] = [];
  /** Thrown instead of taking a message. */
  fails: Error | undefined;
  /** A message that is being brought waits for this. */
  gate: Promise<void> = Promise.resolve();

  async deliver(message: DeskMessage): Promise<Receipt> {
    await this.gate;
    if (this.fails) throw this.fails;
    this.told.push(message);
    const holdsWords = ['asked', 'parentSaid', 'callBack'].includes(message.kind);
    return { thread: `thread of ${message.handoff.id}`, ...(holdsWords && { post: `post ${message.id}` }) };
  }

  /** What came of these kinds, in order. */
  of<K extends DeskMessage['kind']>(...kinds: K[]): Extract<DeskMessage, { kind: K }>[] {
    return this.told.filter(({ kind }) => kinds.includes(kind as K)) as Extract<DeskMessage, { kind: K }>[];
  }

  kinds(): string[] {
    return this.told.map(({ kind }) => kind);
  }

  /** Waits until so many messages of this kind came. */
  async heard<K extends DeskMessage['kind']>(kind: K, count = 1): Promise<Extract<DeskMessage, { kind: K }>[]> {
    await until(() => this.of(kind).length >= count);
    return this.of(kind);
  }
}

/** The file of a hospital with a desk that never closes, with changes; `remove` deletes it. */
export function deskSite(changes: Readonly<Record<string, string>> = {}): { site: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'attune-desk-'));
  const site = join(folder, 'desk.yaml');
  let text = readFileSync(join(import.meta.dirname, 'desk.yaml'), 'utf8');
  for (const [key, value] of Object.entries({ duty: 'always', ...changes })) {
    text = text.replace(new RegExp(`^  ${key}: .*`, 'm'), `  ${key}: ${value}`);
  }
  writeFileSync(site, text);
  return { site, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The real bot of a hospital with a desk, built once for many servers; the queue is that of the store set last. */
export class DeskBot {
  readonly built: ReturnType<typeof buildBot>;
  store: Store | undefined;
  /** Milliseconds that the clock is ahead. */
  ahead = 0;

  constructor(site: string, retentionHours = 24) {
    this.built = buildBot({
      log: quiet,
      country: 'us',
      site,
      retentionHours,
      now: () => new Date(Date.now() + this.ahead),
      waitingBefore: async (...asked) =>
        this.store?.handoffs.waitingBefore(this.built.library.desk?.kind ?? '', ...asked) ?? 0,
    });
  }

  /** A server of this bot on this store. */
  async start(
    store: Store,
    given: Partial<Foundations> = {},
    settings: Record<string, string> = {},
  ): Promise<TestServer> {
    this.store = store;
    const { config, folder } = testConfig({ TOKEN_SECRET, ...settings });
    const logged: string[] = [];
    const log = pino({ level: 'debug' }, { write: (line) => void logged.push(line) });
    const { bot, library } = this.built;
    return listening(assemble({ config, log, store, bot, library, ...given }), folder, logged);
  }
}

/** A parent in the web chat of a server. */
export class Parent {
  readonly #caller: DirectLineCaller;
  readonly conversation: Conversation;

  private constructor(caller: DirectLineCaller, conversation: Conversation) {
    this.#caller = caller;
    this.conversation = conversation;
  }

  static async start(url: string): Promise<Parent> {
    const caller = new DirectLineCaller(url);
    return new Parent(caller, await caller.start());
  }

  /** The same parent on another server. */
  on(url: string): Parent {
    return new Parent(new DirectLineCaller(url), this.conversation);
  }

  async says(text: string, clientActivityID?: string): Promise<void> {
    const channelData = clientActivityID === undefined ? {} : { channelData: { clientActivityID } };
    const { status } = await this.#caller.post(this.conversation, { type: 'message', text, ...channelData });
    if (status !== 200) throw new Error(`the message was answered with ${status}`);
  }

  async types(): Promise<void> {
    await this.#caller.post(this.conversation, { type: 'typing' });
  }

  /** Asks for a person, without a note. */
  async asks(): Promise<void> {
    for (const text of ['talk to a nurse', 'Yes, ask them', 'Ask without a note']) await this.says(text);
  }

  async activities(): Promise<Partial<Activity>[]> {
    return (await this.#caller.poll(this.conversation)).activities;
  }

  /** Content ids of what the bot said, with the words of a person. */
  async heard(): Promise<string[]> {
    const replies = (await this.activities()).filter(({ from }) => from?.role === 'bot');
    const ids = replies.map(({ channelData, text }) =>
      channelData?.contentId === 'handoff/nurse' ? `${channelData.by.name}: ${text}` : String(channelData?.contentId),
    );
    return ids.filter((id, i) => id !== ids[i - 1]);
  }
}
