import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Activity } from '../channels/activity.ts';

/** One message in a thread, as it stands now. */
export interface Post {
  readonly id: string;
  activity: Partial<Activity>;
  deleted: boolean;
  changes: number;
}

/** Of a conversation: its messages, or its members. */
const CHANNEL_PATH = /^\/v3\/conversations\/([^/]+)\/(activities|members)(?:\/([^/]+))?$/;

/**
 * A channel of Teams and its connector, as far as the published protocol says: threads are made, written into, changed,
 * deleted, and members are named. For tests and measurements; nothing of it is ever part of a server.
 */
export class FakeTeams {
  readonly channel: string = '19:desk@thread.tacv2';
  readonly #server: Server;
  #next = 1_700_000_000_000;
  /** Threads by conversation id, the oldest first; each begins with its card. */
  readonly threads = new Map<string, Post[]>();
  /** What the bot said in other conversations, by their ids. */
  readonly chats = new Map<string, Post[]>();
  /** Names of the members by id. */
  readonly members = new Map<string, string>();
  /** Every call, as `METHOD path`, with the token it showed. */
  readonly calls: { readonly call: string; readonly authorization: string | undefined }[] = [];
  /** How many calls are still to be refused with 429. */
  busy = 0;
  /** What Retry-After says to that. */
  retryAfter: string | undefined;
  /** While set, every call is refused with this status. */
  refusesWith: number | undefined;
  /** While true, nothing can be deleted (501), as in the Agents Playground. */
  refusesDeletes = false;
  /** Hears each message that is posted. */
  onPost: (thread: string, post: Post) => void = () => {};

  constructor() {
    this.#server = createServer((req, res) => void this.#answer(req, res));
  }

  /** `port`: one that was used before, to come back after a time of silence. */
  async listen(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Deletes a thread, as an owner of the team can. */
  deleteThread(thread: string): void {
    this.threads.delete(thread);
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await read(req);
    const { method = '', headers } = req;
    const path = decodeURIComponent(req.url ?? '');
    this.calls.push({ call: `${method} ${path}`, authorization: headers.authorization });
    res.setHeader('content-type', 'application/json');
    if (this.refusesWith !== undefined) return end(res, this.refusesWith);
    if (this.busy > 0) {
      this.busy -= 1;
      if (this.retryAfter) res.setHeader('retry-after', this.retryAfter);
      return end(res, 429);
    }
    const [status, answer] = this.#do(method, path, body ? JSON.parse(body) : {});
    end(res, status, answer);
  }

  #do(method: string, path: string, body: object): [number, object?] {
    if (method === 'POST' && path === '/v3/conversations') return this.#open(body);
    const [, conversation = '', what, id = ''] = CHANNEL_PATH.exec(path) ?? [];
    if (method === 'GET' && what === 'members') return this.#member(conversation, id);
    if (method === 'POST' && conversation === this.channel) return this.#thread(body);
    const thread = this.threads.get(conversation) ?? this.#chat(conversation);
    if (!thread || what !== 'activities') return [404];
    if (method === 'POST') return this.#post(conversation, thread, body);
    const post = thread.find((one) => one.id === id && !one.deleted);
    if (!post) return [404];
    if (method === 'DELETE') {
      if (this.refusesDeletes) return [501];
      post.deleted = true;
      return [200];
    }
    post.activity = body;
    post.changes += 1;
    return [200, { id }];
  }

  #open(body: { channelData?: { channel?: { id?: string } }; activity?: Partial<Activity> }): [number, object?] {
    return body.channelData?.channel?.id === this.channel && body.activity ? this.#thread(body.activity) : [400];
  }

  #thread(activity: Partial<Activity>): [number, object?] {
    const id = this.#id();
    const thread = `${this.channel};messageid=${id}`;
    const post = { id, activity, deleted: false, changes: 0 };
    this.threads.set(thread, [post]);
    this.onPost(thread, post);
    return [201, { id: thread, activityId: id }];
  }

  /** What the bot says in a chat of somebody's own, which needs no card to begin with. */
  #chat(conversation: string): Post[] | undefined {
    if (conversation.startsWith(this.channel)) return undefined;
    const chat: Post[] = [];
    this.chats.set(conversation, this.chats.get(conversation) ?? chat);
    return this.chats.get(conversation);
  }

  #post(conversation: string, thread: Post[], activity: Partial<Activity>): [number, object?] {
    if (activity.type === 'typing') return [202];
    const post = { id: this.#id(), activity, deleted: false, changes: 0 };
    thread.push(post);
    this.onPost(conversation, post);
    return [201, { id: post.id }];
  }

  #member(conversation: string, id: string): [number, object?] {
    const name = conversation === this.channel ? this.members.get(id) : undefined;
    return name === undefined ? [404] : [200, { id, name, tenantId: 'tenant' }];
  }

  #id(): string {
    this.#next += 1;
    return String(this.#next);
  }
}

function end(res: ServerResponse, status: number, answer: object = {}): void {
  res.statusCode = status;
  res.end(JSON.stringify(answer));
}

async function read(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
