import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Activity } from 'botbuilder';
import { WebSocket } from 'ws';
import { BASE, type Frame } from './directLineCaller.ts';

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each caller knows what it asked for
  readonly body: any;
}

/** Milliseconds before something that failed is tried again. */
const AGAIN = 30;
const FAULT = 'chat/fault';

/**
 * A parent whose client never gives up: it sends each message, with the same id, until it sees the reply. Remembers all
 * that it was shown, so that nothing can be lost, doubled or changed afterwards without being noticed.
 */
export class PatientParent {
  readonly #url: string;
  readonly #reads: 'by polling' | 'by its socket';
  #conversationId = '';
  #token = '';
  #watermark = '';
  #sent = 0;
  #stopped = false;
  #socket: WebSocket | undefined;
  /** What was shown and kept: not the words for a fault. */
  readonly #kept: Partial<Activity>[] = [];
  /** How often the words for a fault were shown. */
  faults = 0;
  /** Content ids of the replies that came with the words for a fault. */
  readonly saidInFaults = new Set<string>();

  constructor(url: string, reads: 'by polling' | 'by its socket') {
    this.#url = url;
    this.#reads = reads;
  }

  get conversationId(): string {
    return this.#conversationId;
  }

  async start(): Promise<void> {
    const { body } = await this.#insist('POST', '/conversations', {}, (status) => status === 201 || status === 200);
    this.#conversationId = body.conversationId;
    this.#token = body.token;
    if (this.#reads === 'by its socket') void this.#keepSocketOpen();
  }

  /** Writes one message after the other until `end` is called; each is answered before the next. */
  async writeUntil(ended: () => boolean, text = 'message'): Promise<void> {
    while (!ended()) await this.write(`${text} ${this.#sent + 1}`);
  }

  /** Sends a message until it is answered. */
  async write(text: string): Promise<void> {
    this.#sent += 1;
    const clientActivityID = String(this.#sent);
    const activity = { type: 'message', text, channelData: { clientActivityID } };
    for (;;) {
      const faults = this.faults;
      const posted = await this.#call('POST', `/conversations/${this.#conversationId}/activities`, activity);
      if (posted?.status !== 200) await setTimeout(AGAIN);
      // Long enough for a socket that has to be opened again.
      for (let wait = 0; posted?.status === 200 && wait < 100 && faults === this.faults; wait += 1) {
        if (this.#reads === 'by polling') await this.#poll();
        if (this.#isAnswered(clientActivityID)) return;
        await setTimeout(wait < 5 ? 5 : AGAIN);
      }
    }
  }

  /** Compares all that was shown with what is there now. Returns what is wrong. */
  async problems(): Promise<string[]> {
    this.stop();
    this.#watermark = '';
    const shown = [...this.#kept];
    const frame = await this.#insist('GET', this.#pollPath(), undefined, (status) => status === 200);
    const log = (frame.body as Frame).activities.filter((activity) => activity.type === 'message');
    return [...lostOf(shown, log), ...doubledOf(log), ...turnsOf(log, this.#sent)].map(
      (problem) => `${this.#conversationId}: ${problem}`,
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.terminate();
  }

  #isAnswered(clientActivityID: string): boolean {
    const mine = this.#kept.findLast((activity) => activity.channelData?.clientActivityID === clientActivityID);
    return mine !== undefined && this.#kept.some((activity) => activity.replyToId === mine.id);
  }

  #pollPath(): string {
    return `/conversations/${this.#conversationId}/activities?watermark=${this.#watermark}`;
  }

  async #poll(): Promise<void> {
    const answer = await this.#call('GET', this.#pollPath());
    if (answer?.status === 200) this.#see(answer.body as Frame);
  }

  #see({ activities, watermark }: Frame): void {
    this.#watermark = watermark;
    const unsaved = unsavedOf(activities);
    for (const { channelData } of unsaved) if (channelData?.contentId) this.saidInFaults.add(channelData.contentId);
    this.faults += [...unsaved].filter(({ channelData }) => channelData?.contentId === FAULT).length;
    this.#kept.push(...activities.filter((activity) => activity.type === 'message' && !unsaved.has(activity)));
  }

  async #keepSocketOpen(): Promise<void> {
    while (!this.#stopped) {
      const path = `/conversations/${this.#conversationId}?watermark=${this.#watermark}`;
      const answer = await this.#call('GET', path);
      if (answer?.status === 200) await this.#listen(answer.body.streamUrl);
      await setTimeout(AGAIN);
    }
  }

  #listen(streamUrl: string): Promise<void> {
    const socket = new WebSocket(streamUrl);
    this.#socket = socket;
    socket.on('message', (data) => this.#see(JSON.parse(String(data))));
    socket.on('error', () => {});
    return new Promise((resolve) => socket.on('close', () => resolve()));
  }

  async #insist(method: string, path: string, body: unknown, fits: (status: number) => boolean): Promise<Answer> {
    for (;;) {
      const answer = await this.#call(method, path, body);
      if (answer && fits(answer.status)) return answer;
      await setTimeout(AGAIN);
    }
  }

  /** A connection of its own, so that a balancer sends each call to another server. Undefined when it broke. */
  #call(method: string, path: string, body?: unknown): Promise<Answer | undefined> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      ...(this.#token && { authorization: `Bearer ${this.#token}` }),
      ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    return new Promise((resolve) => {
      const calling = request(this.#url + BASE + path, { method, headers, agent: false, timeout: 20_000 }, (res) => {
        let answer = '';
        res.on('data', (data) => {
          answer += data;
        });
        res.on('end', () => resolve({ status: res.statusCode ?? 0, body: answer ? JSON.parse(answer) : undefined }));
        res.on('error', () => resolve(undefined));
      });
      calling.on('timeout', () => calling.destroy());
      calling.on('error', () => resolve(undefined));
      calling.end(text);
    });
  }
}

