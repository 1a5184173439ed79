import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Limits, networkOf } from '../src/limits.ts';
import { DirectLineCaller, openStream } from './directLineCaller.ts';
import { startEchoServer, startTestServer, type TestServer } from './helpers.ts';

jest.setTimeout(60_000);
let server: TestServer;
afterEach(() => server?.close());

const contentIds = (activities: { channelData?: { contentId?: string } }[]) =>
  activities.flatMap(({ channelData }) => channelData?.contentId ?? []);

/** A server, with so many conversations a minute from one address. */
async function start(limit: number, settings: Record<string, string> = {}, bot: 'real' | 'echo' = 'echo') {
  const make = bot === 'real' ? startTestServer : startEchoServer;
  server = await make({ ADDRESS_LIMIT: String(limit), ...settings });
  return new DirectLineCaller(server.url);
}

describe('a conversation that writes faster than a person', () => {
  it('is told so kindly, gets emergency words all the same, and can go on', async () => {
    const caller = await start(1000, {}, 'real');
    const conversation = await caller.start();
    let watermark = '';
    const say = async (text: string) => {
      expect((await caller.post(conversation, { type: 'message', text })).status).toBe(200);
      const frame = await caller.poll(conversation, watermark);
      watermark = frame.watermark;
      return contentIds(frame.activities);
    };
    const flood = () =>
      Promise.all(Array.from({ length: 60 }, () => caller.post(conversation, { type: 'message', text: 'hello' })));
    await flood();
    await flood();
    expect(await say('I want to kill myself')).toEqual(expect.arrayContaining(['crisis-self/act', 'chat/tooFast']));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await say('hello')).not.toContain('chat/tooFast');
    expect(await server.parts.metrics.text()).toMatch(/attune_limited_total\{what="message"\} \d+/);
  });

  it('does not hold up another one of the same address', async () => {
    const caller = await start(1000, {}, 'real');
    const [flood, other] = [await caller.start(), await caller.start()];
    await Promise.all(Array.from({ length: 60 }, () => caller.post(flood, { type: 'message', text: 'a' })));
    await caller.post(other, { type: 'message', text: 'hello' });
    expect(contentIds((await caller.poll(other)).activities)).not.toContain('chat/tooFast');
  });
});

describe('an address that asks for too much', () => {
  it('waits before it starts another conversation: with 429, which clients try again in this one place', async () => {
    const caller = await start(2);
    await caller.start();
    await caller.start();
    for (const path of ['/conversations', '/tokens/generate']) {
      const refused = await caller.call('POST', path);
      expect(refused).toMatchObject({ status: 429, body: { error: { code: 'TooManyRequests' } } });
      expect(refused.headers.get('retry-after')).toBe('20');
    }
  });

  it('gets nothing new by polling, and 400 for a message: 429 would end the one and lose the other', async () => {
    const caller = await start(1, {}, 'real');
    const conversation = await caller.start();
    const path = `/conversations/${conversation.conversationId}`;
    const asked = { token: conversation.token };
    for (let request = 0; request < 60; request += 1) await caller.poll(conversation);
    expect(await caller.poll(conversation, '0')).toEqual({ activities: [], watermark: '0' });
    expect((await caller.post(conversation, { type: 'message', text: 'hello' })).status).toBe(400);
    expect((await caller.call('GET', path, asked)).status).toBe(429);
    expect((await caller.call('POST', '/tokens/refresh', asked)).status).toBe(429);
    const form = await fetch(`${server.url}/chat/plain`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ text: 'I want to die' }),
    });
    expect(form.status).toBe(200);
    expect(await form.text()).toContain('href="tel:988"');
    expect((await fetch(`${server.url}/chat/numbers`)).status).toBe(200);
  });

  it('cannot open more sockets, and can when it closed some', async () => {
    const caller = await start(2);
    const conversations = [await caller.start(), await caller.start()];
    const streams = conversations.flatMap(({ streamUrl }) => [1, 2, 3, 4].map(() => openStream(streamUrl)));
    await Promise.all(streams.map((stream) => stream.received(1)));
    const [one] = conversations;
    expect(await openStream(String(one?.streamUrl)).closed).toBe(1006);
    streams[0]?.socket.terminate();
    await streams[0]?.closed;
    await new Promise((resolve) => setTimeout(resolve, 50));
    const again = openStream(String(one?.streamUrl));
    await again.received(1);
    for (const { socket } of [...streams, again]) socket.terminate();
  });

  it('is known by its connection; by what a proxy says only when one is trusted', async () => {
    const from = (forwarded: string) => ({ headers: { 'x-forwarded-for': forwarded } });
    const caller = await start(1);
    expect((await caller.call('POST', '/conversations', from('203.0.113.1'))).status).toBe(201);
    expect((await caller.call('POST', '/conversations', from('203.0.113.2'))).status).toBe(429);
    await server.close();
    const behind = await start(1, { TRUSTED_PROXIES: '1' });
    expect((await behind.call('POST', '/conversations', from('203.0.113.1'))).status).toBe(201);
    expect((await behind.call('POST', '/conversations', from('203.0.113.2'))).status).toBe(201);
    // What stands before the last address was written by the caller.
    expect((await behind.call('POST', '/conversations', from('198.51.100.9, 203.0.113.1'))).status).toBe(429);
  });
});

