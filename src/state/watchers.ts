import type { Logger } from 'pino';
import type { Listener, LogEntry } from './store.ts';

/** Who wants to know when a conversation's log has grown, in this process. */
export class Watchers {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Returns the function that ends the watch. */
  add(conversationId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(conversationId) ?? new Set();
    this.#listeners.set(conversationId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(conversationId) === listeners) {
        this.#listeners.delete(conversationId);
      }
    };
  }

  /** What was committed stays committed: a listener that throws is logged and nothing else. */
  announce(conversationId: string, added?: readonly LogEntry[]): void {
    for (const listener of this.#listeners.get(conversationId) ?? []) {
      try {
        listener(added);
      } catch (error) {
        this.#log.error({ err: error }, 'a listener of the store failed');
      }
    }
  }

  ids(): string[] {
    return [...this.#listeners.keys()];
  }

  has(conversationId: string): boolean {
    return this.#listeners.has(conversationId);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
