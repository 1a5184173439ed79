import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DeskBusy, DeskRefused } from '../src/handoff/desk.ts';
import type { AuditEntry } from '../src/handoff/handoff.ts';
import type { Store } from '../src/state/store.ts';
import { openStream, until } from './directLineCaller.ts';
import { ANA, BEN, DeskBot, deskSite, FakeDesk, Parent } from './handoffServer.ts';
import type { TestServer } from './helpers.ts';
import { type TestDatabase, testDatabases } from './stores.ts';

jest.setTimeout(20_000);

const { site, remove } = deskSite();
const bot = new DeskBot(site);
afterAll(remove);

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

describe.each(await testDatabases())('a hand-off on %s', (_name, make) => {
  let database: TestDatabase;
  let store: Store;
  let server: TestServer;
  let second: TestServer;
  let desk: FakeDesk;
  let parent: Parent;

  /** Takes what is due at this time, once all that is due now has been brought: a server must not want it too. */
  async function takeLater(inMs: number): ReturnType<Store['handoffs']['takeOutbox']> {
    while ((await store.handoffs.waitingMessages(new Date())) > 0) await pause();
    return store.handoffs.takeOutbox(new Date(Date.now() + inMs), 20);
  }

  beforeEach(async () => {
    database = await make();
    store = await database.open();
    desk = new FakeDesk();
    server = await bot.start(store, { desk });
    second = await bot.start(await database.open(), { desk });
    parent = await Parent.start(server.url);
  });
  afterEach(async () => {
    await server.close();
    await second.close();
    await database.remove();
  });

  const ofFirst = () => server.parts.handoffs;
  const ofSecond = () => second.parts.handoffs;
  const asked = async () => {
    await parent.asks();
    return (await desk.heard('asked'))[0]?.handoff.id as string;
  };
  const audit = async () => {
    const entries: AuditEntry[] = [];
    for await (const entry of store.handoffs.readAudit(new Date(0))) entries.push(entry);
    return entries.map(({ action, actor }) => `${typeof actor === 'string' ? actor : actor.id} ${action}`);
  };

  it('is asked, taken, talked and ended, every message in order and once', async () => {
    const id = await asked();
    expect(desk.of('asked')[0]).toMatchObject({
      handoff: { position: 1, language: 'en', urgent: false },
      summary: { lines: [] },
    });
    expect(await ofFirst().take(id, ANA, '1')).toEqual({ kind: 'taken' });
    expect(await ofSecond().say(id, ANA, ' How are you? ', '2')).toEqual({ kind: 'said' });
    for (const text of ['one', 'two', 'three']) await parent.says(text);
    expect(await ofFirst().end(id, ANA, '3')).toEqual({ kind: 'ended' });
    await parent.says('hello');
    expect((await parent.heard()).slice(-5)).toEqual([
      'handoff/asked',
      'handoff/taken',
      'Ana: How are you?',
      'handoff/left',
      'chat/greeting',
    ]);
    await desk.heard('ended');
    expect(desk.kinds()).toEqual(['asked', 'changed', 'parentSaid', 'parentSaid', 'parentSaid', 'ended']);
    expect(desk.of('parentSaid').map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(new Set(desk.told.slice(1).map(({ thread }) => thread))).toEqual(new Set([`thread of ${id}`]));
    expect(await audit()).toEqual([
      ...['parent asked', 'ana taken', 'ana messageToParent'],
      ...['parent messageToStaff', 'parent messageToStaff', 'parent messageToStaff', 'ana ended'],
    ]);
  });

  it('is taken by one of two who press at once, and the other is told who has it', async () => {
    const id = await asked();
    const results = await Promise.all([ofFirst().take(id, ANA, 'a'), ofSecond().take(id, BEN, 'b')]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['alreadyTaken', 'taken']);
    const winner = results[0]?.kind === 'taken' ? ANA : BEN;
    expect(results).toContainEqual({ kind: 'alreadyTaken', by: winner });
    expect((await parent.heard()).filter((step) => step === 'handoff/taken').length).toBe(1);
    const loser = winner === ANA ? BEN : ANA;
    expect(await ofFirst().say(id, loser, 'hello', 'c')).toEqual({ kind: 'notYours', by: winner });
    expect(await ofFirst().end(id, loser, 'd')).toEqual({ kind: 'notYours', by: winner });
  });

  it('changes nothing for an id that was seen before, on whatever server', async () => {
    const id = await asked();
    expect(await ofFirst().say(id, ANA, 'too early', '0')).toEqual({ kind: 'notYours' });
    for (const handoffs of [ofFirst(), ofSecond()])
      expect(await handoffs.take(id, ANA, 'same')).toEqual({ kind: 'taken' });
    for (const handoffs of [ofFirst(), ofSecond()])
      expect(await handoffs.say(id, ANA, 'once', 'same')).toEqual({ kind: 'said' });
    await parent.says('words', 'client id');
    await parent.on(second.url).says('words', 'client id');
    for (const handoffs of [ofFirst(), ofSecond()])
      expect(await handoffs.view(id, ANA, 'same')).toMatchObject({ kind: 'summary' });
    for (const handoffs of [ofFirst(), ofSecond()])
      expect(await handoffs.end(id, ANA, 'same')).toEqual({ kind: 'ended' });
    await desk.heard('ended');
    expect(desk.kinds()).toEqual(['asked', 'changed', 'parentSaid', 'ended']);
    expect((await parent.heard()).slice(-3)).toEqual(['handoff/taken', 'Ana: once', 'handoff/left']);
    expect((await audit()).filter((entry) => entry === 'ana viewed').length).toBe(1);
    expect(await ofFirst().say(id, ANA, 'late', 'late')).toEqual({ kind: 'ended' });
    expect(await ofFirst().take('nobody', ANA, 'late')).toEqual({ kind: 'unknown' });
  });

  it('is taken over from a nurse whose device is lost', async () => {
    const id = await asked();
    await ofFirst().take(id, ANA, '1');
    expect(await ofFirst().take(id, BEN, '2')).toEqual({ kind: 'alreadyTaken', by: ANA });
    expect(await ofSecond().take(id, BEN, '3', { over: true })).toEqual({ kind: 'taken' });
    expect(await ofFirst().say(id, ANA, 'still me', '4')).toEqual({ kind: 'notYours', by: BEN });
    expect(await ofFirst().say(id, BEN, 'now me', '5')).toEqual({ kind: 'said' });
    expect((await parent.heard()).slice(-2)).toEqual(['handoff/takenOver', 'Ben: now me']);
    expect(await audit()).toContain('ben takenOver');
  });

  it('goes back into the queue when who took it does not answer', async () => {
    const id = await asked();
    await ofFirst().take(id, ANA, '1');
    await parent.says('one');
    await ofFirst().say(id, ANA, 'yes?', '2');
    await parent.says('two');
    await parent.says('three');
    const due = await takeLater(11 * 60_000);
    const [answered, silence, ...more] = due.filter(({ kind }) => kind === 'silence');
    expect(more).toEqual([]);
    const sinceOf = (item = silence) => (item?.body as { since?: string } | undefined)?.since ?? '';
    await ofFirst().noAnswer(id, sinceOf(answered), 'answered');
    expect((await parent.heard()).at(-1)).toBe('Ana: yes?');
    for (const handoffs of [ofFirst(), ofSecond()]) await handoffs.noAnswer(id, sinceOf(), 'same');
    expect((await parent.heard()).slice(-2)).toEqual(['Ana: yes?', 'handoff/noAnswer']);
    expect((await desk.heard('timedOut')).map(({ handoff }) => handoff.stage)).toEqual(['waiting']);
    expect(await ofFirst().say(id, ANA, 'I am back', '3')).toEqual({ kind: 'notYours' });
    expect(await ofSecond().take(id, BEN, '4')).toEqual({ kind: 'taken' });
  });

  it('tells the safety screen, and the place in the queue', async () => {
    const other = await Parent.start(second.url);
    await other.asks();
    await parent.asks();
    const both = await desk.heard('asked', 2);
    const id = both.find(({ handoff }) => handoff.position === 2)?.handoff.id as string;
    await parent.says('I want to kill myself');
    expect(await desk.heard('warning')).toMatchObject([
      { level: 'act', route: 'crisis-self', handoff: { urgent: true } },
    ]);
    expect(await store.handoffs.waitingBefore('webhook', true, new Date())).toBe(1);
    await ofFirst().take(id, ANA, '1');
    await parent.says('she has a temperature');
    await desk.heard('parentSaid');
    expect(desk.kinds().slice(-2)).toEqual(['warning', 'parentSaid']);
    expect(desk.of('warning')[1]).toMatchObject({ level: 'check', route: 'urgent-baby' });
    expect((await parent.heard()).at(-1)).toBe('handoff/taken');
  });

  it('ends when the parent ends it, and both can come back', async () => {
    const id = await asked();
    await ofFirst().take(id, ANA, '1');
    const lost = openStream(parent.conversation.streamUrl);
    await lost.received(1);
    lost.socket.terminate();
    await ofFirst().say(id, ANA, 'are you there?', '2');
    const back = parent.on(second.url);
    expect((await back.heard()).at(-1)).toBe('Ana: are you there?');
    await back.says('End the talk');
    expect((await parent.heard()).at(-1)).toBe('handoff/ended');
    await desk.heard('parentLeft');
    expect(await ofFirst().say(id, ANA, 'late', '3')).toEqual({ kind: 'ended' });
    await back.asks();
    const again = (await desk.heard('asked', 2))[1]?.handoff.id as string;
    expect(again).not.toBe(id);
    expect(await ofSecond().take(again, BEN, '4')).toEqual({ kind: 'taken' });
  });

  it('shows both that the other writes, and keeps none of it', async () => {
    const id = await asked();
    await ofFirst().take(id, ANA, '1');
    const stream = openStream(parent.conversation.streamUrl);
    const before = (await parent.activities()).length;
    await stream.received(before);
    await ofFirst().typing(id, BEN);
    await ofFirst().typing(id, ANA);
    await stream.received(before + 1);
    expect(stream.activities.at(-1)).toMatchObject({
      type: 'typing',
      from: { name: 'Ana' },
      channelData: { by: { name: 'Ana' } },
    });
    for (const _ of [1, 2, 3]) await parent.types();
    await desk.heard('parentTyping');
    expect(desk.of('parentTyping').length).toBe(1);
    expect((await parent.activities()).length).toBe(before);
    stream.socket.close();
  });

  it('is brought again and in order after the desk was busy, failed, or another server took it', async () => {
    desk.fails = new DeskBusy('busy', 50);
    await parent.asks();
    await until(() => server.logged.some((line) => line.includes('is brought later')));
    desk.fails = undefined;
    const id = (await desk.heard('asked'))[0]?.handoff.id as string;
    await ofFirst().take(id, ANA, '1');
    desk.fails = new Error('down');
    for (const text of ['one', 'two', 'three']) await parent.says(text);
    desk.fails = undefined;
    expect((await desk.heard('parentSaid', 3)).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(desk.of('asked').length).toBe(1);
    const metrics = await server.parts.metrics.text();
    expect(metrics).toMatch(/attune_handoff_total\{outcome="asked"\} 1/);
    expect(metrics).toMatch(/attune_handoff_wait_seconds_count 1/);
  });

  it('tells the parent at once when the desk is gone for good', async () => {
    desk.fails = new DeskRefused('410');
    await parent.asks();
    await until(() => server.logged.concat(second.logged).some((line) => line.includes('given up')));
    while ((await parent.heard()).at(-1) !== 'handoff/nobody') await pause();
    for (const text of ['Ask for a call', '312 555 0142', 'Yes, call me']) await parent.says(text);
    while ((await parent.heard()).slice(-2).join() !== 'handoff/callBackDone,handoff/nobody') await pause();
  });

  it('is told when nobody came in time, once, and can still be taken', async () => {
    const id = await asked();
    const [timeout] = await takeLater(11 * 60_000);
    expect(timeout?.kind).toBe('timeout');
    await Promise.all([ofFirst().timeOut(id, 'same'), ofSecond().timeOut(id, 'same')]);
    expect((await parent.heard()).slice(-2)).toEqual(['handoff/asked', 'handoff/nobody']);
    await desk.heard('timedOut');
    for (const text of ['Ask for a call', '+1 312 555 0142', 'Yes, call me']) await parent.says(text);
    expect(await desk.heard('callBack')).toMatchObject([{ number: '+1 312 555 0142', handoff: { stage: 'callBack' } }]);
    expect(await ofFirst().end(id, BEN, '2')).toEqual({ kind: 'ended' });
    expect(desk.of('timedOut').length).toBe(1);
  });

  it.each(['delete my chat', 'DELETE'])('is taken back at once on %s', async (how) => {
    const id = await asked();
    await ofFirst().take(id, ANA, '1');
    await parent.says('private words');
    await desk.heard('parentSaid');
    if (how === 'DELETE') {
      const headers = { authorization: `Bearer ${parent.conversation.token}` };
      expect((await fetch(`${server.url}/chat/delete`, { method: 'POST', headers })).status).toBe(204);
    } else {
      await parent.says(how);
      await parent.says('yes');
    }
    const [back] = await desk.heard('retract');
    const posts = [...desk.of('asked'), ...desk.of('parentSaid')].map((message) => `post ${message.id}`);
    expect([...(back?.posts ?? [])].sort()).toEqual(posts.sort());
    expect(back).toMatchObject({ handoff: { id, stage: 'gone' }, thread: `thread of ${id}` });
    expect(await ofFirst().say(id, ANA, 'hello?', '2')).toEqual({ kind: 'unknown' });
  });

  it('is taken back when the time to keep it is over, and not before', async () => {
    const id = await asked();
    await ofFirst().take(id, ANA, '1');
    await parent.says('private words');
    await desk.heard('parentSaid');
    const dueBy = async (hours: number) => (await takeLater(hours * 3_600_000)).map(({ kind }) => kind);
    expect(await dueBy(1000)).not.toContain('retract');
    await ofFirst().end(id, ANA, '2');
    await desk.heard('ended');
    expect(await dueBy(23.9)).not.toContain('retract');
    expect(await dueBy(24.1)).toContain('retract');
  });

  it('is taken back when it was on its way while the chat was deleted', async () => {
    const id = await asked();
    await ofFirst().take(id, ANA, '1');
    await desk.heard('changed');
    let open = () => {};
    desk.gate = new Promise((resolve) => {
      open = resolve;
    });
    await parent.says('private words');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await store.delete(parent.conversation.conversationId);
    open();
    const [said] = await desk.heard('parentSaid');
    await until(() => desk.of('retract').some(({ posts }) => posts.includes(`post ${said?.id}`)));
    expect(await audit()).toContain('bot retracted');
  });
});
