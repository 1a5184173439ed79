import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { APP_ID, AzureStub } from './azureStub.ts';
import { until } from './directLineCaller.ts';
import { ANA, DeskBot, deskSite, FakeDesk, Parent } from './handoffServer.ts';
import type { TestServer } from './helpers.ts';
import { sqliteDatabase, type TestDatabase } from './stores.ts';

jest.setTimeout(60_000);

const settings = { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_PASSWORD: 'x', MICROSOFT_APP_TENANT_ID: 'tenant' };
const HUB_SITE = `name: Willow Creek Hospital
country: us
desk:
  kind: event
  staff: { en: our baby nurses, es: nuestro equipo }
  duty: always
  answerWithin: 10
  channels: [msteams]
`;

let azure: AzureStub;
let database: TestDatabase;
let server: TestServer;
let count = 0;

beforeAll(async () => {
  jest.spyOn(console, 'error').mockImplementation(() => {});
  azure = await new AzureStub().listen();
});
afterAll(() => azure.close());
beforeEach(async () => {
  azure.replies.length = 0;
  azure.busy = 0;
  database = await sqliteDatabase();
});
afterEach(async () => {
  await server.close();
  await database.remove();
});

const start = async (bot: DeskBot, desk?: FakeDesk) => {
  const given = { azureAuthentication: azure.authentication(), ...(desk && { desk }) };
  server = await bot.start(await database.open(), given, settings);
};

/** An activity of the channel, with its token. */
async function send(changes: object, token = azure.token()): Promise<number> {
  count += 1;
  const activity = {
    ...{ type: 'message', id: `activity-${count}`, channelId: 'msteams', serviceUrl: azure.url },
    ...{ conversation: { id: 'conversation', conversationType: 'personal' }, from: { id: 'parent', name: 'Parent' } },
    ...{ recipient: { id: 'bot', name: 'Attune' }, locale: 'en-US', ...changes },
  };
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return (await fetch(`${server.url}/api/messages`, { method: 'POST', body: JSON.stringify(activity), headers }))
    .status;
}

async function ask(changes: object = {}): Promise<void> {
  for (const text of ['talk to a nurse', 'Yes, ask them', 'Ask without a note']) await send({ text, ...changes });
}

const sent = () => azure.replies.map(({ activity, text }) => text || JSON.stringify(activity.attachments ?? ''));
const saying = (words: string) => sent().filter((text) => text.includes(words)).length;

describe('a parent in Teams', () => {
  const { site, remove } = deskSite();
  const bot = new DeskBot(site);
  afterAll(remove);

  it('gets what a nurse writes once and in order, with the name, also after the channel was busy', async () => {
    const desk = new FakeDesk();
    await start(bot, desk);
    await ask();
    const id = (await desk.heard('asked'))[0]?.handoff.id as string;
    azure.busy = 1;
    azure.retryAfter = '0';
    await server.parts.handoffs.take(id, ANA, '1');
    await server.parts.handoffs.say(id, ANA, 'How are you?', '2');
    await server.parts.handoffs.say(id, ANA, 'Take your time.', '3');
    await until(() => saying('Take your time.') > 0);
    const order = ['Ana is here now', 'Ana: How are you?', 'Ana: Take your time.'];
    const places = order.map((words) => sent().findIndex((text) => text.includes(words)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(order.map(saying)).toEqual([1, 1, 1]);
    await send({ text: 'not so good', id: 'to be deleted' });
    expect((await desk.heard('parentSaid'))[0]).toMatchObject({ text: 'not so good' });
    await server.parts.handoffs.typing(id, ANA);
    await until(() => azure.replies.some(({ activity }) => activity.type === 'typing'));
    // What the parent deletes in Teams goes from the staff as well; the talk ends, so that nobody writes to silence.
    const deleted = { type: 'messageDelete', id: 'to be deleted', channelData: { eventType: 'softDeleteMessage' } };
    expect(await send(deleted)).toBe(200);
    await until(() => saying('I ended the talk and told them.') > 0);
    await desk.heard('parentLeft');
    await desk.heard('retract');
    expect(await server.parts.handoffs.say(id, ANA, 'hello?', '4')).toEqual({ kind: 'unknown' });
  });

  it('is offered nobody where others read along', async () => {
    await start(bot, new FakeDesk());
    const conversation = { id: 'group', conversationType: 'groupChat', isGroup: true };
    const entities = [{ type: 'mention', mentioned: { id: 'bot', name: 'Attune' }, text: '<at>Attune</at>' }];
    await send({ text: '<at>Attune</at> talk to a nurse', conversation, entities });
    expect(saying('Talk with a nurse')).toBe(0);
  });
});

describe('an agent hub', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attune-hub-'));
  const site = join(folder, 'hub.yaml');
  writeFileSync(site, HUB_SITE);
  const bot = new DeskBot(site);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const status = (state: string, changes: object = {}, token?: string) =>
    send({ type: 'event', name: 'handoff.status', value: { state }, ...changes }, token);
  const stage = async () => (await server.parts.handoffs.openIn('conversation'))?.stage;

  beforeEach(() => start(bot));

  it('is asked by the protocol, accepts and completes', async () => {
    await ask();
    await until(() => azure.replies.some(({ activity }) => activity.name === 'handoff.initiate'));
    const event = azure.replies.find(({ activity }) => activity.name === 'handoff.initiate')?.activity;
    expect(event).toMatchObject({
      type: 'event',
      value: { language: 'en', urgent: false },
      attachments: [{ name: 'Transcript', content: { activities: [] } }],
    });
    expect(await status('accepted')).toBe(200);
    await until(() => saying('I keep quiet') > 0);
    expect(saying('One of our baby nurses is here now')).toBe(1);
    const before = azure.replies.length;
    await send({ text: 'what do I do about the crying?' });
    expect(azure.replies.length).toBe(before);
    await send({ text: 'I want to kill myself' });
    expect(saying('988')).toBeGreaterThan(0);
    await until(() => azure.replies.some(({ activity }) => activity.name === 'attune.warning'));
    await status('completed');
    await until(() => saying('The talk with our baby nurses has ended') > 0);
    expect(await stage()).toBeUndefined();
  });

  it('that fails leaves the parent with the truth', async () => {
    await ask();
    await status('failed');
    await until(() => saying('None of our baby nurses could come yet') > 0);
    await status('nonsense');
    expect(await stage()).toBe('waiting');
  });

  it('is believed on its own channel only, with a token, and never from a browser', async () => {
    await ask();
    expect(await status('accepted', { channelId: 'webchat' })).toBe(200);
    expect(await status('accepted', {}, 'forged')).toBe(401);
    expect(await stage()).toBe('waiting');
    const parent = await Parent.start(server.url);
    await parent.says('talk to a nurse');
    expect((await parent.heard()).at(-1)).toBe('help/nurseNone');
  });
});
