import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { exportSamples } from '../src/samples/exportSamples.ts';
import { startRetention } from '../src/state/retention.ts';
import { type Conversation, DirectLineCaller } from './directLineCaller.ts';
import { startTestServer, type TestServer } from './helpers.ts';
import { counted, oldKey, quiet, type TestDatabase, testDatabases } from './stores.ts';

jest.setTimeout(60_000);
const EXPORT = join(import.meta.dirname, '..', 'src', 'commands', 'reviewExport.ts');
/** Read as two topics at once. */
const UNCLEAR = 'Just want to understand bedtime ritual at Rosehill';
const REDACTED = 'Just want to understand bedtime ritual at [name]';

describe.each(await testDatabases())('samples on %s', (_name, make) => {
  let database: TestDatabase;
  let settings: Record<string, string>;
  let server: TestServer;
  let caller: DirectLineCaller;
  let conversation: Conversation;

  async function start(more: Record<string, string> = { SAMPLES: 'true' }): Promise<void> {
    server = await startTestServer({ ...settings, ...more });
    caller = new DirectLineCaller(server.url);
    conversation = await caller.start();
  }
  beforeEach(async () => {
    database = await make();
    settings = {
      DATA_DIR: database.folder,
      DATA_ENCRYPTION_KEYS: oldKey,
      ...(database.url && { DATABASE_URL: database.url }),
    };
  });
  afterEach(async () => {
    await server.close();
    await database.remove();
  });

  const say = async (...said: string[]) => {
    for (const text of said) await caller.post(conversation, { type: 'message', text });
  };
  const kept = async () => (await server.parts.store.samples.open(50)).map(({ text }) => text);

  it('are kept only where the hospital asks for them, and only of what was not understood', async () => {
    await start({});
    await say(UNCLEAR);
    expect(await kept()).toEqual([]);
    expect(await (await fetch(server.url)).text()).not.toContain('id="samples"');
    await server.close();
    await start();
    await say(UNCLEAR, "my baby won't stop crying", 'None of these', 'thank you');
    expect(await kept()).toEqual([REDACTED]);
    const page = await (await fetch(server.url)).text();
    expect(page).toContain('are kept for 30 days, without names or numbers');
    expect(await (await fetch(`${server.url}/?lang=es`)).text()).toContain('se guardan 30 días');
  });

  it('are never of danger, nor of what is said while it is open, nor of other channels', async () => {
    await start();
    await say('I want to die', UNCLEAR);
    expect(await kept()).toEqual([]);
    await fetch(`${server.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'message',
        id: '1',
        text: UNCLEAR,
        channelId: 'msteams',
        serviceUrl: 'http://127.0.0.1:9',
        conversation: { id: 'teams', conversationType: 'personal' },
        from: { id: 'parent' },
        recipient: { id: 'bot' },
        deliveryMode: 'expectReplies',
      }),
    });
    expect(await kept()).toEqual([]);
  });

  it('go with the chat, by the button, by words, and by the page', async () => {
    await start();
    await say(UNCLEAR);
    expect((await kept()).length).toBe(1);
    await say('delete my chat', 'Yes, delete it');
    expect(await kept()).toEqual([]);
    await say(UNCLEAR);
    expect((await kept()).length).toBe(1);
    const authorization = `Bearer ${conversation.token}`;
    await fetch(`${server.url}/chat/delete`, { method: 'POST', headers: { authorization } });
    expect(await kept()).toEqual([]);
  });

  it('go after their days, and all at once when they are no longer asked for', async () => {
    await start();
    const { store } = server.parts;
    await store.turn('old', 'said', async (state) => counted(state, 'old'));
    const day = Math.floor(Date.now() / 86_400_000) - 31;
    await store.samples.keep({ conversationId: 'old', activityId: 'said', day, language: 'en', text: 'old' });
    await say(UNCLEAR);
    const sweep = async (samples: number, left: number) => {
      const end = startRetention({ store, log: quiet, hours: 24, auditDays: 365, days: { counts: 400, samples } });
      while ((await kept()).length !== left) await new Promise((wait) => setTimeout(wait, 20));
      end();
    };
    await sweep(30, 1);
    expect(await kept()).toEqual([REDACTED]);
    await sweep(0, 0);
  });

  it('are worded by a reviewer, or discarded, and exported for content/', async () => {
    await start();
    await say(UNCLEAR);
    const page = await (await fetch(`${server.url}/review`)).text();
    expect(page).toContain(REDACTED);
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? '';
    const judge = (fields: Record<string, string>) =>
      fetch(`${server.url}/review`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ proof: field('proof'), id: field('id'), do: 'keep', ...fields }).toString(),
      });
    const wording = 'the mobile over her cot frightens her';
    expect((await judge({ topic: 'cues', wording, proof: 'forged' })).status).toBe(403);
    for (const wrong of [
      { topic: 'nowhere', wording },
      { topic: 'cues', wording: 'one' },
      { topic: 'cues', wording: 'call [name] now' },
      { topic: 'cues', wording: 'call 555123 now' },
    ]) {
      expect((await judge(wrong)).status).toBe(400);
    }
    expect((await judge({ topic: 'cues', wording })).status).toBe(303);
    expect(await kept()).toEqual([]);
    const env = { PATH: process.env.PATH, ...settings };
    const { stdout } = await promisify(execFile)(process.execPath, [EXPORT], { env, cwd: database.folder });
    expect(stdout).toBe(`# content/cues/utterances.en.yaml\nfromReview: |\n  ${wording}\n\n`);
    await say(UNCLEAR);
    const [sample] = await server.parts.store.samples.open(1);
    expect((await judge({ do: 'discard', id: String(sample?.id) })).status).toBe(303);
    expect(await kept()).toEqual([]);
  });
});

describe('the export', () => {
  it('is YAML for each file, without the samples themselves', () => {
    const sample = (topic: string, wording: string, language: 'en' | 'es' = 'en') => ({
      id: '1',
      day: 1,
      language,
      text: 'redacted words',
      verdict: { topic, wording },
    });
    const text = exportSamples([
      sample('crying', 'he yells: "no" # all night'),
      sample('bonding', 'she looks away'),
      sample('crying', 'llora de noche', 'es'),
      sample('bonding', 'she looks away'),
    ]);
    expect(text).not.toContain('redacted words');
    const files = text.split(/^# /m).filter(Boolean);
    expect(files.map((file) => file.split('\n')[0])).toEqual([
      'content/bonding/utterances.en.yaml',
      'content/crying/utterances.en.yaml',
      'content/crying/utterances.es.yaml',
    ]);
    expect(parse(String(files[1]?.split('\n').slice(1).join('\n')))).toEqual({
      fromReview: 'he yells: "no" # all night\n',
    });
    expect(parse(String(files[0]?.split('\n').slice(1).join('\n')))).toEqual({ fromReview: 'she looks away\n' });
  });
});
