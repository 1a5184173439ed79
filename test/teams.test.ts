import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Activity } from 'botbuilder';
import { AzureStub } from './azureStub.ts';
import { startTestServer, type TestServer } from './helpers.ts';

jest.setTimeout(30_000);

/** Teams' connector, as far as the bot sees it. */
let connector: AzureStub;
let server: TestServer;

beforeAll(async () => {
  connector = await new AzureStub().listen();
  server = await startTestServer();
});
afterEach(() => {
  connector.replies.length = 0;
  Object.assign(connector, { refusesUpdates: false, busy: 0, retryAfter: undefined });
});
afterAll(async () => {
  await server.close();
  await connector.close();
});

const BOT = { id: '28:00000000-0000-0000-0000-000000000001', name: 'Attune' };
const MENTION = { type: 'mention', text: '<at>Attune</at>', mentioned: BOT };
let count = 0;

/** A parent in a chat of their own, in a group chat, or in a thread of a channel. */
class Person {
  readonly id: string;
  readonly conversation: Partial<Activity['conversation']>;

  constructor(conversationType: 'personal' | 'groupChat' | 'channel', id?: string) {
    count += 1;
    this.id = `29:parent-${count}`;
    const isGroup = conversationType !== 'personal';
    this.conversation = { id: id ?? `a:conversation-${count}`, conversationType, ...(isGroup && { isGroup }) };
  }

  async send(activity: object): Promise<number> {
    count += 1;
    const common = { type: 'message', id: `activity-${count}`, channelId: 'msteams', serviceUrl: connector.url };
    const who = { from: { id: this.id, name: 'A Name' }, recipient: BOT, conversation: this.conversation };
    const body = JSON.stringify({ ...common, ...who, locale: 'en-US', ...activity });
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${server.url}/api/messages`, { method: 'POST', headers, body })).status;
  }

  say(text: string, more: object = {}): Promise<number> {
    return this.send({ text, ...more });
  }

  mention(text: string, more: object = {}): Promise<number> {
    return this.send({ text: `<at>Attune</at>&nbsp;${text}`, entities: [MENTION], ...more });
  }

  /** Presses a button on the newest card, or on this one. */
  press(title: string, on: Partial<Activity> | undefined = connector.replies.at(-1)?.activity, more: object = {}) {
    const data = cardButtons(on).find((button) => button.title === title)?.data;
    if (!data) throw new Error(`no button ${title}`);
    return this.send({ value: data, replyToId: 'the-card', ...more });
  }

  /** The kept conversation. */
  get key(): string {
    return this.conversation.isGroup ? `${this.conversation.id}|of=${this.id}` : String(this.conversation.id);
  }
}

interface CardElement {
  readonly type: string;
  readonly text?: string;
  readonly actions?: { title: string; type: string; url?: string; data?: object }[];
}

const cardBody = (activity: Partial<Activity> | undefined): CardElement[] =>
  activity?.attachments?.[0]?.content.body ?? [];
const cardButtons = (activity: Partial<Activity> | undefined) =>
  cardBody(activity).flatMap(({ actions }) => actions ?? []);
const cardText = (activity: Partial<Activity> | undefined) => cardBody(activity).flatMap(({ text }) => text ?? []);

const sent = () => connector.replies.map(({ activity }) => activity);
const newest = () => sent().at(-1);
const contentIds = () => sent().map(({ channelData }) => channelData?.contentId);
/** Everything that was sent, as one text. */
const everything = () => JSON.stringify(sent());

describe('the welcome', () => {
  const installed = { type: 'installationUpdate', action: 'add' };
  const botAdded = { type: 'conversationUpdate', membersAdded: [BOT] };

  it('comes before the first message, once, however Teams tells of the new chat', async () => {
    const parent = new Person('personal');
    await Promise.all([parent.send(installed), parent.send(botAdded)]);
    await parent.send({ type: 'conversationUpdate', membersAdded: [{ id: parent.id }] });
    await parent.send({ ...installed, action: 'add-upgrade' });
    expect(contentIds()).toEqual(['chat/welcome', 'chat/welcome', 'chat/welcome']);
    expect(newest()?.suggestedActions?.actions?.map(({ title }) => title)).toContain('My baby is crying');
    expect(newest()?.suggestedActions?.to).toEqual([parent.id]);
  });

  it('is a short introduction in a group, once, and nobody else who joins is greeted', async () => {
    const group = new Person('groupChat');
    await Promise.all([group.send(installed), group.send(botAdded)]);
    await group.send({ type: 'conversationUpdate', membersAdded: [{ id: '29:somebody' }] });
    await group.send({ type: 'conversationUpdate', channelData: { eventType: 'channelRenamed' } });
    expect(contentIds()).toEqual(['teams/introduction']);
    expect(cardText(newest())[0]).toContain('I answer here when you mention me');
    expect(cardButtons(newest())).toEqual([
      {
        type: 'Action.OpenUrl',
        title: 'Talk in private',
        url: `https://teams.microsoft.com/l/chat/0/0?users=${BOT.id}`,
      },
    ]);
  });

  it('is in the language of the client', async () => {
    await new Person('groupChat').send({ ...installed, locale: 'es-MX' });
    expect(cardText(newest())[0]).toMatch(/^Hola, soy Attune/);
  });

  it('comes again after the app was removed, with which all that was kept goes', async () => {
    const parent = new Person('personal');
    await parent.send(installed);
    expect(await server.parts.store.find(parent.key)).toBeDefined();
    await parent.send({ ...installed, action: 'remove' });
    expect(await server.parts.store.find(parent.key)).toBeUndefined();
    connector.replies.length = 0;
    await parent.send(installed);
    expect(contentIds()).toContain('chat/welcome');
  });
});

