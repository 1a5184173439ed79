import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startDueItems } from '../src/state/dueItems.ts';
import { DUE_LEASE_MS, type DueItem, type Store } from '../src/state/store.ts';
import { APP_ID, AzureStub } from './azureStub.ts';
import { DirectLineCaller, openStream, texts, until } from './directLineCaller.ts';
import { type EchoServer, startEchoServer } from './helpers.ts';
import { counted, quiet, type TestDatabase, testDatabases } from './stores.ts';

const soon = () => new Date(Date.now() + 60_000);

describe.each(await testDatabases())('what is due later on %s', (_name, make) => {
  let database: TestDatabase;
  let store: Store;

  beforeEach(async () => {
    database = await make();
    store = await database.open();
  });
  afterEach(() => database.remove());

  const reference = { channelId: 'msteams', conversation: { id: 'a' } as never };
  const due = (at: number, name = 'checkIn') => ({ name, at: new Date(at), reference });
  const put = (id: string, activity: string, later?: ReturnType<typeof due> | null) =>
    store.turn(id, activity, async (state) => ({
      ...counted(state, activity),
      ...(later !== undefined && { due: later }),
    }));
  const take = (now: number, limit = 10) => store.takeDue(new Date(now), limit);

  it('is taken when its time has come, with all that it needs', async () => {
    await put('a', '1', due(1000));
    await put('b', '1', due(5000, 'other'));
    expect(await take(999)).toEqual([]);
    expect(await take(1000)).toEqual([{ conversationId: 'a', ...due(1000) }]);
    expect(await take(5000)).toEqual([{ conversationId: 'b', ...due(5000, 'other') }]);
  });

  it('is handed out once, and again when nothing came of it', async () => {
    await put('a', '1', due(1000));
    expect((await take(1000)).length).toBe(1);
    expect(await take(1000 + DUE_LEASE_MS - 1)).toEqual([]);
    expect(await take(1000 + DUE_LEASE_MS)).toEqual([{ conversationId: 'a', ...due(1000) }]);
  });

  it('stays, is replaced or cleared as the turn says, also by the first turn and one that erases', async () => {
    await put('a', '1', due(1000));
    await put('a', '2');
    expect((await take(1000)).length).toBe(1);
    await put('a', '3', due(2000, 'second'));
    expect(await take(9000)).toEqual([{ conversationId: 'a', ...due(2000, 'second') }]);
    await put('a', '4', null);
    expect(await take(9_000_000)).toEqual([]);
    await put('b', '1', null);
    await store.create('c', 'parent');
    await put('c', '1', due(1000));
    await store.turn('c', '2', async (state) => ({ ...counted(state), erase: true, due: null }));
    expect(await take(9_000_000)).toEqual([]);
  });

  it('is shown to the turn that could replace it', async () => {
    const seen: unknown[] = [];
    const look = (id: string) =>
      store.turn('a', id, async (state, later) => {
        seen.push(later);
        return counted(state);
      });
    await look('1');
    await put('a', '2', due(1000));
    await look('3');
    await put('a', '4', null);
    await look('5');
    expect(seen).toEqual([undefined, due(1000), undefined]);
  });

  it('comes with none of a turn that throws, and goes with its conversation', async () => {
    await put('a', '1', due(1000));
    await expect(store.turn('a', '2', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect((await take(1000)).length).toBe(1);
    await store.delete('a');
    await put('b', '1', due(1000));
    await store.expire(soon());
    expect(await take(9_000_000)).toEqual([]);
  });

  it('is shared out among servers, the longest due first', async () => {
    const other = await database.open();
    for (let index = 0; index < 30; index += 1) await put(`c${index}`, '1', due(1000 + index));
    expect((await take(5000, 2)).map(({ conversationId }) => conversationId).sort()).toEqual(['c0', 'c1']);
    const taken = await Promise.all([store, other, store, other].map((each) => each.takeDue(new Date(5000), 7)));
    const rest = [...(await take(5000, 40)), ...taken.flat()].map(({ conversationId }) => conversationId);
    expect(rest.length).toBe(28);
    expect(new Set(rest).size).toBe(28);
  });
});

describe('the timer', () => {
  it('hands out what is due, in as many pieces as it takes, whatever fails', async () => {
    const item = (name: string) => ({ conversationId: 'a', name, at: new Date(), reference: {} });
    const answers: (() => DueItem[])[] = [
      () => {
        throw new Error('the database is gone');
      },
      () => [item('1'), item('broken'), item('2')],
      () => [item('3')],
    ];
    const handled: string[] = [];
    const stop = startDueItems({
      store: { takeDue: async () => answers.shift()?.() ?? [] },
      log: quiet,
      every: 10,
      handle: async ({ name }) => {
        if (name === 'broken') throw new Error('the bot failed');
        handled.push(name);
      },
    });
    await until(() => handled.length === 3);
    stop();
    expect(handled).toEqual(['1', '2', '3']);
  });
});

/** The due items of a server, as if their hour had come. */
const takeAll = (server: EchoServer) => server.parts.store.takeDue(new Date(Date.now() + 10 * 3_600_000), 10);

describe('on the web chat', () => {
  let server: EchoServer;
  let caller: DirectLineCaller;
  beforeAll(async () => {
    server = await startEchoServer();
    caller = new DirectLineCaller(server.url);
  });
  afterAll(() => server.close());

  const say = (conversation: Awaited<ReturnType<typeof caller.start>>, text: string) =>
    caller.post(conversation, { type: 'message', text });

  it('the bot speaks first, once, and open sockets hear it', async () => {
    const conversation = await caller.start();
    const stream = openStream(conversation.streamUrl);
    await say(conversation, 'later checkIn');
    await stream.received(4);
    const [item] = (await takeAll(server)) as [DueItem];
    await Promise.all([server.parts.dueTurns.handle(item), server.parts.dueTurns.handle(item)]);
    await server.parts.dueTurns.handle(item);
    expect((await stream.received(5)).at(-1)).toBe('bot: event checkIn');
    expect((await caller.poll(conversation, '4')).activities.length).toBe(1);
    expect(await server.parts.store.takeDue(new Date(Date.now() + 1e9), 10)).toEqual([]);
    stream.socket.close();
  });

  it('stays silent when the parent wrote meanwhile, or deleted the chat', async () => {
    const conversation = await caller.start();
    await say(conversation, 'later checkIn');
    const [item] = (await takeAll(server)) as [DueItem];
    await say(conversation, 'I am here');
    await server.parts.dueTurns.handle(item);
    expect(texts((await caller.poll(conversation)).activities)).not.toContain('bot: event checkIn');
    await server.parts.store.delete(conversation.conversationId);
    await server.parts.dueTurns.handle(item);
    expect(await server.parts.store.find(conversation.conversationId)).toBeUndefined();
  });

  it('an event of a client clears nothing, and stands for nothing that is due', async () => {
    const conversation = await caller.start();
    await say(conversation, 'later checkIn');
    await caller.post(conversation, { type: 'event', name: 'webchat/join' });
    expect((await takeAll(server)).map(({ name }) => name)).toEqual(['checkIn']);
    await server.parts.store.delete(conversation.conversationId);
  });

  it('comes again when the turn failed, says no words for a fault, and is given up after an hour', async () => {
    const conversation = await caller.start();
    await say(conversation, 'later checkIn');
    const [item] = (await takeAll(server)) as [DueItem];
    server.bot.fails = true;
    await expect(server.parts.dueTurns.handle(item)).rejects.toThrow('broken on purpose');
    server.bot.fails = false;
    await server.parts.dueTurns.handle(item);
    expect(texts((await caller.poll(conversation, '4')).activities)).toEqual(['bot: event checkIn']);
    await say(conversation, 'past checkIn');
    const [old] = (await takeAll(server)) as [DueItem];
    server.bot.fails = true;
    await server.parts.dueTurns.handle(old);
    server.bot.fails = false;
    expect(await server.parts.store.takeDue(new Date(Date.now() + 1e9), 10)).toEqual([]);
  });
});

describe('on Teams', () => {
  let azure: AzureStub;
  let server: EchoServer;
  beforeEach(async () => {
    azure = await new AzureStub().listen();
    const settings = { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_PASSWORD: 'x', MICROSOFT_APP_TENANT_ID: 'tenant' };
    server = await startEchoServer(settings, { azureAuthentication: azure.authentication() });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${azure.token()}` };
    await fetch(`${server.url}/api/messages`, { method: 'POST', headers, body: JSON.stringify(message()) });
    azure.replies.length = 0;
  });
  afterEach(async () => {
    await server.close();
    await azure.close();
  });

  const message = () => ({
    type: 'message',
    id: 'activity-1',
    text: 'later checkIn',
    channelId: 'msteams',
    serviceUrl: azure.url,
    conversation: { id: '19:a@thread' },
    from: { id: 'parent', name: 'A Name' },
    recipient: { id: 'bot' },
  });

  it('the bot speaks first, with a token, once', async () => {
    const [item] = (await takeAll(server)) as [DueItem];
    expect(JSON.stringify(item)).not.toContain('A Name');
    await server.parts.dueTurns.handle(item);
    await server.parts.dueTurns.handle(item);
    expect(azure.replies).toMatchObject([{ text: 'event checkIn', authorization: 'Bearer of-the-bot' }]);
    expect(azure.replies[0]?.path).toContain('/v3/conversations/19%3Aa%40thread/activities');
  });

  it('what the channel did not take is sent again, without another turn', async () => {
    const [item] = (await takeAll(server)) as [DueItem];
    azure.refuses = true;
    await expect(server.parts.dueTurns.handle(item)).rejects.toThrow();
    azure.refuses = false;
    const { turns } = server.bot;
    await server.parts.dueTurns.handle(item);
    expect(azure.replies.map(({ text }) => text)).toEqual(['event checkIn']);
    expect(server.bot.turns).toBe(turns);
    expect(await server.parts.store.takeDue(new Date(Date.now() + 1e9), 10)).toEqual([]);
  });
});
