import { expect, it } from '@jest/globals';
import { describeChat, openChat, picture, press, say, transcript, type Visit } from './browser.ts';

const WEATHER = 'https://www.bbc.co.uk/weather';

describeChat('leaving the chat page', {}, (chat) => {
  /** A parent in the middle of a conversation. */
  async function inConversation(): Promise<Visit & { id: string }> {
    const visit = await chat.browser.visit();
    await visit.context.route(WEATHER, (route) => route.fulfill({ contentType: 'text/html', body: 'weather' }));
    await visit.page.goto('about:blank');
    await openChat(visit.page, chat.server.url);
    await press(visit.page, 'My baby is crying', 'A quick safety check');
    const id = await visit.page.evaluate(() => JSON.parse(localStorage.getItem('chat.session') ?? '{}').id as string);
    return { ...visit, id };
  }

  it('by the button: shows the weather, deletes the chat, and the Back button does not bring it back', async () => {
    const { page, id, complaints } = await inConversation();
    await page.getByRole('link', { name: 'Leave this page' }).click();
    await page.waitForURL(WEATHER);
    for (let i = 0; i < 20 && (await chat.server.parts.store.find(id)); i++) await page.waitForTimeout(100);
    expect(await chat.server.parts.store.find(id)).toBeUndefined();
    const kept = () => page.evaluate(async () => (await caches.keys()).length);
    await page.goBack().catch(() => undefined);
    expect(page.url()).not.toContain(chat.server.url);
    await page.goto(`${chat.server.url}/healthz`);
    expect(await kept()).toBe(0);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    await openChat(page, chat.server.url);
    expect((await transcript(page)).filter((line) => line.startsWith('own'))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('by Shift three times, and says how many are left', async () => {
    const { page } = await inConversation();
    await page.locator('#message').focus();
    await page.keyboard.press('Shift');
    await page.getByText('press 2 more times to leave').waitFor({ state: 'attached' });
    await page.keyboard.press('Shift');
    await page.getByText('press 1 more time to leave').waitFor({ state: 'attached' });
    await picture(page, 'phone-leaving');
    await page.keyboard.press('Shift');
    await page.waitForURL(WEATHER);
  });

  it('not by writing capitals', async () => {
    const { page } = await inConversation();
    await page.locator('#message').focus();
    for (const key of ['A', 'B', 'C', 'D']) await page.keyboard.press(`Shift+${key}`);
    await page.waitForTimeout(300);
    expect(page.url()).toContain(chat.server.url);
  });

  it('says what it cannot hide, and needs no script', async () => {
    const { page, context } = await chat.browser.visit({ javaScriptEnabled: false });
    await context.route(WEATHER, (route) => route.fulfill({ contentType: 'text/html', body: 'weather' }));
    await page.goto(chat.server.url);
    expect(await page.title()).toBe('Chat');
    await page.locator('#menu summary').click();
    expect(await page.getByText('It cannot hide that you were here').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('#menu summary').click();
    await page.getByRole('link', { name: 'Leave this page' }).click();
    await page.waitForURL(WEATHER);
  });

  it('keeps the line of an emergency and the numbers of the chosen country on screen', async () => {
    const { page, context } = await chat.browser.visit();
    await context.route(WEATHER, (route) => route.fulfill({ contentType: 'text/html', body: 'weather' }));
    await openChat(page, `${chat.server.url}/chat?country=england`);
    const bar = page.locator('#emergency');
    expect(await bar.getByRole('link', { name: 'Emergency 999' }).getAttribute('href')).toBe('tel:999');
    await say(page, 'I want to die', 'call 999 now');
    expect(await page.locator('.transcript').getByRole('link', { name: 'Call 999' }).count()).toBe(1);
    expect(await page.locator('.transcript', { hasText: '911' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Leave this page' }).click();
    await page.waitForURL(WEATHER);
    await openChat(page, chat.server.url);
    await say(page, 'my partner hits me and threatens me', /./);
    await bar.getByRole('link', { name: 'Help line 1-800-799-7233' }).waitFor();
    await page.getByRole('button', { name: 'Another country' }).click();
    await page.getByRole('button', { name: 'England', exact: true }).click();
    await bar.getByRole('link', { name: 'Emergency 999' }).waitFor();
    await picture(page, 'phone-another-country');
  });
});
