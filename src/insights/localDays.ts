const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** The day of the calendar and the hour of the clock at some hour since 1970, where the hospital is. */
export class LocalDays {
  readonly #format: Intl.DateTimeFormat;

  /** `timeZone` such as Europe/London. */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    });
  }

  at(hour: number): { readonly day: string; readonly hour: number } {
    const parts = Object.fromEntries(
      this.#format.formatToParts(hour * HOUR_MS).map(({ type, value }) => [type, value] as const),
    );
    return { day: `${parts.year}-${parts.month}-${parts.day}`, hour: Number(parts.hour) };
  }

  /** The first hour of this day. */
  startOf(day: string): number {
    const noon = Math.floor(Date.parse(`${day}T12:00:00Z`) / HOUR_MS);
    let hour = noon - 2 * DAY_HOURS;
    while (this.at(hour).day < day) hour += 1;
    return hour;
  }
}

/** So many days before or after this one. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_HOURS * HOUR_MS).toISOString().slice(0, 10);
}
