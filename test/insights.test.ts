import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Counts } from '../src/insights/counts.ts';
import { deviceOf } from '../src/insights/device.ts';
import { dayAfter, LocalDays } from '../src/insights/localDays.ts';
import { summarise } from '../src/insights/summary.ts';
import type { Count } from '../src/state/recordStores.ts';
import { DirectLineCaller } from './directLineCaller.ts';
import { startTestServer, type TestServer } from './helpers.ts';
import { oldKey, quiet, type TestDatabase, testDatabases } from './stores.ts';

jest.setTimeout(60_000);
const HOUR = 3_600_000;
const thisHour = () => Math.floor(Date.now() / HOUR);

describe.each(await testDatabases())('counts on %s', (_name, make) => {
  let database: TestDatabase;
  let server: TestServer;
  let caller: DirectLineCaller;
  beforeEach(async () => {
    database = await make();
    server = await startTestServer({
      DATA_DIR: database.folder,
      DATA_ENCRYPTION_KEYS: oldKey,
      ...(database.url && { DATABASE_URL: database.url }),
    });
    caller = new DirectLineCaller(server.url);
  });
  afterEach(async () => {
    await server.close();
    await database.remove();
  });

  it('tell what happened in turns, once each, and nothing else', async () => {
    const phone = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Mobile/15E148' };
    const { body } = await caller.call('POST', '/conversations', { body: { locale: 'en-US' }, headers: phone });
    const say = (text: string, id: string) =>
      caller.post(body, { type: 'message', text, channelData: { clientActivityID: id } });
    await say("my baby won't stop crying", '1');
    await say("my baby won't stop crying", '1');
    await say('None of these', '2');
    await say('I want to die', '3');
    await say('flurb zonk grelp', '4');
    await server.parts.counts.flush();
    const totals = await server.parts.store.counts.totals(thisHour() - 1, thisHour() + 1);
    const found = Object.fromEntries(totals.map(({ name, key, n }) => [`${name} ${key}`, n]));
    expect(found).toMatchObject({
      'conversation all': 1,
      'language en': 1,
      'device phone': 1,
      'message typed': 3,
      'message button': 1,
      'route crying': 1,
      'route crisis-self': 1,
      'escalation crisis-self': 1,
      'helpLine us-988': expect.any(Number),
    });
    expect(Object.keys(found).filter((key) => /zonk|die|988 |\d{2,}:/.test(key))).toEqual([]);
    const metrics = await server.parts.metrics.text();
    expect(metrics).toMatch(/attune_understood_total\{outcome="understood"\} \d/);
  });

  it('count a conversation once, although it is deleted in between', async () => {
    const conversation = await caller.start();
    for (const text of ['hello', 'delete my chat', 'Yes, delete it', 'hello again']) {
      await caller.post(conversation, { type: 'message', text });
    }
    await server.parts.counts.flush();
    const conversations = await server.parts.store.counts.hours('conversation', thisHour() - 1, thisHour() + 1);
    expect(conversations.reduce((sum, { n }) => sum + n, 0)).toBe(1);
  });
});

describe('counts in memory', () => {
  it('wait for a store that is away, and are added once', async () => {
    let fails = true;
    const added: Count[] = [];
    const store = {
      add: async (counts: readonly Count[]) => {
        if (fails) throw new Error('away');
        added.push(...counts);
      },
    } as never;
    const counts = new Counts({ counts: store, log: quiet, now: () => 5 * HOUR });
    counts.add('route', 'crying');
    await counts.flush();
    counts.add('route', 'crying');
    fails = false;
    await counts.close();
    await counts.flush();
    expect(added).toEqual([{ hour: 5, name: 'route', key: 'crying', n: 2 }]);
  });

  it('know devices coarsely', () => {
    expect(deviceOf('Mozilla/5.0 (Linux; Android 16; Pixel 10) Chrome/150 Mobile')).toBe('phone');
    expect(deviceOf('Mozilla/5.0 (iPad; CPU OS 18_0)')).toBe('phone');
    expect(deviceOf('Mozilla/5.0 (Windows NT 10.0; Win64; x64)')).toBe('desktop');
    expect(deviceOf('curl/8')).toBe('other');
    expect(deviceOf(undefined)).toBe('other');
  });
});

describe('the summary', () => {
  const now = Date.parse('2026-11-23T15:00:00Z');
  const store = (counts: Count[]) => ({
    add: async () => {},
    expire: async () => 0,
    hours: async (name: string, from: number, to: number) =>
      counts.filter((count) => count.name === name && count.hour >= from && count.hour < to),
    totals: async (from: number, to: number) => {
      const inside = counts.filter(({ hour }) => hour >= from && hour < to);
      const groups = Map.groupBy(inside, ({ name, key }) => `${name} ${key}`);
      return [...groups.values()].map((group) => ({
        name: String(group[0]?.name),
        key: String(group[0]?.key),
        n: group.reduce((sum, { n }) => sum + n, 0),
      }));
    },
  });
  const options = { days: 7, timeZone: 'America/New_York', languages: ['en', 'es'], now } as const;
  /** Every conversation has a language and a device. */
  const whole = (counts: Count[]) =>
    counts.flatMap((count) => [
      count,
      { ...count, name: 'language', key: 'en' },
      { ...count, name: 'device', key: 'phone' },
    ]);
  const at = (time: string) => Math.floor(Date.parse(time) / HOUR);
  const conversation = (time: string, n: number): Count => ({ hour: at(time), name: 'conversation', key: 'all', n });

  it('sorts hours into days where the hospital is, without today', async () => {
    const { from, to, tables, conversations } = await summarise(
      store(
        whole([
          // Ten in the evening of the 20th in New York.
          conversation('2026-11-21T03:00:00Z', 12),
          conversation('2026-11-22T17:00:00Z', 7),
          conversation('2026-11-23T06:00:00Z', 50),
          conversation('2026-11-16T04:00:00Z', 50),
        ]),
      ),
      options,
    );
    expect([from, to]).toEqual(['2026-11-16', '2026-11-22']);
    const day = (key: string) => tables.get('days')?.find((figure) => figure.key === key)?.shown;
    expect([day('2026-11-20'), day('2026-11-22'), day('2026-11-16')]).toEqual([10, 5, undefined]);
    expect(tables.get('hours')?.find(({ key }) => key === '22')?.shown).toBe(10);
    expect(conversations).toBe(15);
  });

  it('gives the share of what was not understood', async () => {
    const typed = (key: string, n: number): Count => ({
      hour: at('2026-11-21T03:00:00Z'),
      name: 'understanding',
      key,
      n,
    });
    const { notUnderstood } = await summarise(store([typed('understood', 80), typed('unclear', 22)]), options);
    expect(notUnderstood).toBe(20);
  });

  it('finds the first hour of a day, also when the clock changes', () => {
    const local = new LocalDays('Europe/London');
    expect(local.startOf('2026-10-25')).toBe(at('2026-10-24T23:00:00Z'));
    expect(local.startOf('2026-10-26')).toBe(at('2026-10-26T00:00:00Z'));
    expect(dayAfter('2026-02-28', 1)).toBe('2026-03-01');
  });
});
