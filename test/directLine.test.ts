import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Store } from '../src/state/store.ts';
import { BASE, DirectLineCaller, openStream, texts } from './directLineCaller.ts';
import { type EchoServer, startEchoServer } from './helpers.ts';

const SECRET = 'a secret of at least thirty-two characters';

let server: EchoServer;
let caller: DirectLineCaller;
beforeAll(async () => {
  server = await startEchoServer({ TOKEN_SECRET: SECRET });
  caller = new DirectLineCaller(server.url);
});
afterAll(() => server.close());
afterEach(() => {
  server.bot.fails = false;
});

describe('a conversation', () => {
  it('begins with the welcome in the language of the client, before a socket opens', async () => {
    const { body } = await caller.call('POST', '/conversations', { body: { locale: 'es-ES' } });
    expect(texts((await caller.poll(body)).activities)).toEqual(['bot: welcome es-ES']);
  });

  it('begins without a body and without a content type', async () => {
    const { status, body } = await caller.call('POST', '/conversations', {
      headers: { 'accept-language': 'es-MX,es;q=0.9' },
    });
    expect(status).toBe(201);
    expect(texts((await caller.poll(body)).activities)).toEqual(['bot: welcome es-MX']);
  });

  it('takes a message, shows it back with the id of the client, and the replies after it', async () => {
    const conversation = await caller.start();
    const { status, body } = await caller.post(conversation, {
      type: 'message',
      text: 'hello',
      from: { id: 'somebody else', name: 'A name' },
      channelData: { clientActivityID: 'c1' },
    });
    expect(status).toBe(200);
    const { activities, watermark } = await caller.poll(conversation, '1');
    expect(texts(activities)).toEqual(['user: hello', 'bot: heard hello', 'bot: turn 2']);
    expect(watermark).toBe('4');
    const [echo, reply] = activities;
    expect(echo?.id).toBe(body.id);
    expect(echo?.channelData.clientActivityID).toBe('c1');
    expect(echo?.from).toEqual({ id: expect.stringMatching(/^dl_.{24}$/), role: 'user' });
    expect(reply).toMatchObject({ replyToId: body.id, conversation: { id: conversation.conversationId } });
    expect(reply?.timestamp).toBeDefined();
    expect((await caller.poll(conversation, '4')).activities).toEqual([]);
  });

  it('answers a repeated message with the same id, and changes nothing', async () => {
    const conversation = await caller.start();
    const activity = { type: 'message', text: 'once', channelData: { clientActivityID: 'same' } };
    const [first, second] = await Promise.all([
      caller.post(conversation, activity),
      caller.post(conversation, activity),
    ]);
    const third = await caller.post(conversation, activity);
    expect([second.body.id, third.body.id]).toEqual([first.body.id, first.body.id]);
    expect((await caller.poll(conversation)).activities).toHaveLength(4);
  });

  it('gives equal client ids of two conversations different ids', async () => {
    const activity = { type: 'message', text: 'x', channelData: { clientActivityID: 'same' } };
    const [one, two] = [
      await caller.post(await caller.start(), activity),
      await caller.post(await caller.start(), activity),
    ];
    expect(one.body.id).not.toBe(two.body.id);
  });

  it('takes many messages at once, and loses and mixes none', async () => {
    const conversation = await caller.start();
    await Promise.all(
      Array.from({ length: 30 }, (_, i) => caller.post(conversation, { type: 'message', text: `m${i}` })),
    );
    const { activities } = await caller.poll(conversation, '1');
    expect(activities).toHaveLength(90);
    for (let i = 0; i < 90; i += 3) expect(activities[i + 1]?.text).toBe(`heard ${activities[i]?.text}`);
  });

  it('hears events, and forgets typing and what else clients send', async () => {
    const conversation = await caller.start();
    for (const type of ['typing', 'conversationUpdate', 'endOfConversation', 'messageReaction', 'nonsense']) {
      expect((await caller.post(conversation, { type })).status).toBe(200);
    }
    await caller.post(conversation, { type: 'event', name: 'checkIn', value: { a: 1 } });
    expect(texts((await caller.poll(conversation, '1')).activities)).toEqual(['bot: event checkIn']);
  });

  it('keeps of a message only what it understands', async () => {
    const conversation = await caller.start();
    await caller.post(conversation, {
      type: 'message',
      text: 'x',
      id: 'mine',
      timestamp: 'never',
      conversation: { id: 'other' },
      recipient: { id: 'other' },
      serviceUrl: 'https://attacker.example',
      entities: [null, { type: 'mention' }],
      attachments: [null, { contentType: 'image/png', contentUrl: 'data:image/png;base64,AAAA' }],
      value: { title: 'a', deep: { deeper: [] } },
      locale: { not: 'a text' },
      channelData: { clientActivityID: 'c', nested: {} },
    });
    const [echo] = (await caller.poll(conversation, '1')).activities;
    expect(echo).toEqual({
      type: 'message',
      id: expect.not.stringMatching('mine'),
      timestamp: expect.any(String),
      channelId: 'directline',
      conversation: { id: conversation.conversationId },
      from: { id: expect.any(String), role: 'user' },
      recipient: { id: 'attune', name: 'Attune', role: 'bot' },
      text: 'x',
      value: { title: 'a' },
      channelData: { clientActivityID: 'c' },
      attachments: [{ contentType: 'application/octet-stream' }, { contentType: 'image/png' }],
    });
  });
});

