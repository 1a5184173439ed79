import { WebSocket } from 'ws';
import type { Activity } from '../channels/activity.ts';
import { HttpConnection } from './httpConnection.ts';

/** Milliseconds until a reply is missed. */
const PATIENCE = 10_000;
const BASE = '/v3/directline/conversations';

/** A parent at a Direct Line client: one connection, one open WebSocket, one message after the other. */
export class ParentClient {
  readonly #http: HttpConnection;
  #conversationId = '';
  #token = '';
  #socket: WebSocket | undefined;
  #heard = () => {};
  #missed = (_error: Error) => {};
  /** What the buttons of the last reply send. */
  buttons: string[] = [];
  /** Hears everything that the WebSocket brings. */
  onActivity: (activity: Partial<Activity>) => void = () => {};

  constructor(port: number) {
    this.#http = new HttpConnection(port);
  }

  /** Starts a conversation and waits for its welcome. */
  async start(): Promise<void> {
    this.#socket?.terminate();
    const { status, body } = await this.#http.request('POST', BASE, undefined, { user: {}, locale: 'en-US' });
    if (status !== 201) throw new Error(`a conversation did not start: ${status}`);
    const { conversationId, token, streamUrl } = JSON.parse(body);
    this.#conversationId = conversationId;
    this.#token = token;
    const welcomed = this.#replies();
    this.#socket = new WebSocket(streamUrl, { perMessageDeflate: false });
    this.#socket.on('message', (data) => this.#hear(String(data)));
    this.#socket.on('error', () => {});
    await welcomed('the start');
  }

  /** Sends a message, and waits until it is answered and the reply has come by the WebSocket. */
  async say(text: string): Promise<void> {
    const replied = this.#replies();
    await this.write(text);
    await replied(text);
  }

  /** Sends a message that the bot need not answer. */
  async write(text: string): Promise<void> {
    const path = `${BASE}/${this.#conversationId}/activities`;
    const { status, body } = await this.#http.request('POST', path, this.#token, { type: 'message', text });
    if (status !== 200) throw new Error(`a message was refused: ${status} ${body}`);
  }

  close(): void {
    this.#socket?.terminate();
    this.#http.close();
  }

  /** Listens from now on. Returns what waits for the reply to `text`. */
  #replies(): (text: string) => Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#heard = resolve;
    this.#missed = reject;
    return async (text) => {
      const late = setTimeout(() => reject(new Error(`no reply came to "${text}"`)), PATIENCE);
      await promise;
      clearTimeout(late);
    };
  }

  #hear(frame: string): void {
    const { activities } = JSON.parse(frame) as { activities: Partial<Activity>[] };
    for (const activity of activities) this.onActivity(activity);
    const last = activities.at(-1);
    if (last?.replyToId === undefined && last?.from?.role !== 'bot') return;
    this.buttons = (last.suggestedActions?.actions ?? []).map((action) => String(action.value));
    if (last.channelData?.contentId === 'chat/fault') this.#missed(new Error('a turn failed: see its log'));
    else this.#heard();
  }
}
