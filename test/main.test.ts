import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DirectLineCaller, openStream } from './directLineCaller.ts';

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');
let folder: string;
const children: ChildProcess[] = [];
/** Each test starts processes: more than the usual five seconds on a busy machine. */
jest.setTimeout(60_000);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-main-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The server as a process of its own, with these settings. */
function run(settings: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', ...settings };
  const child = spawn(process.execPath, [MAIN], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const output = { out: '', error: '' };
  const { promise: ready, resolve: isReady, reject: fail } = Promise.withResolvers<string>();
  child.stdout?.on('data', (data) => {
    output.out += data;
    const url = /http:\S+/.exec(output.out)?.[0];
    if (url) isReady(url.replace(/\/$/, ''));
  });
  child.stderr?.on('data', (data) => {
    output.error += data;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  ended.then((code) => fail(new Error(`the server ended with ${code}: ${output.error}`)));
  ready.catch(() => {});
  return { child, output, ready, ended };
}

describe('the server', () => {
  it('prints one line with its address, and is ready then', async () => {
    const { ready, output, child, ended } = run();
    const url = await ready;
    expect(output.out).toMatch(/^Attune is ready: http:\/\/127\.0\.0\.1:\d+\/\n$/);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    await ended;
  });

  it('speaks with the words of content/, and gives the crisis line in the middle of the checklist', async () => {
    const caller = new DirectLineCaller(await run().ready);
    const conversation = await caller.start();
    const said: string[] = [];
    for (const text of ["my baby won't stop crying", 'None of these', 'I want to die']) {
      const { watermark } = await caller.poll(conversation);
      await caller.post(conversation, { type: 'message', text });
      const { activities } = await caller.poll(conversation, watermark);
      said.push(activities.map((activity) => activity.text).join('\n'));
      const replies = activities.filter((activity) => activity.from?.role === 'bot');
      for (const reply of replies) expect(reply.channelData.contentId).toMatch(/^[\w-]+\/\w+$/);
    }
    expect(said.at(-1)).toContain('988');
  });

  it('keeps its secret and its conversations over a restart', async () => {
    const first = run();
    const caller = new DirectLineCaller(await first.ready);
    const conversation = await caller.start();
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(statSync(join(folder, 'token.secret')).mode & 0o777).toBe(0o600);
    const again = new DirectLineCaller(await run().ready);
    expect((await again.poll(conversation)).activities.length).toBeGreaterThan(0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s finishes the turn in flight, says 1001 to sockets and exits 0',
    async (signal) => {
      const { child, ready, ended, output } = run();
      const caller = new DirectLineCaller(await ready);
      const conversation = await caller.start();
      const stream = openStream(conversation.streamUrl);
      await stream.received(1);
      const posts = Array.from({ length: 12 }, (_, i) =>
        caller.post(conversation, { type: 'message', text: `hello ${i}` }),
      );
      await posts[0];
      child.kill(signal);
      const answers = await Promise.allSettled(posts);
      expect(await ended).toBe(0);
      expect(await stream.closed).toBe(1001);
      expect(output.error).toBe('');
      const taken = answers.filter((answer) => answer.status === 'fulfilled' && answer.value.status === 200);
      const kept = await new DirectLineCaller(await run().ready).poll(conversation);
      const echoes = kept.activities.filter((activity) => activity.from?.role === 'user');
      expect(echoes.length).toBeGreaterThanOrEqual(taken.length);
      expect(taken.length).toBeGreaterThan(0);
    },
  );
});

describe('wrong settings', () => {
  it('are all named at once, without a stack', async () => {
    const { ended, output } = run({ PORT: 'abc', COUNTRY: 'US!', TOKEN_SECRET: 'short', LOG_LEVEL: 'loud' });
    expect(await ended).toBe(1);
    for (const name of ['PORT', 'COUNTRY', 'TOKEN_SECRET', 'LOG_LEVEL']) expect(output.error).toContain(`${name}:`);
    expect(output.error).not.toContain('    at ');
    expect(output.out).toBe('');
  });

  it.each([
    ['a country without a file', { COUNTRY: 'atlantis' }, /COUNTRY: .*atlantis/],
    ['a host that is not this machine', { HOST: '203.0.113.1' }, /HOST: 203\.0\.113\.1/],
    [
      'a managed identity with a password',
      {
        MICROSOFT_APP_ID: '11111111-2222-3333-4444-555555555555',
        MICROSOFT_APP_TYPE: 'UserAssignedMSI',
        MICROSOFT_APP_PASSWORD: 'x',
        MICROSOFT_APP_TENANT_ID: 't',
      },
      /MICROSOFT_APP_TYPE: /,
    ],
  ])('%s', async (_name, settings: Record<string, string>, sentence) => {
    const { ended, output } = run(settings);
    expect(await ended).toBe(1);
    expect(output.error).toMatch(sentence);
    expect(output.error).not.toContain('    at ');
  });

  it('a port in use', async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { ended, output } = run({ PORT: String(port) });
    expect(await ended).toBe(1);
    expect(output.error).toContain(`PORT: ${port} is in use`);
    other.close();
  });

  it('a data folder that cannot be used', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const { ended, output } = run({ DATA_DIR: join(file, 'data') });
    expect(await ended).toBe(1);
    expect(output.error).toContain('DATA_DIR');
    expect(output.error).not.toContain('    at ');
  });

  it('a damaged secret', async () => {
    const damaged = mkdtempSync(join(folder, 'damaged-'));
    writeFileSync(join(damaged, 'token.secret'), 'x');
    chmodSync(join(damaged, 'token.secret'), 0o600);
    const { ended, output } = run({ DATA_DIR: damaged });
    expect(await ended).toBe(1);
    expect(output.error).toContain('is damaged');
  });
});
