import type { Content } from '../src/content/load.ts';
import type { Language } from '../src/content/routes.ts';
import { plain } from '../src/turn.ts';

/** The topic whose answers count in every topic: yes, no, not sure. */
const COMMON = 'chat';
/** Answers that say all is well. Other words beside them may take that back: "fine is not the word". */
const REASSURING: readonly string[] = ['ok', 'fine'];
/** Words that take nothing back. */
const HARMLESS: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: words(
    'yes yeah yep no nope thanks thank you now today really very so pretty quite well oh and just i am im feel',
  ),
  es: words('si no gracias ahora hoy muy bastante pues ya aqui y la verdad me siento estoy todo'),
};
/** What says that nothing helped: "it hasn't helped". */
const DENIAL: Readonly<Record<Language, RegExp>> = {
  en: /\b(no|not|never|nothing|none|nobody|hardly|barely|until|when|if|wish|\w+nt)\b/,
  es: /\b(no|nunca|jamas|nada|nadie|tampoco|sin|ni|apenas|hasta|si|cuando|ojala)\b/,
};
/** A longer text says more than an answer. */
const MAX_ANSWER_WORDS = 8;

/** Reads typed words as the answer to a question, from the phrases in content/<topic>/answers.<language>.yaml. */
export class Answers {
  readonly #phrases: Content['answers'];

  constructor(phrases: Content['answers']) {
    this.#phrases = phrases;
  }

  /**
   * The answer whose phrase is the whole text, in this language, or in another one: many parents mix two. The only
   * reading that a safety question accepts.
   */
  exact(text: string, language: Language, topic: string, among?: readonly string[]): string | undefined {
    const typed = normal(text);
    for (const spoken of new Set([language, ...this.#phrases.keys()])) {
      const answer = this.#find(spoken, topic, (phrase) => phrase === typed, among);
      if (answer) return answer;
    }
    return undefined;
  }

  /**
   * The answer whose phrase is in a short text, the longest phrase first; `among` limits the answers. That all is well,
   * or that the crying has stopped, is not read out of words that take it back.
   */
  within(text: string, language: Language, topic: string, among?: readonly string[]): string | undefined {
    const typed = ` ${normal(text)} `;
    if (typed.trim().split(' ').length > MAX_ANSWER_WORDS) return undefined;
    const hits = (phrase: string, answer: string) => {
      if (!typed.includes(` ${phrase} `)) return false;
      const others = typed.replace(` ${phrase} `, ' ').trim();
      if (REASSURING.includes(answer)) return others.split(' ').every((word) => !word || HARMLESS[language].has(word));
      return answer !== 'helped' || !DENIAL[language].test(others);
    };
    return this.#find(language, topic, hits, among);
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
    hits: (phrase: string, answer: string) => boolean,
    among?: readonly string[],
  ): string | undefined {
    let best: { answer: string; length: number } | undefined;
    for (const name of new Set([topic, COMMON])) {
      for (const [answer, phrases] of this.#phrases.get(language)?.get(name) ?? []) {
        if (among && !among.includes(answer)) continue;
        for (const phrase of phrases) {
          if (hits(phrase, answer) && phrase.length > (best?.length ?? 0)) best = { answer, length: phrase.length };
        }
      }
    }
    return best?.answer;
  }
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/** A text as phrases are written: lower case, without punctuation and accents. */
export function normal(text: string): string {
  return plain(text)
    .normalize('NFD')
    .replace(/[^a-z0-9\s]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
