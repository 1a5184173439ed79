import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { writeDeskSite } from '../src/bench/deskSite.ts';
import { openStore } from '../src/state/openStore.ts';
import { startBalancer } from './balancer.ts';
import { describeInBrowser, openChat, picture, press, say, TestBrowser, transcript } from './browser.ts';
import { Playground, PlaygroundPage } from './playground.ts';
import { ServerProcess } from './serverProcess.ts';
import { quiet } from './stores.ts';

/** Two browsers, the Playground and three starts of the server, on a machine that does other things as well. */
const PATIENCE = 240_000;

const DESK = { channel: '19:desk@thread.tacv2', nurse: 'Ana Ruiz' };

describeInBrowser('a parent in the chat page and a nurse in Teams', () => {
  const browser = new TestBrowser();
  let folder: string;
  let balancer: Awaited<ReturnType<typeof startBalancer>>;
  let playground: Playground;
  let server: ServerProcess;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'attune-desk-'));
    balancer = await startBalancer();
    playground = await Playground.start(balancer, DESK);
    await startServer();
  });
  afterEach(async () => {
    await browser.leave();
    await server?.stop();
    await playground?.close();
    await balancer?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(() => browser.close());

  async function startServer(): Promise<void> {
    const SITE = writeDeskSite(folder, { channel: DESK.channel, url: playground.connector });
    server = await ServerProcess.start(folder, { SITE });
    balancer.setTargets([server.port]);
  }
  /** Waits until the server has done this so often: the nurse is told only when words were not passed on. */
  async function committed(action: string, times: number): Promise<void> {
    const store = await openStore(
      { DATA_DIR: folder, DATABASE_URL: undefined, DATA_ENCRYPTION_KEYS: undefined },
      quiet,
    );
    for (let done = 0; done < times; ) {
      done = 0;
      for await (const entry of store.handoffs.readAudit(new Date(0))) if (entry.action === action) done += 1;
      await setTimeout(50);
    }
    await store.close();
  }
  /** Waits until these words stand in the parent's chat; another place repeats them for screen readers. */
  const shown = (page: Page, words: string) => page.locator('.bubble', { hasText: words }).last().waitFor();
  /** What the parent was told by the nurse, in order. */
  const fromNurse = async (page: Page) =>
    (await transcript(page)).flatMap((line) => /nurse says \d/.exec(line)?.[0] ?? []);
  /** What the nurse was told by the parent, in order. */
  const fromParent = async (teams: PlaygroundPage) =>
    (await teams.page.locator('body').innerText()).match(/parent says \d/g) ?? [];

  it(
    'talk with each other while the server is killed and started again: nothing is lost',
    async () => {
      const { page: teamsPage } = await browser.visit({ viewport: { width: 1280, height: 1000 } });
      const teams = new PlaygroundPage(teamsPage, 'Attune');
      await teams.open(playground);
      await teams.goTo('General');
      const { page, context } = await browser.visit();
      await openChat(page, `${balancer.url}/chat`);

      await say(page, 'I want to talk to a nurse', 'nurses');
      await press(page, 'Yes, ask them', 'note');
      await press(page, 'Ask without a note', 'line');
      await teams.hears('A parent asks for a person');
      await teams.press('Take');
      await teams.hears('Ana Ruiz talks with this parent');
      await shown(page, 'Ana is here now');

      const write = async (text: string) => {
        await page.fill('#message', text);
        await page.keyboard.press('Enter');
      };
      await write('parent says 1');
      await teams.hears('parent says 1');
      await teams.reply('nurse says 1');
      await shown(page, 'nurse says 1');
      await write('parent says 2');
      await teams.hears('parent says 2');

      // What was committed and not brought yet comes after the start; what was written meanwhile, too.
      await write('parent says 3');
      await server.kill();
      await write('parent says 4');
      await startServer();
      await teams.hears('parent says 4');
      expect([...new Set(await fromParent(teams))]).toEqual([1, 2, 3, 4].map((n) => `parent says ${n}`));

      // The parent's phone is away while the nurse writes, and the server dies before it is back.
      await context.setOffline(true);
      await teams.reply('nurse says 2');
      await committed('messageToParent', 2);
      await server.kill();
      await startServer();
      await context.setOffline(false);
      await shown(page, 'nurse says 2');
      await teams.reply('nurse says 3');
      await shown(page, 'nurse says 3');
      expect(await fromNurse(page)).toEqual(['nurse says 1', 'nurse says 2', 'nurse says 3']);
      await picture(page, 'handoff-parent');

      await write('I want to die');
      await shown(page, '988');
      await teams.hears(/thinking of suicide/);
      await picture(teamsPage, 'handoff-desk');

      await teams.press('End the talk');
      await shown(page, 'Ana has left the talk');
      await teams.hears('This talk is over');
      await say(page, "my baby won't stop crying", 'safety check');
      expect(await teams.refused()).toBe(0);
    },
    PATIENCE,
  );
});
