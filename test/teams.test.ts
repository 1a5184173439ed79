import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { loadTeamsWords, wordsOf } from '../src/channels/teams/teamsWords.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { BOT, cardButtons, cardText, Teams } from './teamsPerson.ts';

jest.setTimeout(30_000);

let teams: Teams;
beforeAll(async () => {
  teams = await Teams.start();
});
afterEach(() => teams.reset());
afterAll(() => teams.close());

describe('the note for a doctor', () => {
  it('is a message of its own: what is copied from it is the note and nothing else', async () => {
    const parent = teams.person('personal');
    for (const text of ['Get help', 'What do I say?', 'Low mood', "That's all", 'Months']) await parent.say(text);
    teams.reset();
    await parent.say('Looks right');
    const [words, note, ...others] = teams.sent;
    expect(others).toEqual([]);
    expect(words?.text).toContain("It's yours now.");
    expect(note?.text).toBe(
      [
        '**Something I want to say**',
        '- I have a baby. I am not OK.',
        '- I feel low.',
        '- It has been like this for months.',
        '- I would like help. Can we talk about what I can do?',
      ].join('\n'),
    );
    expect(note?.attachments).toBeUndefined();
  });
});

describe('the welcome', () => {
  const installed = { type: 'installationUpdate', action: 'add' };
  const botAdded = { type: 'conversationUpdate', membersAdded: [BOT] };

  it('comes before the first message, once, however Teams tells of the new chat', async () => {
    const parent = teams.person('personal');
    await Promise.all([parent.send(installed), parent.send(botAdded)]);
    await parent.send({ type: 'conversationUpdate', membersAdded: [{ id: parent.id }] });
    await parent.send({ ...installed, action: 'add-upgrade' });
    expect(teams.contentIds).toEqual(['chat/welcome', 'chat/welcome', 'chat/welcome']);
    expect(teams.newest?.suggestedActions?.actions?.map(({ title }) => title)).toContain('My baby is crying');
    expect(teams.newest?.suggestedActions?.to).toEqual([parent.id]);
  });

  it('is a short introduction in a group, once, and nobody else who joins is greeted', async () => {
    const group = teams.person('groupChat');
    await Promise.all([group.send(installed), group.send(botAdded)]);
    await group.send({ type: 'conversationUpdate', membersAdded: [{ id: '29:somebody' }] });
    await group.send({ type: 'conversationUpdate', channelData: { eventType: 'channelRenamed' } });
    expect(teams.contentIds).toEqual(['teams/introduction']);
    expect(cardText(teams.newest)[0]).toContain('I answer here when you mention me');
    expect(cardButtons(teams.newest)).toEqual([
      {
        type: 'Action.OpenUrl',
        title: 'Talk in private',
        url: `https://teams.microsoft.com/l/chat/0/0?users=${BOT.id}`,
      },
    ]);
  });

  it('is in the language of the client', async () => {
    await teams.person('groupChat').send({ ...installed, locale: 'es-MX' });
    expect(cardText(teams.newest)[0]).toMatch(/^Hola, soy Attune/);
  });

  it('comes again after the app was removed, with which all that was kept goes', async () => {
    const parent = teams.person('personal');
    await parent.send(installed);
    expect(await teams.server.parts.store.find(parent.key)).toBeDefined();
    await parent.send({ ...installed, action: 'remove' });
    expect(await teams.server.parts.store.find(parent.key)).toBeUndefined();
    teams.connector.replies.length = 0;
    await parent.send(installed);
    expect(teams.contentIds).toContain('chat/welcome');
  });
});

