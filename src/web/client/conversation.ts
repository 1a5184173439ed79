import type { WireActivity } from '../shared/wireActivity.ts';
import { directLine } from './directLine.ts';
import { Link, type LinkState } from './link.ts';
import { Outbox, type Unsent } from './outbox.ts';
import { Session } from './session.ts';
import type { Storage } from './storage.ts';

export interface ConversationEvents {
  received(activities: readonly WireActivity[]): void;
  linkChanged(state: LinkState): void;
  /** The server has this message now. */
  sent(message: Unsent): void;
  /** It waits for the connection. */
  waiting(message: Unsent): void;
  /** The server will never take it. */
  refused(message: Unsent): void;
  /** The conversation was deleted, or kept long enough: what is written next starts a new one. */
  ended(): void;
}

const ECHO_MS = 5000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** The parent's conversation: starts with the first message, survives what browsers and networks do. */
export class Conversation {
  readonly #session: Session;
  readonly #outbox: Outbox;
  readonly #link: Link;
  readonly #events: ConversationEvents;
  #language: string;
  readonly #about: object;
  #sending: Promise<void> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  readonly #awaited = new Map<string, ReturnType<typeof setTimeout>>();
  /** Own messages that came back on the stream. */
  readonly #echoed = new Set<string>();

  constructor(options: {
    readonly storage: Storage;
    readonly language: string;
    /** What the server should know of the page: whose numbers it shows. */
    readonly about: object;
    readonly events: ConversationEvents;
  }) {
    this.#events = options.events;
    this.#language = options.language;
    this.#about = options.about;
    this.#session = new Session(options.storage, options.language, options.about);
    this.#outbox = new Outbox(options.storage);
    this.#link = new Link(this.#session, {
      receive: (activities) => this.#receive(activities),
      changed: (state) => this.#linkChanged(state),
      ended: () => this.#ended(),
    });
    this.#session.watch(() => this.#otherTab());
    addEventListener('online', () => this.#flushUnsent());
  }

  /** There is a conversation to go on with. */
  get isOpen(): boolean {
    return this.#session.current !== undefined;
  }

  get unsent(): readonly Unsent[] {
    return this.#outbox.all();
  }

  /** Goes on where this browser left off, if it did. */
  resume(): void {
    if (this.isOpen) this.#link.open();
    this.#flushUnsent();
  }

  /** Of the conversation that is open, as far as this browser knows. */
  get language(): string {
    return this.#session.current?.language ?? this.#language;
  }

  /** True once when the parent came by a page in another language: the conversation is to follow. */
  changesLanguage(): boolean {
    return this.#session.changesLanguage();
  }

  /** From now on messages are sent as written in this language. */
  speak(language: string): void {
    this.#language = language;
    this.#session.speak(language);
  }

  /** Keeps the message and sends it as soon as it can be sent, after those before it. */
  send(text: string): Unsent {
    const message = this.#outbox.add(text);
    void this.#flush();
    return message;
  }

  /** Says that the parent is writing, and not what. */
  tellWriting(): void {
    void this.#session.call((token, id) => directLine.post(token, id, { type: 'typing' }));
  }

  /** Drops a refused message. */
  discard(id: string): void {
    this.#outbox.remove(id);
  }

  /** Deletes the conversation on the server and here. Returns false when the server could not be reached. */
  async delete(): Promise<boolean> {
    const { current } = this.#session;
    if (current) {
      const answer = await directLine.delete(current.token);
      if ('failure' in answer && answer.failure === 'unreachable') return false;
    }
    this.forget();
    return true;
  }

  /** Deletes the conversation without waiting to hear that it is done: the page is being left. */
  abandon(): void {
    const { current } = this.#session;
    if (current) void directLine.delete(current.token);
    this.forget();
  }

  /** Closes the conversation in this browser. */
  forget(): void {
    this.#session.forget();
    this.#outbox.clear();
    clearTimeout(this.#again);
    this.#link.close();
  }

  #flushUnsent(): void {
    if (this.unsent.length > 0) void this.#flush();
  }

  /** One at a time and in order, over all tabs: what one tab sends, another does not. */
  #flush(): Promise<void> {
    this.#sending ??= exclusively(() => this.#sendAll()).finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    clearTimeout(this.#again);
    for (let message = this.#outbox.all()[0]; message; message = this.#outbox.all()[0]) {
      const outcome = await this.#sendOne(message);
      // Its answer may be lost while the message itself came back on the stream.
      if (outcome === 'later' && !this.#echoed.has(message.id)) return this.#retry();
      this.#failures = 0;
      this.#outbox.remove(message.id);
      if (outcome === 'refused') this.#events.refused(message);
      else this.#sent(message);
    }
  }

  async #sendOne(message: Unsent): Promise<'sent' | 'later' | 'refused'> {
    if (!(await this.#ensureStarted())) return 'later';
    const activity = {
      type: 'message',
      text: message.text,
      locale: this.#language,
      localTimezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      channelData: { ...this.#about, clientActivityID: message.id },
    };
    const answer = await this.#session.call((token, id) => directLine.post(token, id, activity));
    if ('value' in answer) return 'sent';
    if (answer.failure === 'refused') return 'refused';
    if (answer.failure !== 'unreachable') this.#ended();
    return 'later';
  }

  async #ensureStarted(): Promise<boolean> {
    if (this.isOpen) return true;
    const answer = await this.#session.start(this.#language);
    if ('failure' in answer) return false;
    this.#link.open(answer.value.streamUrl);
    return true;
  }

  #sent(message: Unsent): void {
    this.#events.sent(message);
    this.#link.posted();
    // The message comes back on the stream. When it does not, the stream is dead, whatever the browser says.
    if (this.#echoed.has(message.id)) return;
    const renew = () => this.#link.state === 'online' && this.#link.renew();
    this.#awaited.set(message.id, setTimeout(renew, ECHO_MS));
  }

  #retry(): void {
    for (const message of this.#outbox.all()) this.#events.waiting(message);
    if (!this.isOpen) this.#events.linkChanged(navigator.onLine ? 'down' : 'offline');
    this.#failures += 1;
    const wait = Math.min(FIRST_WAIT_MS * 2 ** (this.#failures - 1), LONGEST_WAIT_MS);
    this.#again = setTimeout(() => void this.#flush(), wait);
  }

  #receive(activities: readonly WireActivity[]): void {
    for (const { channelData } of activities) {
      const id = channelData?.clientActivityID;
      if (!id) continue;
      this.#echoed.add(id);
      clearTimeout(this.#awaited.get(id));
      this.#awaited.delete(id);
    }
    this.#events.received(activities);
  }

  #linkChanged(state: LinkState): void {
    this.#events.linkChanged(state);
    if (state === 'online') this.#flushUnsent();
  }

  /** The conversation is gone on the server. Unsent messages stay: they start the next one. */
  #ended(): void {
    this.#session.forget();
    this.#link.close();
    this.#events.ended();
  }

  /** Another tab started or deleted the conversation. */
  #otherTab(): void {
    if (this.isOpen) {
      if (this.#link.state === 'idle') this.#link.open();
    } else {
      this.#link.close();
      this.#events.ended();
    }
  }
}

/** Runs the work while no other tab of this page runs it. */
async function exclusively(work: () => Promise<void>): Promise<void> {
  if (navigator.locks) await navigator.locks.request('chat.sending', work);
  else await work();
}
