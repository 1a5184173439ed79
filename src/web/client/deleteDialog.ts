import type { PageWords } from '../pageWords.ts';
import { byId } from './dom.ts';

/** Asks once, then deletes. `remove` returns false when the server could not be reached. */
export class DeleteDialog {
  readonly #dialog = byId<HTMLDialogElement>('delete-ask');

  constructor(words: PageWords, remove: () => Promise<boolean>) {
    const wrong = byId('delete-wrong');
    byId('delete-no').addEventListener('click', () => this.#dialog.close());
    byId('delete-yes').addEventListener('click', async () => {
      wrong.textContent = '';
      if (await remove()) this.#dialog.close();
      else wrong.textContent = words.deleteFailed;
    });
    this.#dialog.addEventListener('close', () => {
      wrong.textContent = '';
    });
  }

  open(): void {
    this.#dialog.showModal();
  }
}
