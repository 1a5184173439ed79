import { isToFrame, type ToHost } from '../shared/frameMessages.ts';
import { originMatches } from '../shared/originMatches.ts';

/** The page around the chat, when the chat is in a frame. It is heard only from the origins that may frame the chat. */
export class Host {
  readonly #allowed: readonly string[];
  #origin: string | undefined;
  #closed = false;
  #unread = 0;

  constructor(allowed: readonly string[]) {
    this.#allowed = [location.origin, ...allowed];
    addEventListener('message', (event) => {
      if (event.source !== window.parent || !originMatches(event.origin, this.#allowed)) return;
      if (isToFrame(event.data)) this.#hear(event.data.attune, event.origin);
    });
  }

  say(message: ToHost): void {
    if (this.#origin) window.parent.postMessage(message, this.#origin);
  }

  /** A message of the bot came: counts while nobody looks. */
  count(): void {
    if (!this.#closed) return;
    this.#unread += 1;
    this.say({ attune: 'unread', count: this.#unread });
  }

  #hear(message: string, origin: string): void {
    this.#origin = origin;
    this.#closed = message === 'closed';
    if (message === 'hello') this.say({ attune: 'ready' });
    if (message === 'opened') this.#unread = 0;
  }
}
