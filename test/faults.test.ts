import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startBalancer } from './balancer.ts';
import { DirectLineCaller, until } from './directLineCaller.ts';
import { startTestServer, type TestServer } from './helpers.ts';
import { PatientParent } from './patientParent.ts';
import { ServerProcess } from './serverProcess.ts';
import { hasPostgres, oldKey, postgresDatabase, type TestDatabase, testDatabases } from './stores.ts';
import { startTcpProxy } from './tcpProxy.ts';

/** `npm run faults` sets this: the long run. */
const isLong = 'longRun' in globalThis;
const KILLS = isLong ? 100 : 6;
const AWAY_MS = isLong ? 30_000 : 2500;
jest.setTimeout(isLong ? 1_800_000 : 90_000);

/** A message that no reply may leave without the words for an emergency. */
const EMERGENCY = 'I want to kill myself';

/** Parents on this server, who check at the end that nothing was lost, doubled or half answered. */
async function startParents(url: string, count: number): Promise<PatientParent[]> {
  const parents = Array.from(
    { length: count },
    (_, index) => new PatientParent(url, index % 2 ? 'by polling' : 'by its socket'),
  );
  await Promise.all(parents.map((parent) => parent.start()));
  return parents;
}

async function problemsOf(parents: readonly PatientParent[]): Promise<string[]> {
  return (await Promise.all(parents.map((parent) => parent.problems()))).flat();
}

describe.each(await testDatabases())('a server on %s', (_name, make) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await make();
  });
  afterEach(() => database.remove());

  it(`that is killed at ${KILLS} random moments under load loses, doubles and half answers nothing`, async () => {
    const balancer = await startBalancer();
    const settings = { DATA_ENCRYPTION_KEYS: oldKey, ...(database.url && { DATABASE_URL: database.url }) };
    const start = async () => {
      const server = await ServerProcess.start(database.folder, settings);
      balancer.setTargets([server.port]);
      return server;
    };
    let server = await start();
    const parents = await startParents(balancer.url, 6);
    let ended = false;
    const writing = Promise.all(parents.map((parent) => parent.writeUntil(() => ended)));
    for (let kill = 0; kill < KILLS; kill += 1) {
      await setTimeout(50 + Math.random() * 500);
      await server.kill();
      server = await start();
    }
    ended = true;
    await writing;
    expect(await problemsOf(parents)).toEqual([]);
    await server.stop();
    await balancer.close();
  });
});

((await hasPostgres()) ? describe : describe.skip)('a database', () => {
  let database: TestDatabase;
  let proxy: Awaited<ReturnType<typeof startTcpProxy>>;
  let server: TestServer;

  beforeEach(async () => {
    database = await postgresDatabase();
    proxy = await startTcpProxy(new URL(String(database.url)), 5432);
    server = await startTestServer({ DATABASE_URL: proxy.url(), DATA_ENCRYPTION_KEYS: oldKey });
  });
  afterEach(async () => {
    proxy.slow(0);
    await server.close();
    await proxy.close();
    await database.remove();
  });

  it('that is away and comes back loses nothing; meanwhile parents are told, and get the emergency words', async () => {
    const parents = await startParents(server.url, 4);
    const [inNeed] = parents as [PatientParent];
    let ended = false;
    const writing = Promise.all(parents.slice(1).map((parent) => parent.writeUntil(() => ended)));
    await inNeed.write('hello');
    proxy.refuse();
    const emergency = inNeed.write(EMERGENCY);
    await until(() => inNeed.faults > 0);
    expect([...inNeed.saidInFaults]).toEqual(expect.arrayContaining(['crisis-self/act', 'chat/fault']));
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    await setTimeout(AWAY_MS);
    proxy.allow();
    await emergency;
    await until(() => parents.slice(1).some(({ faults }) => faults > 0));
    ended = true;
    await writing;
    expect(await problemsOf(parents)).toEqual([]);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });

  it('that is slow delays replies, and one that hangs is given up with the emergency words', async () => {
    const parents = await startParents(server.url, 3);
    const [inNeed] = parents as [PatientParent];
    proxy.slow(200);
    await Promise.all(parents.map((parent) => parent.write('hello')));
    expect(parents.map(({ faults }) => faults)).toEqual([0, 0, 0]);
    proxy.slow(60_000);
    const began = performance.now();
    const emergency = inNeed.write(EMERGENCY);
    await until(() => inNeed.faults > 0);
    expect(performance.now() - began).toBeLessThan(60_000);
    expect([...inNeed.saidInFaults]).toContain('crisis-self/act');
    proxy.slow(0);
    proxy.allow();
    await emergency;
    expect(await problemsOf(parents)).toEqual([]);
  });
});

