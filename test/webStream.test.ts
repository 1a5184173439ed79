import { expect, it } from '@jest/globals';
import type { Activity } from 'botbuilder';
import type { BrowserContextOptions, Page } from 'playwright-core';
import {
  axe,
  type ChatInBrowser,
  describeChat,
  listen,
  openChat,
  PHONE,
  picture,
  press,
  sideways,
  smallTargets,
  transcript,
} from './browser.ts';

const HERO = {
  contentType: 'application/vnd.microsoft.card.hero',
  content: {
    title: 'Parents’ room',
    text: 'Tea on **Tuesdays** <b>at ten</b>',
    buttons: [
      { type: 'openUrl', title: 'See the page', value: 'https://hospital.example/room' },
      { type: 'openUrl', title: 'Trap', value: 'javascript:alert(1)' },
      { type: 'call', title: 'Call the desk', value: '555-0142' },
      { type: 'imBack', title: 'My baby is crying', value: 'My baby is crying' },
    ],
  },
};

const ADAPTIVE = {
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: {
    type: 'AdaptiveCard',
    body: [
      { type: 'TextBlock', text: 'Your visit' },
      {
        type: 'Container',
        items: [
          { type: 'FactSet', facts: [{ title: 'Day', value: 'Monday' }] },
          { type: 'ColumnSet', columns: [{ items: [{ type: 'TextBlock', text: 'Bring the red book' }] }] },
        ],
      },
      { type: 'Input.Text', id: 'name' },
    ],
    actions: [
      { type: 'Action.OpenUrl', title: 'The map', url: 'https://hospital.example/map' },
      { type: 'Action.Submit', title: 'Get help', data: { x: 1 } },
    ],
  },
};

/** Puts a message of the bot's side into the open conversation, as the server does. */
async function put({ server }: ChatInBrowser, page: Page, activity: Partial<Activity>): Promise<void> {
  await server.parts.store.turn(await conversationOf(page), `put ${activity.id}`, async (state) => {
    if (!state) throw new Error('no conversation');
    return { state, log: [{ type: 'message', from: { id: 'attune', name: 'Attune', role: 'bot' }, ...activity }] };
  });
}

function conversationOf(page: Page): Promise<string> {
  return page.evaluate(() => JSON.parse(localStorage.getItem('chat.session') ?? '{}').id as string);
}

const NURSE = { from: { id: 'nurse', name: 'Maria', role: 'bot' as const } };
const BY = { channelData: { contentId: 'handoff/nurse', by: { name: 'Maria' }, status: 'person' } };

