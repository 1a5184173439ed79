import { expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { axe, describeChat, listen, openChat, PHONE, picture, press, say, sideways, smallTargets } from './browser.ts';

describeChat('the chat page for everybody', {}, (chat) => {
  it('tells each new message once and in order, and none of them again after a reload', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    const heard = await listen(page);
    await press(page, 'My baby is crying', 'A quick safety check');
    await press(page, 'Not sure', /./);
    await page.waitForTimeout(300);
    const lines = await heard();
    const shown = await page.locator('.bot .bubble').allTextContents();
    expect(lines[0]).toMatch(/^Attune said: That's hard. A quick safety check/);
    expect(lines.filter((line) => line.includes('A quick safety check'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('Attune said:'))).toHaveLength(shown.length - 3);
    expect(lines.at(-1)).toMatch(/^\d suggested answers\.$/);
    await openChat(page, chat.server.url);
    const after = await listen(page);
    await page.locator('.bubble', { hasText: 'A quick safety check' }).waitFor();
    await page.waitForTimeout(300);
    expect(await after()).toEqual([]);
  });

  it('works by keyboard alone', async () => {
    const { page } = await chat.browser.visit({ viewport: { width: 1024, height: 768 } });
    await openChat(page, chat.server.url);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the message box');
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('id')).toBe('message');
    await page.keyboard.type('my baby is crying');
    await page.keyboard.press('Enter');
    await page.locator('.bot .bubble', { hasText: 'A quick safety check' }).waitFor();
    expect(await page.locator(':focus').getAttribute('id')).toBe('message');
    while ((await page.locator(':focus').textContent()) !== 'None of these') await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('.own:focus', { hasText: 'None of these' }).waitFor();
    await page.locator('.action').first().waitFor();
    while ((await page.locator(':focus.action').count()) === 0) await page.keyboard.press('Tab');
    await page.locator('#menu summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.locator('#menu').getAttribute('open')).not.toBeNull();
    await page.keyboard.press('Escape');
    expect(await page.locator('#menu').getAttribute('open')).toBeNull();
    expect(await page.locator(':focus').textContent()).toBe('Menu');
  });

  const sights: [string, BrowserContextOptions, string][] = [
    ['320 px wide', { viewport: { width: 320, height: 568 } }, ''],
    ['400% zoom', { viewport: { width: 320, height: 256 } }, 'zoom-400'],
    ['200% zoom', { viewport: { width: 640, height: 512 } }, ''],
    ['dark', { ...PHONE, colorScheme: 'dark' }, 'phone-dark'],
    ['forced colours', { ...PHONE, forcedColors: 'active' }, 'phone-forced-colours'],
    ['reduced motion', { ...PHONE, reducedMotion: 'reduce' }, ''],
    ['a tablet', { viewport: { width: 820, height: 1180 } }, 'tablet'],
    ['a desktop', { viewport: { width: 1280, height: 800 } }, 'desktop'],
  ];
  it.each(sights)('%s: all can be read and pressed', async (_name, options, image) => {
    const { page, complaints } = await chat.browser.visit(options);
    await openChat(page, chat.server.url);
    expect(await sideways(page)).toBe(0);
    await press(page, 'My baby is crying', 'A quick safety check');
    await say(page, 'I want to die', 'Thank you for telling me');
    expect(await sideways(page)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
    if (image) await picture(page, image);
    await page.locator('.proof summary').last().click();
    await page.locator('.all-lines summary').click();
    expect(await smallTargets(page)).toEqual([]);
    expect(await sideways(page)).toBe(0);
    await page.locator('#menu summary').click();
    expect(await smallTargets(page)).toEqual([]);
    expect(await sideways(page)).toBe(0);
    expect(await axe(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('has no fault that axe finds in any of its parts', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await page.locator('.all-lines summary').click();
    expect(await axe(page)).toEqual([]);
    await picture(page, 'phone-help-lines');
    await say(page, "my partner hits me and I'm scared of him", /./);
    await page.locator('.own').waitFor();
    await page.locator('.proof summary').last().click();
    expect(await axe(page)).toEqual([]);
    await picture(page, 'phone-sources');
  });

  it('keeps the chosen text size, and stays readable with it', async () => {
    const { page } = await chat.browser.visit({ viewport: { width: 320, height: 640 } });
    await openChat(page, chat.server.url);
    await page.locator('#menu summary').click();
    await page.getByText('Largest').click();
    await page.keyboard.press('Escape');
    await openChat(page, chat.server.url);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('27px');
    expect(await sideways(page)).toBe(0);
    expect(await axe(page)).toEqual([]);
    await picture(page, 'phone-largest-text');
  });

  it('reads replies aloud and takes dictation only when the parent turned that on', async () => {
    const { page } = await chat.browser.visit();
    await page.addInitScript(() => {
      const spoken: string[] = [];
      const recognition = class {
        onresult?: (event: object) => void;
        onend?: () => void;
        start(): void {
          setTimeout(() => this.onresult?.({ results: [[{ transcript: 'he cries all night' }]] }), 50);
        }
        stop(): void {
          this.onend?.();
        }
      };
      Object.assign(window, { spoken, SpeechRecognition: recognition, webkitSpeechRecognition: recognition });
      speechSynthesis.speak = (utterance) => void spoken.push(utterance.text);
    });
    const spoken = () => page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
    await openChat(page, chat.server.url);
    expect(await page.getByRole('button', { name: 'Dictate' }).count()).toBe(0);
    await press(page, 'My baby is crying', 'A quick safety check');
    expect(await spoken()).toEqual([]);
    await page.locator('#menu summary').click();
    await page.getByText('Read replies aloud').click();
    await page.getByText('Dictate messages').click();
    await page.keyboard.press('Escape');
    await press(page, 'None of these', /./);
    await page.getByRole('button', { name: 'Dictate' }).click();
    await page.waitForFunction(() => (document.getElementById('message') as HTMLTextAreaElement).value !== '');
    expect(await page.inputValue('#message')).toBe('he cries all night');
    expect((await spoken()).length).toBeGreaterThan(0);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop dictating' }).click();
    await page.getByRole('button', { name: 'Dictate' }).waitFor();
  });

  it('never covers the box to write in when a phone shows its keyboard', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    await page.locator('#message').focus();
    await page.setViewportSize({ width: 390, height: 400 });
    const box = await page.locator('#send').boundingBox();
    expect((box?.y ?? 999) + (box?.height ?? 0)).toBeLessThanOrEqual(400);
    expect((await page.locator('#conversation').boundingBox())?.height).toBeGreaterThan(150);
    await picture(page, 'phone-keyboard');
  });

  it('speaks Spanish, and says so to screen readers', async () => {
    const { page } = await chat.browser.visit({ ...PHONE, locale: 'es-MX' });
    await openChat(page, chat.server.url);
    expect(await page.getAttribute('html', 'lang')).toBe('es');
    expect(await page.getByRole('link', { name: 'Emergencia 911' }).isVisible()).toBe(true);
    expect(await axe(page)).toEqual([]);
    await picture(page, 'phone-spanish');
    await page.locator('#menu summary').click();
    await page.getByRole('link', { name: 'English' }).click();
    await page.waitForSelector('html[lang=en][data-ready]');
  });

  it('asks the bot to follow when the language of the page changes in a conversation', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    await page.locator('#menu summary').click();
    await page.getByRole('link', { name: 'Español' }).click();
    await page.waitForSelector('html[lang=es][data-ready]');
    await page.locator('.own .bubble', { hasText: 'En español por favor' }).waitFor();
    await page.locator('.own:not([data-unsent])', { hasText: 'En español por favor' }).waitFor();
    await openChat(page, `${chat.server.url}/?lang=es`);
    await page.locator('.own .bubble', { hasText: 'En español por favor' }).waitFor();
    expect(await page.locator('.own').count()).toBe(2);
  });

  it('can be read from right to left', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    await press(page, 'My baby is crying', 'A quick safety check');
    const own = await page.locator('.own .bubble').first().boundingBox();
    const bot = await page.locator('.bot .bubble').last().boundingBox();
    expect(own?.x).toBeLessThan(20);
    expect((bot?.x ?? 0) + (bot?.width ?? 0)).toBeGreaterThan(370);
    expect(await sideways(page)).toBe(0);
  });
});