describe('a disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attune-disk-'));
  /** Mounting a small disk needs root, as in CI. */
  const canMount = mount();

  function mount(): boolean {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder], { stdio: 'ignore' });
      return true;
    } catch (error) {
      if (process.env.CI === 'true') throw error;
      process.stderr.write('a full disk is not tested: only root can mount one\n');
      return false;
    }
  }

  afterEach(() => {
    if (canMount) execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  (canMount ? it : it.skip)('that is full loses nothing, and goes on when there is space again', async () => {
    const server = await startTestServer({ DATA_DIR: folder });
    const parents = await startParents(server.url, 3);
    const [inNeed] = parents as [PatientParent];
    await Promise.all(parents.map((parent) => parent.write('hello')));
    const filler = join(folder, 'filler');
    expect(() => writeFileSync(filler, Buffer.alloc(8_000_000))).toThrow(/ENOSPC/);
    let ended = false;
    const writing = Promise.all(parents.slice(1).map((parent) => parent.writeUntil(() => ended)));
    await until(() => parents.slice(1).every(({ faults }) => faults > 0));
    const emergency = inNeed.write(EMERGENCY);
    await until(() => inNeed.faults > 0);
    expect([...inNeed.saidInFaults]).toEqual(expect.arrayContaining(['crisis-self/act', 'chat/fault']));
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    rmSync(filler);
    await emergency;
    ended = true;
    await writing;
    expect(await problemsOf(parents)).toEqual([]);
    await server.close();
  });
});

// Node looks for slow clients every thirty seconds: too long for each run of the tests.
if (isLong) {
  it('a client that sends its request a byte at a time is ended, and holds up nobody', async () => {
    const server = await startTestServer();
    const slow = connect(Number(new URL(server.url).port), '127.0.0.1');
    slow.on('error', () => {});
    slow.write('POST /v3/directline/conversations HTTP/1.1\r\nHost: localhost\r\n');
    const drip = setInterval(() => void slow.write('X-A: b\r\n'), 1000);
    const [parent] = (await startParents(server.url, 1)) as [PatientParent];
    await parent.write('hello');
    await Promise.race([new Promise((resolve) => slow.on('close', resolve)), setTimeout(90_000)]);
    clearInterval(drip);
    expect(slow.destroyed).toBe(true);
    expect(await problemsOf([parent])).toEqual([]);
    await server.close();
  });
}

describe('a clock', () => {
  afterEach(() => void jest.restoreAllMocks());

  it.each([
    ['an hour ahead', 3_600_000],
    ['thirty hours ahead', 30 * 3_600_000],
    ['a day back', -24 * 3_600_000],
  ])('that jumps %s, and back, loses nothing and lets everybody go on', async (_name, jump) => {
    const server = await startTestServer();
    const caller = new DirectLineCaller(server.url);
    const parents = await startParents(server.url, 2);
    const conversation = await caller.start();
    await Promise.all(parents.map((parent) => parent.write('before')));
    const clock = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => clock() + jump);
    // An expired token is exchanged for a new one, as clients do.
    const { status, body } = await caller.call('POST', '/tokens/refresh', { token: conversation.token });
    expect(status).toBe(200);
    const renewed = { ...conversation, token: body.token };
    expect((await caller.post(renewed, { type: 'message', text: 'hi' })).status).toBe(200);
    expect((await caller.start()).conversationId).toMatch(/^attune-/);
    jest.restoreAllMocks();
    await Promise.all(parents.map((parent) => parent.write('after')));
    expect((await caller.post(conversation, { type: 'message', text: 'back' })).status).toBe(200);
    expect(await problemsOf(parents)).toEqual([]);
    await server.close();
  });
});
