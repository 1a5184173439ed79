import type { HandoffOutcome, Metrics } from '../metrics.ts';
import type { Counts } from './counts.ts';

interface Counters {
  readonly counts: Counts;
  readonly metrics: Metrics;
}

/** How /insights calls it; what a parent ends by leaving is `ended` there too. */
const KEYS: Record<HandoffOutcome, string> = {
  asked: 'asked',
  callBack: 'callBack',
  taken: 'taken',
  ended: 'ended',
  left: 'ended',
  timedOut: 'missed',
};

/** Counts what became of a hand-off, for operators and for the service manager. */
export function countHandoff(outcome: HandoffOutcome, { counts, metrics }: Counters): void {
  metrics.handoff(outcome);
  counts.add('handoff', KEYS[outcome]);
}

/** Counts a hand-off that somebody took. `seconds`: how long the parent waited. */
export function countTaken(seconds: number, counters: Counters): void {
  countHandoff('taken', counters);
  counters.metrics.handoffWaited(seconds);
  const minutes = seconds / 60;
  const upTo = [1, 5, 15, 60].find((limit) => minutes < limit);
  counters.counts.add('handoffWait', upTo === undefined ? 'longer' : `under${upTo}`);
}