describeChat('what else the stream brings', {}, (chat) => {
  it('shows who a person is, as it was typed, and says it with the name', async () => {
    const { page, complaints } = await chat.browser.visit({ ...PHONE, reducedMotion: 'no-preference' });
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    await page.locator('.action', { hasText: 'None of these' }).waitFor();
    const told: unknown[] = [];
    page.on('request', (request) => request.url().endsWith('/activities') && told.push(request.postDataJSON()));
    await page.locator('#message').focus();
    await page.keyboard.type('b');
    const heard = await listen(page);
    chat.server.parts.hub.showUnsaved(await conversationOf(page), [{ type: 'typing', ...NURSE, ...BY }]);
    await page.locator('.writing', { hasText: 'Maria from the team is writing' }).waitFor();
    await picture(page, 'phone-person-writing');
    expect(await axe(page)).toEqual([]);
    const text = 'Hello, I am **Maria**.\nHow are you? <i>x</i>';
    await put(chat, page, { id: 'nurse-1', text, ...NURSE, ...BY });
    const message = page.locator('.person');
    await message.waitFor();
    expect(await page.locator('.writing').isVisible()).toBe(false);
    expect(await message.locator('.name').isVisible()).toBe(true);
    expect(await message.locator('.name').textContent()).toBe('Maria from the team:');
    expect(await message.locator('.bubble').textContent()).toBe(text);
    expect(await message.locator('.proof').count()).toBe(0);
    expect(await heard()).toEqual([`Maria from the team: ${text}`]);
    await picture(page, 'phone-person');
    // Who talks with the parent sees that they write, once in a while, and not what. The program is not told.
    expect(told).toEqual([]);
    await page.locator('#message').focus();
    await Promise.all([page.waitForRequest('**/activities'), page.keyboard.type('more')]);
    expect(told).toEqual([{ type: 'typing' }]);
    expect(await axe(page)).toEqual([]);
    await page.reload();
    await page.locator('.person .name', { hasText: 'Maria' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows a person without a script, too', async () => {
    const { page, context } = await chat.browser.visit({ ...PHONE, javaScriptEnabled: false });
    await page.goto(chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    const [cookie] = await context.cookies();
    const { conv } = JSON.parse(Buffer.from(cookie?.value.split('.')[1] ?? '', 'base64url').toString());
    await chat.server.parts.store.turn(conv, 'nurse', async (state) => {
      if (!state) throw new Error('no conversation');
      return { state, log: [{ type: 'message', id: 'n', text: 'Hello', ...NURSE, ...BY }] };
    });
    await page.goto(`${chat.server.url}/chat/plain`);
    expect(await page.locator('.person .name').textContent()).toBe('Maria from the team:');
  });

  it('draws the words and buttons of cards, and nothing that could run', async () => {
    const { page, complaints } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    const heard = await listen(page);
    await put(chat, page, { id: 'cards', attachments: [HERO, ADAPTIVE] });
    const card = page.locator('.bot').last();
    await card.getByRole('heading', { name: 'Parents’ room' }).waitFor();
    expect(await card.locator('.bubble').first().locator('strong').textContent()).toBe('Tuesdays');
    expect(await card.locator('b').count()).toBe(0);
    const links = await card.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(links).toEqual(['https://hospital.example/room', 'tel:555-0142', 'https://hospital.example/map']);
    expect(await card.locator('dl').textContent()).toBe('DayMonday');
    expect(await card.textContent()).toContain('Bring the red book');
    expect((await heard()).at(-1)).toMatch(/^Attune said: Parents’ room\nTea on Tuesdays[\s\S]*Day: Monday/);
    await picture(page, 'phone-cards');
    expect(await axe(page)).toEqual([]);
    await card.getByRole('button', { name: 'Get help' }).click();
    await page.locator('.own .bubble', { hasText: 'Get help' }).waitFor();
    await page.locator('.bot .bubble', { hasText: 'What kind would help' }).waitFor();
    expect((await transcript(page)).filter((line) => line.startsWith('own'))).toEqual([
      'own: My baby is crying',
      'own: Get help',
    ]);
    expect(complaints).toEqual([]);
  });

  const sights: [string, BrowserContextOptions][] = [
    ['320 px wide', { viewport: { width: 320, height: 568 } }],
    ['400% zoom', { viewport: { width: 320, height: 256 } }],
    ['dark', { ...PHONE, colorScheme: 'dark' }],
    ['forced colours', { ...PHONE, forcedColors: 'active' }],
  ];
  it.each(sights)('can be read and pressed: %s', async (_name, options) => {
    const { page } = await chat.browser.visit(options);
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    const lines = ['I have a baby.', 'anunusuallylongwordthatnobodywouldeverwriteinthisnote'];
    await put(chat, page, {
      id: 'note',
      text: 'x',
      channelData: { contentId: 'help/noteReady', note: { title: 'My note', lines } },
    });
    await put(chat, page, { id: 'nurse', text: 'Hello', ...NURSE, ...BY });
    await put(chat, page, { id: 'cards', attachments: [HERO, ADAPTIVE] });
    await page.getByRole('button', { name: 'Get help' }).waitFor();
    expect(await sideways(page)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
    expect(await axe(page)).toEqual([]);
  });
});
