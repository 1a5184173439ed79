import type { Content } from '../src/content/load.ts';
import type { Language } from '../src/content/routes.ts';
import { foldText } from '../src/intents/normalise.ts';

const NEGATION = /\b(not|no|never|wasnt|isnt|werent|dont|didnt|without|nothing to do with)\b/;
/** A negation counts for what stands this many words after it. */
const NEGATED_WORDS = 3;

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
      const at = Math.min(...patterns.map((pattern) => firstPlace(folded, pattern)));
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
function firstPlace(folded: string, pattern: RegExp): number {
  for (const { index } of folded.matchAll(pattern)) {
    const clause = folded.slice(0, index).split(/[.,?]/).at(-1) ?? '';
    const near = clause.trim().split(' ').slice(-NEGATED_WORDS).join(' ');
    if (!NEGATION.test(near)) return index;
  }
  return Number.POSITIVE_INFINITY;
}