describe('in private', () => {
  it('the checklist is one card that changes in place', async () => {
    const parent = new Person('personal');
    await parent.say("my baby won't stop crying");
    expect(contentIds()).toEqual(['crying/start']);
    expect(newest()?.text).toBeUndefined();
    expect(cardText(newest())[0]).toBe('A quick safety check. Is any of this true?');
    expect(newest()?.suggestedActions).toBeUndefined();
    await parent.press('None of these');
    expect(connector.replies.at(-1)).toMatchObject({ method: 'PUT', path: expect.stringMatching(/\/the-card$/) });
    expect(contentIds()).toEqual(['crying/start', 'crying/age']);
  });

  it('a card that cannot be changed any more is followed by a new one', async () => {
    const parent = new Person('personal');
    await parent.say("my baby won't stop crying");
    connector.refusesUpdates = true;
    expect(await parent.press('None of these')).toBe(200);
    expect(connector.replies.at(-1)).toMatchObject({ method: 'POST' });
    expect(contentIds()).toEqual(['crying/start', 'crying/age']);
  });

  it('a button counts for the step on whose card it stands, also when it is pressed twice', async () => {
    const parent = new Person('personal');
    await parent.say("my baby won't stop crying, she is 5 months old");
    for (const title of ['None of these', "I'm OK"]) await parent.press(title);
    const first = newest();
    const before = contentIds().at(-1);
    await Promise.all([parent.press('Not that', first), parent.press('Not that', first)]);
    const after = contentIds().at(-1);
    expect(after).not.toBe(before);
    await parent.press('Not that');
    expect(new Set(contentIds()).size).toBe(contentIds().length - 1);
    expect(contentIds().at(-1)).not.toBe(after);
  });

  it('an emergency in its middle comes as new messages: the numbers as text, then as buttons that call', async () => {
    const parent = new Person('personal');
    await parent.say("my baby won't stop crying");
    connector.replies.length = 0;
    await parent.say('I want to die');
    expect(connector.replies.every(({ method }) => method === 'POST')).toBe(true);
    const lines = sent().findIndex(({ text }) => text?.includes('[988](tel:988)'));
    expect(lines).toBeGreaterThan(0);
    expect(sent()[lines]?.text).not.toContain('sms:');
    expect(cardButtons(sent()[lines + 1])).toContainEqual({
      type: 'Action.OpenUrl',
      title: 'Call 988',
      url: 'tel:988',
      style: 'positive',
    });
    expect(newest()?.suggestedActions?.actions?.map(({ title }) => title)).toContain("I'm safe for now");
  });

  it('more buttons than Teams suggests stand on a card', async () => {
    const parent = new Person('personal');
    await parent.say('I need to talk to someone');
    await parent.say('another country');
    expect(newest()?.suggestedActions).toBeUndefined();
    expect(cardButtons(newest()).length).toBeGreaterThan(6);
    await parent.press('England');
    expect(everything()).toContain('England');
  });

  it('what is sent carries its content id, and no more of our own data than Teams needs', async () => {
    await new Person('personal').say('I want to die');
    for (const { channelData } of sent()) {
      expect(channelData).toMatchObject({ contentId: expect.stringContaining('/'), sources: expect.any(Array) });
      expect(channelData).not.toHaveProperty('helpLines');
    }
  });

  it.each([
    [
      'only a picture',
      { attachments: [{ contentType: 'image/png', contentUrl: 'https://x.example/a' }] },
      'noAttachment',
    ],
    ['a sticker', { attachments: [{ contentType: 'text/html', content: '<div><img src="a"></div>' }] }, 'noAttachment'],
    ['nothing', { text: '', attachments: [{ contentType: 'text/html', content: '<div></div>' }] }, 'empty'],
  ])('%s gets a kind answer', async (_name, message, step) => {
    await new Person('personal').send(message);
    expect(contentIds().at(-1)).toBe(`chat/${step}`);
  });

  it('marks of the client are no part of what is said', async () => {
    await new Person('personal').say('<p>I&nbsp;want to die &amp; nobody&#39;s here</p>');
    expect(contentIds()[0]).toBe('crisis-self/act');
  });
});

