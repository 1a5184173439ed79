import type { PageWords } from '../pageWords.ts';
import type { ClientConfig, SpokenPage } from '../shared/clientConfig.ts';
import type { WireActivity } from '../shared/wireActivity.ts';
import type { WordKey } from '../shared/worded.ts';

/** The page is not kept waiting for its words: the conversation goes on in the other language meanwhile. */
const PATIENCE_MS = 3000;

/** The language of the page's own words. They change in place: nothing is loaded anew, the parent loses nothing. */
export class PageLanguage {
  /** One object for the whole page: what it holds changes with the language. */
  readonly words: PageWords;
  readonly #address: string;
  readonly #listeners: (() => void)[] = [];
  #current: string;
  #welcome: readonly WireActivity[];

  constructor({ words, language, welcome, country }: ClientConfig) {
    this.words = words;
    this.#current = language;
    this.#welcome = welcome;
    this.#address = `/chat/language?country=${country}&lang=`;
  }

  get current(): string {
    return this.#current;
  }

  /** The first words of the bot, in this language. */
  get welcome(): readonly WireActivity[] {
    return this.#welcome;
  }

  /** True for a language that the page has words in. */
  has(language: string): boolean {
    return links().some((link) => link.dataset.language === language);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Puts the page into this language. Returns false when its words could not be had. */
  async speak(language: string): Promise<boolean> {
    if (language === this.#current) return true;
    try {
      const response = await fetch(this.#address + language, { signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!response.ok) return false;
      this.#apply((await response.json()) as SpokenPage);
      return true;
    } catch {
      return false;
    }
  }

  #apply({ language, words, hospital, welcome }: SpokenPage): void {
    this.#current = language;
    this.#welcome = welcome;
    Object.assign(this.words, words);
    document.title = words.title;
    document.documentElement.lang = language;
    document.documentElement.dir = words.direction;
    const marked = (mark: string) => document.querySelectorAll<HTMLElement>(`[data-${mark}]`);
    for (const element of marked('word')) element.textContent = words[element.dataset.word as WordKey];
    for (const element of marked('label')) element.setAttribute('aria-label', words[element.dataset.label as WordKey]);
    for (const box of marked('placeholder')) box.setAttribute('placeholder', words.placeholder);
    const name = document.getElementById('hospital');
    if (name) name.textContent = hospital ?? '';
    for (const link of links()) (link.parentElement as HTMLElement).hidden = link.dataset.language === language;
    for (const listener of this.#listeners) listener();
  }
}

function links(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-language]')];
}
