import { byId } from './dom.ts';

/** The menu: a disclosure that closes with Escape, with a press outside, and when the focus moves on. */
export class Menu {
  readonly #menu = byId<HTMLDetailsElement>('menu');

  constructor() {
    for (const part of this.#menu.querySelectorAll<HTMLElement>('[data-script]')) part.hidden = false;
    const all = () => document.querySelectorAll<HTMLDetailsElement>('details:has(> .panel)[open]');
    addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      for (const open of all()) {
        open.open = false;
        if (open.contains(document.activeElement)) open.querySelector('summary')?.focus();
      }
    });
    for (const kind of ['pointerdown', 'focusin']) {
      addEventListener(kind, ({ target }) => {
        for (const open of all()) if (!open.contains(target as Node)) open.open = false;
      });
    }
  }

  close(): void {
    this.#menu.open = false;
  }
}
