import { byId } from './dom.ts';

/** The box to write in. Enter sends, Shift and Enter begins a new line. */
export class Composer {
  readonly #form = byId<HTMLFormElement>('composer');
  readonly #box = byId<HTMLTextAreaElement>('message');

  /** `writing` is called with each change while the parent types. */
  constructor(send: (text: string) => void, writing: () => void) {
    this.#box.required = false;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.#box.value.trim();
      if (!text) return this.#box.focus();
      this.#box.value = '';
      this.#grow();
      send(text);
    });
    this.#box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#form.requestSubmit();
    });
    this.#box.addEventListener('input', () => {
      this.#grow();
      writing();
    });
  }

  /** Adds spoken words to what is written. */
  append(text: string): void {
    this.#box.value = `${this.#box.value} ${text}`.trim();
    this.#grow();
  }

  focus(): void {
    this.#box.focus();
  }

  clear(): void {
    this.#box.value = '';
    this.#grow();
  }

  #grow(): void {
    this.#box.style.height = 'auto';
    this.#box.style.height = `${this.#box.scrollHeight + 2}px`;
  }
}
