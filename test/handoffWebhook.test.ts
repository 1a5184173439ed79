import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DeskBusy, type DeskMessage, DeskRefused } from '../src/handoff/desk.ts';
import { signatureProblem, signedHeaders } from '../src/handoff/webhook/signature.ts';
import { WebhookDesk } from '../src/handoff/webhook/webhookDesk.ts';
import { ANA, BEN, DeskBot, deskSite, Parent } from './handoffServer.ts';
import type { TestServer } from './helpers.ts';
import { ServerProcess } from './serverProcess.ts';
import { sqliteDatabase, type TestDatabase } from './stores.ts';

jest.setTimeout(60_000);
const SECRET = 'the secret of the desk, of more than 32 characters';

/** Until a first attempt has failed: else the test waits for the end of its lease. */
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The hospital's own program, as far as it takes what Attune posts. */
class Receiver {
  readonly #server: Server;
  readonly got: { headers: IncomingMessage['headers']; body: string; message: DeskMessage }[] = [];
  /** What it answers, in order; 200 when there is no more. */
  readonly answers: { status: number; headers?: Record<string, string>; body?: string; delayMs?: number }[] = [];
  #port = 0;

  constructor() {
    this.#server = createServer(async (req, res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString('utf8');
      const { status, headers = {}, body: answer = '{}', delayMs = 0 } = this.answers.shift() ?? { status: 200 };
      if (status < 300) this.got.push({ headers: req.headers, body, message: JSON.parse(body) });
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      res.writeHead(status, headers);
      res.end(answer);
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/attune`;
  }

  /** Stops listening; the address stays the same. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async heard(kind: DeskMessage['kind'], count = 1): Promise<DeskMessage[]> {
    for (;;) {
      const found = this.got.map(({ message }) => message).filter((message) => message.kind === kind);
      if (found.length >= count) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

let receiver: Receiver;
beforeEach(async () => {
  receiver = await new Receiver().listen();
});
afterEach(() => receiver.stop());

const message: DeskMessage = {
  id: 'message-1',
  kind: 'parentSaid',
  text: 'hello',
  language: 'en',
  handoff: { id: 'h', stage: 'taken', language: 'en', urgent: false, askedAt: '2026-11-23T03:00:00.000Z' },
};

describe('the webhook', () => {
  const desk = () => new WebhookDesk({ url: receiver.url, secret: SECRET, timeoutMs: 200 });

  it('posts the message with an id and a signature, and keeps the thread', async () => {
    receiver.answers.push({ status: 201, body: '{"thread":"case 7"}' });
    expect(await desk().deliver(message)).toEqual({ thread: 'case 7', post: 'message-1' });
    const [{ headers, body }] = receiver.got as [(typeof receiver.got)[number]];
    expect(JSON.parse(body)).toEqual(message);
    expect(headers['attune-id']).toBe('message-1');
    expect(signatureProblem(SECRET, headers, body)).toBeUndefined();
    expect(signatureProblem('another secret', headers, body)).toMatch(/does not match/);
  });

  it.each([
    [
      'busy, with a time',
      { status: 429, headers: { 'retry-after': '7' } },
      new DeskBusy('the desk answered 429', 7000),
    ],
    ['busy, without one', { status: 503 }, new DeskBusy('the desk answered 503')],
    ['gone for good', { status: 410 }, new DeskRefused('the address of the desk is gone for good (410)')],
    ['broken', { status: 500 }, new Error('the desk answered 500')],
    ['elsewhere', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }, new Error('the desk answered 307')],
  ])('says what it means when the desk is %s', async (_, answer, error) => {
    receiver.answers.push(answer);
    const thrown = await desk()
      .deliver(message)
      .catch((caught: unknown) => caught);
    expect(thrown).toEqual(error);
    expect((thrown as DeskBusy).retryAfterMs).toBe((error as DeskBusy).retryAfterMs);
    expect(receiver.got).toEqual([]);
  });

  it('gives up a desk that does not answer, or is not there', async () => {
    receiver.answers.push({ status: 200, delayMs: 1000 });
    await expect(desk().deliver(message)).rejects.toThrow(/timeout/);
    await receiver.stop();
    await expect(desk().deliver(message)).rejects.toThrow();
    await receiver.listen();
  });
});

describe('a signature', () => {
  const at = new Date('2026-11-23T03:00:00Z');
  const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);
  const signed = { ...signedHeaders(SECRET, 'id-1', 'body', at) };

  it.each([
    ['right', {}, 'body', 299, undefined],
    ['of another body', {}, 'bodx', 0, /does not match/],
    ['of another id', { 'attune-id': 'id-2' }, 'body', 0, /does not match/],
    ['of another time', { 'attune-timestamp': String(at.getTime() / 1000 + 60) }, 'body', 60, /does not match/],
    ['too old', {}, 'body', 301, /at most 300/],
    ['from the future', {}, 'body', -301, /at most 300/],
    ['missing', { 'attune-signature': undefined }, 'body', 0, /are needed/],
    ['of another version', { 'attune-signature': 'v2=00' }, 'body', 0, /does not match/],
    ['with an odd id', { 'attune-id': 'a b' }, 'body', 0, /attune-id may have/],
  ])('that is %s', (_, changes, body, seconds, problem) => {
    const found = signatureProblem(SECRET, { ...signed, ...changes }, body, later(seconds));
    if (problem) expect(found).toMatch(problem);
    else expect(found).toBeUndefined();
  });
});

describe('what the staff do', () => {
  let database: TestDatabase;
  let server: TestServer;
  let parent: Parent;
  let count = 0;
  const { site, remove } = deskSite();
  const bot = new DeskBot(site);
  afterAll(remove);

  beforeEach(async () => {
    database = await sqliteDatabase();
    const desk = new WebhookDesk({ url: receiver.url, secret: SECRET });
    server = await bot.start(await database.open(), { desk }, { HANDOFF_SECRET: SECRET });
    parent = await Parent.start(server.url);
  });
  afterEach(async () => {
    await server.close();
    await database.remove();
  });

  /** Does it as the hospital's program would; `changes` make it wrong. */
  async function act(
    handoff: string,
    action: string,
    fields: object = {},
    changes: { id?: string; path?: string; secret?: string; body?: string; at?: Date } = {},
  ) {
    count += 1;
    const body = changes.body ?? JSON.stringify({ handoff, action, nurse: ANA, ...fields });
    const headers = { ...signedHeaders(changes.secret ?? SECRET, changes.id ?? `call-${count}`, body, changes.at) };
    const response = await fetch(`${server.url}/handoffs/${changes.path ?? `${handoff}/${action}`}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    const answer = (await response.json()) as {
      result?: string;
      summary?: object;
      error?: { code: string; message: string };
    };
    return { status: response.status, answer };
  }
  const asked = async () => {
    await parent.asks();
    return (await receiver.heard('asked'))[0]?.handoff.id as string;
  };

