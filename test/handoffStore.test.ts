import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEntry, HandoffRow } from '../src/handoff/handoff.ts';
import { type HandoffCommit, OUTBOX_LEASE_MS, type OutboxItem, type OutboxMessage } from '../src/state/handoffStore.ts';
import type { Store } from '../src/state/store.ts';
import { counted, type TestDatabase, testDatabases } from './stores.ts';

const ANA = { id: 'ana', name: 'Ana Ruiz' };
const at = (ms: number) => new Date(ms);
const message = (id: string, more: Partial<OutboxMessage> = {}): OutboxMessage => ({
  ...{ id, handoff: 'h', to: 'desk', kind: 'parentSaid', lane: 'h desk', at: at(1000), body: { text: `words ${id}` } },
  ...more,
});
const retract = (more: Partial<OutboxMessage> = {}) =>
  message('h retract', { kind: 'retract', lane: 'h retract', at: at(9_000_000_000_000), body: {}, ...more });
const row = (more: Partial<HandoffRow> = {}): HandoffRow => ({
  id: 'h',
  conversationId: 'a',
  desk: 'webhook',
  stage: 'waiting',
  urgent: false,
  askedAt: at(5000),
  language: 'es',
  ...more,
});

describe.each(await testDatabases())('hand-offs in a store on %s', (_name, make) => {
  let database: TestDatabase;
  let store: Store;
  let turns = 0;

  beforeEach(async () => {
    database = await make();
    store = await database.open();
  });
  afterEach(() => database.remove());

  const commit = (more: HandoffCommit & { erase?: boolean }, conversation = 'a') => {
    turns += 1;
    return store.turn(conversation, `turn ${turns}`, async (state) => ({ ...counted(state, 'x'), ...more }));
  };
  const take = (now: number, from = store) => from.handoffs.takeOutbox(at(now), 10);
  const ids = (items: readonly OutboxItem[]) => items.map(({ id }) => id);
  const audited = async (since = at(0)) => {
    const entries: AuditEntry[] = [];
    for await (const entry of store.handoffs.readAudit(since)) entries.push(entry);
    return entries;
  };

  it('are committed with their turn, also with the first one, or not at all', async () => {
    await commit({ handoff: row(), outbox: [message('1')] });
    expect(await store.handoffs.find('h')).toEqual({ ...row(), takenAt: undefined, by: undefined, thread: undefined });
    expect(await take(1000)).toMatchObject([
      { id: '1', conversationId: 'a', to: 'desk', attempts: 0, body: { text: 'words 1' } },
    ]);
    const failed = store.turn('a', 'fails', async () => {
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await commit({ handoff: row({ stage: 'taken', by: ANA, takenAt: at(7000), urgent: true }) });
    expect(await store.handoffs.find('h')).toMatchObject({ stage: 'taken', by: ANA, takenAt: at(7000), urgent: true });
    expect(await store.handoffs.find('another')).toBeUndefined();
  });

  it('write nothing for an activity that was seen before', async () => {
    const run = async () => ({ ...counted(undefined, 'x'), outbox: [message(`${Math.random()}`)] });
    await store.turn('a', 'same', run);
    await store.turn('a', 'same', run);
    expect((await take(2000)).length).toBe(1);
  });

  it('bring the messages of a lane one after the other, those of others beside them', async () => {
    await commit({ outbox: [message('1'), message('2'), message('other', { lane: 'x' })] });
    await commit({ outbox: [message('3')] });
    const [first, other] = await take(1000);
    expect([first?.id, other?.id].sort()).toEqual(['1', 'other']);
    expect(await take(1001)).toEqual([]);
    await store.handoffs.finish(first?.id === '1' ? first : (other as OutboxItem));
    expect(ids(await take(1001))).toEqual(['2']);
  });

  it('hand a message to one server, and again when nothing came of it, the later ones after it', async () => {
    const second = await database.open();
    await commit({ outbox: [message('1'), message('2')] });
    const taken = await Promise.all([take(1000), take(1000, second)]);
    expect(ids(taken.flat())).toEqual(['1']);
    expect(ids(await take(1000 + OUTBOX_LEASE_MS))).toEqual(['1']);
    await store.handoffs.putBack(taken.flat()[0] as OutboxItem, at(500_000));
    expect(await take(499_999)).toEqual([]);
    expect(await take(500_000)).toMatchObject([{ id: '1', attempts: 1 }]);
  });

  it('replace a message that waits by one of the same id', async () => {
    await commit({ outbox: [message('1', { at: at(9000) })] });
    await commit({ outbox: [message('1', { at: at(2000), body: { text: 'newer' } })] });
    expect(await take(2000)).toMatchObject([{ id: '1', body: { text: 'newer' } }]);
  });

  it('keep the thread and the posts of what was brought, until all is taken back', async () => {
    await commit({ handoff: row(), outbox: [message('1'), retract()] });
    const [item] = await take(1000);
    await store.handoffs.finish(item as OutboxItem, { thread: 'thread 7', post: 'post 1' });
    await commit({ handoff: row({ stage: 'taken' }) });
    expect(await store.handoffs.byThread('webhook', 'thread 7')).toMatchObject({ id: 'h', stage: 'taken' });
    expect(await store.handoffs.byThread('teams', 'thread 7')).toBeUndefined();
    expect(await store.handoffs.posts('h')).toEqual(['post 1']);
    await commit({ outbox: [message('late'), retract({ at: at(3000) })] });
    const taken = await take(3000);
    const back = taken.find(({ kind }) => kind === 'retract') as OutboxItem;
    await store.handoffs.finish(back);
    expect(await store.handoffs.find('h')).toBeUndefined();
    expect(await store.handoffs.posts('h')).toEqual([]);
    expect(await take(1_000_000_000)).toEqual([]);
  });

  it.each(['erase', 'delete', 'expire'] as const)(
    'go with %s, but for what takes back, which is due then',
    async (how) => {
      await commit({ handoff: row(), outbox: [message('1'), retract()] });
      if (how === 'erase') await commit({ erase: true, handoff: row({ stage: 'gone' }), outbox: [message('left')] });
      if (how === 'delete') await store.delete('a');
      if (how === 'expire') await store.expire(at(Date.now() + 10_000));
      const taken = ids(await take(1000)).sort();
      expect(taken).toEqual(how === 'erase' ? ['h retract', 'left'] : ['h retract']);
      expect((await store.handoffs.find('h'))?.stage).toBe('gone');
    },
  );

  it('take back what was brought while the chat was deleted', async () => {
    await commit({ handoff: row(), outbox: [message('1'), retract()] });
    const [item] = await take(1000);
    await store.delete('a');
    await store.handoffs.finish(item as OutboxItem, { post: 'p' }, message('late', { kind: 'retract', lane: 'late' }));
    expect(ids(await take(2000)).sort()).toEqual(['h retract', 'late']);
    expect(await store.handoffs.posts('h')).toEqual([]);
  });

  it('tell the place in the queue: the urgent first, then who asked first, of one desk', async () => {
    await commit({ handoff: row({ id: '1', askedAt: at(1000) }) }, 'a');
    await commit({ handoff: row({ id: '2', askedAt: at(2000), conversationId: 'b' }) }, 'b');
    await commit({ handoff: row({ id: '3', askedAt: at(3000), conversationId: 'c', urgent: true }) }, 'c');
    await commit({ handoff: row({ id: '4', askedAt: at(500), conversationId: 'd', desk: 'teams' }) }, 'd');
    const waiting = (urgent: boolean, asked: number) => store.handoffs.waitingBefore('webhook', urgent, at(asked));
    expect(await waiting(true, 3000)).toBe(0);
    expect(await waiting(false, 1000)).toBe(1);
    expect(await waiting(false, 4000)).toBe(3);
    await commit({ handoff: row({ id: '1', askedAt: at(1000), stage: 'taken' }) }, 'a');
    expect(await waiting(false, 4000)).toBe(2);
  });

  it('keep an audit log of their own, longer than the conversation', async () => {
    const entry = (action: AuditEntry['action'], time: number, actor: AuditEntry['actor']) => ({
      at: at(time),
      handoff: 'h',
      actor,
      action,
    });
    await commit({ audit: [entry('asked', 1000, 'parent'), entry('taken', 2000, ANA)] });
    await store.handoffs.audit([{ at: at(3000), actor: ANA, action: 'refused' }]);
    await store.delete('a');
    expect(await audited()).toEqual([
      entry('asked', 1000, 'parent'),
      entry('taken', 2000, ANA),
      { at: at(3000), actor: ANA, action: 'refused' },
    ]);
    expect((await audited(at(2000))).length).toBe(2);
    expect(await store.handoffs.expireAudit(at(2000))).toBe(1);
    expect((await audited()).map(({ action }) => action)).toEqual(['taken', 'refused']);
  });

  it('count what waits, and tell of what was added', async () => {
    let told = 0;
    const unwatch = store.handoffs.watchOutbox(() => {
      told += 1;
    });
    await commit({ outbox: [message('1'), retract()] });
    await commit({});
    expect(told).toBe(1);
    expect(await store.handoffs.waitingMessages(at(1000))).toBe(1);
    unwatch();
    await commit({ outbox: [message('2')] });
    expect(told).toBe(1);
    expect(await store.handoffs.waitingMessages(at(1000))).toBe(2);
  });
});
