import type { Storage } from './storage.ts';

/** A message of the parent that the server has not confirmed yet. */
export interface Unsent {
  /** The message's own id: sent twice, it counts once. */
  readonly id: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const KEY = 'unsent';

/** Unsent messages, oldest first. They outlive a reload, and are gone from this browser once they are sent. */
export class Outbox {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  all(): readonly Unsent[] {
    return this.#storage.get<Unsent[]>(KEY) ?? [];
  }

  add(text: string): Unsent {
    const message = { id: randomId(), text, at: Date.now() };
    this.#keep([...this.all(), message]);
    return message;
  }

  remove(id: string): void {
    this.#keep(this.all().filter((message) => message.id !== id));
  }

  clear(): void {
    this.#keep([]);
  }

  #keep(messages: readonly Unsent[]): void {
    if (messages.length > 0) this.#storage.set(KEY, messages);
    else this.#storage.remove(KEY);
  }
}

/** `crypto.randomUUID` is there on https pages only. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
