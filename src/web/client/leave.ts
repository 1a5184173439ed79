import type { PageWords } from '../pageWords.ts';
import { byId, make } from './dom.ts';

/** How long after the first Shift the third may come. */
const SHIFT_MS = 5000;

/**
 * "Leave this page", in the way of the GOV.UK component: the button, or Shift three times. The page is blank at once,
 * then another one takes its place, also in the history of this tab. `before` runs first and must not wait.
 */
export class Leave {
  readonly #button = byId<HTMLAnchorElement>('leave');
  readonly #words: PageWords;
  /** Runs first, and must not wait. */
  readonly #before: () => void;
  readonly #spoken = make('div', 'hidden');
  readonly #dots = make('span', 'shifts');
  #shifts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(words: PageWords, before: () => void) {
    this.#words = words;
    this.#before = before;
    this.#spoken.setAttribute('role', 'status');
    document.body.append(this.#spoken);
    this.#dots.setAttribute('aria-hidden', 'true');
    this.#button.append(this.#dots);
    this.#button.addEventListener('click', (event) => {
      event.preventDefault();
      this.go();
    });
    addEventListener('keyup', (event) => this.#key(event.key));
    // A page that was left is never shown again by the Back button.
    addEventListener('pageshow', (event) => event.persisted && document.body.hidden && location.reload());
  }

  go(): void {
    document.title = this.#words.leaving;
    document.body.hidden = true;
    this.#before();
    const { href } = this.#button;
    try {
      // In a frame of a hospital's page it is that page which has to go.
      (window.top ?? window).location.replace(href);
    } catch {
      location.replace(href);
    }
  }

  #key(key: string): void {
    this.#count(key === 'Shift' ? this.#shifts + 1 : 0);
    if (this.#shifts === 3) this.go();
  }

  #count(shifts: number): void {
    if (shifts === 0 && this.#shifts === 0) return;
    clearTimeout(this.#timer);
    this.#shifts = shifts;
    this.#dots.dataset.count = String(shifts);
    const { leaveTwoMore, leaveOneMore, leaveExpired } = this.#words;
    this.#spoken.textContent = ['', leaveTwoMore, leaveOneMore, ''][shifts] ?? '';
    if (shifts === 0 || shifts === 3) return;
    this.#timer = setTimeout(() => {
      this.#count(0);
      this.#spoken.textContent = leaveExpired;
    }, SHIFT_MS);
  }
}
