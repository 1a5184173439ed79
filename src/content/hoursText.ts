import { DAYS, type Opening } from './hours.ts';
import { fill, type LineWords } from './interface.ts';
import type { Language } from './routes.ts';
import { clockText, wallTime, zoneName } from './timeZones.ts';

/** Whose clock the hours are told by. */
export interface ClockOf {
  readonly timeZone: string;
  /** True when it is the parent's own; else the zone is named. */
  readonly known: boolean;
}

interface Told {
  readonly words: LineWords;
  readonly language: Language;
  readonly now: Date;
  readonly clock: ClockOf;
  /** True where a parent leaves a message. */
  readonly callBack: boolean;
}

const DAY_MS = 86_400_000;

/** "24 hours a day", "Open now, until 9 pm", "Closed now, opens tomorrow at 8 am (Eastern Time)". */
export function hoursText(opening: Opening, told: Told): string {
  const { words, language, now, clock } = told;
  if (!('until' in opening || 'opens' in opening)) {
    return opening.state === 'always' ? words.always : words.hoursUnknown;
  }
  const at = opening.state === 'open' ? opening.until : opening.opens;
  const pattern = opening.state === 'open' ? openPattern(at, told) : closedPattern(at, told);
  const hours = fill(pattern, { time: timeText(at, told), day: dayText(at, told) });
  return clock.known ? hours : fill(words.inZone, { hours, zone: zoneName(clock.timeZone, language, now) });
}

function openPattern(until: Date, { words, now, callBack }: Told): string {
  if (callBack) return words.callBackNow;
  return until.getTime() - now.getTime() > DAY_MS ? words.openUntilDay : words.openNow;
}

function closedPattern(opens: Date, { words, now, clock, callBack }: Told): string {
  const today = daysAhead(opens, now, clock.timeZone) === 0;
  if (callBack) return today ? words.callBackAt : words.callBackOn;
  return today ? words.opensAt : words.opensOn;
}

function timeText(at: Date, { words, language, clock }: Told): string {
  const { hour, minute } = wallTime(at, clock.timeZone);
  if (minute === 0 && hour === 0) return words.midnight;
  return minute === 0 && hour === 12 ? words.noon : clockText(at, clock.timeZone, language);
}

function dayText(at: Date, { words, now, clock }: Told): string {
  if (daysAhead(at, now, clock.timeZone) === 1) return words.tomorrow;
  const { year, month, day } = wallTime(at, clock.timeZone);
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % DAYS.length;
  return words[DAYS[weekday] ?? 'mon'];
}

/** Midnights between now and then, on the clocks of this zone. */
function daysAhead(at: Date, now: Date, timeZone: string): number {
  const [then, today] = [at, now].map((moment) => {
    const { year, month, day } = wallTime(moment, timeZone);
    return Date.UTC(year, month - 1, day);
  }) as [number, number];
  return Math.round((then - today) / DAY_MS);
}
