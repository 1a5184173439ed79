import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Tokens } from '../src/channels/directLine/tokens.ts';
import { axe, describeChat, openChat, picture, press, say, transcript } from './browser.ts';
import type { TestServer } from './helpers.ts';
import { startTcpProxy } from './tcpProxy.ts';

const SECRET = 'a secret for tests, long enough for it';

/** Types a message that cannot be sent now. */
async function write(page: Page, text: string): Promise<void> {
  await page.fill('#message', text);
  await page.keyboard.press('Enter');
  await page.locator('.own .bubble', { hasText: text }).waitFor();
}

/** What the parent said, in the order of the page. */
async function said(page: Page): Promise<string[]> {
  return (await transcript(page)).filter((line) => line.startsWith('own: '));
}

/** What the server has of the parent's messages, in order. */
async function heard(server: TestServer, page: Page): Promise<unknown[]> {
  const id = await page.evaluate(() => JSON.parse(localStorage.getItem('chat.session') ?? '{}').id as string);
  const entries = await server.parts.store.read(id, 0);
  return entries.map(({ activity }) => activity).flatMap(({ from, text }) => (from?.role === 'user' ? [text] : []));
}

describeChat('the chat page when things break', { TOKEN_SECRET: SECRET }, (chat) => {
  let proxy: Awaited<ReturnType<typeof startTcpProxy>>;
  let url: string;

  beforeAll(async () => {
    proxy = await startTcpProxy(new URL(chat.server.url), 80);
    url = proxy.url();
  });
  afterEach(() => proxy.allow());
  afterAll(() => proxy.close());

  it('offline: says so with the numbers, keeps what is written, sends it once and in order', async () => {
    const { page, context } = await chat.browser.visit();
    await openChat(page, url);
    await press(page, 'My baby is crying', 'A quick safety check');
    await context.setOffline(true);
    await page.locator('#status', { hasText: 'You are offline' }).waitFor();
    await write(page, 'None of these');
    await write(page, 'he is 4 months');
    await page.getByText('Not sent yet').nth(1).waitFor();
    expect(await page.locator('#status').getByRole('link', { name: 'Emergency 911' }).getAttribute('href')).toBe(
      'tel:911',
    );
    expect(await axe(page)).toEqual([]);
    await picture(page, 'phone-offline');
    await context.setOffline(false);
    await page.locator('#status', { hasText: 'connected again' }).waitFor();
    await page.getByText('Not sent yet').first().waitFor({ state: 'detached' });
    await page.locator('.own:not([data-unsent])', { hasText: 'he is 4 months' }).waitFor();
    const expected = ['My baby is crying', 'None of these', 'he is 4 months'];
    expect(await heard(chat.server, page)).toEqual(expected);
    expect(await said(page)).toEqual(expected.map((text) => `own: ${text}`));
    expect(await page.evaluate(() => localStorage.getItem('chat.unsent'))).toBeNull();
  });

  it('server down: keeps what is written over a reload of the page, and sends it when the server is back', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, url);
    await press(page, 'My baby is crying', 'A quick safety check');
    proxy.refuse();
    await write(page, 'None of these');
    await page.locator('#status', { hasText: 'The chat does not answer' }).waitFor();
    await page.getByText('Not sent yet').waitFor();
    proxy.allow();
    await openChat(page, url);
    await page.locator('.own:not([data-unsent])', { hasText: 'None of these' }).waitFor();
    expect(await heard(chat.server, page)).toEqual(['My baby is crying', 'None of these']);
    expect(await said(page)).toEqual(['own: My baby is crying', 'own: None of these']);
  });

  it('opened while the server is down: shows the numbers, and sends what is written once it is back', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, url);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await openChat(page, url);
    proxy.refuse();
    await openChat(page, url);
    expect(await page.getByRole('link', { name: 'Emergency 911' }).getAttribute('href')).toBe('tel:911');
    await write(page, 'my baby is crying');
    await page.locator('#status', { hasText: 'The chat does not answer' }).waitFor();
    await picture(page, 'phone-server-down');
    proxy.allow();
    await page.locator('.bot .bubble', { hasText: 'A quick safety check' }).waitFor();
  });

  it('first message while the server is down: starts the conversation when it is back', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, url);
    proxy.refuse();
    await write(page, 'my baby is crying');
    await page.locator('#status', { hasText: 'The chat does not answer' }).waitFor();
    proxy.allow();
    await page.locator('.bot .bubble', { hasText: 'A quick safety check' }).waitFor();
    expect(await heard(chat.server, page)).toEqual(['my baby is crying']);
  });

  it('a network that swallows everything: what was written arrives once it works again', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, url);
    await press(page, 'My baby is crying', 'A quick safety check');
    proxy.stall();
    await write(page, 'None of these');
    await page.waitForTimeout(500);
    proxy.allow();
    await page.locator('.own:not([data-unsent])', { hasText: 'None of these' }).waitFor();
    expect(await heard(chat.server, page)).toEqual(['My baby is crying', 'None of these']);
  });

  it('a lost answer: the message is sent again and counts once', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, url);
    let lost = 0;
    await page.route('**/activities', async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await press(page, 'My baby is crying', 'A quick safety check');
    await page.waitForTimeout(1500);
    expect(await heard(chat.server, page)).toEqual(['My baby is crying']);
    expect(await said(page)).toEqual(['own: My baby is crying']);
  });

  it('an expired token: goes on as if nothing was', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, url);
    await press(page, 'My baby is crying', 'A quick safety check');
    const stored = await page.evaluate(
      () => JSON.parse(localStorage.getItem('chat.session') ?? '') as { id: string; token: string },
    );
    const { user } = JSON.parse(Buffer.from(stored.token.split('.')[1] ?? '', 'base64url').toString()) as {
      user: string;
    };
    const token = new Tokens(SECRET, () => Date.now() - 30 * 3_600_000).issue({ user, conv: stored.id });
    await page.evaluate(
      (session) => localStorage.setItem('chat.session', session),
      JSON.stringify({ id: stored.id, token }),
    );
    await say(page, 'None of these', /./);
    await openChat(page, url);
    await page.locator('.own', { hasText: 'None of these' }).waitFor();
    expect(await heard(chat.server, page)).toEqual(['My baby is crying', 'None of these']);
  });

  it('a conversation that is gone: says so, and what is written next starts a new one', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, url);
    await press(page, 'My baby is crying', 'A quick safety check');
    const id = await page.evaluate(() => JSON.parse(localStorage.getItem('chat.session') ?? '{}').id as string);
    await chat.server.parts.store.delete(id);
    await write(page, 'I feel low');
    await page.getByText('Your earlier chat has ended').waitFor();
    await page.locator('.own:not([data-unsent])', { hasText: 'I feel low' }).waitFor();
    expect(await said(page)).toEqual(['own: I feel low']);
    expect(await heard(chat.server, page)).toEqual(['I feel low']);
  });

  it('no WebSocket gets through: the page asks instead', async () => {
    const { page } = await chat.browser.visit();
    await page.addInitScript(() => {
      const Blocked = class {
        static readonly OPEN = 1;
        readyState = 3;
        onclose?: () => void;
        constructor() {
          setTimeout(() => this.onclose?.(), 5);
        }
        close(): void {}
      };
      Object.assign(window, { WebSocket: Blocked });
    });
    await openChat(page, url);
    await press(page, 'My baby is crying', 'A quick safety check');
    await press(page, 'None of these', /How old|holding up|list/i);
    expect(await said(page)).toEqual(['own: My baby is crying', 'own: None of these']);
  });

  it('deleted in one tab: the other forgets it too', async () => {
    const { page, context } = await chat.browser.visit();
    await openChat(page, url);
    await press(page, 'My baby is crying', 'A quick safety check');
    const tab = await context.newPage();
    await openChat(tab, url);
    await tab.locator('.bubble', { hasText: 'A quick safety check' }).waitFor();
    await page.locator('#menu summary').click();
    await page.getByRole('button', { name: 'Delete my chat' }).click();
    await page.getByRole('button', { name: 'Yes, delete it' }).click();
    await tab.locator('.bubble', { hasText: 'A quick safety check' }).waitFor({ state: 'detached' });
    expect(await said(tab)).toEqual([]);
  });
});
