import textReadability from 'text-readability';
import type { Language } from './routes.ts';

/** How easy a reply is to read. */
export interface Reading {
  readonly words: number;
  /** English: Flesch-Kincaid grade, lower is easier. Spanish: Flesch-Szigriszt index, higher is easier. */
  readonly value: number;
}

/** The bound that a reply must keep in each language. */
export const READING_LIMITS = {
  /** US school grade. */
  en: { limit: 6, name: 'Flesch-Kincaid grade' },
  /** "Bastante fácil" on the Inflesz scale begins at 65 (Barrio-Cantalejo and others, An Sist Sanit Navar 31(2):135, 2008). */
  es: { limit: 65, name: 'Flesch-Szigriszt index' },
} as const satisfies Record<Language, { limit: number; name: string }>;

/** True when a reply keeps to a limit, by default to that of its language. */
export function isEasy(value: number, language: Language, limit: number = READING_LIMITS[language].limit): boolean {
  return language === 'en' ? value <= limit : value >= limit;
}

/** How easy these bubbles are to read as one text. A bubble ends a sentence, whatever its last mark. */
export function reading(bubbles: readonly string[], language: Language): Reading {
  const words = wordsOf(bubbles.join('\n'));
  if (words.length === 0) return { words: 0, value: language === 'en' ? 0 : 100 };
  const sentences = bubbles.reduce((sum, bubble) => sum + sentencesOf(bubble, language), 0);
  const syllablesOf = language === 'en' ? englishSyllables : spanishSyllables;
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  const perSentence = words.length / sentences;
  const perWord = syllables / words.length;
  // Kincaid 1975; Szigriszt Pazos 1993. text-readability rounds the syllables of a word to one decimal, which moves the
  // grade of a short reply by half a year, so only its count of syllables is used.
  const value =
    language === 'en' ? 0.39 * perSentence + 11.8 * perWord - 15.59 : 206.835 - 62.3 * perWord - perSentence;
  return { words: words.length, value: Math.round(value * 10) / 10 };
}

/** What is read as a word: anything with a letter or a digit in it. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

function sentencesOf(text: string, language: Language): number {
  const segments = [...new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text)];
  return Math.max(1, segments.filter(({ segment }) => wordsOf(segment).length > 0).length);
}

function englishSyllables(word: string): number {
  return Math.max(1, textReadability.syllableCount(word));
}

/** A strong or accented vowel is a syllable, weak ones join it; a group of weak ones is one (RAE, Ortografía 2010). */
export function spanishSyllables(word: string): number {
  const letters = word
    .toLowerCase()
    .normalize('NFC')
    .replace(/y$/, 'i')
    .replace(/([qg])u([eiéí])/g, '$1$2');
  const groups = letters.match(/[aeiouáéíóúü]+/g) ?? [];
  const syllables = groups.reduce((sum, group) => sum + (group.match(/[aeoáéíóú]/g)?.length ?? 1), 0);
  return Math.max(1, syllables);
}
