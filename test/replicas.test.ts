import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startBalancer } from './balancer.ts';
import { PatientParent } from './patientParent.ts';
import { ServerProcess } from './serverProcess.ts';
import { hasPostgres, oldKey, postgresDatabase, type TestDatabase } from './stores.ts';

jest.setTimeout(120_000);

((await hasPostgres()) ? describe : describe.skip)('two servers on one database, behind a balancer', () => {
  let database: TestDatabase;
  let servers: ServerProcess[] = [];
  let balancer: Awaited<ReturnType<typeof startBalancer>>;

  const startServer = () =>
    ServerProcess.start(database.folder, {
      DATABASE_URL: String(database.url),
      DATA_ENCRYPTION_KEYS: oldKey,
      TOKEN_SECRET: 'the same secret on every server, thirty-two characters',
    });

  beforeEach(async () => {
    database = await postgresDatabase();
    balancer = await startBalancer();
    servers = await Promise.all([startServer(), startServer()]);
    balancer.setTargets(servers.map(({ port }) => port));
  });
  afterEach(async () => {
    await balancer.close();
    await Promise.all(servers.map((server) => server.kill()));
    await database.remove();
  });

  it('lose, double and turn around nothing, while one is killed and another takes its place', async () => {
    const parents = Array.from(
      { length: 8 },
      (_, index) => new PatientParent(balancer.url, index % 2 ? 'by polling' : 'by its socket'),
    );
    await Promise.all(parents.map((parent) => parent.start()));
    let ended = false;
    const writing = Promise.all(parents.map((parent) => parent.writeUntil(() => ended)));
    await setTimeout(1500);
    await servers[0]?.kill();
    await setTimeout(1500);
    servers[0] = await startServer();
    balancer.setTargets(servers.map(({ port }) => port));
    await setTimeout(1500);
    await servers[1]?.stop();
    await setTimeout(500);
    ended = true;
    await writing;
    const problems = (await Promise.all(parents.map((parent) => parent.problems()))).flat();
    expect(problems).toEqual([]);
    expect(parents.reduce((sum, { faults }) => sum + faults, 0)).toBe(0);
  });
});