describe('messages that are odd', () => {
  const odd: [string, unknown, string][] = [
    ['empty', { type: 'message', text: '' }, 'heard '],
    ['without text', { type: 'message' }, 'no text'],
    ['with a text that is no text', { type: 'message', text: { a: 1 } }, 'no text'],
    ['only emoji', { type: 'message', text: '😢😢' }, 'heard 😢😢'],
    ['HTML', { type: 'message', text: '<img src=x onerror=alert(1)>' }, 'heard <img src=x onerror=alert(1)>'],
    ['100,000 characters', { type: 'message', text: 'é'.repeat(100_000) }, `heard ${'é'.repeat(100)}`],
    ['an empty clientActivityID', { type: 'message', text: 'a', channelData: { clientActivityID: '' } }, 'heard a'],
    ['a channelData that is a list', { type: 'message', text: 'a', channelData: [1] }, 'heard a'],
    ['a prototype', '{"type":"message","text":"a","__proto__":{"x":1},"channelData":{"__proto__":{}}}', 'heard a'],
    ['deep nesting', `{"type":"message","text":"a","value":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'heard a'],
  ];
  it.each(odd)('go to the bot: %s', async (_name, activity, reply) => {
    const conversation = await caller.start();
    expect((await caller.post(conversation, activity)).status).toBe(200);
    expect((await caller.poll(conversation, '2')).activities[0]?.text).toBe(reply);
  });

  const refused: [string, unknown, number, Record<string, string>?][] = [
    ['invalid JSON', '{"text": my baby', 400],
    ['a list', '[1]', 400],
    ['a number', '5', 400],
    ['null', 'null', 400],
    ['nothing', '', 400],
    ['no type', { text: 'a' }, 400],
    ['a type that is no text', { type: 7 }, 400],
    ['more than 256 KiB', { type: 'message', text: 'a'.repeat(256 * 1024) }, 413],
    ['far more than 256 KiB', { type: 'message', text: 'a'.repeat(6 * 1024 * 1024) }, 413],
    ['text/plain', { type: 'message', text: 'a' }, 415, { 'content-type': 'text/plain' }],
    ['a form', 'type=message', 415, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['packed', { type: 'message', text: 'a' }, 415, { 'content-encoding': 'gzip' }],
  ];
  it.each(refused)(
    'are refused with a sentence: %s',
    async (_name, activity, status, headers: Record<string, string> = {}) => {
      const conversation = await caller.start();
      const answer = await caller.post(conversation, activity, headers);
      expect(answer.status).toBe(status);
      expect(answer.body.error).toEqual({ code: expect.any(String), message: expect.stringMatching(/^[A-Z].+\.$/) });
      expect(JSON.stringify(answer.body)).not.toContain('my baby');
      expect((await caller.poll(conversation)).activities).toHaveLength(1);
    },
  );
});

describe('a fault', () => {
  it('is told with the words for it, on the socket, and the client keeps its message', async () => {
    const conversation = await caller.start();
    const client = openStream(conversation.streamUrl);
    await client.received(1);
    server.bot.fails = true;
    const { status, body } = await caller.post(conversation, {
      type: 'message',
      text: 'a',
      channelData: { clientActivityID: 'f' },
    });
    expect(status).toBe(200);
    expect(await client.received(3)).toEqual(['bot: welcome en-US', 'user: a', 'bot: fault']);
    expect(client.activities[1]).toMatchObject({ id: body.id, channelData: { clientActivityID: 'f' } });
    server.bot.fails = false;
    await caller.post(conversation, { type: 'message', text: 'a', channelData: { clientActivityID: 'f' } });
    expect((await client.received(6)).slice(3)).toEqual(['user: a', 'bot: heard a', 'bot: turn 2']);
    client.socket.close();
  });

  it('is told to a client that polls, once', async () => {
    const conversation = await caller.start();
    server.bot.fails = true;
    await caller.post(conversation, { type: 'message', text: 'a' });
    expect(texts((await caller.poll(conversation, '1')).activities)).toEqual(['user: a', 'bot: fault']);
    expect((await caller.poll(conversation, '1')).activities).toEqual([]);
  });

  it('of the store answers a poll with nothing new, and a message with the words for a fault', async () => {
    const conversation = await caller.start();
    const comeBack = takeAway(server.parts.store);
    expect((await caller.post(conversation, { type: 'message', text: 'help' })).status).toBe(200);
    expect(texts((await caller.poll(conversation, '1')).activities)).toEqual(['user: help', 'bot: fault']);
    expect((await caller.poll(conversation, '1')).activities).toEqual([]);
    comeBack();
    await caller.post(conversation, { type: 'message', text: 'help' });
    expect(texts((await caller.poll(conversation, '2')).activities)).toEqual(['bot: heard help', 'bot: turn 2']);
  });

  it('of the store does not keep a conversation from starting, and going on when it is back', async () => {
    const comeBack = takeAway(server.parts.store);
    const conversation = await caller.start();
    const client = openStream(conversation.streamUrl);
    await client.received(1);
    await caller.post(conversation, { type: 'message', text: 'help' });
    expect(await client.received(3)).toEqual(['bot: fault', 'user: help', 'bot: fault']);
    comeBack();
    await caller.post(conversation, { type: 'message', text: 'help' });
    expect((await client.received(7)).slice(3)).toEqual([
      'bot: welcome',
      'user: help',
      'bot: heard help',
      'bot: turn 2',
    ]);
    client.socket.close();
  });
});

/** Makes every call of the store fail. Returns what brings it back. */
function takeAway(store: Store): () => void {
  const { create, find, turn, read } = store;
  const gone = () => Promise.reject(new Error('the disk is gone'));
  Object.assign(store, { create: gone, find: gone, turn: gone, read: gone });
  return () => Object.assign(store, { create, find, turn, read });
}

describe('pages of other origins', () => {
  const preflight = (origin: string) =>
    fetch(`${server.url}${BASE}/conversations`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });

  it('that are allowed get their preflight answered with all that clients ask for', async () => {
    const answer = await preflight('http://localhost:8080');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:8080');
    for (const name of ['authorization', 'content-type', 'x-ms-bot-agent', 'x-requested-with']) {
      expect(answer.headers.get('access-control-allow-headers')).toContain(name);
    }
  });

  it.each(['https://attacker.example', 'http://localhost.attacker.example', 'null', 'http://localhost:80x'])(
    'that are not allowed do not: %s',
    async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});
