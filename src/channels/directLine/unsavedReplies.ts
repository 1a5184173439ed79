import type { Activity } from 'botbuilder';

const MAX_CONVERSATIONS = 1000;
const KEPT_MS = 5 * 60_000;

/** Replies of turns that could not be committed, in memory until their client comes for them, a few minutes at most. */
export class UnsavedReplies {
  readonly #kept = new Map<string, { readonly until: number; readonly activities: readonly Partial<Activity>[] }>();

  /** The newest turn's activities replace older ones. */
  add(conversationId: string, activities: readonly Partial<Activity>[]): void {
    this.#kept.delete(conversationId);
    this.#kept.set(conversationId, { until: Date.now() + KEPT_MS, activities });
    for (const [id, { until }] of this.#kept) {
      if (until > Date.now() && this.#kept.size <= MAX_CONVERSATIONS) break;
      this.#kept.delete(id);
    }
  }

  take(conversationId: string): Partial<Activity>[] {
    const found = this.#kept.get(conversationId);
    this.#kept.delete(conversationId);
    return found && found.until > Date.now() ? [...found.activities] : [];
  }
}
