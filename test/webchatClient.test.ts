import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeChat, picture } from './browser.ts';
import { startEchoServer } from './helpers.ts';

const BOX = '[data-id="webchat-sendbox-input"]';

/** Web Chat shows every text twice: on screen, and for a moment to screen readers. */
async function waitForWords(page: Page, words: string | RegExp): Promise<void> {
  await page.locator('.webchat__bubble', { hasText: words }).first().waitFor();
}

describeChat('the unmodified Web Chat', {}, (chat) => {
  it('talks with the bot by buttons and by words, in English', async () => {
    const { page, complaints } = await chat.browser.visit({ viewport: { width: 390, height: 844 } });
    await page.goto(`${chat.server.url}/dev/webchat`);
    await waitForWords(page, /Hello, I.m Attune/);
    await page.getByRole('toolbar').getByRole('button', { name: 'My baby is crying' }).click();
    await waitForWords(page, 'A quick safety check');
    await page.fill(BOX, 'I want to die');
    await page.keyboard.press('Enter');
    await waitForWords(page, 'Thank you for telling me');
    expect(await page.locator('a[href="tel:988"]').count()).toBeGreaterThan(0);
    expect(await page.getByText('Send failed').count()).toBe(0);
    await picture(page, 'webchat');
    // The one thing that Web Chat is known to ask for and does not need: an empty style without a nonce.
    expect(complaints.filter((text) => !text.includes('inline style'))).toEqual([]);
  });

  it('talks with the bot in Spanish', async () => {
    const { page } = await chat.browser.visit({ viewport: { width: 390, height: 844 } });
    await page.goto(`${chat.server.url}/dev/webchat?lang=es`);
    await page.locator(BOX).waitFor();
    expect(await page.locator(BOX).getAttribute('placeholder')).toBe('Escriba su mensaje');
    await page.locator('.webchat__bubble').first().waitFor();
    await page.fill(BOX, 'quiero morirme');
    await page.keyboard.press('Enter');
    await page.locator('a[href="tel:988"]').first().waitFor();
    await picture(page, 'webchat-spanish');
  });

  it('is there only where drafts are shown', async () => {
    const live = await startEchoServer({ SERVE_DRAFT: 'false' }, { library: chat.server.parts.library });
    const answers = await Promise.all(['/dev/webchat', '/demo'].map((path) => fetch(live.url + path)));
    await live.close();
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });
});
