import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createServer } from '../src/server.ts';
import { BASE, type Conversation, DirectLineCaller, openStream } from './directLineCaller.ts';
import { startTestServer, type TestServer } from './helpers.ts';

jest.setTimeout(60_000);
let server: TestServer;
let caller: DirectLineCaller;
let victim: Conversation;
let stranger: Conversation;
let before: unknown;

beforeAll(async () => {
  server = await startTestServer();
  caller = new DirectLineCaller(server.url);
  [victim, stranger] = [await caller.start(), await caller.start()];
  await caller.post(victim, { type: 'message', text: 'hello' });
  before = await caller.poll(victim);
});
afterAll(() => server.close());

const post = (path: string, init: RequestInit = {}) =>
  fetch(server.url + path, { method: 'POST', redirect: 'manual', ...init });
const form = (token: string) => ({
  headers: { cookie: `chat=${token}`, 'content-type': 'application/x-www-form-urlencoded' },
  body: 'text=intruder&once=1',
});

/** The victim's token, changed as a stranger could, who knows everything but the secret. */
function forgeries(): [string, string][] {
  const [header, payload, signature] = victim.token.split('.') as [string, string, string];
  const [, mine] = stranger.token.split('.') as [string, string, string];
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const decode = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as object;
  return [
    ['no token', ''],
    ['the own token', stranger.token],
    ["the victim's claims under the own signature", `${header}.${payload}.${stranger.token.split('.')[2]}`],
    ['no signature', `${header}.${payload}.`],
    ['no algorithm', `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`],
    ['a changed claim', `${header}.${encode({ ...decode(mine), conv: victim.conversationId })}.${signature}`],
    ['a stream token', new URL(victim.streamUrl).searchParams.get('t') ?? ''],
  ];
}

/** Each route that takes a conversation's id or its token, and how a stranger would use it. */
const attacks: Record<string, (token: string) => Promise<number>> = {
  'GET /v3/directline/conversations/:conversationId': async (token) =>
    (await caller.call('GET', `/conversations/${victim.conversationId}`, { token })).status,
  'GET /v3/directline/conversations/:conversationId/activities': async (token) =>
    (await caller.call('GET', `/conversations/${victim.conversationId}/activities`, { token })).status,
  'POST /v3/directline/conversations/:conversationId/activities': async (token) =>
    (await caller.post({ ...victim, token }, { type: 'message', text: 'intruder' })).status,
  'POST /v3/directline/conversations/:conversationId/upload': async (token) =>
    (
      await post(`${BASE}/conversations/${victim.conversationId}/upload`, {
        headers: { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=x' },
        body: '--x--',
      })
    ).status,
};

describe("another parent's conversation", () => {
  it.each(Object.keys(attacks))('cannot be read or written by %s', async (route) => {
    for (const [_name, token] of forgeries()) expect(await attacks[route]?.(token)).toBe(403);
    expect(await caller.poll(victim)).toEqual(before);
  });

  it('is not reached by a token in other places: refresh, start, delete, the page without a script', async () => {
    for (const [name, token] of forgeries()) {
      const refreshed = await caller.call('POST', '/tokens/refresh', { token });
      if (refreshed.status === 200) expect(refreshed.body.conversationId).toBe(stranger.conversationId);
      const started = await caller.call('POST', '/conversations', { token });
      if (started.status < 400) expect(started.body.conversationId).not.toBe(victim.conversationId);
      if (name !== 'the own token') {
        expect((await post('/chat/delete', { headers: { authorization: `Bearer ${token}` } })).status).toBe(403);
      }
      const page = await fetch(`${server.url}/chat/plain`, { headers: { cookie: `chat=${token}` } });
      expect(await page.text()).not.toContain(victim.conversationId);
      await post('/chat/plain', form(token));
      if (name !== 'the own token') await post('/chat/plain/delete', form(token));
    }
    expect(await caller.poll(victim)).toEqual(before);
  });

  it('cannot be listened to', async () => {
    const streamToken = new URL(stranger.streamUrl).searchParams.get('t');
    for (const token of [
      ...forgeries()
        .slice(0, -1)
        .map(([, forged]) => forged),
      streamToken,
    ]) {
      const url = `${server.url.replace('http', 'ws')}${BASE}/conversations/${victim.conversationId}/stream?t=${token}`;
      expect(await openStream(url).closed).toBe(1006);
    }
  });

  it('cannot be named by another channel', async () => {
    const activity = {
      type: 'message',
      text: 'intruder',
      channelId: 'directline',
      serviceUrl: 'http://127.0.0.1:9',
      conversation: { id: victim.conversationId },
      from: { id: 'stranger' },
      recipient: { id: 'bot' },
    };
    const headers = { 'content-type': 'application/json' };
    expect((await post('/api/messages', { headers, body: JSON.stringify(activity) })).status).toBe(400);
    expect(await caller.poll(victim)).toEqual(before);
  });

  it('has no route that this test does not know', () => {
    const routes = Object.values(createServer(server.parts).router.getRoutes());
    const named = routes
      .map(({ method, path }) => `${method} ${path}`)
      .filter((route) => /:conversationId/.test(route));
    expect(named.sort()).toEqual(Object.keys(attacks).sort());
  });

  it('has an id and a user that nobody can guess, and that tell nothing', async () => {
    const started = await Promise.all(Array.from({ length: 50 }, () => caller.start()));
    const ids = started.map(({ conversationId }) => conversationId);
    expect(new Set(ids).size).toBe(50);
    for (const id of ids) expect(id).toMatch(/^attune-[\w-]{24}$/);
  });
});

describe('a page of another site', () => {
  it('gets no leave to call the chat, and none to frame it', async () => {
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'null']) {
      const answer = await post(`${BASE}/conversations`, { headers: { origin } });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    const allowed = await post(`${BASE}/conversations`, { headers: { origin: 'http://localhost:8080' } });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:8080');
    const policy = (await fetch(server.url)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("frame-ancestors 'self' http://localhost:* http://127.0.0.1:*");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-|https:(?!\/\/)|\*(?=[ ;]|$)(?<!:\*)/);
  });
});

describe('a client that is slow', () => {
  it('has so much time and no more', () => {
    const { server: http } = createServer(server.parts);
    expect(http.headersTimeout).toBeGreaterThan(0);
    expect(http.headersTimeout).toBeLessThanOrEqual(15_000);
    expect(http.requestTimeout).toBeGreaterThan(0);
    expect(http.requestTimeout).toBeLessThanOrEqual(60_000);
  });
});
