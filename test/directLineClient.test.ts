import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Activity, ConnectionStatus, DirectLine } from 'botframework-directlinejs';
import { DirectLineCaller, until } from './directLineCaller.ts';
import { type EchoServer, startEchoServer } from './helpers.ts';

let server: EchoServer;
let caller: DirectLineCaller;
const clients: DirectLine[] = [];

beforeAll(async () => {
  // The client is written for browsers.
  Object.assign(globalThis, { XMLHttpRequest: createRequire(import.meta.url)('xhr2') });
  server = await startEchoServer();
  caller = new DirectLineCaller(server.url);
});
afterAll(() => server.close());
afterEach(() => {
  server.bot.fails = false;
  for (const client of clients.splice(0)) client.end();
});

/** The unmodified client that Web Chat is built on. */
function connect(options: object = {}) {
  const client = new DirectLine({ domain: `${server.url}/v3/directline`, ...options });
  // Instead of 3 to 15 seconds.
  Object.assign(client, { getRetryDelay: () => 50 });
  clients.push(client);
  const heard: string[] = [];
  let status = ConnectionStatus.Uninitialized;
  client.connectionStatus$.subscribe((now) => {
    status = now;
  });
  client.activity$.subscribe(
    (activity) => heard.push(`${activity.from.role}: ${(activity as { text?: string }).text}`),
    () => {},
  );
  return { client, heard, status: () => status, hears: (count: number) => until(() => heard.length >= count) };
}

function say(client: DirectLine, text: string): Promise<string> {
  return client.postActivity({ type: 'message', text, from: { id: 'me' } } as Activity).toPromise();
}

describe.each([
  ['over a WebSocket', {}],
  ['polling', { webSocket: false, pollingInterval: 200 }],
])('botframework-directlinejs %s', (_name, options) => {
  it('talks with the bot', async () => {
    const { client, heard, hears, status } = connect(options);
    await hears(1);
    expect(status()).toBe(ConnectionStatus.Online);
    expect(await say(client, 'hello')).toMatch(/^[\w-]{20,}$/);
    await hears(4);
    expect(heard).toEqual(['bot: welcome', 'user: hello', 'bot: heard hello', 'bot: turn 2']);
  });

  it('starts from a token', async () => {
    const { body } = await caller.call('POST', '/tokens/generate');
    const { heard, hears } = connect({ ...options, token: body.token });
    await hears(1);
    expect(heard).toEqual(['bot: welcome']);
  });

  it('takes up a conversation again, with all that was said', async () => {
    const conversation = await caller.start();
    await caller.post(conversation, { type: 'message', text: 'before' });
    const { token, conversationId } = conversation;
    const { heard, hears } = connect({ ...options, token, conversationId });
    await hears(4);
    expect(heard[2]).toBe('bot: heard before');
  });

  it('keeps its message, and tells the parent, when a turn fails', async () => {
    const { client, heard, hears } = connect(options);
    await hears(1);
    server.bot.fails = true;
    expect(await say(client, 'a')).not.toBe('retry');
    await hears(3);
    expect(heard.slice(1)).toEqual(['user: a', 'bot: fault']);
    server.bot.fails = false;
    await say(client, 'b');
    await hears(6);
    expect(heard.slice(3)).toEqual(['user: b', 'bot: heard b', 'bot: turn 2']);
  });

  it('hears of a message that is too large, and goes on', async () => {
    const { client, heard, hears, status } = connect(options);
    await hears(1);
    await expect(say(client, 'x'.repeat(300_000))).rejects.toMatchObject({ status: 413 });
    await say(client, 'b');
    await hears(4);
    expect(heard[2]).toBe('bot: heard b');
    expect(status()).toBe(ConnectionStatus.Online);
  });

  it('polls on, or reads on, while the store is away', async () => {
    const { client, heard, hears } = connect(options);
    await hears(1);
    const { store } = server.parts;
    const { read } = store;
    let failures = 0;
    store.read = async () => {
      failures += 1;
      throw new Error('away');
    };
    await say(client, 'a');
    // A socket gets what this server commits without a read of the store.
    await until(() => failures > 0 || heard.length === 4);
    store.read = read;
    await hears(4);
    expect(heard.slice(1)).toEqual(['user: a', 'bot: heard a', 'bot: turn 2']);
  });
});

describe('botframework-directlinejs', () => {
  it('comes back after its socket was lost, and misses nothing', async () => {
    const { client, heard, hears } = connect();
    await hears(1);
    server.breakConnections();
    await say(client, 'meanwhile');
    await hears(4);
    expect(heard).toEqual(['bot: welcome', 'user: meanwhile', 'bot: heard meanwhile', 'bot: turn 2']);
  });

  it('hears that its conversation has ended when it was deleted', async () => {
    const conversation = await caller.start();
    const { token, conversationId } = conversation;
    const { hears, status } = connect({ webSocket: false, pollingInterval: 200, token, conversationId });
    await hears(1);
    await server.parts.store.delete(conversationId);
    await until(() => status() === ConnectionStatus.Ended);
  });
});
