import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, describe, jest } from '@jest/globals';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { startTestServer, type TestServer } from './helpers.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const IMAGES = join(import.meta.dirname, '../docs/images');

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A small phone held in one hand. */
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** Tests in Chromium. Without one they are skipped, and say so; on CI that is a failure. */
export function describeInBrowser(name: string, tests: () => void): void {
  const installed = existsSync(CHROMIUM);
  if (!installed && process.env.CI === 'true') {
    throw new Error(`${CHROMIUM} is not installed: the tests of the page need it.`);
  }
  if (!installed)
    console.warn(`${name}: skipped, as there is no ${CHROMIUM}. Install it, or name another in CHROMIUM.`);
  // A browser shares the machine with the server and with whatever else runs there.
  jest.setTimeout(60_000);
  (installed ? describe : describe.skip)(name, tests);
}

/** The server and the browser of a file of tests. */
export interface ChatInBrowser {
  readonly server: TestServer;
  readonly browser: TestBrowser;
}

/** Tests of the chat in Chromium, with a server of their own that has these settings. */
export function describeChat(
  name: string,
  settings: Record<string, string>,
  tests: (chat: ChatInBrowser) => void,
): void {
  describeInBrowser(name, () => {
    const browser = new TestBrowser();
    let server: TestServer | undefined;
    beforeAll(async () => {
      server = await startTestServer(settings);
    });
    afterEach(() => browser.leave());
    afterAll(async () => {
      await browser.close();
      await server?.close();
    });
    tests({
      browser,
      get server() {
        if (!server) throw new Error('the server of these tests has not started');
        return server;
      },
    });
  });
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the pages complained about: errors of scripts, refused files, broken rules of the CSP. */
  readonly complaints: string[];
}

/** One browser for a file of tests. Each visit is somebody who was never here before. */
export class TestBrowser {
  #browser: Browser | undefined;

  /** Without motion, unless the test asks for it: then the replies come without their pauses. */
  async visit(options: BrowserContextOptions = PHONE): Promise<Visit> {
    this.#browser ??= await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    const context = await this.#browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...options });
    const complaints: string[] = [];
    context.on('page', (page) => {
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    });
    return { context, complaints, page: await context.newPage() };
  }

  /** Ends all visits. */
  async leave(): Promise<void> {
    for (const context of this.#browser?.contexts() ?? []) await context.close();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }
}

/** Opens the chat and waits until its script runs. */
export async function openChat(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector('html[data-ready]');
}

/** Presses a suggested answer, and waits for the words that the reply has. */
export async function press(page: Page, title: string, reply: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: title, exact: true }).click();
  await page.locator('.bot .bubble', { hasText: reply }).last().waitFor();
}

/** Types a message, and waits for the words that the reply has. */
export async function say(page: Page, text: string, reply: string | RegExp): Promise<void> {
  await page.fill('#message', text);
  await page.keyboard.press('Enter');
  await page.locator('.bot .bubble', { hasText: reply }).last().waitFor();
}

/** What stands in the conversation: `bot: ...` and `own: ...`, a line each. */
export async function transcript(page: Page): Promise<string[]> {
  return page
    .locator('.message')
    .evaluateAll((items) =>
      items.map(
        (item) =>
          `${item.classList.contains('bot') ? 'bot' : 'own'}: ${item.querySelector('.bubble')?.textContent?.trim()}`,
      ),
    );
}

/** Keeps every line that the live log says, in order, from now on. */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const log = document.querySelector('[role=log]');
    if (!log) throw new Error('there is no live log');
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) heard.push(...Array.from(addedNodes, (node) => node.textContent ?? ''));
    }).observe(log, { childList: true });
  });
  return () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
}

/** Visible things to press that are smaller than 44 px, but links inside a sentence. */
export async function smallTargets(page: Page): Promise<string[]> {
  return page.locator('button, summary, textarea, a, label:has(input)').evaluateAll((elements) =>
    elements
      .filter((element) => element.checkVisibility() && !element.matches('.skip, .bubble p a:not(.way)'))
      .map((element) => ({ name: element.textContent?.trim(), box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.height < 43.5 || box.width < 43.5)
      .map(({ name, box }) => `${name}: ${box.width} x ${box.height}`),
  );
}

/** How far the page can be scrolled sideways, in px. */
export async function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

/** What axe finds wrong, as lines; empty when there is nothing. */
export async function axe(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  );
}

/** Keeps a picture of the page for the documentation. Made anew with PICTURES=true, else only where there is none. */
export async function picture(page: Page, name: string): Promise<void> {
  const path = join(IMAGES, `${name}.png`);
  if (existsSync(path) && process.env.PICTURES !== 'true') return;
  await page.mouse.move(0, 0);
  mkdirSync(IMAGES, { recursive: true });
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
}
