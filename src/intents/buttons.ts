import Fuse from 'fuse.js';
import { foldText } from './normalise.ts';

/** How far a typed title may be from a real one: 0 is the same, 1 is anything. Measured in test/buttons.test.ts. */
const NEAR = 0.25;
/** The next best title must be this much further off. */
const LEAD = 0.1;
/** A typed title is about as long as the real one. */
const SHORTEST = 0.6;
const LONGEST = 1.4;
const SHORTEST_TEXT = 4;
const LONGEST_TEXT = 40;
const NEGATION = /\b(not|no|never|dont|cant|wont|didnt|isnt|without|nunca|sin)\b/;

/**
 * The place of the button that was typed nearly as it stands ("someon to talk too"), or undefined. A title that
 * differs in its negation is another one, however few letters that takes. Pure.
 */
export function nearTitle(text: string, titles: readonly string[]): number | undefined {
  // Before anything else: fuse.js takes minutes for a text of thousands of letters.
  if (text.length > LONGEST_TEXT) return undefined;
  const typed = letters(text);
  if (typed.length < SHORTEST_TEXT) return undefined;
  const folded = titles.map(letters);
  const options = { includeScore: true, ignoreLocation: true, ignoreFieldNorm: true, threshold: 0.6 };
  const fuse = new Fuse(folded, options);
  const [best, second] = fuse.search(typed, { limit: 2 });
  if (!best || (best.score ?? 1) > NEAR || (second && (second.score ?? 1) - (best.score ?? 1) < LEAD)) return undefined;
  const ratio = typed.length / best.item.length;
  if (ratio < SHORTEST || ratio > LONGEST) return undefined;
  return NEGATION.test(typed) === NEGATION.test(best.item) ? best.refIndex : undefined;
}

function letters(text: string): string {
  return foldText(text)
    .replace(/ ?[.,?] ?/g, ' ')
    .trim();
}
