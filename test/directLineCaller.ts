import type { Activity } from 'botbuilder';
import { WebSocket } from 'ws';

export const BASE = '/v3/directline';

export interface Conversation {
  conversationId: string;
  token: string;
  streamUrl: string;
}

export interface Frame {
  activities: Partial<Activity>[];
  watermark: string;
}

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

interface CallOptions {
  token?: string | undefined;
  /** An object is sent as JSON, a text as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls the Direct Line endpoint of a server, as clients do. */
export class DirectLineCaller {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for
  async call<Body = any>(method: string, path: string, options: CallOptions = {}): Promise<Answer<Body>> {
    const { token, body } = options;
    const response = await fetch(this.#url + BASE + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  }

  async start(): Promise<Conversation> {
    const { status, body } = await this.call('POST', '/conversations', { body: { user: {}, locale: 'en-US' } });
    if (status !== 201) throw new Error(`the conversation did not start: ${status}`);
    return body;
  }

  post({ conversationId, token }: Conversation, activity: unknown, headers: Record<string, string> = {}) {
    return this.call('POST', `/conversations/${conversationId}/activities`, { token, body: activity, headers });
  }

  async poll({ conversationId, token }: Conversation, watermark = ''): Promise<Frame> {
    const path = `/conversations/${conversationId}/activities?watermark=${watermark}`;
    const { status, body } = await this.call<Frame>('GET', path, { token });
    if (status !== 200) throw new Error(`the poll was not answered: ${status}`);
    return body;
  }
}

/** The activities in short: who said what. */
export function texts(activities: Partial<Activity>[]): string[] {
  return activities.map((activity) => `${activity.from?.role}: ${activity.text}`);
}

/** A socket on a stream: its activities so far, a wait for so many of them, and for its end. */
export function openStream(streamUrl: string) {
  const socket = new WebSocket(streamUrl);
  const activities: Partial<Activity>[] = [];
  let watermark = '';
  let wake = () => {};
  const { promise: closed, resolve: close } = Promise.withResolvers<number>();
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Frame;
    activities.push(...frame.activities);
    watermark = frame.watermark;
    wake();
  });
  socket.on('close', (code) => close(code));
  socket.on('error', () => {});
  const received = async (count: number) => {
    while (activities.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return texts(activities);
  };
  return { socket, activities, received, closed, watermark: () => watermark };
}

/** Waits until this holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
