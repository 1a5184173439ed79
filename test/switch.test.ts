import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ChatSwitch } from '../src/operations/chatSwitch.ts';
import type { SwitchedOff } from '../src/state/recordStores.ts';
import { type Conversation, DirectLineCaller, openStream } from './directLineCaller.ts';
import { startTestServer, type TestServer } from './helpers.ts';
import { oldKey, quiet, type TestDatabase, testDatabases } from './stores.ts';

jest.setTimeout(90_000);
const COMMAND = join(import.meta.dirname, '..', 'src', 'commands', 'switch.ts');
const run = promisify(execFile);

describe.each(await testDatabases())('the switch on %s', (_name, make) => {
  let database: TestDatabase;
  let settings: Record<string, string>;
  let server: TestServer;
  let caller: DirectLineCaller;

  beforeEach(async () => {
    database = await make();
    settings = {
      DATA_DIR: database.folder,
      DATA_ENCRYPTION_KEYS: oldKey,
      ...(database.url && { DATABASE_URL: database.url }),
    };
    server = await startTestServer(settings);
    caller = new DirectLineCaller(server.url);
  });
  afterEach(async () => {
    await server.close();
    await database.remove();
  });

  const turn = (...args: string[]) =>
    run(process.execPath, [COMMAND, ...args], { env: { PATH: process.env.PATH, ...settings }, cwd: database.folder });
  const health = async () => (await fetch(`${server.url}/health`)).json() as Promise<{ chat: string; since?: string }>;
  const closed = async (isClosed: boolean) => {
    while ((await health()).chat !== (isClosed ? 'closed' : 'open')) await new Promise((wait) => setTimeout(wait, 50));
  };
  /** Content ids of what is said to these words. */
  async function answers(conversation: Conversation, text: string, more: object = {}): Promise<string[]> {
    const { watermark } = await caller.poll(conversation);
    await caller.post(conversation, { type: 'message', text, ...more });
    const { activities } = await caller.poll(conversation, watermark);
    return [
      ...new Set(activities.filter(({ from }) => from?.role === 'bot').map((reply) => reply.channelData.contentId)),
    ];
  }

  it('closes the chat of a running server by command, in every channel, and opens it again', async () => {
    const conversation = await caller.start();
    expect(await answers(conversation, "my baby won't stop crying")).toEqual(['crying/start']);
    expect((await turn('off', '--reason', 'a wrong number')).stdout).toMatch(/closed since .*: a wrong number/);
    await closed(true);

    expect(await answers(conversation, "my baby won't stop crying")).toEqual(['chat/closed']);
    expect(await answers(conversation, 'I want to die')).toEqual([
      'crisis-self/act',
      'crisis-self/nextMinute',
      'chat/closed',
    ]);
    expect((await answers(await caller.start(), 'quiero morirme', { locale: 'en' })).at(-1)).toBe('chat/closed');
    const page = await (await fetch(server.url)).text();
    expect(page).toContain('This chat is closed right now');
    expect(page).toContain('tel:988');
    const form = await fetch(`${server.url}/chat/plain`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'text=I want to die&once=1',
    });
    const said = await form.text();
    expect(said).toContain('This chat is closed right now');
    expect(said).toContain('988');
    expect(await teams('hello')).toEqual(['chat/closed']);
    expect((await turn('status')).stdout).toMatch(/closed since/);
    const metrics = await server.parts.metrics.text();
    expect(metrics).toContain('attune_switched_off 1');

    expect((await turn('on')).stdout).toBe('The chat is open.\n');
    await closed(false);
    // The list goes on where it was: nothing was read or kept meanwhile.
    const { activities } = await caller.poll(conversation);
    expect(JSON.stringify(activities)).not.toContain('I want to die');
    expect(await answers(conversation, 'None of these')).toContain('crying/age');
  });

  async function teams(text: string): Promise<string[]> {
    const response = await fetch(`${server.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'message',
        id: text,
        text,
        channelId: 'msteams',
        serviceUrl: 'http://127.0.0.1:9',
        conversation: { id: 'teams', conversationType: 'personal' },
        from: { id: 'parent' },
        recipient: { id: 'bot' },
        deliveryMode: 'expectReplies',
      }),
    });
    const { activities } = (await response.json()) as { activities: { channelData?: { contentIds?: string[] } }[] };
    return [...new Set(activities.flatMap(({ channelData }) => channelData?.contentIds ?? []))];
  }

  it('greets who comes while it is closed with the way to help, and goes on with them later', async () => {
    await turn('off', '--reason', 'test');
    await closed(true);
    const conversation = await caller.start();
    const stream = openStream(conversation.streamUrl);
    expect((await stream.received(1))[0]).toMatch(/^bot: This chat is closed right now/);
    stream.socket.terminate();
    await turn('on');
    await closed(false);
    expect(await answers(conversation, 'I feel nothing for my baby')).toEqual(['bonding/start']);
  });

  it('tells who waits for the check-in that it does not come', async () => {
    const conversation = await caller.start();
    const { store } = server.parts;
    const at = new Date(Date.now() - 1000);
    await store.turn(conversation.conversationId, 'plan', async (state) => ({
      state: { ...(state as NonNullable<typeof state>), language: 'es' },
      log: [],
      due: { name: 'checkIn', at, reference: { conversation: { id: conversation.conversationId } as never } },
    }));
    await store.switch.set({ since: at.toISOString(), reason: 'test' });
    await server.parts.chatSwitch.look();
    const [item] = await store.takeDue(new Date(), 1);
    if (item) await server.parts.dueTurns.handle(item);
    const { activities } = await caller.poll(conversation);
    expect(activities.at(-1)?.channelData.contentId).toBe('chat/closed');
    expect(activities.at(-1)?.locale).toBe('es');
    expect(await store.takeDue(new Date(Date.now() + 600_000), 1)).toEqual([]);
  });

  it('says what is wrong with the command, and changes nothing', async () => {
    await expect(turn('off')).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/--reason: say why/) });
    await expect(turn('maybe')).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/npm run switch/) });
    expect((await turn('status')).stdout).toBe('The chat is open.\n');
  });
});

describe('the switch', () => {
  it('is closed by the setting, whatever the store says', async () => {
    const server = await startTestServer({ SWITCHED_OFF: 'true' });
    const caller = new DirectLineCaller(server.url);
    const conversation = await caller.start();
    await caller.post(conversation, { type: 'message', text: 'hello' });
    const { activities } = await caller.poll(conversation);
    expect(activities.at(-1)?.channelData.contentId).toBe('chat/closed');
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: 'ok', chat: 'closed' });
    await server.close();
  });

  it('stays as it was while the store is away', async () => {
    let answer: () => Promise<SwitchedOff | undefined> = async () => ({ since: '2026-11-23', reason: 'x' });
    const store = { read: () => answer(), set: async () => {} };
    const chatSwitch = new ChatSwitch({ switch: store, log: quiet, closed: false, lookMs: 3_600_000 });
    await chatSwitch.look();
    answer = () => Promise.reject(new Error('away'));
    await chatSwitch.look();
    expect(chatSwitch.off?.reason).toBe('x');
    answer = async () => undefined;
    await chatSwitch.look();
    expect(chatSwitch.off).toBeUndefined();
    chatSwitch.close();
  });
});
