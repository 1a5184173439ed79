import type { PageWords } from '../pageWords.ts';
import { noteText } from '../shared/noteHtml.ts';

/** Copies and prints a kept note when the parent presses for it. It goes nowhere else. */
export class NoteCards {
  readonly #words: PageWords;
  readonly #tell: (text: string) => void;

  /** `tell`: says what was done. */
  constructor(list: HTMLElement, words: PageWords, tell: (text: string) => void) {
    this.#words = words;
    this.#tell = tell;
    list.addEventListener('click', ({ target }) => {
      const button = (target as Element).closest<HTMLElement>('[data-note]');
      const card = button?.closest<HTMLElement>('.kept');
      if (!card) return;
      if (button?.dataset.note === 'print') printOnly(card);
      else void this.#copy(card);
    });
  }

  /** Some browsers and frames forbid the clipboard: then the old way, then the note is marked for the parent to copy. */
  async #copy(card: HTMLElement): Promise<void> {
    const [title = '', ...lines] = Array.from(card.querySelectorAll('h2, li'), (line) => line.textContent);
    const text = noteText({ title, lines });
    const { noteCopied, noteNotCopied } = this.#words;
    const copied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    this.#tell(copied || copyMarked(card) ? noteCopied : noteNotCopied);
  }
}

function copyMarked(card: HTMLElement): boolean {
  const range = document.createRange();
  range.setStartBefore(card.querySelector('h2') as Element);
  range.setEndAfter(card.querySelector('ul') as Element);
  getSelection()?.removeAllRanges();
  getSelection()?.addRange(range);
  return document.execCommand('copy');
}

/** Prints the note without the conversation around it: a doctor need not read that. */
function printOnly(card: HTMLElement): void {
  const message = card.closest<HTMLElement>('.message');
  const { classList } = document.documentElement;
  classList.add('print-note');
  message?.classList.add('printed');
  const after = () => {
    classList.remove('print-note');
    message?.classList.remove('printed');
  };
  addEventListener('afterprint', after, { once: true });
  print();
}
