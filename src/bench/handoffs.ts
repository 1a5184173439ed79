import type { Activity } from '../channels/activity.ts';
import type { FakeTeams } from './fakeTeams.ts';
import { ParentClient } from './parentClient.ts';
import { isFromStaff, relayed, TeamsUser } from './teamsUser.ts';

/** Milliseconds. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/** What many hand-offs at once took. */
export interface HandoffFigures {
  /** Milliseconds from the first yes until the last talk was over. */
  readonly took: number;
  /** From a parent's yes until they are shown who has come. */
  readonly toTaken: Spread;
  /** From a parent's message until it stands in the thread. */
  readonly toNurse: Spread;
  /** From a nurse's message until the parent is shown it. */
  readonly toParent: Spread;
  /** What was lost, doubled or out of order, a line each. */
  readonly problems: readonly string[];
}

/** The way to a person, without a note. */
const ASKING = ['I want to talk to a nurse', 'Yes, ask them'];
const YES = 'Ask without a note';
/** A talk that takes longer counts as lost, in milliseconds. */
const PATIENCE = 180_000;
const AT_ONCE = 16;

/**
 * So many parents ask for a person at the same moment, and a nurse takes each as soon as the card is there. Then the two
 * write in turn, so many messages each, and the nurse ends the talk.
 */
export async function measureHandoffs(
  port: number,
  teams: FakeTeams,
  handoffs: number,
  messages: number,
): Promise<HandoffFigures> {
  const parents = Array.from({ length: handoffs }, (_, index) => new TalkingParent(index, port, messages));
  const nurses = Array.from({ length: handoffs }, (_, index) => new TeamsUser(teams, port, `Nurse ${index}`));
  const failures: string[] = [];
  const failed = (error: unknown) => void failures.push(String(error));
  teams.onPost = (thread, post) => {
    const isCard = teams.threads.get(thread)?.[0] === post;
    const nurse = nurses[[...teams.threads.keys()].indexOf(thread)];
    const words = relayed(post);
    if (isCard) nurse?.press(thread, 'take').catch(failed);
    else if (nurse && words) answer(nurse, thread, words).catch(failed);
    else if (post.activity.text?.includes('not passed on')) failed(`${thread}: ${post.activity.text}`);
  };
  async function answer(nurse: TeamsUser, thread: string, words: string): Promise<void> {
    const [, index = '', number = ''] = /^parent (\d+) message (\d+)$/.exec(words) ?? [];
    const parent = parents[Number(index)];
    parent?.reached(Number(number));
    await nurse.say(thread, `nurse of ${index} message ${number}`);
    if (Number(number) === messages) await nurse.press(thread, 'end');
  }

  for (let first = 0; first < handoffs; first += AT_ONCE) {
    await Promise.all(parents.slice(first, first + AT_ONCE).map((parent) => parent.comeIn()));
  }
  const began = performance.now();
  await Promise.all(parents.map((parent) => parent.talk()));
  const took = performance.now() - began;
  for (const client of [...parents, ...nurses]) client.close();
  return {
    took,
    toTaken: spread(parents.flatMap(({ toTaken }) => toTaken)),
    toNurse: spread(parents.flatMap(({ toNurse }) => toNurse)),
    toParent: spread(parents.flatMap(({ toParent }) => toParent)),
    problems: [...failures, ...parents.flatMap((parent) => parent.problems()), ...threadProblems(teams, messages)],
  };
}

class TalkingParent {
  readonly #name: string;
  readonly #messages: number;
  readonly #client: ParentClient;
  readonly #over = Promise.withResolvers<void>();
  readonly #heard: string[] = [];
  #written = 0;
  #since = 0;
  readonly toTaken: number[] = [];
  readonly toNurse: number[] = [];
  readonly toParent: number[] = [];

  constructor(index: number, port: number, messages: number) {
    this.#name = `parent ${index}`;
    this.#messages = messages;
    this.#client = new ParentClient(port);
  }

  async comeIn(): Promise<void> {
    await this.#client.start();
    for (const text of ASKING) await this.#client.say(text);
  }

  /** Asks for a person, and resolves when the talk is over, or too late. */
  async talk(): Promise<void> {
    this.#client.onActivity = (activity) => this.#hear(activity);
    this.#since = performance.now();
    const late = setTimeout(() => this.#over.resolve(), PATIENCE);
    await this.#client.say(YES);
    await this.#over.promise;
    clearTimeout(late);
  }

  /** The message of this number stands in the thread; the nurse answers it now. */
  reached(number: number): void {
    if (number !== this.#written) return;
    const now = performance.now();
    this.toNurse.push(now - this.#since);
    this.#since = now;
  }

  problems(): string[] {
    const expected = Array.from(
      { length: this.#messages },
      (_, i) => `${this.#name.replace('parent', 'nurse of')} message ${i + 1}`,
    );
    return this.#heard.join() === expected.join() ? [] : [`${this.#name} heard: ${this.#heard.join(', ')}`];
  }

  close(): void {
    this.#client.close();
  }

  #hear(activity: Partial<Activity>): void {
    const contentId = activity.channelData?.contentId;
    const now = performance.now();
    if (contentId === 'handoff/left') this.#over.resolve();
    else if (contentId === 'handoff/taken' && this.#written === 0) {
      this.toTaken.push(now - this.#since);
      this.#write();
    } else if (isFromStaff(activity)) {
      this.#heard.push(activity.text ?? '');
      this.toParent.push(now - this.#since);
      if (this.#written < this.#messages) this.#write();
    }
  }

  #write(): void {
    this.#written += 1;
    this.#since = performance.now();
    this.#client.write(`${this.#name} message ${this.#written}`).catch(() => this.#over.resolve());
  }
}

/** Each thread has the messages of one parent: all, once, in order. */
function threadProblems(teams: FakeTeams, messages: number): string[] {
  return [...teams.threads].flatMap(([thread, posts]) => {
    const words = posts.flatMap((post) => relayed(post) ?? []);
    const [name = ''] = words[0]?.split(' message') ?? [];
    const expected = Array.from({ length: messages }, (_, i) => `${name} message ${i + 1}`);
    return words.join() === expected.join() ? [] : [`${thread}: ${words.join(', ')}`];
  });
}

function spread(times: number[]): Spread {
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
}
