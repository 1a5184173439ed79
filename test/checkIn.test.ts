import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contentIdsOf } from '../src/stories/play.ts';
import { DirectLineCaller } from './directLineCaller.ts';
import { startTestServer, type TestServer } from './helpers.ts';

const IN_TEN_MINUTES = 10 * 60_000;

describe('the ten minutes, on a real server', () => {
  let server: TestServer;
  let caller: DirectLineCaller;
  beforeAll(async () => {
    server = await startTestServer();
    caller = new DirectLineCaller(server.url);
  });
  afterAll(() => server.close());

  /** A parent who put the baby down and started the pause. */
  async function paused() {
    const conversation = await caller.start();
    for (const text of ["my baby won't stop crying", 'None of these', "I'd rather not say", 'Close to my limit']) {
      await caller.post(conversation, { type: 'message', text });
    }
    await caller.post(conversation, { type: 'message', text: 'Start ten minutes' });
    return conversation;
  }

  const due = (afterMs: number) => server.parts.store.takeDue(new Date(Date.now() + afterMs), 10);
  const said = async (conversation: Awaited<ReturnType<typeof paused>>) =>
    contentIdsOf((await caller.poll(conversation)).activities.filter(({ from }) => from?.role === 'bot'));

  it('are kept: the bot asks by itself', async () => {
    const conversation = await paused();
    expect(await due(IN_TEN_MINUTES - 5000)).toEqual([]);
    const [item] = await due(IN_TEN_MINUTES + 1000);
    if (!item) throw new Error('nothing is due');
    await server.parts.dueTurns.handle(item);
    expect((await said(conversation)).at(-1)).toBe('crying/checkIn');
    await caller.post(conversation, { type: 'message', text: 'Still crying' });
    expect((await said(conversation)).at(-1)).toBe('crying/hungry');
    expect(await due(2 * IN_TEN_MINUTES)).toEqual([]);
  });

  it('end with the first message of the parent', async () => {
    const conversation = await paused();
    await caller.post(conversation, { type: 'message', text: "I'm back" });
    expect((await said(conversation)).at(-1)).toBe('crying/back');
    expect(await due(2 * IN_TEN_MINUTES)).toEqual([]);
  });

  it('are forgotten with the chat', async () => {
    const conversation = await paused();
    await caller.post(conversation, { type: 'message', text: 'delete my chat' });
    await caller.post(conversation, { type: 'message', text: 'Yes, delete it' });
    expect(await said(conversation)).toEqual(['chat/deleted']);
    expect(await due(2 * IN_TEN_MINUTES)).toEqual([]);
  });
});
