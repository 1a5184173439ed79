import { type Answer, directLine, type Started } from './directLine.ts';
import type { Storage } from './storage.ts';

interface Stored {
  readonly id: string;
  readonly token: string;
  /** Of the page that the parent wrote on last. */
  readonly language: string;
}

const KEY = 'session';

/** The one conversation of this browser: kept over reloads and shared by tabs, until it is deleted. */
export class Session {
  readonly #storage: Storage;
  readonly #language: string;
  readonly #about: object;

  /** `about`: what the server should know of the page. */
  constructor(storage: Storage, language: string, about: object) {
    this.#storage = storage;
    this.#language = language;
    this.#about = about;
  }

  get current(): Stored | undefined {
    return this.#storage.get<Stored>(KEY);
  }

  /** Starts a conversation. Two tabs at once start one. */
  async start(): Promise<Answer<Started>> {
    const answer = await directLine.start({ locale: this.#language, channelData: this.#about });
    if ('value' in answer) this.#keep(answer.value);
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

  /** True once for each change of the page's language while there is a conversation. */
  changesLanguage(language: string): boolean {
    const { current } = this;
    if (!current || current.language === language) return false;
    this.#storage.set(KEY, { ...current, language } satisfies Stored);
    return true;
  }

  /** Forgets the conversation in this browser. */
  forget(): void {
    this.#storage.remove(KEY);
  }

  watch(listener: () => void): void {
    this.#storage.watch(KEY, listener);
  }

  #keep({ conversationId, token }: Started): void {
    const language = this.current?.language ?? this.#language;
    this.#storage.set(KEY, { id: conversationId, token, language } satisfies Stored);
  }
}
