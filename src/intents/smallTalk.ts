import type { Match } from './types.ts';

/** Difference of two probabilities that says nothing. */
const HARDLY_LIKELIER = 0.1;

/** Where small talk is hardly likelier than a topic, it is the topic: a menu is a bad answer to "is my milk enough?". */
export function preferringTopics(match: Match): Match {
  if (match.kind !== 'route' || match.best.route !== 'chat') return match;
  const [second, ...rest] = match.others;
  if (!second || match.best.score - second.score > HARDLY_LIKELIER) return match;
  return { kind: 'route', best: second, others: [match.best, ...rest] };
}
