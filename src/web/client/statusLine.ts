import type { PageWords } from '../pageWords.ts';
import { byId, make } from './dom.ts';
import type { LinkState } from './link.ts';

/** A short break is no news. */
const UNTOLD_MS = 2000;
const SHOWN_MS = 4000;

/** Says honestly how the connection is, with the numbers that work without it. */
export class StatusLine {
  readonly #element = byId('status');
  readonly #words: PageWords;
  /** A copy of the links of the numbers on screen now. */
  readonly #numbers: () => Node[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = false;

  constructor(words: PageWords, numbers: () => Node[]) {
    this.#words = words;
    this.#numbers = numbers;
  }

  show(state: LinkState): void {
    clearTimeout(this.#timer);
    if (state === 'offline') return this.#trouble(this.#words.offline);
    if (state === 'down') return this.#trouble(this.#words.serverDown);
    if (state === 'connecting') {
      if (!this.#told) this.#timer = setTimeout(() => this.#say(this.#words.reconnecting, 'waiting'), UNTOLD_MS);
      return;
    }
    if (this.#told && state === 'online') this.notice(this.#words.backOnline);
    else this.#clear();
    this.#told = false;
  }

  /** Something that the parent should know, for a few seconds or for good. */
  notice(text: string, forGood = false): void {
    clearTimeout(this.#timer);
    this.#say(text, 'notice');
    if (!forGood) this.#timer = setTimeout(() => this.#clear(), SHOWN_MS);
  }

  #trouble(text: string): void {
    this.#told = true;
    this.#say(text, 'trouble');
    this.#element.append(...this.#numbers());
  }

  #say(text: string, kind: string): void {
    this.#element.dataset.kind = kind;
    this.#element.replaceChildren(make('p', '', text));
  }

  #clear(): void {
    delete this.#element.dataset.kind;
    this.#element.replaceChildren();
  }
}