  it('is done and answered, and told to the parent', async () => {
    const id = await asked();
    expect(await act(id, 'take')).toEqual({ status: 200, answer: { result: 'taken' } });
    expect(await act(id, 'view')).toMatchObject({ status: 200, answer: { result: 'summary', summary: { lines: [] } } });
    expect((await act(id, 'message', { text: 'Hello' })).answer).toEqual({ result: 'said' });
    expect((await act(id, 'typing')).answer).toEqual({ result: 'shown' });
    expect((await act(id, 'take', { nurse: BEN })).answer.error).toEqual({
      code: 'AlreadyTaken',
      message: expect.stringContaining('Ana Ruiz has taken it'),
    });
    expect((await act(id, 'take', { nurse: BEN, over: true })).answer).toEqual({ result: 'taken' });
    expect(await act(id, 'message', { text: 'Hello' })).toMatchObject({
      status: 409,
      answer: { error: { code: 'NotYours' } },
    });
    expect((await act(id, 'end', { nurse: BEN })).answer).toEqual({ result: 'ended' });
    expect((await act(id, 'message', { text: 'Hello' })).status).toBe(410);
    expect((await act('nothing', 'take')).status).toBe(404);
    expect((await parent.heard()).slice(-4)).toEqual([
      'handoff/taken',
      'Ana: Hello',
      'handoff/takenOver',
      'handoff/left',
    ]);
  });

