import type { Content } from '../src/content/load.ts';
import type { Language } from '../src/content/routes.ts';
import { foldText } from '../src/intents/normalise.ts';

/** Negations that count for the few words after them. */
const NEGATION: Readonly<Record<Language, RegExp>> = {
  en: /\b(not|no|never|wasnt|isnt|werent|dont|didnt|without|nothing to do with)\b/,
  es: /\b(no|nunca|jamas|tampoco|nada que ver con)\b/,
};
/** A negation counts for what stands this many words after it; Spanish says more articles. */
const NEGATED_WORDS: Readonly<Record<Language, number>> = { en: 3, es: 4 };
/** Negations that count for what follows at once: "sin dormir, con miedo" denies no fear. */
const NEGATES_NEXT: Readonly<Record<Language, RegExp>> = {
  en: /\b(neither|nor)( (a|an|any|the|my))*$/,
  es: /\b(sin|ni)( (un|una|ningun|ninguna|el|la|los|las|mi|tener|sentir|mucho|mucha))*$/,
};

/** Finds in a parent's own words why the bond may be hard: steps of content/bonding that explain it. */
export class Reasons {
  readonly #patterns: ReadonlyMap<Language, readonly (readonly [string, readonly RegExp[]])[]>;

  /** Compiles each pattern once. The content checks have found those that are none. */
  constructor(reasons: Content['reasons']) {
    this.#patterns = new Map(
      [...reasons].map(([language, steps]) => [
        language,
        [...steps].map(([step, lines]) => [step, lines.map((line) => new RegExp(`\\b(?:${line})\\b`, 'g'))] as const),
      ]),
    );
  }

  /** Steps in the order in which the text names them, each once. */
  find(text: string, language: Language): string[] {
    const folded = joinedNegations(foldText(text));
    const places: { step: string; at: number }[] = [];
    for (const [step, patterns] of this.#patterns.get(language) ?? []) {
      const at = Math.min(...patterns.map((pattern) => firstPlace(folded, pattern, language)));
      if (Number.isFinite(at)) places.push({ step, at });
    }
    return places.sort((a, b) => a.at - b.at).map(({ step }) => step);
  }
}

/** "did not" as the patterns write it: "didnt". */
function joinedNegations(folded: string): string {
  return folded
    .replace(/\b(did|does|do|was|were|could|has|have|had|would|is|are) not\b/g, '$1nt')
    .replace(/\bcan ?not\b/g, 'cant')
    .replace(/\bwill not\b/g, 'wont');
}

/** Where a pattern first stands without a negation before it; infinity when nowhere. */
function firstPlace(folded: string, pattern: RegExp, language: Language): number {
  for (const { index } of folded.matchAll(pattern)) {
    const clause = folded.slice(0, index).split(/[.,?]/).at(-1) ?? '';
    const before = clause.trim();
    const near = before.split(' ').slice(-NEGATED_WORDS[language]).join(' ');
    if (!NEGATION[language].test(near) && !NEGATES_NEXT[language].test(before)) return index;
  }
  return Number.POSITIVE_INFINITY;
}
