import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { axe, describeChat, openChat, picture, press, say, transcript } from './browser.ts';

describeChat('the chat page on a phone', {}, (chat) => {
  it('shows the numbers and the first words before any script, and keeps nothing until the parent writes', async () => {
    const { page, context, complaints } = await chat.browser.visit();
    await page.route('**/*.js', (route) => route.abort());
    await page.goto(chat.server.url);
    expect(await page.getByRole('link', { name: 'Emergency 911' }).getAttribute('href')).toBe('tel:911');
    expect(await page.getByRole('link', { name: 'Crisis line 988' }).getAttribute('href')).toBe('tel:988');
    expect(await page.title()).toBe('Chat');
    await page.unroute('**/*.js');
    await openChat(page, chat.server.url);
    expect((await transcript(page))[0]).toMatch(/^bot: Hello, I'm Attune. I'm a program/);
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    expect(await axe(page)).toEqual([]);
    await picture(page, 'phone-welcome');
    expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
  });

  it('walks from "I do not feel connected" to the reasons and tips', async () => {
    const { page, complaints } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await say(page, "I don't feel connected to my baby", /rush of love/);
    await page.locator('.own').waitFor();
    await picture(page, 'chat-phone');
    expect((await transcript(page)).at(-1)).toMatch(/^bot: /);
    expect(await axe(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('gives the line at once when an emergency comes in the middle of the checklist', async () => {
    const { page, complaints } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    // Danger signs are read one by one, not searched for in a paragraph.
    expect(await page.locator('.bot ul:not([class]) li', { hasText: 'Hard to breathe.' }).count()).toBe(1);
    await picture(page, 'phone-crying');
    await press(page, 'None of these', /./);
    await say(page, 'I want to die', 'Thank you for telling me');
    const call = page.locator('.transcript').getByRole('link', { name: 'Call 988' });
    expect(await call.getAttribute('href')).toBe('tel:988');
    expect(await page.locator('.transcript').getByRole('link', { name: 'Text 988' }).getAttribute('href')).toBe(
      'sms:988',
    );
    expect(await axe(page)).toEqual([]);
    await picture(page, 'phone-escalation');
    expect(complaints).toEqual([]);
  });

  it('keeps the conversation over a reload and in a new tab', async () => {
    const { page, context, complaints } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    const before = await transcript(page);
    await openChat(page, chat.server.url);
    await page.locator('.bubble', { hasText: 'A quick safety check' }).waitFor();
    expect(await transcript(page)).toEqual(before);
    expect(await page.getByRole('button', { name: 'None of these' }).isVisible()).toBe(true);

    const tab = await context.newPage();
    await openChat(tab, chat.server.url);
    await tab.locator('.bubble', { hasText: 'A quick safety check' }).waitFor();
    expect(await transcript(tab)).toEqual(before);
    await press(tab, 'None of these', /./);
    await page.locator('.own .bubble', { hasText: 'None of these' }).waitFor();
    await tab.close();
    expect(complaints).toEqual([]);
  });

  it('shows what a parent writes as it is, never as markup', async () => {
    const { page, complaints } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    const text =
      '<img src=x onerror="document.title=1"> **bold** [a](javascript:alert(1)) <script>document.title=2</script>';
    await page.fill('#message', text);
    await page.keyboard.press('Enter');
    await page.locator('.own .bubble', { hasText: '**bold**' }).waitFor();
    await page.locator('.bot .bubble').nth(3).waitFor();
    expect((await transcript(page)).find((line) => line.startsWith('own'))).toBe(`own: ${text}`);
    expect(await page.locator('.own img, .own script, .own a').count()).toBe(0);
    expect(await page.title()).toBe('Chat');
    expect(complaints).toEqual([]);
  });

  it('deletes the chat on the server at once', async () => {
    const { page, complaints } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    const { id } = await page.evaluate(
      () => JSON.parse(localStorage.getItem('chat.session') ?? '{}') as { id: string },
    );
    expect(await chat.server.parts.store.find(id)).toBeDefined();
    await page.locator('#menu summary').click();
    await picture(page, 'phone-menu');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete my chat' }).click();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Yes, delete it' }).click();
    await page.getByText('Your chat is deleted.').waitFor();
    expect(await chat.server.parts.store.find(id)).toBeUndefined();
    expect(await chat.server.parts.store.read(id, 0)).toEqual([]);
    expect(await page.evaluate(() => localStorage.getItem('chat.session'))).toBeNull();
    expect(await transcript(page)).toHaveLength(3);
    expect(complaints).toEqual([]);
  });

  it('prints the conversation and the numbers, without what is there to press', async () => {
    const { page } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    await page.emulateMedia({ media: 'print' });
    const hidden = ['#composer', '#actions', '#menu', '#leave'].map((part) => page.locator(part).isVisible());
    expect(await Promise.all(hidden)).toEqual([false, false, false, false]);
    expect(await page.getByRole('link', { name: 'Emergency 911' }).isVisible()).toBe(true);
    expect(await page.locator('.bubble', { hasText: 'A quick safety check' }).isVisible()).toBe(true);
    const scroller = page.locator('#conversation');
    expect(await scroller.evaluate((element) => getComputedStyle(element).overflowY)).toBe('visible');
  });

  it('saves the conversation as a text file', async () => {
    const { page, complaints } = await chat.browser.visit();
    await openChat(page, chat.server.url);
    await press(page, 'My baby is crying', 'A quick safety check');
    await page.locator('#menu summary').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as text' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('notes.txt');
    const text = await readFile(await download.path(), 'utf8');
    expect(text).toContain('You said: My baby is crying');
    expect(text).toContain("Attune said: That's hard. A quick safety check");
    expect(complaints).toEqual([]);
  });
});
