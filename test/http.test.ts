import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DirectLineCaller } from './directLineCaller.ts';
import { type EchoServer, startEchoServer, startTestServer } from './helpers.ts';

let server: EchoServer;
let caller: DirectLineCaller;
beforeAll(async () => {
  server = await startEchoServer();
  caller = new DirectLineCaller(server.url);
});
afterAll(() => server.close());

async function get(path: string, init?: RequestInit) {
  const response = await fetch(server.url + path, init);
  return { status: response.status, headers: response.headers, body: await response.json().catch(() => undefined) };
}

/** What the server answers to these bytes, after which the caller sends no more. */
function raw(bytes: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const { port, hostname } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  socket.on('error', () => {});
  socket.on('close', () => resolve(answer));
  socket.end(bytes);
  return promise;
}

describe('health', () => {
  it('says that the process is alive, and that conversations can be served', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, body: { status: 'alive' } });
    expect(await get('/readyz')).toMatchObject({ status: 200, body: { ready: true, reasons: [] } });
  });

  it('is not ready when the store is away or the server stops, and says why', async () => {
    const sick = await startEchoServer();
    sick.parts.store.ping = () => Promise.reject(new Error('away'));
    sick.parts.health.stopping();
    const response = await fetch(`${sick.url}/readyz`);
    expect(response.status).toBe(503);
    const { reasons } = (await response.json()) as { reasons: string[] };
    expect(reasons).toEqual(['The server is stopping.', expect.stringMatching(/^The store/)]);
    expect((await fetch(`${sick.url}/healthz`)).status).toBe(200);
    await sick.close();
  });
});

describe('the report for operators', () => {
  const report = async (url: string) => {
    const response = await fetch(`${url}/health`);
    const body = (await response.json()) as {
      status: string;
      checks: Record<string, { status: string; reason?: string }>;
    };
    return { code: response.status, ...body };
  };

  it('names what is looked at, and what is wrong', async () => {
    const real = await startTestServer();
    expect(await report(real.url)).toMatchObject({
      code: 200,
      chat: 'open',
      checks: {
        server: { status: 'ok' },
        store: { status: 'ok' },
        safetyScreen: { status: 'ok' },
        disk: { status: 'ok' },
      },
    });
    const { library, store, health } = real.parts;
    const today = new Date().toISOString().slice(0, 10);
    if (library)
      library.lineDates = () => [
        { id: 'old', expires: '2020-01-01' },
        { id: 'last', expires: today },
      ];
    const { checks, status, code } = await report(real.url);
    expect([status, code]).toEqual(['attention', 200]);
    expect(checks.helpLines?.reason).toMatch(/No longer shown.*: old\. Shown for at most 30 more days: last\./);
    expect(health.nextExpiryDays()).toBeLessThan(0);
    expect(await real.parts.metrics.text()).toMatch(/^attune_help_line_days -\d+$/m);
    expect(await real.parts.metrics.text()).toMatch(/^attune_disk_free_bytes [\d.e+]+$/m);
    store.ping = () => Promise.reject(new Error('away'));
    real.parts.bot.fault = () => [];
    const sick = await report(real.url);
    expect([sick.status, sick.code]).toEqual(['down', 503]);
    expect(sick.checks.store?.reason).toMatch(/^The store/);
    expect(sick.checks.safetyScreen?.reason).toMatch(/switch the chat off/);
    await real.close();
  });
});

