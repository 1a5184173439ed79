import { isEmergency, type Language, ROUTES, type Route } from '../content/routes.ts';
import type { Level } from '../safety/types.ts';

/** A message with the routes that a sensible clinician would accept, the best first. */
export interface TestMessage {
  readonly id: string;
  readonly lang: Language;
  readonly text: string;
  readonly accept: readonly Route[];
  readonly set: 'ordinary' | 'hard-negative' | 'hard-positive';
}

/** What the product did with one message. */
export interface Outcome {
  readonly message: TestMessage;
  readonly route: Route;
  readonly level: Level;
  readonly score: number;
  /** Routes by probability, the best first. */
  readonly ranking: readonly Route[];
  readonly asked: 'route' | 'clarify' | 'notUnderstood';
}

/** A share with its 95 % confidence interval (Wilson). All between 0 and 1. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export function shareOf(hits: number, of: number): Share {
  if (of === 0) return { hits, of, share: 0, low: 0, high: 1 };
  const z = 1.96;
  const p = hits / of;
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  return { hits, of, share: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

export interface RouteFigures {
  readonly route: Route;
  readonly recall: Share;
  readonly precision: Share;
}

/** Every figure of one language. */
export interface Figures {
  readonly caught: Share;
  readonly caughtAtAct: Share;
  readonly rightEmergency: Share;
  readonly ordinaryAct: Share;
  readonly ordinaryCheck: Share;
  readonly hardNegatives: Share;
  readonly rightRoute: Share;
  readonly topTwo: Share;
  readonly outOfScope: Share;
  readonly clarified: Share;
  readonly notUnderstood: Share;
  /** Mean distance between a score and how often it is right, over ten bins. */
  readonly calibrationError: number;
  readonly routes: readonly RouteFigures[];
  readonly misses: readonly Outcome[];
  readonly falseAlarms: readonly Outcome[];
  /** The most frequent wrong pairs: wanted, got, how often. */
  readonly confusions: readonly (readonly [Route, Route, number])[];
}

const right = ({ message, route }: Outcome) => message.accept.includes(route);
/** The message is an emergency above all. */
export const isReal = ({ accept }: TestMessage) => isEmergency(accept[0] as Route);
/** No accepted route is an emergency: whatever the screen raised was a false alarm. */
const isHarmless = ({ accept }: TestMessage) => !accept.some(isEmergency);
export const isOrdinary = (message: TestMessage) => isHarmless(message) && message.set !== 'hard-negative';
export const isHardNegative = (message: TestMessage) => isHarmless(message) && message.set === 'hard-negative';
export const isOutside = ({ accept }: TestMessage) => accept[0] === 'other';

/** Counts the outcomes of one language. */
export function measure(outcomes: readonly Outcome[]): Figures {
  const count = (all: readonly Outcome[], test: (outcome: Outcome) => boolean) =>
    shareOf(all.filter(test).length, all.length);
  const those = (test: (message: TestMessage) => boolean) => outcomes.filter(({ message }) => test(message));
  const emergencies = those(isReal);
  const ordinary = those(isOrdinary);
  const raised = ({ level }: Outcome) => level !== 'none';
  const unraised = outcomes.filter((outcome) => !raised(outcome));
  return {
    caught: count(emergencies, raised),
    caughtAtAct: count(emergencies, ({ level }) => level === 'act'),
    rightEmergency: count(emergencies.filter(raised), right),
    ordinaryAct: count(ordinary, ({ level }) => level === 'act'),
    ordinaryCheck: count(ordinary, ({ level }) => level === 'check'),
    hardNegatives: count(those(isHardNegative), raised),
    rightRoute: count(ordinary, right),
    topTwo: count(ordinary, ({ message, ranking }) =>
      ranking.slice(0, 2).some((route) => message.accept.includes(route)),
    ),
    outOfScope: count(those(isOutside), right),
    clarified: count(unraised, ({ asked }) => asked === 'clarify'),
    notUnderstood: count(unraised, ({ asked }) => asked === 'notUnderstood'),
    calibrationError: calibrationError(unraised),
    routes: ROUTES.map((route) => ({
      route,
      recall: count(
        outcomes.filter(({ message }) => message.accept[0] === route),
        right,
      ),
      precision: count(
        outcomes.filter((outcome) => outcome.route === route),
        right,
      ),
    })),
    misses: emergencies.filter((outcome) => !raised(outcome)),
    falseAlarms: those(isHarmless).filter(raised),
    confusions: confusions(outcomes),
  };
}

function calibrationError(outcomes: readonly Outcome[]): number {
  let error = 0;
  for (let bin = 0; bin < 10; bin++) {
    const inside = outcomes.filter(({ score }) => score >= bin / 10 && (score < (bin + 1) / 10 || bin === 9));
    if (inside.length === 0) continue;
    const mean = inside.reduce((sum, { score }) => sum + score, 0) / inside.length;
    const hits = inside.filter(right).length / inside.length;
    error += (Math.abs(mean - hits) * inside.length) / outcomes.length;
  }
  return error;
}

function confusions(outcomes: readonly Outcome[]): (readonly [Route, Route, number])[] {
  const pairs = new Map<string, number>();
  for (const outcome of outcomes) {
    if (right(outcome)) continue;
    const pair = `${outcome.message.accept[0]} ${outcome.route}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return [...pairs]
    .map(([pair, times]) => [...(pair.split(' ') as [Route, Route]), times] as const)
    .sort((a, b) => b[2] - a[2]);
}
