import { DAYS, daysOf } from './hours.ts';
import type { Content } from './load.ts';
import type { SiteFile } from './parentWords.ts';
import type { Problem } from './problems.ts';
import type { HelpLine, Region } from './schema.ts';

/** Days before its end on which a line is announced. */
const WARN_DAYS = 30;
const DAY_MS = 86_400_000;
const MINUTES = 24 * 60;

/** Help lines: dates, hours that overlap, ids. `today` as 2026-11-23. */
export function checkLines(content: Content, sites: readonly SiteFile[], today: string): Problem[] {
  return [
    ...[...content.regions].flatMap(([id, { lines }]) => lineListProblems(`content/regions/${id}.yaml`, lines, today)),
    ...sites.flatMap(({ file, site }) => lineListProblems(file, site.lines, today)),
  ];
}

/** Each region's emergency number against the second list of them. */
export function checkEmergencyNumbers(content: Content, numbers: Readonly<Record<string, string>>): Problem[] {
  return [...content.regions].flatMap(([id, region]) => emergencyProblems(id, region, numbers));
}

function emergencyProblems(id: string, region: Region, numbers: Readonly<Record<string, string>>): Problem[] {
  const at = { file: `content/regions/${id}.yaml`, path: 'emergency.number' };
  const second = numbers[id];
  const list = 'content/checks/emergencyNumbers.yaml';
  if (second === undefined) {
    return [{ ...at, message: `is not in ${list}: write it there a second time, from the official page` }];
  }
  if (second === region.emergency.number) return [];
  return [{ ...at, message: `is ${region.emergency.number} here and ${second} in ${list}: look at the official page` }];
}

function lineListProblems(file: string, lines: readonly HelpLine[], today: string): Problem[] {
  return lines.flatMap((line, i) => {
    const path = `lines.${i} (${line.id})`;
    const twice = lines.findIndex(({ id }) => id === line.id) < i;
    return [
      ...(twice ? [{ file, path, message: 'has an id that stands twice in this file: rename one' }] : []),
      ...dateProblems(line, today).map((problem) => ({ file, path, ...problem })),
      ...overlapMessages(line.hours).map((message) => ({ file, path: `${path}.hours`, message })),
    ];
  });
}

function dateProblems({ expires, checked }: HelpLine, today: string): { message: string; warning?: boolean }[] {
  const left = Math.round((Date.parse(expires) - Date.parse(today)) / DAY_MS);
  const remedy = 'open the official page, dial the number, then set checked and expires';
  // A day more: it may already be tomorrow where the one who checked lives.
  if (Date.parse(checked) > Date.parse(today) + DAY_MS)
    return [{ message: `was checked on ${checked}, which is in the future: set the day of the check` }];
  if (left < 0) return [{ message: `expired on ${expires} and is not shown any more: ${remedy}` }];
  if (left <= WARN_DAYS) return [{ message: `expires on ${expires}, in ${left} days: ${remedy}`, warning: true }];
  return [];
}

/** Intervals of one line that cover the same minute: one of them is wrong. */
function overlapMessages(hours: HelpLine['hours']): string[] {
  if (typeof hours === 'string') return [];
  const open = new Set<number>();
  return hours.flatMap(({ days, from, to }, i) => {
    const minutes = daysOf(days).flatMap((day) => minutesOf(day, from, to));
    const overlap = minutes.some((minute) => open.has(minute));
    for (const minute of minutes) open.add(minute);
    return overlap ? [`${i} (${days} ${from} to ${to}) overlaps with one above it: mend the days or the times`] : [];
  });
}

function minutesOf(day: number, from: string, to: string): number[] {
  const start = minuteOf(from);
  const length = (minuteOf(to) - start + MINUTES) % MINUTES || MINUTES;
  const week = DAYS.length * MINUTES;
  return Array.from({ length }, (_, i) => (day * MINUTES + start + i) % week);
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