describe('every answer', () => {
  it.each([
    ['/healthz', {}, 200],
    ['/nothing/here', {}, 404],
    ['/healthz', { method: 'DELETE' }, 405],
    ['/v3/directline/conversations/a/activities', {}, 403],
    ['/api/messages', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }, 400],
  ])('carries the security headers: %s %j %d', async (path, init: RequestInit, status) => {
    const answer = await get(path, init);
    expect(answer.status).toBe(status);
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'self' http://localhost:* http://127.0.0.1:*");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    if (status >= 400)
      expect(answer.body.error).toEqual({ code: expect.any(String), message: expect.stringMatching(/\.$/) });
  });

  it('of a public https address asks browsers to stay with https, and lets only named sites embed it', async () => {
    const settings = { PUBLIC_URL: 'https://chat.example.org/', EMBED_ORIGINS: 'https://www.example.org' };
    const hospital = await startEchoServer(settings);
    const { headers } = await fetch(`${hospital.url}/healthz`);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'self' https:\/\/www\.example\.org$/);
    const { streamUrl } = await new DirectLineCaller(hospital.url).start();
    expect(streamUrl).toMatch(/^wss:\/\/chat\.example\.org\/v3\/directline\/conversations\/attune-.+\/stream\?/);
    await hospital.close();
  });

  it('names the stream as a proxy with https is reached', async () => {
    const { body } = await caller.call('POST', '/conversations', { headers: { 'x-forwarded-proto': 'https' } });
    expect(body.streamUrl).toMatch(/^wss:\/\/127\.0\.0\.1:/);
  });
});

describe('what breaks', () => {
  it('inside is answered without details, and logged', async () => {
    const { health } = server.parts;
    const { alive } = health;
    health.alive = () => Promise.reject(new Error('details'));
    const answer = await get('/healthz');
    health.alive = alive;
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 'ServerError' } } });
    expect(JSON.stringify(answer.body)).not.toContain('details');
    expect(server.logged.at(-1)).toContain('details');
  });

  it.each([
    ['an absolute address that is none', 'GET http://[ HTTP/1.1\r\nHost: x', 400],
    ['a Host that is none', 'GET /healthz HTTP/1.1\r\nHost: [', 400],
    ['a path that looks like a host', 'GET //[ HTTP/1.1\r\nHost: x', 404],
    ['a broken escape', 'GET /%E0%A4%A HTTP/1.1\r\nHost: x', 404],
    ['a broken escape in a parameter', 'GET /v3/directline/conversations/%E0%A4%A HTTP/1.1\r\nHost: x', 404],
    ['a null byte', 'GET /v3/directline/conversations/%00 HTTP/1.1\r\nHost: x', 403],
    ['options of all', 'OPTIONS * HTTP/1.1\r\nHost: x', 200],
    ['no Host', 'GET /healthz HTTP/1.1', 400],
    ['no HTTP', 'nonsense', 400],
    ['half a body', 'POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9', 400],
    ['a very long address', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x`, 431],
    ['an upgrade to nowhere', 'GET //[ HTTP/1.1\r\nHost: [\r\nConnection: Upgrade\r\nUpgrade: websocket', 404],
  ])('on the wire ends that request only: %s', async (_name, head, status) => {
    const answer = await raw(`${head}\r\nConnection: close\r\n\r\n`);
    expect(answer.slice(0, 13)).toBe(`HTTP/1.1 ${status} `);
    expect((await get('/healthz')).status).toBe(200);
  });
});

describe('the log', () => {
  it('holds no words of a parent and no tokens', async () => {
    const conversation = await caller.start();
    const words = 'plantedWords';
    const { token, conversationId, streamUrl } = conversation;
    await caller.post(conversation, { type: 'message', text: words, channelData: { clientActivityID: words } });
    await caller.post(conversation, `{"text": ${words}`);
    await caller.post(conversation, words, { 'content-type': 'text/plain' });
    await caller.call('GET', `/conversations/${words}`, { token });
    await caller.call('POST', `/conversations/${conversationId}/upload`, { token, body: words });
    await fetch(streamUrl.replace('ws', 'http'));
    server.bot.fails = true;
    await caller.post(conversation, { type: 'message', text: words });
    server.bot.fails = false;
    const log = server.logged.join('');
    expect(log).toContain('the turn failed');
    expect(log).not.toContain(words);
    expect(log).not.toContain(token);
  });
});
