import type { Hours } from './schema.ts';
import { wallTime, zonedTime } from './timeZones.ts';

/** Monday is 0. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** Whether a line is open at a moment. */
export type Opening =
  | { readonly state: 'always' | 'unknown' }
  | { readonly state: 'open'; readonly until: Date }
  | { readonly state: 'closed'; readonly opens: Date };

interface Interval {
  readonly from: Date;
  readonly to: Date;
}

/** Days around now in which intervals are looked for: one may have begun yesterday, the next may be a week away. */
const FIRST_DAY = -1;
const LAST_DAY = 8;

/** The days of `mon`, `mon-fri` or `sat-mon`, as numbers. */
export function daysOf(days: string): number[] {
  const [first, last = first] = days.split('-').map((name) => DAYS.indexOf(name as Day)) as [number, number?];
  const count = ((last - first + DAYS.length) % DAYS.length) + 1;
  return Array.from({ length: count }, (_, i) => (first + i) % DAYS.length);
}

/**
 * Whether a line with these hours is open now, until when, or when it opens. The hours are those of the line's own time
 * zone; an interval whose end is not after its start goes on past midnight, and one that begins where another ends
 * prolongs it.
 */
export function opening(hours: Hours, timeZone: string | undefined, now: Date): Opening {
  if (typeof hours === 'string') return { state: hours };
  const intervals = joined(intervalsAround(hours, timeZone ?? 'UTC', now));
  const current = intervals.find(({ from, to }) => from <= now && now < to);
  if (current) return { state: 'open', until: current.to };
  const next = intervals.find(({ from }) => from > now);
  return next ? { state: 'closed', opens: next.from } : { state: 'unknown' };
}

/** In the order in which they begin. */
function intervalsAround(hours: Exclude<Hours, string>, timeZone: string, now: Date): Interval[] {
  const { year, month, day } = wallTime(now, timeZone);
  const found: Interval[] = [];
  for (let ahead = FIRST_DAY; ahead <= LAST_DAY; ahead++) {
    const date = new Date(Date.UTC(year, month - 1, day + ahead));
    const weekday = (date.getUTCDay() + 6) % DAYS.length;
    for (const { days, from, to } of hours) {
      if (!daysOf(days).includes(weekday)) continue;
      const end = to <= from ? new Date(date.getTime() + 86_400_000) : date;
      found.push({ from: zonedTime(date, from, timeZone), to: zonedTime(end, to, timeZone) });
    }
  }
  return found.sort((a, b) => a.from.getTime() - b.from.getTime());
}

function joined(intervals: readonly Interval[]): Interval[] {
  const whole: Interval[] = [];
  for (const next of intervals) {
    const last = whole.at(-1);
    if (last && next.from <= last.to) whole[whole.length - 1] = { from: last.from, to: next.to };
    else whole.push(next);
  }
  return whole;
}
