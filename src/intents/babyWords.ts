import type { BabySlot, BabyWords } from '../content/interface.ts';
import type { Language } from '../content/routes.ts';
import { foldText } from './normalise.ts';

/** What a parent may call the baby. Without any of it the slot {baby} says "your baby". */
export type BabyWord = Exclude<BabySlot, 'baby'>;
const BABY_WORDS: readonly BabyWord[] = ['son', 'daughter', 'twins'];

interface Heard {
  readonly words: ReadonlyMap<BabyWord, RegExp>;
  readonly unless: RegExp;
}

/**
 * Hears what a parent calls the baby: "my son", "los mellizos". Only a noun counts, never "he" or "she", which may be
 * anybody; and only where the text names one child and no loss: the wrong word hurts more than a plain one.
 */
export class BabyWordListener {
  readonly #heard: ReadonlyMap<Language, Heard>;

  /** Compiles the patterns once. The content checks have found those that are none. */
  constructor(words: ReadonlyMap<Language, BabyWords>) {
    this.#heard = new Map(
      [...words].map(([language, all]) => [
        language,
        { words: new Map(BABY_WORDS.map((word) => [word, pattern(all[word].heard)])), unless: pattern(all.unless) },
      ]),
    );
  }

  /** The word that the text names; undefined when it names none, several, or perhaps another child. */
  of(text: string, language: Language): BabyWord | undefined {
    const folded = foldText(text);
    const heard = this.#heard.get(language);
    if (!heard || heard.unless.test(folded)) return undefined;
    const named = BABY_WORDS.filter((word) => heard.words.get(word)?.test(folded));
    return named.length === 1 ? named[0] : undefined;
  }
}

function pattern(lines: readonly string[]): RegExp {
  return new RegExp(`\\b(?:${lines.join('|')})\\b`);
}