describe('where others read along', () => {
  it.each(['groupChat', 'channel'] as const)('the bot answers in a %s only when it is mentioned', async (type) => {
    const parent = new Person(type);
    await parent.say('I want to die');
    await parent.say('<at>Megan</at> I want to die', {
      entities: [{ type: 'mention', text: '<at>Megan</at>', mentioned: { id: '29:megan' } }],
    });
    expect(sent()).toEqual([]);
    expect(await server.parts.store.find(parent.key)).toBeUndefined();
    await parent.mention("my baby won't stop crying");
    expect(contentIds()).toEqual(['crying/start']);
  });

  it('a turn is one card with buttons and the offer to talk in private', async () => {
    const parent = new Person('channel');
    await parent.mention('how can I play with my newborn');
    expect(sent().length).toBe(1);
    expect(cardText(newest()).at(-1)).toBe('Others here can read this. You can also write to me in private.');
    expect(cardButtons(newest()).at(-1)?.url).toBe(`https://teams.microsoft.com/l/chat/0/0?users=${BOT.id}`);
    expect(newest()?.suggestedActions).toBeUndefined();
  });

  it("never repeats a parent's words or name, nor those of others", async () => {
    const parent = new Person('groupChat');
    await parent.mention('my zebra baby Wilhelmina keeps crying <at>Megan Bowen</at>', {
      entities: [MENTION, { type: 'mention', text: '<at>Megan Bowen</at>', mentioned: { id: '29:megan' } }],
    });
    await parent.press('None of these');
    await parent.mention('zebra zebra qwertz');
    expect(sent().length).toBeGreaterThan(2);
    // Every message names its recipient to the connector; nothing that is shown does.
    const shown = JSON.stringify(sent().map(({ recipient: _recipient, ...rest }) => rest));
    expect(shown).not.toMatch(/zebra|Wilhelmina|Megan|A Name|qwertz/i);
  });

  it('gives the numbers at once, as text and as buttons', async () => {
    await new Person('channel').mention('I want to die');
    expect(sent().length).toBe(2);
    expect(sent()[0]?.text).toContain('[988](tel:988)');
    expect(cardButtons(sent()[1]).map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Call 988', "I'm safe for now", 'Talk in private']),
    );
  });

  it('two people have two conversations: the age of one baby decides nothing about the other', async () => {
    const first = new Person('groupChat');
    const second = new Person('groupChat', first.conversation.id);
    await first.mention("my baby won't stop crying, she is 10 months old");
    expect(contentIds()).toEqual(['crying/dangerOlder']);
    const card = newest();
    await second.mention("my baby won't stop crying");
    expect(contentIds().at(-1)).toBe('crying/start');
    await first.press('None of these', card);
    expect(contentIds().at(-1)).toBe('crying/parent');
  });

  it("on somebody else's card a button starts a conversation of one's own, and changes nothing there", async () => {
    const first = new Person('groupChat');
    const second = new Person('groupChat', first.conversation.id);
    await first.mention("my baby won't stop crying");
    await second.press('None of these');
    expect(connector.replies.map(({ method }) => method)).toEqual(['POST', 'POST']);
    expect(contentIds().at(-1)).toMatch(/^chat\//);
    await first.press('None of these', sent()[0]);
    expect(contentIds().at(-1)).toBe('crying/age');
  });
});

describe('what a parent changes in Teams', () => {
  const edit = { type: 'messageUpdate', channelData: { eventType: 'editMessage' } };

  it('an edited message is answered anew, once', async () => {
    const parent = new Person('personal');
    await parent.say('how do I play with my baby', { id: '1' });
    connector.replies.length = 0;
    const change = { ...edit, id: '1', timestamp: '2026-11-23T10:00:00.000Z' };
    await parent.say('I want to die', change);
    const { length } = sent();
    expect(contentIds()[0]).toBe('crisis-self/act');
    await parent.say('I want to die', change);
    expect(sent().length).toBe(length);
    await parent.say('how do I play with my baby', { ...change, channelData: { eventType: 'undeleteMessage' } });
    expect(sent().length).toBe(length);
  });

  it('an edit in a group is heard only with a mention', async () => {
    const parent = new Person('groupChat');
    await parent.say('I want to die', { ...edit, id: '1' });
    expect(sent()).toEqual([]);
    await parent.mention('I want to die', { ...edit, id: '1' });
    expect(newest()?.channelData?.contentIds).toContain('crisis-self/act');
  });

  it.each(['personal', 'groupChat'] as const)('words deleted in a %s are gone here at once', async (type) => {
    const parent = new Person(type);
    await parent.mention('my zebra baby cries', { id: '1' });
    const words = async () => JSON.stringify(await server.parts.store.read(parent.key, 0));
    expect(await words()).toContain('zebra');
    connector.replies.length = 0;
    expect(await parent.send({ type: 'messageDelete', id: '1', channelData: { eventType: 'softDeleteMessage' } })).toBe(
      200,
    );
    expect(await words()).not.toContain('zebra');
    expect(sent()).toEqual([]);
    await parent.mention('None of these');
    expect(contentIds()).toEqual(['crying/age']);
  });

  it('a deletion in a chat that is not kept is accepted', async () => {
    expect(await new Person('personal').send({ type: 'messageDelete', id: '1' })).toBe(200);
  });

  it.each(['messageReaction', 'typing', 'endOfConversation'])('%s is accepted, and nothing is said', async (type) => {
    expect(await new Person('personal').send({ type })).toBe(200);
    expect(sent()).toEqual([]);
  });

  it('an event from outside stands for nothing that is due', async () => {
    const parent = new Person('personal');
    await parent.send({ type: 'event', name: 'checkIn' });
    expect(await server.parts.store.find(parent.key)).toBeUndefined();
  });
});

describe('a busy connector', () => {
  it.each([
    ['says for how long', '1'],
    ['does not say for how long', undefined],
  ])('that %s gets everything later, in order, once', async (_name, retryAfter) => {
    Object.assign(connector, { busy: 1, retryAfter });
    const parent = new Person('personal');
    const before = Date.now();
    // The channel sends an activity again when it waits too long.
    const twice = [1, 2].map(() => parent.say('I want to die', { id: 'the-same' }));
    expect(await Promise.all(twice)).toEqual([200, 200]);
    expect(Date.now() - before).toBeGreaterThan(700);
    const ids = contentIds();
    expect(ids.slice(0, 2)).toEqual(['crisis-self/act', 'crisis-self/act']);
    expect(new Set(sent().map(({ text, attachments }) => JSON.stringify([text, attachments]))).size).toBe(ids.length);
  });

  it('does not keep other conversations waiting', async () => {
    Object.assign(connector, { busy: 1, retryAfter: '2' });
    const slow = new Person('personal').say('hello');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = Date.now();
    await new Person('personal').say('I want to die');
    expect(Date.now() - before).toBeLessThan(1500);
    expect(contentIds()[0]).toBe('crisis-self/act');
    await slow;
  });
});

describe('the check-in', () => {
  it('comes ten minutes later as a new card of the same conversation, without mentioning anybody', async () => {
    const parent = new Person('channel', '19:team@thread.tacv2;messageid=7');
    await parent.mention("my baby won't stop crying");
    for (const title of ['None of these', "I'd rather not say", 'Close to my limit']) await parent.press(title);
    await parent.press('Start ten minutes');
    connector.replies.length = 0;
    const items = await server.parts.store.takeDue(new Date(Date.now() + 11 * 60_000), 10);
    const item = items.find(({ conversationId }) => conversationId === parent.key);
    if (!item) throw new Error('nothing is due');
    await server.parts.dueTurns.handle(item);
    await server.parts.dueTurns.handle(item);
    expect(contentIds()).toEqual(['crying/checkIn']);
    expect(connector.replies[0]).toMatchObject({
      method: 'POST',
      path: `/v3/conversations/${encodeURIComponent('19:team@thread.tacv2;messageid=7')}/activities`,
    });
    await parent.press('Still crying');
    expect(contentIds().length).toBe(2);
  });
});
