import type { Hours } from './schema.ts';

/** Monday is 0. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** Whether a line is open at a moment. Times are HH:MM in the line's own time zone. */
export type Opening =
  | { readonly state: 'always' | 'unknown' }
  | { readonly state: 'open'; readonly until: string }
  | { readonly state: 'closed'; readonly day: Day; readonly opens: string; readonly today: boolean };

interface Clock {
  readonly day: number;
  readonly time: string;
}

/** Day of the week (Monday is 0) and HH:MM of a moment in a time zone. */
function clock(now: Date, timeZone: string): Clock {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return { day: DAYS.indexOf(part('weekday').toLowerCase() as Day), time: `${part('hour')}:${part('minute')}` };
}

/** The days of `mon`, `mon-fri` or `sat-mon`, as numbers. */
export function daysOf(days: string): number[] {
  const [first, last = first] = days.split('-').map((name) => DAYS.indexOf(name as Day)) as [number, number?];
  const count = ((last - first + DAYS.length) % DAYS.length) + 1;
  return Array.from({ length: count }, (_, i) => (first + i) % DAYS.length);
}

function covers(days: string, day: number): boolean {
  return daysOf(days).includes(day);
}

/** Whether a line with these hours is open now. An interval whose end is not after its start goes on past midnight. */
export function opening(hours: Hours, timeZone: string | undefined, now: Date): Opening {
  if (typeof hours === 'string') return { state: hours };
  const { day, time } = clock(now, timeZone ?? 'UTC');
  const yesterday = (day + 6) % 7;
  for (const { days, from, to } of hours) {
    const overnight = to <= from;
    if (covers(days, day) && time >= from && (overnight || time < to)) return { state: 'open', until: to };
    if (overnight && covers(days, yesterday) && time < to) return { state: 'open', until: to };
  }
  for (let ahead = 0; ahead <= 7; ahead++) {
    const then = (day + ahead) % 7;
    const starts = hours
      .filter((h) => covers(h.days, then) && (ahead > 0 || h.from > time))
      .map((h) => h.from)
      .sort();
    if (starts[0]) return { state: 'closed', day: DAYS[then] as Day, opens: starts[0], today: ahead === 0 };
  }
  return { state: 'unknown' };
}
