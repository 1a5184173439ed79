import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { axe, describeChat, openChat, PHONE, picture, press, say, smallTargets, transcript } from './browser.ts';

async function own(page: Page): Promise<string[]> {
  return (await transcript(page)).filter((line) => line.startsWith('own'));
}

describeChat('the language of the page', {}, (chat) => {
  it('follows the bot when the parent asks for another one in words, and loses nothing', async () => {
    const { page, complaints } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    await page.evaluate(() => Object.assign(window, { samePage: true }));
    await say(page, 'en español por favor', 'Una revisión rápida');
    await page.waitForSelector('html[lang=es]');
    await page.fill('#message', 'medio escrito');
    expect(await page.getByRole('button', { name: 'Enviar', exact: true }).isVisible()).toBe(true);
    expect(await page.getAttribute('#message', 'placeholder')).toBe('Escriba aquí');
    await page.getByRole('link', { name: 'Emergencia 911' }).waitFor();
    expect(await page.locator('.proof summary').last().textContent()).toBe('De dónde viene esto');
    expect(await page.locator('[role=log]').getAttribute('aria-label')).toBe('Mensajes nuevos');
    await page.locator('#menu summary').click();
    expect(await page.getByRole('link', { name: 'English' }).isVisible()).toBe(true);
    expect(await page.getByRole('link', { name: 'Español' }).isVisible()).toBe(false);
    const english = await page.locator('#menu, .composer, .skip, .leave').allInnerTexts();
    expect(english.join()).not.toMatch(/Menu|Text size|Send|Leave this page|Print|Delete/);
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.inputValue('#message')).toBe('medio escrito');
    expect(await page.evaluate(() => 'samePage' in window)).toBe(true);
    expect(await own(page)).toHaveLength(2);
    await picture(page, 'phone-changed-language');
    // The page stays with the conversation when it is opened again, whatever its address or the browser asks for.
    await openChat(page, chat.server.url);
    await page.waitForSelector('html[lang=es]');
    expect(await own(page)).toHaveLength(2);
    expect(complaints).toEqual([]);
  });

  it('takes the conversation along when it is chosen in the menu, in place', async () => {
    const { page, complaints } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    await page.evaluate(() => Object.assign(window, { samePage: true }));
    await page.locator('#menu summary').click();
    await page.getByRole('link', { name: 'Español' }).click();
    await page.waitForSelector('html[lang=es]');
    await page.locator('.own:not([data-unsent])', { hasText: 'En español por favor' }).waitFor();
    await page.locator('.bot .bubble', { hasText: 'Una revisión rápida' }).waitFor();
    expect(await page.evaluate(() => 'samePage' in window)).toBe(true);
    // A page that asks for the same language has nothing to ask of the bot.
    await openChat(page, `${chat.server.url}/?lang=es`);
    await page.locator('.own', { hasText: 'En español por favor' }).waitFor();
    expect(await own(page)).toHaveLength(2);
    // One that asks for another has.
    await openChat(page, `${chat.server.url}/?lang=en`);
    await page.locator('.own:not([data-unsent])', { hasText: 'In English please' }).waitFor();
    await page.waitForSelector('html[lang=en]');
    expect(complaints).toEqual([]);
  });

  it('leads to the other page when the words cannot be had', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    await page.route('**/chat/language?*', (route) => route.abort());
    await page.locator('#menu summary').click();
    await page.getByRole('link', { name: 'Español' }).click();
    await page.waitForURL(/lang=es/);
    await page.locator('.own', { hasText: 'En español por favor' }).waitFor();
  });

  it('follows without a script, by words and by the menu', async () => {
    const { page } = await chat.browser.visit({ ...PHONE, javaScriptEnabled: false });
    await page.goto(chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    await page.fill('#message', 'en español por favor');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.waitForSelector('html[lang=es]');
    await page.locator('#menu summary').click();
    expect(await smallTargets(page)).toEqual([]);
    await page.getByRole('button', { name: 'English' }).click();
    await page.waitForSelector('html[lang=en]');
    expect((await own(page)).at(-1)).toBe('own: In English please');
  });
});
