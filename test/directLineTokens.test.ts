import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Tokens } from '../src/channels/directLine/tokens.ts';
import { DirectLineCaller, openStream } from './directLineCaller.ts';
import { type EchoServer, startEchoServer } from './helpers.ts';

const SECRET = 'a secret of at least thirty-two characters';

let server: EchoServer;
let caller: DirectLineCaller;
beforeAll(async () => {
  server = await startEchoServer({ TOKEN_SECRET: SECRET });
  caller = new DirectLineCaller(server.url);
});
afterAll(() => server.close());

describe('tokens', () => {
  const at = (ms: number) => new Tokens(SECRET, () => ms);
  const HOUR = 3_600_000;

  it('of tokens/generate start the conversation that they name, once', async () => {
    const generated = await caller.call('POST', '/tokens/generate');
    expect(generated.status).toBe(200);
    expect(generated.body).toEqual({
      conversationId: expect.any(String),
      token: expect.any(String),
      expires_in: 86_400,
    });
    const { token } = generated.body;
    const [one, two] = [
      await caller.call('POST', '/conversations', { token }),
      await caller.call('POST', '/conversations', { token }),
    ];
    expect([one.status, two.status]).toEqual([201, 200]);
    expect(one.body.conversationId).toBe(generated.body.conversationId);
    expect((await caller.poll(one.body)).activities).toHaveLength(1);
  });

  it('carry the user in the claim that clients read', async () => {
    const { token } = await caller.start();
    const claims = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());
    expect(claims).toMatchObject({ user: expect.stringMatching(/^dl_/), conv: expect.stringMatching(/^attune-/) });
  });

  it('open their own conversation only', async () => {
    const [mine, other] = [await caller.start(), await caller.start()];
    const stolen = { ...mine, conversationId: other.conversationId };
    const paths = ['', '/activities'].map((path) => `/conversations/${other.conversationId}${path}`);
    for (const path of paths) expect((await caller.call('GET', path, { token: mine.token })).status).toBe(403);
    expect((await caller.post(stolen, { type: 'message', text: 'a' })).status).toBe(403);
    expect((await caller.call('POST', `${paths[0]}/upload`, { token: mine.token })).status).toBe(403);
    expect((await caller.poll(other)).activities).toHaveLength(1);
  });

  it.each([
    ['none', undefined],
    ['empty', ''],
    ['nonsense', 'abc'],
    [
      'a JWT of somebody else',
      new Tokens('another secret of at least 32 characters').issue({ user: 'dl_a', conv: 'attune-a' }),
    ],
    [
      'without a signature',
      `${new Tokens(SECRET).issue({ user: 'dl_a', conv: 'attune-a' }).split('.').slice(0, 2).join('.')}.`,
    ],
    ['alg none', `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`],
    ['very long', 'a.'.repeat(20_000).slice(0, 12_000)],
  ])('that are wrong are refused with 403: %s', async (_name, token) => {
    const { conversationId } = await caller.start();
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    for (const path of ['', '/activities']) {
      expect((await caller.call('GET', `/conversations/${conversationId}${path}`, { headers })).status).toBe(403);
    }
    expect((await caller.call('POST', '/tokens/refresh', { headers })).status).toBe(403);
  });

  it('that have expired are refused with 403, and refreshed as long as the conversation is kept', async () => {
    const conversation = await caller.start();
    const { user } = JSON.parse(Buffer.from(conversation.token.split('.')[1] as string, 'base64url').toString());
    const token = at(Date.now() - 25 * HOUR).issue({ user, conv: conversation.conversationId });
    const path = `/conversations/${conversation.conversationId}/activities`;
    expect((await caller.call('GET', path, { token })).body).toMatchObject({ error: { code: 'TokenExpired' } });
    expect((await caller.call('GET', path, { token })).status).toBe(403);
    expect((await caller.call('POST', path, { token, body: { type: 'message' } })).status).toBe(403);
    const refreshed = await caller.call('POST', '/tokens/refresh', { token });
    expect(refreshed.status).toBe(200);
    expect((await caller.call('GET', path, { token: refreshed.body.token })).status).toBe(200);
  });

  it('are not refreshed for ever, nor for a conversation that is gone', async () => {
    const { conversationId } = await caller.start();
    const old = at(Date.now() - 49 * HOUR).issue({ user: 'dl_a', conv: conversationId });
    expect((await caller.call('POST', '/tokens/refresh', { token: old })).status).toBe(403);
    const gone = at(Date.now() - 25 * HOUR).issue({ user: 'dl_a', conv: 'attune-gone' });
    expect((await caller.call('POST', '/tokens/refresh', { token: gone })).status).toBe(404);
  });

  it('of a conversation that was never started or is deleted get 404', async () => {
    const { body } = await caller.call('POST', '/tokens/generate');
    expect((await caller.post(body, { type: 'message', text: 'a' })).status).toBe(404);
    expect((await caller.call('GET', `/conversations/${body.conversationId}`, { token: body.token })).status).toBe(404);
    const deleted = await caller.start();
    await server.parts.store.delete(deleted.conversationId);
    expect(
      (await caller.call('GET', `/conversations/${deleted.conversationId}/activities`, { token: deleted.token }))
        .status,
    ).toBe(404);
  });

  it('for the stream are no tokens for the rest, and the other way round', async () => {
    const conversation = await caller.start();
    const stream = new URL(conversation.streamUrl).searchParams.get('t') as string;
    expect((await caller.post({ ...conversation, token: stream }, { type: 'message', text: 'a' })).status).toBe(403);
    const client = openStream(conversation.streamUrl.replace(stream, conversation.token));
    expect(await client.closed).toBe(1006);
  });
});
