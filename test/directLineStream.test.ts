import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BASE, type Conversation, DirectLineCaller, openStream, until } from './directLineCaller.ts';
import { type EchoServer, startEchoServer } from './helpers.ts';

const SECRET = 'a secret of at least thirty-two characters';

let server: EchoServer;
let caller: DirectLineCaller;
beforeAll(async () => {
  server = await startEchoServer({ TOKEN_SECRET: SECRET });
  caller = new DirectLineCaller(server.url);
});
afterAll(() => server.close());

describe('the stream', () => {
  it('gives the backlog, then each turn as it is committed, in order', async () => {
    const conversation = await caller.start();
    await caller.post(conversation, { type: 'message', text: 'before' });
    const client = openStream(conversation.streamUrl);
    await client.received(4);
    for (let i = 0; i < 5; i += 1) await caller.post(conversation, { type: 'message', text: `m${i}` });
    const seen = await client.received(19);
    expect(seen.filter((text) => text.startsWith('user'))).toEqual(
      ['before', 'm0', 'm1', 'm2', 'm3', 'm4'].map((t) => `user: ${t}`),
    );
    expect(client.watermark()).toBe('19');
    client.socket.close();
  });

  it('goes on after a lost socket from the last watermark', async () => {
    const conversation = await caller.start();
    const first = openStream(conversation.streamUrl);
    await first.received(1);
    first.socket.terminate();
    await caller.post(conversation, { type: 'message', text: 'meanwhile' });
    const { body } = await caller.call(
      'GET',
      `/conversations/${conversation.conversationId}?watermark=${first.watermark()}`,
      conversation,
    );
    const second = openStream(body.streamUrl);
    expect(await second.received(3)).toEqual(['user: meanwhile', 'bot: heard meanwhile', 'bot: turn 2']);
    second.socket.close();
  });

  it('gives every socket of the conversation the same, and no other conversation anything', async () => {
    const [mine, other] = [await caller.start(), await caller.start()];
    const sockets = [openStream(mine.streamUrl), openStream(mine.streamUrl), openStream(other.streamUrl)];
    await caller.post(mine, { type: 'message', text: 'a' });
    for (const socket of sockets.slice(0, 2)) expect(await socket.received(4)).toContain('bot: heard a');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sockets[2]?.activities).toHaveLength(1);
    for (const { socket } of sockets) socket.close();
  });

  it('shows what the bot says unasked', async () => {
    const conversation = await caller.start();
    const client = openStream(conversation.streamUrl);
    await client.received(1);
    const reference = { conversation: { id: conversation.conversationId } } as never;
    await server.parts.directLine.continueConversation(reference, async (context) => {
      await context.sendActivity('ten minutes have passed');
    });
    expect(await client.received(2)).toEqual(['bot: welcome en-US', 'bot: ten minutes have passed']);
    client.socket.close();
  });

  it('takes empty pings, and ends a socket that sends more', async () => {
    const client = openStream((await caller.start()).streamUrl);
    await client.received(1);
    client.socket.send('');
    client.socket.send('x'.repeat(10_000));
    expect(await client.closed).toBe(1009);
  });

  it('is refused for a wrong token, another conversation, another path, and more sockets than a family has', async () => {
    const { streamUrl } = await caller.start();
    const { streamUrl: other } = await caller.start();
    const wrong = [`${streamUrl}x`, streamUrl.replace(/\?.*/, ''), other.replace(/\?.*/, new URL(streamUrl).search)];
    wrong.push(streamUrl.replace('/stream', '/other'), `${server.url.replace('http', 'ws')}//`);
    for (const url of wrong) expect(await openStream(url).closed).toBe(1006);
    const many = Array.from({ length: 11 }, () => openStream(streamUrl));
    expect(await Promise.race(many.map(({ closed }) => closed))).toBe(1006);
    for (const { socket } of many) socket.terminate();
  });

  it('ends half-open sockets', async () => {
    const quick = await startEchoServer({}, { pingMs: 60 });
    const silent = await openSilent((await new DirectLineCaller(quick.url).start()).streamUrl);
    await until(() => quick.parts.hub.size === 1);
    await until(() => quick.parts.hub.size === 0);
    silent.destroy();
    await quick.close();
  });

  it('ends the socket of a client that never reads, before it fills the memory', async () => {
    const conversation = await caller.start();
    const before = server.parts.hub.size;
    const silent = await openSilent(conversation.streamUrl);
    await until(() => server.parts.hub.size === before + 1);
    let sent = 0;
    for (; sent < 300 && server.parts.hub.size > before; sent += 1) {
      await caller.post(conversation, { type: 'message', text: 'x'.repeat(100_000) });
    }
    expect(server.parts.hub.size).toBe(before);
    silent.destroy();
    expect((await caller.poll(conversation, '1')).activities).toHaveLength(3 * sent);
  });

  it('says 1001 when the server goes', async () => {
    const going = await startEchoServer();
    const started = (await (
      await fetch(`${going.url}${BASE}/conversations`, { method: 'POST' })
    ).json()) as Conversation;
    const client = openStream(started.streamUrl);
    await client.received(1);
    await going.close();
    expect(await client.closed).toBe(1001);
  });
});

/** A socket on a stream that answers nothing and reads nothing. */
async function openSilent(streamUrl: string): Promise<Socket> {
  const url = new URL(streamUrl);
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => {});
  socket.pause();
  const head = [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
  ];
  const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='];
  socket.write(`${[...head, ...key].join('\r\n')}\r\n\r\n`);
  return socket;
}
