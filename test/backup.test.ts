import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Conversation, DirectLineCaller } from './directLineCaller.ts';
import { ServerProcess } from './serverProcess.ts';
import { newKey, type TestDatabase, testDatabases } from './stores.ts';

jest.setTimeout(120_000);
const COMMANDS = join(import.meta.dirname, '..', 'src', 'commands');
const execute = promisify(execFile);

describe.each(await testDatabases())('a backup of %s', (name, make) => {
  let first: TestDatabase;
  let second: TestDatabase;
  let servers: ServerProcess[];

  beforeEach(async () => {
    [first, second] = await Promise.all([make(), make()]);
    servers = [];
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await Promise.all([first.remove(), second.remove()]);
  });

  const place = (database: TestDatabase) => join(database.folder, 'data');
  const settings = (database: TestDatabase): Record<string, string> =>
    database.url ? { DATABASE_URL: database.url } : {};
  async function start(database: TestDatabase): Promise<DirectLineCaller> {
    mkdirSync(place(database), { recursive: true });
    const server = await ServerProcess.start(place(database), settings(database), join(database.folder, 'log'));
    servers.push(server);
    return new DirectLineCaller(`http://127.0.0.1:${server.port}`);
  }
  const run = (command: 'backup' | 'restore', database: TestDatabase, ...args: string[]) =>
    execute(process.execPath, [join(COMMANDS, `${command}.ts`), ...args], {
      env: { PATH: process.env.PATH, DATA_DIR: place(database), ...settings(database) },
      cwd: database.folder,
    });
  const inFolder = (...parts: string[]) => join(first.folder, ...parts);

  /** The numbers of a conversation's messages, and whether each has its reply. */
  async function said(caller: DirectLineCaller, conversation: Conversation) {
    const { activities } = await caller.poll(conversation);
    const asked = activities.filter(({ from }) => from?.role === 'user');
    return {
      numbers: asked.map(({ text }) => Number(text?.replace(/\D/g, ''))),
      isWhole: asked.every(({ id }) => activities.some(({ replyToId }) => replyToId === id)),
    };
  }

  it('is made while parents write, and brings their conversations back elsewhere', async () => {
    const caller = await start(first);
    const conversations = await Promise.all([1, 2, 3].map(() => caller.start()));
    const sent = conversations.map(() => 0);
    let isWriting = true;
    const writing = conversations.map(async (conversation, i) => {
      while (isWriting) {
        const { status } = await caller.post(conversation, {
          type: 'message',
          text: `my baby cries ${Number(sent[i]) + 1}`,
        });
        if (status === 200) sent[i] = Number(sent[i]) + 1;
      }
    });
    while (sent.some((count) => count < 5)) await new Promise((wait) => setTimeout(wait, 20));
    const before = [...sent];
    await run('backup', first, '--to', inFolder('copy'), '--keys', inFolder('keys'));
    const during = sent.map((count, i) => count - Number(before[i]));
    isWriting = false;
    await Promise.all(writing);
    expect(Math.max(...during)).toBeGreaterThan(0);
    expect(existsSync(inFolder('copy', 'encryption.key'))).toBe(false);
    expect(statSync(inFolder('copy')).mode & 0o077).toBe(0);
    await servers[0]?.kill();

    if (second.url) {
      mkdirSync(place(second), { recursive: true });
      for (const file of ['encryption.key', 'token.secret']) {
        writeFileSync(join(place(second), file), readFileSync(inFolder('keys', file)));
      }
      await run('restore', second, '--from', inFolder('copy'));
    } else await run('restore', second, '--from', inFolder('copy'), '--keys', inFolder('keys'));
    const restored = await start(second);
    for (const [i, conversation] of conversations.entries()) {
      const { numbers, isWhole } = await said(restored, conversation);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      expect(numbers.length).toBeGreaterThanOrEqual(Number(before[i]));
      expect(isWhole).toBe(true);
      await restored.post(conversation, { type: 'message', text: `my baby cries ${numbers.length + 1}` });
      expect((await said(restored, conversation)).numbers.length).toBe(numbers.length + 1);
    }
  });

  it('is never written over anything, and never restored when it is damaged', async () => {
    const caller = await start(first);
    await caller.start();
    await run('backup', first, '--to', inFolder('copy'), '--keys', inFolder('keys'));
    const fails = (message: RegExp) => ({ code: 1, stderr: expect.stringMatching(message) });
    await expect(run('backup', first, '--to', inFolder('copy'))).rejects.toMatchObject(
      fails(/name a folder that is not/),
    );
    await expect(run('backup', first)).rejects.toMatchObject(fails(/--to/));
    await expect(run('restore', first, '--from', inFolder('copy'))).rejects.toMatchObject(
      fails(/is there: stop the server|holds tables of Attune/),
    );
    await expect(run('restore', second, '--from', inFolder('nowhere'))).rejects.toMatchObject(fails(/is missing/));
    if (name === 'SQLite') {
      await expect(run('restore', second, '--from', inFolder('copy'))).rejects.toMatchObject(fails(/keys are missing/));
      writeFileSync(inFolder('keys', 'encryption.key'), newKey);
      await expect(
        run('restore', second, '--from', inFolder('copy'), '--keys', inFolder('keys')),
      ).rejects.toMatchObject(fails(/encrypted with a key that this server does not have/));
      expect(existsSync(join(place(second), 'attune.sqlite'))).toBe(false);
    }
    const copy = inFolder('copy', name === 'SQLite' ? 'attune.sqlite' : 'attune.dump');
    chmodSync(copy, 0o600);
    writeFileSync(copy, Buffer.concat([readFileSync(copy), Buffer.of(0)]));
    await expect(run('restore', second, '--from', inFolder('copy'))).rejects.toMatchObject(
      fails(/is not what was backed up/),
    );
  });
});