describe('in private', () => {
  it('the checklist is one card that changes in place', async () => {
    const parent = teams.person('personal');
    await parent.say("my baby won't stop crying");
    expect(teams.contentIds).toEqual(['crying/start']);
    expect(teams.newest?.text).toBeUndefined();
    expect(cardText(teams.newest)[0]).toBe("That's hard. A quick safety check. Is any of this true?");
    expect(teams.newest?.suggestedActions).toBeUndefined();
    await parent.press('None of these');
    expect(teams.connector.replies.at(-1)).toMatchObject({ method: 'PUT', path: expect.stringMatching(/\/the-card$/) });
    expect(teams.contentIds).toEqual(['crying/start', 'crying/age']);
  });

  it('a card that cannot be changed any more is followed by a new one', async () => {
    const parent = teams.person('personal');
    await parent.say("my baby won't stop crying");
    teams.connector.refusesUpdates = true;
    expect(await parent.press('None of these')).toBe(200);
    expect(teams.connector.replies.at(-1)).toMatchObject({ method: 'POST' });
    expect(teams.contentIds).toEqual(['crying/start', 'crying/age']);
  });

  it('a button counts for the step on whose card it stands, also when it is pressed twice', async () => {
    const parent = teams.person('personal');
    await parent.say("my baby won't stop crying, she is 5 months old");
    for (const title of ['None of these', "I'm OK"]) await parent.press(title);
    const first = teams.newest;
    const before = teams.contentIds.at(-1);
    await Promise.all([parent.press('Not that', first), parent.press('Not that', first)]);
    const after = teams.contentIds.at(-1);
    expect(after).not.toBe(before);
    await parent.press('Not that');
    expect(new Set(teams.contentIds).size).toBe(teams.contentIds.length - 1);
    expect(teams.contentIds.at(-1)).not.toBe(after);
  });

  it('an emergency in its middle comes as new messages: the numbers as text, then as buttons that call', async () => {
    const parent = teams.person('personal');
    await parent.say("my baby won't stop crying");
    teams.connector.replies.length = 0;
    await parent.say('I want to die');
    expect(teams.connector.replies.every(({ method }) => method === 'POST')).toBe(true);
    const lines = teams.sent.findIndex(({ text }) => text?.includes('[988](tel:988)'));
    expect(lines).toBeGreaterThan(0);
    expect(teams.sent[lines]?.text).not.toContain('sms:');
    expect(cardButtons(teams.sent[lines + 1])).toContainEqual({
      type: 'Action.OpenUrl',
      title: 'Call 988',
      url: 'tel:988',
      style: 'positive',
    });
    expect(teams.newest?.suggestedActions?.actions?.map(({ title }) => title)).toContain("I'm safe for now");
  });

  it('more buttons than Teams suggests stand on a card', async () => {
    const parent = teams.person('personal');
    await parent.say('I need to talk to someone');
    await parent.say('another country');
    expect(teams.newest?.suggestedActions).toBeUndefined();
    expect(cardButtons(teams.newest).length).toBeGreaterThan(6);
    await parent.press('England');
    expect(JSON.stringify(teams.sent)).toContain('England');
  });

  it.each(wordsOf(loadTeamsWords(CONTENT_FOLDER), 'en').commands)(
    'understands the command "$title"',
    async ({ title }) => {
      await teams.person('personal').say(title);
      expect(teams.contentIds[0]).not.toMatch(/^chat\/(notUnderstood|clarify)/);
    },
  );

  it('what is sent carries its content id, and no more of our own data than Teams needs', async () => {
    await teams.person('personal').say('I want to die');
    for (const { channelData } of teams.sent) {
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
    await teams.person('personal').send(message);
    expect(teams.contentIds.at(-1)).toBe(`chat/${step}`);
  });

  it('marks of the client are no part of what is said', async () => {
    await teams.person('personal').say('<p>I&nbsp;want to die &amp; nobody&#39;s here</p>');
    expect(teams.contentIds[0]).toBe('crisis-self/act');
  });
});

describe('a busy connector', () => {
  it.each([
    ['says for how long', '1'],
    ['does not say for how long', undefined],
  ])('that %s gets everything later, in order, once', async (_name, retryAfter) => {
    Object.assign(teams.connector, { busy: 1, retryAfter });
    const parent = teams.person('personal');
    const before = Date.now();
    // The channel sends an activity again when it waits too long.
    const twice = [1, 2].map(() => parent.say('I want to die', { id: 'the-same' }));
    expect(await Promise.all(twice)).toEqual([200, 200]);
    expect(Date.now() - before).toBeGreaterThan(700);
    const ids = teams.contentIds;
    expect(ids.slice(0, 2)).toEqual(['crisis-self/act', 'crisis-self/act']);
    expect(new Set(teams.sent.map(({ text, attachments }) => JSON.stringify([text, attachments]))).size).toBe(
      ids.length,
    );
  });

  it('changes the card later, and sends no second one', async () => {
    const parent = teams.person('personal');
    await parent.say("my baby won't stop crying");
    teams.connector.busy = 1;
    await parent.press('None of these');
    expect(teams.connector.replies.map(({ method }) => method)).toEqual(['POST', 'PUT']);
  });

  it('does not keep other conversations waiting', async () => {
    Object.assign(teams.connector, { busy: 1, retryAfter: '2' });
    const slow = teams.person('personal').say('hello');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = Date.now();
    await teams.person('personal').say('I want to die');
    expect(Date.now() - before).toBeLessThan(1500);
    expect(teams.contentIds[0]).toBe('crisis-self/act');
    await slow;
  });
});

describe('the check-in', () => {
  it('comes ten minutes later as a new card of the same conversation, without mentioning anybody', async () => {
    const parent = teams.person('channel', '19:team@thread.tacv2;messageid=7');
    await parent.mention("my baby won't stop crying");
    for (const title of ['None of these', "I'd rather not say", 'Close to my limit']) await parent.press(title);
    await parent.press('Start ten minutes');
    teams.connector.replies.length = 0;
    const items = await teams.server.parts.store.takeDue(new Date(Date.now() + 11 * 60_000), 10);
    const item = items.find(({ conversationId }) => conversationId === parent.key);
    if (!item) throw new Error('nothing is due');
    await teams.server.parts.dueTurns.handle(item);
    await teams.server.parts.dueTurns.handle(item);
    expect(teams.contentIds).toEqual(['crying/checkIn']);
    expect(teams.connector.replies[0]).toMatchObject({
      method: 'POST',
      path: `/v3/conversations/${encodeURIComponent('19:team@thread.tacv2;messageid=7')}/activities`,
    });
    await parent.press('Still crying');
    expect(teams.contentIds.length).toBe(2);
  });
});
