import { type Answer, directLine, type Started } from './directLine.ts';
import type { Storage } from './storage.ts';

interface Stored {
  readonly id: string;
  readonly token: string;
  /** Of the conversation, as far as this browser knows. */
  readonly language: string;
  /** What the address of the page asked for when it was opened last. */
  readonly asked?: string;
}

const KEY = 'session';

/** The one conversation of this browser: kept over reloads and shared by tabs, until it is deleted. */
export class Session {
  readonly #storage: Storage;
  /** What the address of this page asks for. */
  readonly #asked: string;
  readonly #about: object;

  /** `language`: of the page as it was opened. `about`: what the server should know of the page. */
  constructor(storage: Storage, language: string, about: object) {
    this.#storage = storage;
    this.#asked = language;
    this.#about = about;
  }

  get current(): Stored | undefined {
    return this.#storage.get<Stored>(KEY);
  }

  /** Starts a conversation. Two tabs at once start one. */
  async start(language: string): Promise<Answer<Started>> {
    const answer = await directLine.start({ locale: language, channelData: this.#about });
    if ('value' in answer) this.#keep(answer.value, language);
    return answer;
  }

  /** A new stream address, from this watermark on. */
  async open(watermark: string): Promise<Answer<Started>> {
    const answer = await this.call((token, id) => directLine.open(token, id, watermark));
    if ('value' in answer) this.#keep(answer.value);
    return answer;
  }

  /** Makes a call with the token, and once more with a new one when it was too old. */
  async call<T>(make: (token: string, id: string) => Promise<Answer<T>>): Promise<Answer<T>> {
    const { current } = this;
    if (!current) return { failure: 'gone' };
    const answer = await make(current.token, current.id);
    if ('value' in answer || answer.failure !== 'expired') return answer;
    const refreshed = await directLine.refresh(current.token);
    if ('failure' in refreshed) return { failure: refreshed.failure === 'unreachable' ? 'unreachable' : 'gone' };
    this.#keep(refreshed.value);
    return make(refreshed.value.token, current.id);
  }

  /**
   * True once when this page was asked for in another language than the pages before it, and the conversation is not in
   * it: then the conversation is to follow. In all other cases the page follows the conversation.
   */
  changesLanguage(): boolean {
    const { current } = this;
    if (!current || (current.asked ?? current.language) === this.#asked) return false;
    this.#storage.set(KEY, { ...current, language: this.#asked, asked: this.#asked } satisfies Stored);
    return current.language !== this.#asked;
  }

  /** The conversation goes on in this language. */
  speak(language: string): void {
    const { current } = this;
    if (current && current.language !== language) this.#storage.set(KEY, { ...current, language } satisfies Stored);
  }

  /** Forgets the conversation in this browser. */
  forget(): void {
    this.#storage.remove(KEY);
  }

  watch(listener: () => void): void {
    this.#storage.watch(KEY, listener);
  }

  #keep({ conversationId, token }: Started, language = this.current?.language ?? this.#asked): void {
    const { asked = this.#asked } = this.current ?? {};
    this.#storage.set(KEY, { id: conversationId, token, language, asked } satisfies Stored);
  }
}
