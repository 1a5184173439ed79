/** Times as the parent writes them: with the day when it is not today. */
export class Clock {
  readonly #today: Intl.DateTimeFormat;
  readonly #before: Intl.DateTimeFormat;

  constructor(language: string) {
    this.#today = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' });
    this.#before = new Intl.DateTimeFormat(language, { weekday: 'long', hour: 'numeric', minute: '2-digit' });
  }

  /** `at`: milliseconds since 1970. */
  time(at: number): string {
    const isToday = new Date(at).toDateString() === new Date().toDateString();
    return (isToday ? this.#today : this.#before).format(at);
  }
}
