import type { Store } from '../state/store.ts';

class NotDelivered extends Error {}

/** Remembers which committed replies a channel has taken, so that a retried activity sends none of them twice. */
export class Deliveries {
  readonly #store: Store;
  /** Being sent by this process: the Bot Service retries after 15 s, while the first call may still wait. */
  readonly #sending = new Map<string, Promise<void>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Sends a reply, unless it was delivered before. `repeated`: its activity was seen before, so it may have been. */
  async once(conversationId: string, replyId: string, repeated: boolean, send: () => Promise<void>): Promise<void> {
    const key = `${conversationId}\n${replyId}`;
    const sending = this.#sending.get(key);
    if (sending) return sending;
    const work = this.#sendAndMark(conversationId, `delivered ${replyId}`, repeated, send);
    this.#sending.set(key, work);
    try {
      await work;
    } finally {
      this.#sending.delete(key);
    }
  }

  async #sendAndMark(conversation: string, mark: string, repeated: boolean, send: () => Promise<void>): Promise<void> {
    if (repeated && (await this.#isMarked(conversation, mark))) return;
    await send();
    await this.#mark(conversation, mark);
  }

  /** A mark is the id of a turn that changed nothing: it lives and goes with the conversation, in every store. */
  async #mark(conversationId: string, mark: string): Promise<void> {
    await this.#store.turn(conversationId, mark, async (state) => {
      if (!state) throw new NotDelivered();
      return { state, log: [] };
    });
  }

  async #isMarked(conversationId: string, mark: string): Promise<boolean> {
    try {
      return (await this.#store.turn(conversationId, mark, () => Promise.reject(new NotDelivered()))).repeated;
    } catch (error) {
      if (error instanceof NotDelivered) return false;
      throw error;
    }
  }
}
