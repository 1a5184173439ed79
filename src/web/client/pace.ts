import { isEmergencyReply, isFromBot, personOf, type WireActivity } from '../shared/wireActivity.ts';

/** A bubble is waited for as long as it takes to read a few words, never longer than this. */
const SHORTEST_MS = 350;
const LONGEST_MS = 1200;
const MS_PER_CHARACTER = 12;

interface Waiting {
  readonly activity: WireActivity;
  readonly pause: number;
}

/** What is done with messages whose time has come. `next`: the one that is still held back. */
type Show = (activities: readonly WireActivity[], next: WireActivity | undefined) => void;

/**
 * Lets the bubbles of one reply come one after the other, as somebody writes them. All of them come at once in an
 * emergency, for who wants no motion, while nobody looks, and as soon as the parent types or presses anything.
 */
export class Pace {
  readonly #show: Show;
  readonly #isRead: (activity: WireActivity) => boolean;
  #waiting: Waiting[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `isRead`: the parent has seen these words before, so nobody waits for them. */
  constructor(isRead: (activity: WireActivity) => boolean, show: Show) {
    this.#isRead = isRead;
    this.#show = show;
    for (const kind of ['keydown', 'pointerup', 'visibilitychange']) {
      document.addEventListener(kind, () => this.hurry(), { capture: true });
    }
  }

  /** Takes the messages of one turn, in order. */
  take(activities: readonly WireActivity[]): void {
    if (activities.length === 0) return;
    const taken = activities.map((activity, i) => ({ activity, pause: this.#pause(activity, activities[i - 1]) }));
    this.#waiting.push(...taken);
    if (activities.some(isEmergencyReply) || isUnwanted()) this.hurry();
    else if (this.#timer === undefined) this.#next();
  }

  /** Shows all that waits, at once. */
  hurry(): void {
    this.#stop();
    const all = this.#waiting.splice(0);
    if (all.length > 0)
      this.#show(
        all.map(({ activity }) => activity),
        undefined,
      );
  }

  /** Forgets what waits: the conversation is gone. */
  clear(): void {
    this.#stop();
    this.#waiting = [];
  }

  /** Only a bubble of the program that follows another one of the same turn is waited for. */
  #pause(activity: WireActivity, before: WireActivity | undefined): number {
    const isProgram = (one: WireActivity | undefined) => one && isFromBot(one) && personOf(one) === undefined;
    if (!isProgram(activity) || !isProgram(before) || this.#isRead(activity)) return 0;
    return Math.min(Math.max((activity.text ?? '').length * MS_PER_CHARACTER, SHORTEST_MS), LONGEST_MS);
  }

  /** Shows what need not wait, then waits for the next. */
  #next(): void {
    const stop = this.#waiting.findIndex(({ pause }, i) => i > 0 && pause > 0);
    const ready = this.#waiting.splice(0, stop < 0 ? this.#waiting.length : stop);
    const [held] = this.#waiting;
    if (held) this.#timer = setTimeout(() => this.#next(), held.pause);
    else this.#timer = undefined;
    this.#show(
      ready.map(({ activity }) => activity),
      held?.activity,
    );
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

function isUnwanted(): boolean {
  return document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches;
}
