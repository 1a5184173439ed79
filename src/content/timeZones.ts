import type { Language } from './routes.ts';

/** What a clock on the wall shows in a time zone. `month` is 1 to 12. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The name of a time zone as this machine writes it (`europe/london` is Europe/London); undefined for no zone. */
export function timeZoneNamed(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

export function wallTime(at: Date, timeZone: string): WallTime {
  const format = formats.get(timeZone) ?? wallFormat(timeZone);
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}

function wallFormat(timeZone: string): Intl.DateTimeFormat {
  const number = '2-digit';
  return new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, year: 'numeric', month: number, day: number, hour: number, minute: number, hourCycle: 'h23' },
  });
}

/**
 * The moment at which clocks in a time zone show this time (HH:MM) on the day of `date` (its UTC date). A time that is
 * left out when the clocks go forward is as much later; of one that comes twice the first counts.
 */
export function zonedTime(date: Date, time: string, timeZone: string): Date {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const asIfUtc = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), hour, minute);
  const [before, after] = [-1, 1].map((days) => asIfUtc - offset(new Date(asIfUtc + days * 86_400_000), timeZone));
  const shows = (at: number) => at + offset(new Date(at), timeZone) === asIfUtc;
  // The offset of the day before is right unless the clocks were changed since.
  const found = [before ?? asIfUtc, after ?? asIfUtc].find(shows);
  return new Date(found ?? before ?? asIfUtc);
}

/** How far the clocks of a time zone are ahead of UTC at a moment, in milliseconds. */
function offset(at: Date, timeZone: string): number {
  const { year, month, day, hour, minute } = wallTime(at, timeZone);
  const whole = Math.floor(at.getTime() / 60_000) * 60_000;
  return Date.UTC(year, month - 1, day, hour, minute) - whole;
}

/** "8 am", "9:30 pm"; in Spanish "08:00" and "21:30". */
export function clockText(at: Date, timeZone: string, language: Language): string {
  const { hour, minute } = wallTime(at, timeZone);
  const minutes = String(minute).padStart(2, '0');
  if (language === 'es') return `${String(hour).padStart(2, '0')}:${minutes}`;
  return `${hour % 12 || 12}${minute === 0 ? '' : `:${minutes}`} ${hour < 12 ? 'am' : 'pm'}`;
}

/** What people call the time of a place: "Eastern Time", "hora oriental". */
export function zoneName(timeZone: string, language: Language, at: Date): string {
  const format = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'longGeneric' });
  return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}
