import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import { CODE_FACTS } from '../src/commands/codeFacts.ts';
import { type Checked, checkFolder } from '../src/content/check.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { readRules } from '../src/content/load.ts';
import { neverPrintFinder } from '../src/content/neverPrint.ts';
import { LANGUAGES } from '../src/content/routes.ts';
import { arrowKey, type Clock, type ObservedArrows, observeArrows } from '../src/review/observedArrows.ts';
import { writeReview } from '../src/review/writeReview.ts';
import { axe, describeInBrowser, PHONE, picture, TestBrowser } from './browser.ts';
import { TODAY } from './contentCopy.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-review-'));
let checked: Checked;
let observed: ObservedArrows;
let files: string[];
const page = (file: string) => readFileSync(join(folder, file), 'utf8');

beforeAll(async () => {
  checked = checkFolder(CONTENT_FOLDER, { code: CODE_FACTS, today: TODAY });
  const rules = new Map(LANGUAGES.map((language) => [language, readRules(CONTENT_FOLDER, language).value] as const));
  const clock: Clock = { now: new Date(`${TODAY}T15:00:00Z`) };
  const { bot } = buildBot({ log: pino({ level: 'silent' }), country: 'us', now: () => clock.now });
  observed = await observeArrows(bot, clock, ['my baby is crying', 'i want to die', 'i feel nothing for my baby'], 1);
  files = writeReview(folder, { checked, observed, rules, places: CODE_FACTS.places }, TODAY);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the review', () => {
  it('has a page for every topic, and for lines and sources', () => {
    const topics = [...checked.content.topics.keys()].map((topic) => `${topic}.html`);
    expect(files).toEqual(['index.html', 'lines.html', 'sources.html', ...topics]);
    for (const topic of topics) expect(page('index.html')).toContain(`href="${topic}"`);
  });

  it('shows every word, button, source and step of the content', () => {
    const escaped = (text: string) =>
      text
        .replace(/[&<>"']/g, (char) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' }[char]};`)
        .split('{emergencyNumber}');
    for (const [topic, { steps }] of checked.content.topics) {
      const html = page(`${topic}.html`);
      for (const [step, { say, suggestedActions, sources }] of Object.entries(steps)) {
        expect(html).toContain(`id="step-${step}"`);
        for (const text of [...say, ...suggestedActions.map(({ title }) => title)].flatMap(escaped)) {
          expect(html).toContain(text);
        }
        for (const key of sources) expect(html).toContain(`<b>${key}</b>`);
      }
      const translation = checked.content.translations.get('es')?.get(topic);
      for (const { say } of Object.values(translation?.steps ?? {})) {
        for (const text of say.flatMap(escaped)) expect(html).toContain(text);
      }
    }
  });

  it('has only links that lead somewhere, and loads nothing from the network', () => {
    for (const file of files) {
      const html = page(file);
      expect(html).not.toMatch(/<script|src=|@import|url\(http/);
      for (const [, target = ''] of html.matchAll(/href="([^"]+)"/g)) {
        if (/^https?:/.test(target)) continue;
        const [name = '', anchor] = target.split('#');
        const other = name || file;
        expect({ file, target, exists: existsSync(join(folder, other)) }).toEqual({ file, target, exists: true });
        if (anchor)
          expect({ file, target, anchor: page(other).includes(`id="${anchor}"`) }).toMatchObject({ anchor: true });
      }
    }
  });

  it('knows from the bot itself where its questions lead', () => {
    expect([...(observed.get(arrowKey('crying/hungry', 'Not that')) ?? [])]).toEqual(['crying/nappy']);
    expect([...(observed.get(arrowKey('crying/start', 'Yes')) ?? [])]).toEqual(['urgent-baby/act']);
    expect(page('crying.html')).toContain('href="urgent-baby.html#step-act"');
  });

  it('prints no dead number', () => {
    const find = neverPrintFinder(checked.data.neverPrint);
    expect(files.flatMap((file) => find(page(file)))).toEqual([]);
  });

  it('names for every country the lines that a step shows, with their hours', () => {
    const html = page('crisis-self.html');
    for (const [, { name }] of checked.content.regions)
      expect(html).toContain(typeof name === 'string' ? name : name.en);
    expect(html).toContain('988 Suicide &amp; Crisis Lifeline: 988 <small>24 hours, every day</small>');
    expect(page('lines.html')).toContain('Mon-Fri 09:00-19:30; Sat 09:00-16:00');
  });

  it('says which rules of the safety screen lead to an emergency, and how many sentences', () => {
    expect(page('crisis-self.html')).toContain('What the safety screen listens for');
    expect(page('crisis-self.html')).toMatch(/\d{3,} training sentences lead straight here \(English\)/);
    expect(page('massage.html')).not.toContain('What the safety screen listens for');
  });
});

describeInBrowser('the review in a browser', () => {
  const browser = new TestBrowser();
  afterAll(() => browser.close());
  const address = (file: string) => pathToFileURL(join(folder, file)).href;
  const DESKTOP = { viewport: { width: 1280, height: 900 } };

  it.each(['index.html', 'crying.html', 'crisis-self.html', 'lines.html', 'sources.html'])(
    '%s fits a phone and a desktop, and is accessible',
    async (file) => {
      for (const [name, options] of [
        ['phone', PHONE],
        ['desktop', DESKTOP],
      ] as const) {
        const visit = await browser.visit(options);
        await visit.page.goto(address(file));
        const tooWide = await visit.page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(tooWide).toBe(0);
        expect(visit.complaints).toEqual([]);
        if (file === 'crying.html') await picture(visit.page, `review-${name}`);
        if (name === 'desktop') expect(await axe(visit.page)).toEqual([]);
        await visit.context.close();
      }
    },
    60_000,
  );

  it('shows both languages side by side where there is room', async () => {
    const { page: desktop } = await browser.visit(DESKTOP);
    await desktop.goto(address('crisis-self.html'));
    const tops = await desktop
      .locator('#step-act .version')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    expect(tops).toHaveLength(2);
    expect(tops[0]).toBe(tops[1]);
  });

  it('prints, with a box to sign at the end', async () => {
    const { page: paper } = await browser.visit(DESKTOP);
    await paper.goto(address('crisis-self.html'));
    const pdf = await paper.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await paper.emulateMedia({ media: 'print' });
    expect(await paper.locator('nav').isVisible()).toBe(false);
    expect(await paper.locator('.sign').innerText()).toMatch(/Name[\s\S]*Role[\s\S]*Date[\s\S]*Signature/);
  });
});
