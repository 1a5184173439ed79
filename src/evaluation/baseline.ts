import type { Language } from '../content/routes.ts';
import type { Figures, Outcome, Share } from './measure.ts';

/** Figures that must not get worse: true where higher is better. */
const WATCHED = {
  caught: true,
  caughtAtAct: true,
  rightEmergency: true,
  ordinaryAct: false,
  ordinaryCheck: false,
  hardNegatives: false,
  rightRoute: true,
  topTwo: true,
  outOfScope: true,
} as const;
type Watched = keyof typeof WATCHED;

/** A drop of less than this share is noise of a few messages. */
const TOLERANCE = 0.005;

/** The committed state of the routing: its figures and the messages that it is known to get wrong. */
export type Baseline = Partial<Record<Language, { figures: Record<Watched, number>; knownFailures: string[] }>>;

const failed = ({ message, route }: Outcome) => !message.accept.includes(route);

export function baselineOf(results: Partial<Record<Language, { figures: Figures; outcomes: Outcome[] }>>): Baseline {
  const baseline: Baseline = {};
  for (const [language, { figures, outcomes }] of Object.entries(results)) {
    const names = Object.keys(WATCHED) as Watched[];
    const shares = names.map((name) => [name, Math.round((figures[name] as Share).share * 1000) / 1000]);
    baseline[language as Language] = {
      figures: Object.fromEntries(shares) as Record<Watched, number>,
      knownFailures: outcomes.filter(failed).map(({ message }) => message.id),
    };
  }
  return baseline;
}

/** What got worse, what fails anew, and what no longer fails but is still listed. */
export function compareWithBaseline(now: Baseline, before: Baseline): string[] {
  const problems: string[] = [];
  for (const [language, { figures, knownFailures }] of Object.entries(before)) {
    const current = now[language as Language];
    if (!current) {
      problems.push(`${language}: no messages were found`);
      continue;
    }
    for (const [name, higherIsBetter] of Object.entries(WATCHED) as [Watched, boolean][]) {
      const change = (current.figures[name] - figures[name]) * (higherIsBetter ? 1 : -1);
      if (change < -TOLERANCE) problems.push(`${language}: ${name} was ${figures[name]}, is ${current.figures[name]}`);
    }
    const list = (ids: string[]) => ids.join(', ');
    const mended = knownFailures.filter((id) => !current.knownFailures.includes(id));
    const broken = current.knownFailures.filter((id) => !knownFailures.includes(id));
    if (mended.length > 0)
      problems.push(`${language}: listed as failures, but pass: ${list(mended)} (npm run evaluate -- --save)`);
    if (broken.length > 0) problems.push(`${language}: fail and are not listed: ${list(broken)}`);
  }
  return problems;
}
