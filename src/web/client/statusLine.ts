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
    if (state === 'connecting') {
      this.#soon(this.#words.reconnecting);
    } else if (state === 'offline' || state === 'down') {
      this.#trouble(state === 'offline' ? this.#words.offline : this.#words.serverDown);
    } else {
      if (this.#told && state === 'online') this.notice(this.#words.backOnline);
      else if (this.#element.dataset.kind !== 'notice') this.#clear();
      this.#told = false;
    }
  }

  #soon(text: string): void {
    if (this.#element.dataset.kind) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#say(text, 'waiting'), UNTOLD_MS);
  }

  /** The earlier conversation is on its way. */
  opening(): void {
    this.#say(this.#words.opening, 'waiting');
  }

  /** Something that the parent should know, for a few seconds or for good. */
  notice(text: string, forGood = false): void {
    clearTimeout(this.#timer);
    this.#say(text, 'notice');
    if (!forGood) this.#timer = setTimeout(() => this.#clear(), SHOWN_MS);
  }

  /** What was told once needs no more telling: the parent goes on. */
  seen(): void {
    if (this.#element.dataset.kind === 'notice') this.#clear();
  }

  #trouble(text: string): void {
    clearTimeout(this.#timer);
    this.#told = true;
    this.#say(text, 'trouble');
    this.#element.append(...this.#numbers());
  }

  #say(text: string, kind: string): void {
    this.#element.dataset.kind = kind;
    this.#element.replaceChildren(make('p', '', text));
  }

  #clear(): void {
    clearTimeout(this.#timer);
    delete this.#element.dataset.kind;
    this.#element.replaceChildren();
  }
}
