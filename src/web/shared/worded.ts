import type { PageWords } from '../pageWords.ts';
import { type Html, html } from './html.ts';

export type WordKey = Exclude<keyof PageWords, 'direction'>;

/** A word of the page in an element that names it: the script finds it there when the language changes. */
export function worded(words: PageWords, key: WordKey): Html {
  return html`<span data-word="${key}">${words[key]}</span>`;
}

/** The label of an element for screen readers, as attributes that name the word. */
export function labelled(words: PageWords, key: WordKey): Html {
  return html`aria-label="${words[key]}" data-label="${key}"`;
}
