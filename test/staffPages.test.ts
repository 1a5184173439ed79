import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { axe, describeInBrowser, openChat, PHONE, picture, say, TestBrowser, transcript } from './browser.ts';
import { startTestServer, type TestServer } from './helpers.ts';

const TOKEN = 'a long enough token';
const DESK = { viewport: { width: 1100, height: 900 } };

describeInBrowser('the pages for the staff', () => {
  let server: TestServer;
  const browser = new TestBrowser();
  const yesterday = Math.floor(Date.now() / 3_600_000) - 36;

  beforeAll(async () => {
    server = await startTestServer({ INSIGHTS_TOKEN: TOKEN, SAMPLES: 'true' });
    const count = (name: string, key: string, n: number) =>
      Array.from({ length: 20 }, (_, day) => ({ hour: yesterday - 24 * day, name, key, n: n + ((day * 7) % 11) }));
    await server.parts.store.counts.add([
      ...count('conversation', 'all', 20),
      ...count('language', 'en', 20),
      ...count('device', 'phone', 20),
      ...count('understanding', 'understood', 50),
      ...count('understanding', 'asked', 5),
      ...count('route', 'crying', 20),
      ...count('route', 'bonding', 12),
      ...count('helpLine', 'us-988', 3),
    ]);
  });
  afterEach(() => browser.leave());
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('are reached by the token, readable and whole in light and dark, at a desk and on a phone', async () => {
    for (const look of [DESK, { ...PHONE, colorScheme: 'dark' as const }]) {
      const { page, complaints } = await browser.visit(look);
      await page.goto(`${server.url}/insights`);
      expect(await axe(page)).toEqual([]);
      await page.fill('#token', TOKEN);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('heading', { name: 'How Attune is used' }).waitFor();
      expect(await axe(page)).toEqual([]);
      if (look === DESK) await picture(page, 'insights');
      await page.selectOption('select[name=days]', '7');
      await page.getByRole('button', { name: 'Show' }).click();
      await page.waitForURL('**/insights?days=7');
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByRole('heading', { name: 'Staff pages' }).waitFor();
      expect(complaints).toEqual([]);
    }
  });

  it('let a reviewer put a message that was not understood where it belongs', async () => {
    const parent = await browser.visit();
    await openChat(parent.page, server.url);
    expect(await parent.page.locator('#samples').textContent()).toContain('kept for 30 days');
    await say(parent.page, 'Just need some evening music ideas', /./);
    const { page, complaints } = await browser.visit(DESK);
    await page.goto(`${server.url}/review`);
    await page.fill('#token', TOKEN);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('Just need some evening music ideas').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('In your own words').fill('how do I make evenings calm');
    await page.getByLabel('Where it belongs').selectOption('cues');
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByText('1 are ready for npm run review:export').waitFor();
    expect(complaints).toEqual([]);
  });

  it('do not exist for the parent, who reads that the chat is closed when it is', async () => {
    await server.parts.store.switch.set({ since: new Date().toISOString(), reason: 'test' });
    await server.parts.chatSwitch.look();
    const { page, complaints } = await browser.visit();
    await openChat(page, server.url);
    expect((await transcript(page))[0]).toMatch(/^bot: This chat is closed right now/);
    await say(page, 'hello', /This chat is closed right now/);
    expect(await axe(page)).toEqual([]);
    await picture(page, 'chat-closed');
    expect(complaints).toEqual([]);
    await server.parts.store.switch.set(undefined);
    await server.parts.chatSwitch.look();
  });
});
