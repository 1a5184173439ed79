import { createServer as createSink, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { createServer } from '../src/server.ts';
import { BASE, type Conversation, DirectLineCaller } from './directLineCaller.ts';
import { startTestServer, type TestServer } from './helpers.ts';

/** `npm run fuzz` sets this: the long run, of more than 100,000 inputs. */
const isLong = 'longRun' in globalThis;
const runs = (share: number) => ({ numRuns: isLong ? share * 1000 : share * 10 });
jest.setTimeout(isLong ? 3_000_000 : 120_000);

/** What another parent wrote: no answer may ever hold it. */
const PLANTED = 'heliotrope-planted-words';
/** Signs of our insides. */
const LEAKS = [PLANTED, '    at ', 'node_modules', 'src/', 'SQLITE', 'token.secret', 'TypeError', 'undefined is not'];

const LONGEST_ANSWER = 200_000;

let server: TestServer;
let sink: Server;
let serviceUrl: string;
let mine: Conversation;
let victim: Conversation;
let routes: { method: string; path: string }[];

beforeAll(async () => {
  server = await startTestServer();
  const caller = new DirectLineCaller(server.url);
  [mine, victim] = [await caller.start(), await caller.start()];
  await caller.post(victim, { type: 'message', text: PLANTED });
  sink = createSink((req, res) => {
    req.resume();
    res.setHeader('content-type', 'application/json');
    res.end('{"id":"1"}');
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  serviceUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  const { router } = createServer(server.parts);
  routes = Object.values(router.getRoutes()).map((route) => ({ method: route.method, path: String(route.path) }));
});
afterAll(async () => {
  await server.close();
  sink.closeAllConnections();
  await new Promise((resolve) => sink.close(resolve));
});

interface Input {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array | undefined;
}

/** The status and the whole answer; undefined for what no HTTP client can send. */
function send({ method, path, headers = {}, body }: Input): Promise<{ status: number; text: string } | undefined> {
  return new Promise((resolve) => {
    try {
      const asking = request(server.url, { method, path, headers, timeout: 20_000 }, (res) => {
        let text = JSON.stringify(res.headers);
        res.setEncoding('utf8');
        res.on('data', (data) => {
          text += data;
          // Files are long, and the same each time.
          if (text.length > LONGEST_ANSWER) res.destroy();
        });
        res.on('close', () => resolve({ status: res.statusCode ?? 0, text }));
      });
      asking.on('timeout', () => asking.destroy(new Error('no answer')));
      asking.on('error', (error) => resolve({ status: 0, text: error.message }));
      asking.end(body);
    } catch {
      resolve(undefined);
    }
  });
}

async function isHandled(input: Input): Promise<void> {
  const answer = await send(input);
  if (!answer) return;
  // 501 is the answer to an invoke of Teams that the bot does not know.
  if (answer.status >= 500 && answer.status !== 501) throw new Error(`status ${answer.status}: ${answer.text}`);
  if (answer.status === 0 && answer.text === 'no answer') throw new Error('no answer');
  const isScript = /"content-type":"text\/(javascript|css)/.test(answer.text);
  const leak = (isScript ? [PLANTED] : LEAKS).find((word) => answer.text.includes(word));
  if (leak) throw new Error(`the answer holds "${leak}": ${answer.text.slice(0, 2000)}`);
}

const odd = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '..',
    '%00',
    '%',
    '%ff',
    '__proto__',
    'constructor',
    '-',
    '0',
    '-1',
    '1e99',
    "'",
    '"',
    '../../etc/passwd',
  ),
);
const segment = fc.oneof(odd, fc.constantFrom('attune-x', 'mine', 'victim'));
const json = fc.oneof(fc.json(), fc.json({ maxDepth: 20 }), odd, fc.constantFrom('', '[]', 'null', '{', '{"type":1}'));
const contentType = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  '',
);
const token = fc.oneof(fc.constantFrom('mine', 'victim', 'undefined', ''), odd);

/** Names stand for what is known only once the server runs. */
function bearerOf(name: string): string {
  if (name === 'mine') return mine.token;
  // The victim's own token with another signature.
  return name === 'victim' ? `${victim.token.slice(0, -4)}AAAA` : name;
}

function segmentOf(text: string): string {
  const known: Record<string, string> = { mine: mine.conversationId, victim: victim.conversationId };
  return known[text] ?? encodeURI(text.toWellFormed()).replaceAll('?', '%3F').replaceAll('#', '%23');
}

