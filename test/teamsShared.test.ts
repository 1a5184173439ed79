import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { teamsMessages } from '../src/channels/teams/teamsReplies.ts';
import { loadTeamsWords } from '../src/channels/teams/teamsWords.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { BOT, cardButtons, cardText, MENTION, Teams } from './teamsPerson.ts';

jest.setTimeout(30_000);

let teams: Teams;
beforeAll(async () => {
  teams = await Teams.start();
});
afterEach(() => teams.reset());
afterAll(() => teams.close());

describe('where others read along', () => {
  it.each(['groupChat', 'channel'] as const)('the bot answers in a %s only when it is mentioned', async (type) => {
    const parent = teams.person(type);
    await parent.say('I want to die');
    await parent.say('<at>Megan</at> I want to die', {
      entities: [{ type: 'mention', text: '<at>Megan</at>', mentioned: { id: '29:megan' } }],
    });
    expect(teams.sent).toEqual([]);
    expect(await teams.server.parts.store.find(parent.key)).toBeUndefined();
    await parent.mention("my baby won't stop crying");
    expect(teams.contentIds).toEqual(['crying/start']);
  });

  it('a turn is one card with buttons and the offer to talk in private', async () => {
    const parent = teams.person('channel');
    await parent.mention('how can I play with my newborn');
    expect(teams.sent.length).toBe(1);
    expect(cardText(teams.newest).at(-1)).toBe('Others here can read this. You can also write to me in private.');
    expect(cardButtons(teams.newest).at(-1)?.url).toBe(`https://teams.microsoft.com/l/chat/0/0?users=${BOT.id}`);
    expect(teams.newest?.suggestedActions).toBeUndefined();
  });

  it("never repeats a parent's words or name, nor those of others", async () => {
    const parent = teams.person('groupChat');
    await parent.mention('my zebra baby Wilhelmina keeps crying <at>Megan Bowen</at>', {
      entities: [MENTION, { type: 'mention', text: '<at>Megan Bowen</at>', mentioned: { id: '29:megan' } }],
    });
    await parent.press('None of these');
    await parent.mention('zebra zebra qwertz');
    expect(teams.sent.length).toBeGreaterThan(2);
    // Every message names its recipient to the connector; nothing that is shown does.
    const shown = JSON.stringify(teams.sent.map(({ recipient: _recipient, ...rest }) => rest));
    expect(shown).not.toMatch(/zebra|Wilhelmina|Megan|A Name|qwertz/i);
  });

  it('gives the numbers at once, as text and as buttons', async () => {
    await teams.person('channel').mention('I want to die');
    expect(teams.sent.length).toBe(2);
    expect(teams.sent[0]?.text).toContain('[988](tel:988)');
    expect(cardButtons(teams.sent[1]).map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Call 988', "I'm safe for now", 'Talk in private']),
    );
  });

  it('a card goes on in place, but what is about something else comes as a new one', async () => {
    const parent = teams.person('groupChat');
    await parent.mention("my baby won't stop crying, she is 5 months old");
    await parent.press('None of these');
    await parent.press('Get help');
    expect(teams.connector.replies.map(({ method }) => method)).toEqual(['POST', 'PUT', 'POST']);
    expect(teams.contentIds.at(-1)).toMatch(/^help\//);
  });

  it('an emergency never takes the place of a card, even where a country has no lines', () => {
    const said = (contentId: string) => [{ id: '1', type: 'message', text: 'a', channelData: { contentId } }];
    const place = (contentId: string) => ({
      ...{ shared: true, userId: '29:parent', botId: BOT.id },
      card: { id: 'the-card', contentId },
    });
    const words = loadTeamsWords(CONTENT_FOLDER);
    const replaces = (from: string, to: string) => teamsMessages(said(to), place(from), words)[0]?.replaces;
    expect(replaces('crying/hungry', 'crying/nappy')).toBe('the-card');
    expect(replaces('crisis-self/check', 'crisis-self/act')).toBeUndefined();
  });

  it('two people have two conversations: the age of one baby decides nothing about the other', async () => {
    const first = teams.person('groupChat');
    const second = teams.person('groupChat', first.conversation.id);
    await first.mention("my baby won't stop crying, she is 10 months old");
    expect(teams.contentIds).toEqual(['crying/dangerOlder']);
    const card = teams.newest;
    await second.mention("my baby won't stop crying");
    expect(teams.contentIds.at(-1)).toBe('crying/start');
    await first.press('None of these', card);
    expect(teams.contentIds.at(-1)).toBe('crying/parent');
  });

  it("on somebody else's card a button starts a conversation of one's own, and changes nothing there", async () => {
    const first = teams.person('groupChat');
    const second = teams.person('groupChat', first.conversation.id);
    await first.mention("my baby won't stop crying");
    await second.press('None of these');
    expect(teams.connector.replies.map(({ method }) => method)).toEqual(['POST', 'POST']);
    expect(teams.contentIds.at(-1)).toMatch(/^chat\//);
    await first.press('None of these', teams.sent[0]);
    expect(teams.contentIds.at(-1)).toBe('crying/age');
  });
});

describe('what a parent changes in Teams', () => {
  const edit = { type: 'messageUpdate', channelData: { eventType: 'editMessage' } };

  it('an edited message is answered anew, once', async () => {
    const parent = teams.person('personal');
    await parent.say('how do I play with my baby', { id: '1' });
    teams.connector.replies.length = 0;
    const change = { ...edit, id: '1', timestamp: '2026-11-23T10:00:00.000Z' };
    await parent.say('I want to die', change);
    const { length } = teams.sent;
    expect(teams.contentIds[0]).toBe('crisis-self/act');
    await parent.say('I want to die', change);
    expect(teams.sent.length).toBe(length);
    await parent.say('how do I play with my baby', { ...change, channelData: { eventType: 'undeleteMessage' } });
    expect(teams.sent.length).toBe(length);
  });

  it('an edit in a group is heard only with a mention', async () => {
    const parent = teams.person('groupChat');
    await parent.say('I want to die', { ...edit, id: '1' });
    expect(teams.sent).toEqual([]);
    await parent.mention('I want to die', { ...edit, id: '1' });
    expect(teams.newest?.channelData?.contentIds).toContain('crisis-self/act');
  });

  it.each(['personal', 'groupChat'] as const)('words deleted in a %s are gone here at once', async (type) => {
    const parent = teams.person(type);
    await parent.mention('my zebra baby cries', { id: '1' });
    const words = async () => JSON.stringify(await teams.server.parts.store.read(parent.key, 0));
    expect(await words()).toContain('zebra');
    teams.connector.replies.length = 0;
    expect(await parent.send({ type: 'messageDelete', id: '1', channelData: { eventType: 'softDeleteMessage' } })).toBe(
      200,
    );
    expect(await words()).not.toContain('zebra');
    expect(teams.sent).toEqual([]);
    await parent.mention('None of these');
    expect(teams.contentIds).toEqual(['crying/age']);
  });

  it('a deletion in a chat that is not kept is accepted', async () => {
    expect(await teams.person('personal').send({ type: 'messageDelete', id: '1' })).toBe(200);
  });

  it.each(['messageReaction', 'typing', 'endOfConversation'])('%s is accepted, and nothing is said', async (type) => {
    expect(await teams.person('personal').send({ type })).toBe(200);
    expect(teams.sent).toEqual([]);
  });

  it('an event from outside stands for nothing that is due', async () => {
    const parent = teams.person('personal');
    await parent.send({ type: 'event', name: 'checkIn' });
    expect(await teams.server.parts.store.find(parent.key)).toBeUndefined();
  });
});
