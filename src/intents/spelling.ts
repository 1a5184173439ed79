import type { Language } from '../content/routes.ts';
import { foldText, words } from './normalise.ts';

/** A word and how often it occurs in the utterances; 0 for one that is only known to be no mistake. */
export type WordCount = readonly [word: string, count: number];

/** Words of this length and longer are corrected; shorter ones are too much alike. */
const SHORTEST = 4;
/** Words of this length and longer may have two mistakes. */
const LONG = 8;
/** A longer one is no word. The look-up grows with the third power of the length: eight thousand letters end the server. */
const LONGEST = 24;
/** A word of three letters is corrected only to one of the commonest. */
const COMMON = 150;

/**
 * Corrects mistyped words to words that parents' utterances are made of. Candidates come from an index of every
 * known word with up to two letters left out (symmetric delete, after W. Garbe's SymSpell), so that a look-up
 * takes microseconds; among those at the least distance the commonest wins. Known words are never changed.
 */
export class Spelling {
  /** The known words, as they were given. */
  readonly vocabulary: readonly WordCount[];
  readonly #counts: ReadonlyMap<string, number>;
  readonly #index = new Map<string, string | string[]>();

  constructor(known: readonly WordCount[]) {
    this.vocabulary = known;
    this.#counts = new Map(known);
    for (const [word, count] of known) {
      if (count === 0 || word.length < SHORTEST - 1) continue;
      for (const rest of shortened(word, mistakesIn(word))) {
        const there = this.#index.get(rest);
        if (Array.isArray(there)) there.push(word);
        else this.#index.set(rest, there === undefined ? word : [there, word]);
      }
    }
  }

  /** The text, folded, with its mistyped words corrected. Abbreviations of forums are left to the normaliser. */
  text(text: string, language: Language): string {
    return foldText(text)
      .split(' ')
      .map((token) => (words(token, language).join(' ') === token ? this.correct(token) : token))
      .join(' ');
  }

  /** The word itself when it is known, a number, or like no other. */
  correct(word: string): string {
    if (word.length > LONGEST || word.length < SHORTEST - 1) return word;
    if (this.#counts.has(word) || !/^[a-z]+$/.test(word)) return word;
    const most = mistakesIn(word);
    let best = { word, distance: most + 1, count: 0 };
    const seen = new Set<string>();
    for (const rest of shortened(word, most)) {
      const found = this.#index.get(rest) ?? [];
      for (const candidate of typeof found === 'string' ? [found] : found) {
        if (seen.has(candidate)) continue;
        seen.add(candidate);
        const count = this.#counts.get(candidate) ?? 0;
        if (word.length < SHORTEST && count < COMMON) continue;
        const distance = mistakes(word, candidate);
        if (distance < best.distance || (distance === best.distance && count > best.count)) {
          best = { word: candidate, distance, count };
        }
      }
    }
    return best.distance <= most ? best.word : word;
  }
}

function mistakesIn(word: string): number {
  return word.length >= LONG ? 2 : 1;
}

/** The word, and it with up to `most` letters left out. */
function shortened(word: string, most: number): Set<string> {
  const all = new Set([word]);
  let last = [word];
  for (let i = 0; i < most; i++) {
    last = last.flatMap((text) => Array.from(text, (_, at) => text.slice(0, at) + text.slice(at + 1)));
    for (const text of last) all.add(text);
  }
  return all;
}

/** Letters added, left out, changed, or swapped with the next (optimal string alignment). */
function mistakes(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((previous[j] as number) + 1, (row[j - 1] as number) + 1, (previous[j - 1] as number) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, (before[j - 2] as number) + 1);
      }
      row[j] = value;
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] as number;
}
