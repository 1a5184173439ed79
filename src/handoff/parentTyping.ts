import { randomUUID } from 'node:crypto';
import type { Desk } from './desk.ts';
import type { Handoffs } from './handoffs.ts';

/** Clients say "typing" with every key; a desk is told so seldom. */
const EVERY_MS = 3000;
const MAX_CONVERSATIONS = 10_000;

/** Tells the desk that a parent is writing. Not kept, not repeated: it is gone when it fails. */
export class ParentTyping {
  readonly #parts: { readonly desk: Desk | undefined; readonly handoffs: Pick<Handoffs, 'openIn' | 'find'> };
  readonly #told = new Map<string, number>();

  constructor(parts: { readonly desk: Desk | undefined; readonly handoffs: Pick<Handoffs, 'openIn' | 'find'> }) {
    this.#parts = parts;
  }

  /** Never throws. */
  async tell(conversationId: string): Promise<void> {
    const { desk, handoffs } = this.#parts;
    if (!desk || !this.#mayTell(conversationId)) return;
    try {
      const open = await handoffs.openIn(conversationId);
      if (open?.stage !== 'taken') return;
      const row = await handoffs.find(open.id);
      if (!row) return;
      const { id, stage, urgent, askedAt, by, takenAt } = open;
      const handoff = { id, stage, language: row.language, urgent, askedAt, by, takenAt };
      await desk.deliver({ kind: 'parentTyping', id: randomUUID(), handoff, thread: row.thread });
    } catch {
      // The next key tells again.
    }
  }

  #mayTell(conversationId: string): boolean {
    const now = Date.now();
    if (now - (this.#told.get(conversationId) ?? 0) < EVERY_MS) return false;
    this.#told.delete(conversationId);
    this.#told.set(conversationId, now);
    if (this.#told.size > MAX_CONVERSATIONS) this.#told.delete(this.#told.keys().next().value as string);
    return true;
  }
}
