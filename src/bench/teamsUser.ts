import type { Activity } from '../channels/activity.ts';
import type { FakeTeams, Post } from './fakeTeams.ts';
import { HttpConnection } from './httpConnection.ts';

const BOT = { id: '28:attune', name: 'Attune' };
let count = 0;

/** Somebody in Teams, a member of the desk unless removed: what they press and write reaches the server as Teams sends it. */
export class TeamsUser {
  readonly id: string;
  readonly #teams: FakeTeams;
  readonly #http: HttpConnection;
  /** The newest request: its connection takes one after the other. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(teams: FakeTeams, port: number, name: string) {
    count += 1;
    this.id = `29:user-${count}`;
    this.#teams = teams;
    this.#http = new HttpConnection(port);
    teams.members.set(this.id, name);
  }

  /** Presses a button on the card of this thread. Returns what only they are shown. */
  // biome-ignore lint/suspicious/noExplicitAny: a card, or words
  async press(thread: string, verb: 'take' | 'takeOver' | 'note' | 'end'): Promise<any> {
    const data = { verb, handoff: handoffOf(this.#teams.threads.get(thread)?.[0]) };
    const value = { action: { type: 'Action.Execute', verb, data } };
    return this.send(thread, { type: 'invoke', name: 'adaptiveCard/action', value });
  }

  /** Writes in this thread, to the bot by name. `id`: that of a message that comes again. */
  async say(thread: string, text: string, id?: string): Promise<void> {
    const entities = [{ type: 'mention', text: '<at>Attune</at>', mentioned: BOT }];
    await this.send(thread, { type: 'message', text: `<at>Attune</at> ${text}`, entities, ...(id && { id }) });
  }

  send(thread: string, activity: object): Promise<unknown> {
    const sent = this.#before.then(() => this.#send(thread, activity));
    this.#before = sent.catch(() => {});
    return sent;
  }

  close(): void {
    this.#http.close();
  }

  async #send(thread: string, activity: object): Promise<unknown> {
    count += 1;
    const { channel, url } = this.#teams;
    const { status, body } = await this.#http.request('POST', '/api/messages', undefined, {
      id: `activity-${count}`,
      channelId: 'msteams',
      serviceUrl: url,
      from: { id: this.id, name: this.#teams.members.get(this.id) ?? 'somebody' },
      recipient: BOT,
      conversation: { id: thread, conversationType: 'channel', isGroup: true },
      channelData: { channel: { id: channel } },
      ...activity,
    });
    if (status !== 200) throw new Error(`what was done in Teams was refused: ${status} ${body}`);
    return body ? JSON.parse(body).value : undefined;
  }
}

/** The parent's words, when this is a post of them. */
export function relayed({ activity }: Post): string | undefined {
  const words = /^<b>[^<]*<\/b><br>(.*)$/s.exec(activity.text ?? '')?.[1];
  return words?.replaceAll('<br>', '\n').replace(/&#(\d+);/g, (_whole, code) => String.fromCharCode(Number(code)));
}

/** The hand-off that a card is about. */
function handoffOf(post: Post | undefined): string {
  return /"handoff":"([^"]+)"/.exec(JSON.stringify(post?.activity ?? {}))?.[1] ?? '';
}

/** True for what a person of the staff wrote. */
export function isFromStaff({ channelData }: Partial<Activity>): boolean {
  return channelData?.status === 'person';
}
