import type { PageWords } from '../pageWords.ts';
import type { WordKey } from '../shared/worded.ts';
import { make } from './dom.ts';

/** A screen reader has taken a message over long before; a reader who goes through the page does not meet it twice. */
const KEPT_MS = 15_000;

/** Says new messages to screen readers, each once and in order, without their buttons and times. */
export class Announcer {
  readonly #log = make('div', 'hidden');

  constructor({ newMessages }: PageWords) {
    this.#log.setAttribute('role', 'log');
    this.#log.setAttribute('aria-live', 'polite');
    this.#log.setAttribute('aria-label', newMessages);
    this.#log.dataset.label = 'newMessages' satisfies WordKey;
    document.body.append(this.#log);
  }

  say(text: string): void {
    const line = make('p', '', text);
    this.#log.append(line);
    setTimeout(() => line.remove(), KEPT_MS);
  }
}