describe('whatever is sent', () => {
  it('to any route, in any form, gets no 5xx and no secret', async () => {
    const input = fc.record({
      route: fc.nat(),
      method: fc.option(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'), { freq: 8 }),
      segments: fc.array(segment, { minLength: 3, maxLength: 3 }),
      query: fc.array(fc.tuple(fc.constantFrom('watermark', 't', 'lang', 'country', 'site', 'userId'), odd), {
        maxLength: 3,
      }),
      token,
      contentType,
      origin: fc.option(fc.constantFrom('http://localhost:1', 'https://evil.example', 'null', '*')),
      body: fc.option(json),
    });
    await fc.assert(
      fc.asyncProperty(input, async ({ route, method, segments, query, token, contentType, origin, body }) => {
        const target = routes[route % routes.length] as (typeof routes)[number];
        let index = 0;
        const path = target.path.replace(/:\w+|\*/g, () => segmentOf(segments[index++ % 3] ?? ''));
        const wellFormed = query.map(([name, value]) => [name, value.toWellFormed()]);
        const chosen = method ?? target.method;
        await isHandled({
          method: chosen,
          path: `${path}?${new URLSearchParams(wellFormed)}`,
          headers: {
            authorization: `Bearer ${bearerOf(token)}`,
            cookie: `chat=${bearerOf(token)}`,
            'content-type': contentType,
            ...(origin && { origin }),
          },
          body: chosen === 'GET' || chosen === 'HEAD' ? undefined : (body ?? undefined),
        });
      }),
      runs(50),
    );
  });

  const field = fc.oneof({ weight: 2, arbitrary: fc.anything({ maxDepth: 3 }) }, { weight: 3, arbitrary: fc.string() });
  const activity = fc.record(
    {
      type: fc.oneof(fc.constantFrom('message', 'event', 'conversationUpdate', 'typing', 'invoke'), field),
      text: fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 }), field),
      ...Object.fromEntries(
        ['id', 'locale', 'value', 'name', 'channelData', 'attachments', 'entities', 'membersAdded', 'from'].map(
          (name) => [name, field],
        ),
      ),
      ...Object.fromEntries(
        ['conversation', 'recipient', 'timestamp', 'localTimestamp', 'suggestedActions', 'replyToId', 'textFormat'].map(
          (name) => [name, field],
        ),
      ),
    },
    { requiredKeys: ['type'] },
  );
  const asJson = (value: unknown) =>
    JSON.stringify(value, (_key, entry) => (typeof entry === 'bigint' ? String(entry) : entry)) ?? '{}';

  it('as an activity of the web chat gets no 5xx, no secret and no failed turn', async () => {
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(activity, async (body) => {
        sent += 1;
        // A fresh conversation now and then, as a real one does not last thousands of turns.
        if (sent % 200 === 0) mine = await new DirectLineCaller(server.url).start();
        const path = `${BASE}/conversations/${mine.conversationId}/activities`;
        const headers = { authorization: `Bearer ${mine.token}`, 'content-type': 'application/json' };
        await isHandled({ method: 'POST', path, headers, body: asJson(body) });
      }),
      runs(40),
    );
    expect(await server.parts.metrics.text()).not.toMatch(/attune_turn_seconds_count\{outcome="failed"\} [1-9]/);
  });

  it('as an activity of another channel gets no 5xx, no secret and no failed turn', async () => {
    const id = fc.record({ id: fc.stringMatching(/^[a-z0-9:;=.-]{1,12}$/) });
    const addressed = fc.record({ activity, conversation: id, from: id, recipient: id, inline: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(addressed, async ({ activity, inline, ...people }) => {
        const body = {
          ...activity,
          ...people,
          channelId: 'msteams',
          serviceUrl,
          ...(inline && { deliveryMode: 'expectReplies' }),
        };
        const headers = { 'content-type': 'application/json' };
        await isHandled({ method: 'POST', path: '/api/messages', headers, body: asJson(body) });
      }),
      runs(12),
    );
    expect(await server.parts.metrics.text()).not.toMatch(/attune_turn_seconds_count\{outcome="failed"\} [1-9]/);
  });

  it('as bytes that are hardly HTTP does not end the server', async () => {
    const line = fc.tuple(
      fc.constantFrom('GET', 'POST', 'OPTIONS', 'X', ''),
      fc.oneof(
        odd,
        fc.constantFrom('/', '//', '*', 'http://[', '/v3/directline/conversations', `${BASE}/conversations/a/stream`),
      ),
      fc.array(fc.tuple(fc.constantFrom('Host', 'Upgrade', 'Connection', 'Content-Length', 'X'), odd), {
        maxLength: 4,
      }),
    );
    await fc.assert(
      fc.asyncProperty(line, async ([method, path, headers]) => {
        const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
        const answer = await raw(`${method} ${path} HTTP/1.1\r\n${head}\r\n`);
        if (/^HTTP\/1.1 5/.test(answer)) throw new Error(answer);
        const leak = LEAKS.find((word) => answer.includes(word));
        if (leak) throw new Error(`the answer holds "${leak}"`);
      }),
      runs(8),
    );
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });
});

function raw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
    socket.setTimeout(200, () => socket.destroy());
    socket.end(bytes);
  });
}
