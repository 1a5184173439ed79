import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FrameLocator, Page } from 'playwright-core';
import { axe, describeChat, openChat, picture } from './browser.ts';

const DESKTOP = { viewport: { width: 1280, height: 800 } };

/** The chat in the frame of a hospital's page, once it runs. */
async function openFrame(page: Page): Promise<FrameLocator> {
  await page.getByRole('button', { name: 'Chat' }).click();
  const frame = page.frameLocator('iframe');
  await frame.locator('html[data-ready]').waitFor();
  return frame;
}

describeChat("the chat on a hospital's page", { EMBED_ORIGINS: 'http://127.0.0.1:*' }, (chat) => {
  let hospital: Server;
  /** Another origin than the chat's. */
  let hospitalUrl: string;
  /** The page that the hospital's server has. */
  let html = '';

  beforeAll(async () => {
    hospital = createServer((_req, res) => res.setHeader('Content-Type', 'text/html').end(html));
    await new Promise<void>((resolve) => hospital.listen(0, resolve));
    hospitalUrl = `http://127.0.0.1:${(hospital.address() as AddressInfo).port}`;
  });
  afterAll(() => void hospital.close());

  it('is a button that loads nothing before it is pressed', async () => {
    const { page, complaints } = await chat.browser.visit(DESKTOP);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${chat.server.url}/demo`);
    await page.getByRole('button', { name: 'Chat' }).waitFor();
    await page.waitForTimeout(300);
    expect(asked.filter((path) => path.startsWith('/chat') || path.includes('chat.'))).toEqual([]);
    expect(await axe(page)).toEqual([]);
    await picture(page, 'desktop-hospital-page');
    const frame = await openFrame(page);
    await frame.getByRole('button', { name: 'My baby is crying' }).click();
    await frame.locator('.bubble', { hasText: 'A quick safety check' }).waitFor();
    await picture(page, 'desktop-embedded');
    await frame.getByRole('button', { name: 'Close chat' }).click();
    await page.locator('iframe').waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent)).toBe('Chat');
    await page.getByRole('button', { name: 'Chat' }).click();
    expect(await frame.locator('.own').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('fills a phone, and keeps the conversation on the next page', async () => {
    const { page } = await chat.browser.visit();
    await page.goto(`${chat.server.url}/demo`);
    const frame = await openFrame(page);
    expect(await page.locator('iframe').boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    await frame.getByRole('button', { name: 'My baby is crying' }).click();
    await frame.locator('.bubble', { hasText: 'A quick safety check' }).waitFor();
    await picture(page, 'phone-embedded');
    await page.goto(`${chat.server.url}/demo?position=left`);
    await openFrame(page);
    await page.frameLocator('iframe').locator('.bubble', { hasText: 'A quick safety check' }).waitFor();
  });

  it('works on another origin under a strict policy, and touches nothing of the page', async () => {
    const { page, complaints } = await chat.browser.visit(DESKTOP);
    const policy = `default-src 'none'; script-src ${chat.server.url}; frame-src ${chat.server.url}`;
    html = `<!doctype html><html lang="es"><meta http-equiv="Content-Security-Policy" content="${policy}">
<title>h</title><p id="p">Hospital</p><script src="${chat.server.url}/embed.js" data-country="us" data-color="ffcc00" async></script></html>`;
    await page.goto(hospitalUrl);
    await page.getByRole('button', { name: 'Chat' }).click();
    const frame = page.frameLocator('iframe');
    await frame.getByRole('link', { name: 'Emergencia 911' }).waitFor();
    expect(await page.locator('iframe').getAttribute('src')).toBe(
      `${chat.server.url}/chat?embed=1&lang=es&country=us&color=ffcc00`,
    );
    expect(await page.evaluate(() => Array.from(document.body.children, (child) => child.tagName))).toEqual([
      'P',
      'SCRIPT',
      'DIV',
    ]);
    expect(await page.evaluate(() => document.head.querySelectorAll('style, link').length)).toBe(0);
    await page.evaluate(() =>
      (window as unknown as { Attune: { setLanguage(l: string): void } }).Attune.setLanguage('en'),
    );
    await frame.getByRole('link', { name: 'Emergency 911' }).waitFor();
    expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
  });

  it('can be opened and closed by the page, and tells it', async () => {
    const { page } = await chat.browser.visit(DESKTOP);
    await page.goto(`${chat.server.url}/demo`);
    await page.getByRole('button', { name: 'Chat' }).waitFor();
    const told = await page.evaluate(() => {
      const { Attune } = window as unknown as {
        Attune: { open(): void; close(): void; on(name: string, listener: () => void): void };
      };
      const events: string[] = [];
      Attune.on('open', () => events.push('open'));
      Attune.on('close', () => events.push('close'));
      Attune.open();
      Attune.open();
      Attune.close();
      return events;
    });
    expect(told).toEqual(['open', 'close']);
  });

  it('tells how many messages came while it was closed', async () => {
    const { page } = await chat.browser.visit(DESKTOP);
    await page.goto(`${chat.server.url}/demo`);
    const frame = await openFrame(page);
    await frame.getByRole('button', { name: 'My baby is crying' }).click();
    await frame.locator('.bubble', { hasText: 'A quick safety check' }).waitFor();
    await frame.getByRole('button', { name: 'Close chat' }).click();
    const id = await frame
      .locator('html')
      .evaluate(() => JSON.parse(localStorage.getItem('chat.session') ?? '{}').id as string);
    const message = {
      type: 'message',
      id: 'late',
      from: { id: 'attune', name: 'Attune', role: 'bot' },
      text: 'How is it now?',
    } as const;
    await chat.server.parts.store.turn(id, 'check-in', async (state) => {
      if (!state) throw new Error('no conversation');
      return { state, log: [message] };
    });
    await page.getByRole('button', { name: 'Chat (new message)' }).waitFor();
  });

  it('leaves with the whole page', async () => {
    const { page, context } = await chat.browser.visit(DESKTOP);
    await context.route('https://www.bbc.co.uk/weather', (route) => route.fulfill({ body: 'weather' }));
    await page.goto(`${chat.server.url}/demo`);
    const frame = await openFrame(page);
    await frame.getByRole('link', { name: 'Leave this page' }).click();
    await page.waitForURL('https://www.bbc.co.uk/weather');
  });

  it('is framed only by pages of the allowed origins', async () => {
    const { page, complaints } = await chat.browser.visit(DESKTOP);
    html = `<!doctype html><title>h</title><iframe src="${chat.server.url}/chat"></iframe>`;
    await page.goto(hospitalUrl.replace('127.0.0.1', 'localhost'));
    await page.waitForTimeout(500);
    expect(complaints.join()).toContain('frame-ancestors');
  });

  it('hears no page of another origin, and no other window', async () => {
    const { page } = await chat.browser.visit(DESKTOP);
    await page.goto(`${chat.server.url}/demo`);
    await openFrame(page);
    // The page speaks as if it were the chat: it is not the frame, so it is not heard.
    await page.evaluate(() => window.postMessage({ attune: 'close' }, '*'));
    await page.evaluate(() => window.postMessage({ attune: 'leave' }, '*'));
    await page.waitForTimeout(200);
    expect(await page.locator('iframe').isVisible()).toBe(true);
    expect(page.url()).toBe(`${chat.server.url}/demo`);
  });

  it('says so when the chat does not come, with the number to call', async () => {
    const { page, context } = await chat.browser.visit(DESKTOP);
    await page.clock.install();
    await context.route('**/chat?*', () => {});
    await page.goto(`${chat.server.url}/demo`);
    await page.getByRole('button', { name: 'Chat' }).click();
    await page.clock.fastForward(11_000);
    await page.getByText('The chat does not open. Please call instead. Emergency: 911').waitFor();
    await page.getByRole('button', { name: 'Close the chat' }).click();
  });

  it('is small', async () => {
    const launcher = await (await fetch(`${chat.server.url}/embed.js`)).arrayBuffer();
    expect(gzipSync(Buffer.from(launcher), { level: 9 }).length).toBeLessThanOrEqual(4096);
    const page = await (await fetch(`${chat.server.url}/chat`)).text();
    const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
    let bytes = gzipSync(page, { level: 9 }).length;
    for (const path of files) {
      const response = await fetch(`${chat.server.url}${path}`);
      expect(response.headers.get('cache-control')).toContain('immutable');
      bytes += gzipSync(Buffer.from(await response.arrayBuffer()), { level: 9 }).length;
    }
    expect(files).toHaveLength(3);
    expect(bytes).toBeLessThanOrEqual(40 * 1024);
  });
});

describeChat("a hospital's own name", { SITE: 'example' }, (chat) => {
  it('stands on the page and names the frame, in the language of the page', async () => {
    const { page } = await chat.browser.visit(DESKTOP);
    await page.goto(`${chat.server.url}/demo`);
    const frame = await openFrame(page);
    expect(await page.locator('iframe').getAttribute('title')).toBe(
      'Chat with Attune, Willow Creek Hospital (example)',
    );
    await frame.locator('#hospital', { hasText: 'Willow Creek Hospital (example)' }).waitFor();
    expect(await page.title()).not.toContain('Attune');
    await frame.getByRole('button', { name: 'My baby is crying' }).click();
    await frame.locator('.bubble', { hasText: 'A quick safety check' }).waitFor();
    await frame.locator('#menu summary').click();
    await frame.getByRole('link', { name: 'Español' }).click();
    await frame.locator('#hospital', { hasText: 'Hospital Willow Creek' }).waitFor();
    expect(await axe(page)).toEqual([]);
    const { page: newcomer } = await chat.browser.visit(DESKTOP);
    await openChat(newcomer, chat.server.url);
    expect(await newcomer.locator('#hospital').isVisible()).toBe(true);
    expect(await newcomer.title()).toBe('Chat');
    await picture(newcomer, 'desktop-hospital-name');
  });
});