/** The messages that end with the words for a fault, and what was said to them: shown, and not kept. */
function unsavedOf(activities: readonly Partial<Activity>[]): Set<Partial<Activity>> {
  const unsaved = new Set<Partial<Activity>>();
  activities.forEach(({ channelData, replyToId }, index) => {
    if (channelData?.contentId !== FAULT) return;
    let first = index;
    while (activities[first - 1]?.replyToId === replyToId && activities[first - 1]?.from?.role === 'bot') first -= 1;
    if (activities[first - 1]?.id === replyToId) first -= 1;
    for (const activity of activities.slice(first, index + 1)) unsaved.add(activity);
  });
  return unsaved;
}

/** What was shown and is no longer there, or comes in another order. */
function lostOf(shown: readonly Partial<Activity>[], log: readonly Partial<Activity>[]): string[] {
  const places = new Map(log.map((activity, index) => [activity.id, index]));
  const lost = shown.filter(({ id }) => !places.has(id)).map(({ text, from }) => `lost (${from?.role}): ${text}`);
  const order = shown.map(({ id }) => places.get(id) ?? -1).filter((place) => place >= 0);
  const turned = order.some((place, index) => index > 0 && place < (order[index - 1] as number));
  return turned ? [...lost, 'shown out of order'] : lost;
}

function doubledOf(log: readonly Partial<Activity>[]): string[] {
  const ids = log.map(({ id }) => id);
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `doubled: ${id}`);
}

/** Each message once, in order, and right after it its replies. */
function turnsOf(log: readonly Partial<Activity>[], sent: number): string[] {
  const problems: string[] = [];
  let current: Partial<Activity> | undefined;
  let number = 0;
  let replies = 1;
  for (const activity of log) {
    if (activity.from?.role === 'bot') {
      if (current && activity.replyToId !== current.id) problems.push(`a reply to another message after ${number}`);
      replies += 1;
      continue;
    }
    if (replies === 0) problems.push(`message ${number} has no reply`);
    number += 1;
    replies = 0;
    current = activity;
    if (activity.channelData?.clientActivityID !== String(number))
      problems.push(`message ${number} is not in its place`);
  }
  if (replies === 0) problems.push(`message ${number} has no reply`);
  if (number !== sent) problems.push(`${sent} messages were answered, ${number} are there`);
  return problems;
}
