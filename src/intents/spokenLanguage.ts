import { LANGUAGES, type Language } from '../content/routes.ts';
import type { Matcher } from './matcher.ts';
import { foldText } from './normalise.ts';

/** How much likelier a text must be in another language, as a natural logarithm, before that one is spoken. */
const SURE = 6;
/** Share of its words that must be known in that language: French is no Spanish. */
const KNOWN = 0.6;
/** Fewer words say too little: names, "ok", "no". */
const MIN_WORDS = 3;
/** More words than these are not read. */
const MAX_WORDS = 200;

interface Vocabulary {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

/** Guesses the language of a text from how often its words stand in the utterances of each language. */
export class SpokenLanguage {
  readonly #vocabularies: ReadonlyMap<Language, Vocabulary>;

  constructor(matcher: Matcher) {
    this.#vocabularies = new Map(
      LANGUAGES.map((language) => {
        const counts = new Map(matcher.model(language).spelling.vocabulary);
        return [language, { counts, total: [...counts.values()].reduce((sum, count) => sum + count, 1) }] as const;
      }),
    );
  }

  /** The language that a text is written in: `current` unless another one is far likelier. */
  of(text: string, current: Language): Language {
    const words =
      foldText(text)
        .match(/[a-z]+/g)
        ?.slice(0, MAX_WORDS) ?? [];
    const now = this.#vocabularies.get(current);
    if (words.length < MIN_WORDS || !now) return current;
    let best = { language: current, lead: SURE };
    for (const [language, vocabulary] of this.#vocabularies) {
      const known = words.filter((word) => (vocabulary.counts.get(word) ?? 0) > 0).length;
      const lead = likelihood(words, vocabulary) - likelihood(words, now);
      if (known >= KNOWN * words.length && lead > best.lead) best = { language, lead };
    }
    return best.language;
  }
}

/** Logarithm of the probability of these words, up to a constant; an unknown word counts as half a word seen. */
function likelihood(words: readonly string[], { counts, total }: Vocabulary): number {
  return words.reduce((sum, word) => sum + Math.log(((counts.get(word) ?? 0) + 0.5) / total), 0);
}
