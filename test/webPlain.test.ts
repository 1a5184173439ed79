import { expect, it } from '@jest/globals';
import { axe, describeChat, PHONE, picture, press, transcript } from './browser.ts';
import { startTestServer } from './helpers.ts';

describeChat('the chat without a script', {}, (chat) => {
  const visit = () => chat.browser.visit({ ...PHONE, javaScriptEnabled: false });

  it('is the same conversation, by buttons and by words', async () => {
    const { page, complaints } = await visit();
    await page.goto(chat.server.url);
    expect(await page.content()).toContain('The page needs no script');
    expect(await page.getByRole('link', { name: 'Emergency 911' }).isVisible()).toBe(true);
    await press(page, 'My baby is crying', 'A quick safety check');
    await press(page, 'None of these', /./);
    await page.fill('#message', 'I want to die');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('.bot .bubble', { hasText: 'Thank you for telling me' }).waitFor();
    expect(await page.locator('.transcript').getByRole('link', { name: 'Call 988' }).getAttribute('href')).toBe(
      'tel:988',
    );
    expect((await transcript(page)).filter((line) => line.startsWith('own'))).toEqual([
      'own: My baby is crying',
      'own: None of these',
      'own: I want to die',
    ]);
    await picture(page, 'phone-without-script');
    await page.goto(chat.server.url);
    await page.goto(`${chat.server.url}/chat/plain`);
    expect(await transcript(page)).toContain('own: I want to die');
    expect(complaints).toEqual([]);
  });

  it('has no fault that axe finds', async () => {
    const { page } = await chat.browser.visit();
    await page.goto(`${chat.server.url}/chat/plain`);
    await press(page, 'My baby is crying', 'A quick safety check');
    await page.locator('#menu summary').click();
    expect(await axe(page)).toEqual([]);
  });

  it('keeps its conversation in a cookie that no script and no other site can use, and deletes it', async () => {
    const { page, context } = await visit();
    await page.goto(`${chat.server.url}/chat?lang=es`);
    await page.locator('.action').first().click();
    await page.locator('.own').waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('es');
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: 'chat', path: '/chat', httpOnly: true, sameSite: 'Lax', secure: false });
    const { conv } = JSON.parse(Buffer.from(cookie?.value.split('.')[1] ?? '', 'base64url').toString()) as {
      conv: string;
    };
    expect(await chat.server.parts.store.find(conv)).toBeDefined();
    await page.locator('#menu summary').click();
    await page.getByRole('button', { name: 'Borrar mi chat' }).click();
    await page.waitForURL(/plain/);
    expect(await chat.server.parts.store.find(conv)).toBeUndefined();
    expect(await context.cookies()).toEqual([]);
    expect(await page.locator('.own').count()).toBe(0);
  });

  it('counts a form that is sent twice once, and knows forged cookies', async () => {
    const form = (cookie = '') =>
      fetch(`${chat.server.url}/chat/plain`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie },
        body: new URLSearchParams({ text: 'my baby is crying', once: 'the-same' }),
      });
    const first = await form();
    expect(first.status).toBe(303);
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    await form(cookie);
    const page = await (await fetch(`${chat.server.url}/chat/plain`, { headers: { cookie } })).text();
    expect(page.match(/class="message own"/g)).toHaveLength(1);
    const forged = await fetch(`${chat.server.url}/chat/plain`, { headers: { cookie: `${cookie}x` } });
    expect(forged.status).toBe(200);
    expect(await forged.text()).not.toContain('class="message own"');
  });

  it('answers bad forms', async () => {
    const post = (body: string, type: string) =>
      fetch(`${chat.server.url}/chat/plain`, {
        method: 'POST',
        redirect: 'manual',
        body,
        headers: { 'content-type': type },
      });
    expect((await post('{}', 'application/json')).status).toBe(415);
    expect((await post('', 'application/x-www-form-urlencoded')).status).toBe(303);
    expect((await post(`text=${'x'.repeat(600_000)}`, 'application/x-www-form-urlencoded')).status).toBe(413);
    expect((await post('text=<script>alert(1)</script>', 'application/x-www-form-urlencoded')).status).toBe(303);
  });

  it('is kind to an address that asks too much, and still answers an emergency', async () => {
    const small = await startTestServer({ ADDRESS_LIMIT: '1' });
    const form = () =>
      fetch(`${small.url}/chat/plain`, {
        method: 'POST',
        body: new URLSearchParams({ text: 'I want to die', once: 'x' }),
      });
    const responses = [await form(), await form()];
    const pages = await Promise.all(responses.map((response) => response.text()));
    await small.close();
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(pages[0]).not.toContain('more than I can read');
    expect(pages[1]).toContain('Thank you for telling me');
  });

  it('gives the emergency words even when the store is away', async () => {
    const broken = await startTestServer();
    await broken.parts.store.close();
    const response = await fetch(`${broken.url}/chat/plain`, {
      method: 'POST',
      body: new URLSearchParams({ text: 'I want to die', once: 'x' }),
    });
    const page = await response.text();
    await broken.close();
    expect(response.status).toBe(200);
    expect(page).toContain('Thank you for telling me');
    expect(page).toContain('href="tel:988"');
  });
});
