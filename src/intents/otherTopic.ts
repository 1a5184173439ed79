import type { Language, Route } from '../content/routes.ts';
import type { Matcher } from './matcher.ts';
import { sentences } from './normalise.ts';
import type { Candidate } from './types.ts';

/** A shorter message is about one thing. */
const MIN_WORDS = 10;
const MIN_CLAUSE_WORDS = 4;
/** More clauses than these are not read: what matters is said before. */
const MAX_CLAUSES = 16;
/** How sure a clause must be; it stands alone, without the rest of its sentence. */
const SURE = 0.6;
const MARKS = /[,;:]\s+/;
const CONJUNCTIONS = /[,;:]\s+|\s+(?:and|but|also|plus|besides|y|pero|adem[aá]s|tambi[eé]n)\s+/i;
/** Routes that are no topic to come back to. */
const NO_TOPIC: readonly Route[] = ['chat', 'other'];

/** What a long message is about besides the route that it is answered with: the surest of its clauses. Pure. */
export function otherTopic(matcher: Matcher, text: string, language: Language, main: Route): Candidate | undefined {
  if (wordCount(text) < MIN_WORDS) return undefined;
  let best: Candidate | undefined;
  for (const clause of clausesOf(text)) {
    const match = matcher.match(clause, language);
    if (match.kind !== 'route' || match.best.score < SURE) continue;
    if (match.best.route === main || NO_TOPIC.includes(match.best.route)) continue;
    if (match.best.score > (best?.score ?? 0)) best = match.best;
  }
  return best;
}

/** Parts between marks, and parts between conjunctions: "she cries and cries" is one, "she cries and I am low" two. */
function clausesOf(text: string): string[] {
  const parts = sentences(text).flatMap((sentence) => [...sentence.split(MARKS), ...sentence.split(CONJUNCTIONS)]);
  return [...new Set(parts)].filter((part) => wordCount(part) >= MIN_CLAUSE_WORDS).slice(0, MAX_CLAUSES);
}

function wordCount(text: string): number {
  return text.trim().split(/\s+/).length;
}
