import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { hasPostgres, onServer, PREFIX, postgresDatabase } from './stores.ts';

const names = async () =>
  (await onServer(`SELECT datname FROM pg_database WHERE starts_with(datname, '${PREFIX}')`)).map(
    ({ datname }) => datname,
  );

((await hasPostgres()) ? describe : describe.skip)('test databases', () => {
  it('of a test run that was killed are dropped by the next one, those of a live one are not', async () => {
    const { pid: ended } = spawnSync(process.execPath, ['--version']);
    const abandoned = `${PREFIX}${ended}_abandoned`;
    const used = `${PREFIX}${process.ppid}_used`;
    for (const name of [abandoned, used]) await onServer(`CREATE DATABASE ${name}`);
    const database = await postgresDatabase();
    const there = await names();
    expect(there).not.toContain(abandoned);
    expect(there).toContain(used);
    await onServer(`DROP DATABASE ${used}`);
    await database.remove();
    expect(await names()).not.toContain(new URL(String(database.url)).pathname.slice(1));
  });
});