  it('changes nothing when it is sent again', async () => {
    const id = await asked();
    await act(id, 'take');
    for (const _ of [1, 2])
      expect((await act(id, 'message', { text: 'once' }, { id: 'same' })).answer).toEqual({ result: 'said' });
    expect((await parent.heard()).at(-1)).toBe('Ana: once');
    expect((await parent.activities()).filter(({ text }) => text === 'once').length).toBe(1);
  });

  it('is refused, with the reason, when it is not signed, old or wrong', async () => {
    const id = await asked();
    const old = new Date(Date.now() - 301_000);
    for (const changes of [{ secret: `${SECRET}x` }, { at: old }]) {
      expect(await act(id, 'take', {}, changes)).toMatchObject({
        status: 401,
        answer: { error: { code: 'BadSignature' } },
      });
    }
    expect((await act(id, 'take', {}, { path: `${id}/end` })).answer.error?.message).toMatch(/those of the address/);
    expect((await act(id, 'dance')).answer.error?.message).toMatch(/action/);
    expect((await act(id, 'take', { nurse: { id: 'x' } })).answer.error?.message).toMatch(/nurse.name/);
    expect((await act(id, 'take', {}, { body: '{' })).status).toBe(400);
    expect((await act(id, 'take', {}, { body: 'x'.repeat(70_000) })).status).toBe(413);
    expect((await server.parts.store.handoffs.find(id))?.stage).toBe('waiting');
  });
});

describe('a server that is killed', () => {
  it('loses nothing that was committed, and brings it in order when it is back', async () => {
    const database = await sqliteDatabase();
    const { site, remove } = deskSite({ url: receiver.url });
    const settings = { SITE: site, HANDOFF_SECRET: SECRET, TOKEN_SECRET: SECRET };
    await receiver.stop();
    let server = await ServerProcess.start(database.folder, settings);
    try {
      let parent = await Parent.start(`http://127.0.0.1:${server.port}`);
      await parent.asks();
      await pause(500);
      await server.kill();
      await receiver.listen();
      server = await ServerProcess.start(database.folder, settings);
      parent = parent.on(`http://127.0.0.1:${server.port}`);
      const [asked] = await receiver.heard('asked');
      const id = String(asked?.handoff.id);
      const body = JSON.stringify({ handoff: id, action: 'take', nurse: ANA });
      const headers = { 'content-type': 'application/json', ...signedHeaders(SECRET, 'take', body) };
      const taken = await fetch(`http://127.0.0.1:${server.port}/handoffs/${id}/take`, {
        method: 'POST',
        body,
        headers,
      });
      expect(taken.status).toBe(200);
      await receiver.heard('changed');
      await receiver.stop();
      for (const text of ['one', 'two', 'three']) await parent.says(text);
      await pause(500);
      await server.kill();
      await receiver.listen();
      server = await ServerProcess.start(database.folder, settings);
      // One that was being brought at the moment of death comes again when its lease is over, and may come twice.
      const said = await receiver.heard('parentSaid', 3);
      const texts = said.map((message) => (message.kind === 'parentSaid' ? message.text : ''));
      expect([...new Set(texts)]).toEqual(['one', 'two', 'three']);
      expect((await parent.on(`http://127.0.0.1:${server.port}`).heard()).at(-1)).toBe('handoff/taken');
    } finally {
      await server.kill();
      await database.remove();
      remove();
    }
  }, 180_000);
});