describe('limits', () => {
  const request = (address: string) => ({ socket: { remoteAddress: address }, headers: {} }) as IncomingMessage;

  it('take the addresses of one IPv6 network for one', () => {
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0');
    expect(networkOf('::1')).toBe('0:0:0:0');
    expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0');
    expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
    expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
  });

  it('leave out the port that some proxies write behind an address', () => {
    for (const [seen, same] of [
      ['203.0.113.1:5678', '203.0.113.1:9012'],
      ['[2001:db8::1]:5678', '2001:db8::2'],
    ] as const) {
      const limits = new Limits({ ADDRESS_LIMIT: 1, TRUSTED_PROXIES: 1 }, () => 0);
      const from = (address: string) =>
        ({ socket: {}, headers: { 'x-forwarded-for': address } }) as unknown as IncomingMessage;
      expect(limits.mayStart(from(seen))).toBe(true);
      expect(limits.mayStart(from(same))).toBe(false);
    }
  });

  it('let an address go on as time passes, and forget nobody who is over', () => {
    let now = 0;
    const limits = new Limits({ ADDRESS_LIMIT: 60, TRUSTED_PROXIES: 0 }, () => now);
    const may = () => limits.mayStart(request('192.0.2.7'));
    expect(Array.from({ length: 61 }, may).filter(Boolean).length).toBe(60);
    now += 1000;
    expect([may(), may()]).toEqual([true, false]);
    expect(limits.mayStart(request('192.0.2.8'))).toBe(true);
  });

  it('can be switched off', () => {
    const limits = new Limits({ ADDRESS_LIMIT: 0, TRUSTED_PROXIES: 0 });
    for (let turn = 0; turn < 1000; turn += 1) expect(limits.mayWrite('a') && limits.mayAsk(request('a'))).toBe(true);
  });
});

describe('measurements', () => {
  it('are for programs on this machine, and for who has the token', async () => {
    await start(10);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(200);
    const forwarded = { headers: { 'x-forwarded-for': '203.0.113.1' } };
    expect((await fetch(`${server.url}/metrics`, forwarded)).status).toBe(403);
    await server.close();
    await start(10, { METRICS_TOKEN: 'a token of sixteen' });
    const status = async (token: string) =>
      (await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await status('a token of sixteen'), await status('another of sixteen'), await status('')]).toEqual([
      200, 403, 403,
    ]);
  });

  it('count turns, risks and sockets, by nothing that names anybody', async () => {
    const caller = await start(10, {}, 'real');
    const conversation = await caller.start();
    const stream = openStream(conversation.streamUrl);
    await caller.post(conversation, { type: 'message', text: 'I want to kill myself' });
    await stream.received(2);
    const text = await server.parts.metrics.text();
    expect(text).toContain('attune_turn_seconds_count{outcome="committed"} 2');
    expect(text).toContain('attune_risk_total{level="act"} 1');
    expect(text).toContain('attune_open_sockets 1');
    const labels = [...text.matchAll(/^attune_\w+\{([^}]*)\}/gm)].map(([, label]) => label);
    for (const label of labels) expect(label).toMatch(/^(le="[\d.+Inf]+",?)?((outcome|level|what)="[a-zA-Z]+")?$/);
    stream.socket.terminate();
  });
});
