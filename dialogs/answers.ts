import type { Content } from '../src/content/load.ts';
import type { Language } from '../src/content/routes.ts';
import { plain } from '../src/turn.ts';

/** The topic whose answers count in every topic: yes, no, not sure. */
const COMMON = 'chat';
/** A longer text says more than an answer. */
const MAX_ANSWER_WORDS = 8;

/** Reads typed words as the answer to a question, from the phrases in content/<topic>/answers.<language>.yaml. */
export class Answers {
  readonly #phrases: Content['answers'];

  constructor(phrases: Content['answers']) {
    this.#phrases = phrases;
  }

  /** The answer whose phrase is the whole text. The only reading that a safety question accepts. */
  exact(text: string, language: Language, topic: string, among?: readonly string[]): string | undefined {
    const typed = normal(text);
    return this.#find(language, topic, (phrase) => phrase === typed, among);
  }

  /** The answer whose phrase is in a short text, the longest phrase first; `among` limits the answers. */
  within(text: string, language: Language, topic: string, among?: readonly string[]): string | undefined {
    const typed = ` ${normal(text)} `;
    if (typed.trim().split(' ').length > MAX_ANSWER_WORDS) return undefined;
    return this.#find(language, topic, (phrase) => typed.includes(` ${phrase} `), among);
  }

  /** Every answer of `among` that has a phrase in a text, however long, in the order of `among`. */
  every(text: string, language: Language, topic: string, among: readonly string[]): string[] {
    const typed = ` ${normal(text)} `;
    const phrases = this.#phrases.get(language)?.get(topic);
    return among.filter((answer) => phrases?.get(answer)?.some((phrase) => typed.includes(` ${phrase} `)));
  }

  #find(
    language: Language,
    topic: string,
    hits: (phrase: string) => boolean,
    among?: readonly string[],
  ): string | undefined {
    let best: { answer: string; length: number } | undefined;
    for (const name of new Set([topic, COMMON])) {
      for (const [answer, phrases] of this.#phrases.get(language)?.get(name) ?? []) {
        if (among && !among.includes(answer)) continue;
        for (const phrase of phrases) {
          if (hits(phrase) && phrase.length > (best?.length ?? 0)) best = { answer, length: phrase.length };
        }
      }
    }
    return best?.answer;
  }
}

/** A text as phrases are written: lower case, without punctuation and accents. */
export function normal(text: string): string {
  return plain(text)
    .normalize('NFD')
    .replace(/[^a-z0-9\s]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
