import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeChat, listen, openChat, PHONE, picture, press } from './browser.ts';

const MOVING = { ...PHONE, reducedMotion: 'no-preference' } as const;

/** Keeps what is on the page each time that something is added: bubbles, whether dots show, buttons. */
async function watch(page: Page): Promise<() => Promise<{ bubbles: number; dots: boolean; buttons: number }[]>> {
  await page.evaluate(() => {
    const seen: object[] = [];
    Object.assign(window, { seen });
    const look = () =>
      seen.push({
        bubbles: document.querySelectorAll('.own ~ .bot').length,
        dots: document.querySelector('.writing')?.checkVisibility() ?? false,
        buttons: document.querySelectorAll('.action').length,
      });
    const list = document.getElementById('transcript');
    if (list) new MutationObserver(look).observe(list, { childList: true });
  });
  return () => page.evaluate(() => (window as unknown as { seen: [] }).seen);
}

describeChat('the pauses between bubbles', {}, (chat) => {
  it('show one after the other with dots, the buttons last, each told once and in order', async () => {
    const { page } = await chat.browser.visit(MOVING);
    await openChat(page, chat.server.url);
    const heard = await listen(page);
    const seen = await watch(page);
    await page.fill('#message', "I don't feel connected to my baby");
    await page.keyboard.press('Enter');
    await page.locator('.dots').waitFor();
    await picture(page, 'phone-writing');
    await page.locator('.action', { hasText: 'Why it happens' }).waitFor();
    const steps = (await seen()).filter(({ bubbles }) => bubbles > 0);
    expect(steps.map(({ bubbles }) => bubbles)).toEqual([1, 2, 3]);
    expect(steps.map(({ dots }) => dots)).toEqual([true, true, false]);
    expect(steps.map(({ buttons }) => buttons > 0)).toEqual([false, false, true]);
    const shown = await page.locator('.own ~ .bot .bubble').allTextContents();
    const said = (await heard()).filter((line) => line.startsWith('Attune said:'));
    expect(said).toEqual(shown.map((text) => `Attune said: ${text}`));
    expect(await page.locator('.own ~ .bot .proof').count()).toBe(1);
  });

  it('end as soon as the parent types or presses', async () => {
    for (const act of [(page: Page) => page.keyboard.press('a'), (page: Page) => page.locator('.own').last().click()]) {
      const { page } = await chat.browser.visit(MOVING);
      await openChat(page, chat.server.url);
      // A clock that stands still: what comes now comes by the press alone.
      await page.clock.install();
      await page.fill('#message', "I don't feel connected to my baby");
      await page.keyboard.press('Enter');
      await page.locator('.dots').waitFor();
      expect(await page.locator('.own ~ .bot').count()).toBe(1);
      await act(page);
      await page.locator('.own ~ .bot').nth(2).waitFor();
      expect(await page.locator('.dots').isVisible()).toBe(false);
    }
  });

  it.each([
    ['in an emergency', MOVING, 'I want to die'],
    ['for who wants no motion', PHONE, "I don't feel connected to my baby"],
  ])('are not there %s', async (_name, options, text) => {
    const { page } = await chat.browser.visit(options);
    await openChat(page, chat.server.url);
    const seen = await watch(page);
    await page.fill('#message', text);
    await page.keyboard.press('Enter');
    await page.locator('.own ~ .bot').first().waitFor();
    const [first] = (await seen()).filter(({ bubbles }) => bubbles > 0);
    expect(first?.bubbles).toBeGreaterThan(1);
    expect(first).toMatchObject({ dots: false });
    expect(first?.buttons).toBeGreaterThan(0);
  });

  it('are not there for what was said before', async () => {
    const { page } = await chat.browser.visit(MOVING);
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    await page.locator('.action', { hasText: 'None of these' }).waitFor();
    const before = await page.locator('.bubble').count();
    await page.reload();
    await page.locator('.own').waitFor();
    expect(await page.locator('.bubble').count()).toBe(before);
    expect(await page.locator('.dots').isVisible()).toBe(false);
  });
});
