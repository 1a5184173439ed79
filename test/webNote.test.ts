import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { axe, describeChat, openChat, PHONE, picture, press } from './browser.ts';

/** The note as it stands on its card. */
async function noteOn(page: Page): Promise<string[]> {
  const [title = '', ...lines] = await page.locator('.kept h2, .kept li').allTextContents();
  expect(title).not.toBe('');
  expect(lines).toContain('I feel low.');
  return [title, '', ...lines];
}

/** Puts a note for the doctor together, and keeps it. */
async function keepNote(page: Page): Promise<void> {
  await press(page, 'Get help', 'What kind would help');
  await press(page, 'What do I say?', 'I can put a short note together');
  await press(page, 'Low mood', 'Anything else');
  await press(page, "That's all", 'How long has it been');
  await press(page, 'Leave it out', 'Here is your note');
  await press(page, 'Looks right', "It's yours now");
}

describeChat("the parent's own note", {}, (chat) => {
  it('is a card that can be copied, printed by itself and saved, and nothing leaves unasked', async () => {
    const { page, context, complaints } = await chat.browser.visit();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.addInitScript(() => {
      window.print = () => Object.assign(window, { printed: document.documentElement.className });
    });
    const asked: string[] = [];
    await openChat(page, chat.server.url);
    await keepNote(page);
    const card = page.locator('.kept');
    const note = await noteOn(page);
    await picture(page, 'phone-note');
    expect(await axe(page)).toEqual([]);

    page.on('request', (request) => asked.push(request.url()));
    await card.getByRole('button', { name: 'Copy' }).click();
    await page.locator('#status', { hasText: 'The note is copied.' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n')).toEqual(note);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      card.getByRole('link', { name: 'Save' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('my-note.txt');
    const saved = await readFile(await download.path(), 'utf8');
    expect(saved.split('\r\n')).toEqual(note);

    await card.getByRole('button', { name: 'Print' }).click();
    expect(await page.evaluate(() => (window as unknown as { printed: string }).printed)).toContain('print-note');
    await page.emulateMedia({ media: 'print' });
    expect(await card.isVisible()).toBe(true);
    expect(await card.getByRole('button', { name: 'Copy' }).isVisible()).toBe(false);
    const others = await page
      .locator('.bubble:not(.kept), .top, .draft')
      .evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent));
    expect(others).toEqual([]);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await page.locator('.bubble').first().isVisible()).toBe(true);
    expect(asked).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('is marked for the parent where the clipboard is closed to the page', async () => {
    const { page } = await chat.browser.visit();
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
      document.execCommand = () => false;
    });
    await openChat(page, chat.server.url);
    await keepNote(page);
    await page.locator('.kept').getByRole('button', { name: 'Copy' }).click();
    await page.locator('#status', { hasText: 'you can copy it yourself' }).waitFor();
    expect(await page.evaluate(() => String(getSelection()))).toContain('I feel low.');
  });

  it('without a script is text to select, and a link that saves it', async () => {
    const { page } = await chat.browser.visit({ ...PHONE, javaScriptEnabled: false });
    await page.goto(chat.server.url);
    await keepNote(page);
    const card = page.locator('.kept');
    const note = await noteOn(page);
    expect(await card.getByRole('button').count()).toBe(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      card.getByRole('link', { name: 'Save' }).click(),
    ]);
    expect((await readFile(await download.path(), 'utf8')).split('\r\n')).toEqual(note);
  });
});
