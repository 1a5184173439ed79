import { make } from './dom.ts';

/** Replies come at once; a sign that is gone before it is read would only flicker. */
const SHOWN_AFTER_MS = 700;

/** Says that a reply is on its way. */
export class WritingSign {
  readonly #sign: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(words: string, before: HTMLElement) {
    this.#sign = make('p', 'writing', `${words} …`);
    this.#sign.hidden = true;
    before.before(this.#sign);
  }

  soon(): void {
    this.hide();
    this.#timer = setTimeout(() => {
      this.#sign.hidden = false;
      this.#sign.scrollIntoView({ block: 'end' });
    }, SHOWN_AFTER_MS);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#sign.hidden = true;
  }
}
