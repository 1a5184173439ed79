import { actionsHtml } from '../shared/messageHtml.ts';
import { byId, fill } from './dom.ts';

/** The suggested answers: buttons under the newest message, gone as soon as one is pressed. */
export class Suggestions {
  readonly #form = byId<HTMLFormElement>('actions');
  #titles = '';

  constructor(press: (title: string) => void) {
    this.#titles = [...this.#form.querySelectorAll('button')].map((button) => button.value).join('\n');
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const button = event.submitter;
      if (button instanceof HTMLButtonElement) press(button.value);
    });
  }

  /** The element after which nothing stands. */
  get element(): HTMLElement {
    return this.#form;
  }

  get hasFocus(): boolean {
    return this.#form.contains(document.activeElement);
  }

  show(titles: readonly string[]): void {
    const text = titles.join('\n');
    if (text === this.#titles) return;
    this.#titles = text;
    fill(this.#form, actionsHtml(titles));
  }
}
