import { html } from '../shared/html.ts';
import { make } from './dom.ts';

/** Replies come at once; a sign that is gone before it is read would only flicker. */
const SHOWN_AFTER_MS = 700;
/** Somebody who pauses to think sends no more signs; after this long they are not writing. */
const PERSON_MS = 6000;

/** Dots that say that words are on their way, and whose they are. */
export class WritingSign {
  readonly #sign: HTMLElement;
  readonly #who = make('span');
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `before`: the sign stands above this element. */
  constructor(before: HTMLElement) {
    const dots = make('span', 'dots', html`<i>•</i><i>•</i><i>•</i>`);
    dots.setAttribute('aria-hidden', 'true');
    this.#sign = make('p', 'writing');
    this.#sign.append(this.#who, ' ', dots);
    this.#sign.hidden = true;
    before.before(this.#sign);
  }

  /** A message was sent: the reply may take its time. */
  soon(words: string): void {
    this.hide();
    this.#timer = setTimeout(() => {
      this.now(words);
      this.#sign.scrollIntoView({ block: 'end' });
    }, SHOWN_AFTER_MS);
  }

  /** The next bubble of the program comes in a moment. */
  now(words: string): void {
    this.#show(words, 'hidden');
  }

  /** A person writes: the name is in plain sight. */
  person(words: string): void {
    this.#show(words, '');
    this.#timer = setTimeout(() => this.hide(), PERSON_MS);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#sign.hidden = true;
  }

  #show(words: string, cssClass: string): void {
    clearTimeout(this.#timer);
    this.#who.textContent = words;
    this.#who.className = cssClass;
    this.#sign.hidden = false;
  }
}
