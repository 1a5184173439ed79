import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSite } from '../src/docsSite/buildSite.ts';
import { readDocuments, toDocument } from '../src/docsSite/documents.ts';
import { Links } from '../src/docsSite/links.ts';
import { axe, describeInBrowser, PHONE, picture, TestBrowser } from './browser.ts';

const PROJECT = join(import.meta.dirname, '..');
const site = mkdtempSync(join(tmpdir(), 'attune-docs-'));
const page = (file: string) => readFileSync(join(site, file), 'utf8');
let pages: string[] = [];

beforeAll(async () => {
  await buildSite(PROJECT, site);
  pages = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
});
afterAll(() => rmSync(site, { recursive: true, force: true }));

describe('the website', () => {
  it('has a page for every document', () => {
    for (const { page: file, title } of readDocuments(PROJECT)) {
      expect(pages).toContain(file);
      expect(page(file)).toContain('<h1');
      expect(title).not.toMatch(/\.md$/);
    }
  });

  it('has only links that lead somewhere, and loads nothing from the network', () => {
    for (const file of pages) {
      const html = page(file);
      expect(html).not.toMatch(/(src|<link[^>]*href)="(https?:)?\/\//);
      for (const [, address = ''] of html.matchAll(/ (?:href|src)="([^"]+)"/g)) {
        if (/^(https?|mailto|tel|sms):/.test(address) || file.startsWith('source/')) continue;
        const [path = '', anchor] = address.split('#');
        const target = path ? join(dirname(file), path) : file;
        expect({ file, address, there: existsSync(join(site, target)) }).toEqual({ file, address, there: true });
        if (anchor) expect(page(target)).toContain(`id="${decodeURIComponent(anchor)}"`);
      }
    }
  });

  it('is never built over something else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'attune-other-'));
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    await expect(buildSite(PROJECT, folder)).rejects.toThrow(/holds something else/);
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
    rmSync(folder, { recursive: true });
  });

  it('shows a linked file of the project as it is', () => {
    expect(page('source/docs/safety/hazards.yaml.html')).toContain('A message about suicide or self-harm');
    expect(page('safety/intended-use.html')).toContain('href="../source/docs/safety/hazards.yaml.html"');
  });
});

describe('a document', () => {
  const root = mkdtempSync(join(tmpdir(), 'attune-links-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const problems = (text: string, notYet: string[] = []) => {
    mkdirSync(join(root, 'docs/safety'), { recursive: true });
    mkdirSync(join(root, 'test/stories'), { recursive: true });
    writeFileSync(join(root, 'test/some.test.ts'), "it('is there', () => {});");
    const documents = [
      toDocument('docs/safety/a.md', text),
      toDocument('docs/b.md', '# B\n\n## What is kept, where\n'),
    ];
    writeFileSync(join(root, 'docs/b.md'), '# B');
    return new Links(root, documents, notYet).problems().map(({ file, message }) => `${file}: ${message}`);
  };

  it.each([
    ['[gone](../gone.md)', ['docs/safety/a.md: docs/gone.md does not exist']],
    ['![gone](../images/gone.png)', ['docs/safety/a.md: docs/images/gone.png does not exist']],
    ['[b](../b.md#nowhere)', ['docs/safety/a.md: docs/b.md has no heading "#nowhere"']],
    ['[out](../../../secret)', ['docs/safety/a.md: ../secret does not exist']],
    ['| a |\n|---|\n| [gone](c.md) |', ['docs/safety/a.md: docs/safety/c.md does not exist']],
    ['`test/gone.test.ts`', ['docs/safety/a.md: test/gone.test.ts does not exist: name a test that is there']],
    ['[b](../b.md#what-is-kept-where), [w](https://example.org), `test/some.test.ts › is there`', []],
  ])('%s', (text, expected) => expect(problems(text)).toEqual(expected));

  it('names a test that is not there', () => {
    expect(problems('`test/some.test.ts › is not there`')).toEqual([
      expect.stringContaining('test/some.test.ts has no test "is not there"'),
    ]);
  });

  it('may link one that is being written, until it is there', () => {
    expect(problems('[later](../later.md)', ['docs/later.md'])).toEqual([]);
    expect(problems('', ['docs/b.md'])).toEqual([expect.stringContaining('docs/b.md is written by now')]);
  });

  it('has the headings that GitHub gives it', () => {
    const { sections, title } = toDocument(
      'docs/x.md',
      '# `A` title\n\n## The same\n\n## The same\n\n## ¿Qué es *esto*?\n',
    );
    expect(title).toBe('A title');
    expect(sections.map(({ id }) => id)).toEqual(['', 'a-title', 'the-same', 'the-same-1', 'qué-es-esto']);
  });
});

describeInBrowser('the website in a browser', () => {
  const browser = new TestBrowser();
  afterAll(() => browser.close());
  const address = (file: string) => pathToFileURL(join(site, file)).href;
  const DESKTOP = { viewport: { width: 1280, height: 800 } };

  it.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const)('finds by search what it is asked for, on a %s', async (name, options) => {
    const { page: tab, complaints } = await browser.visit(options);
    await tab.goto(address('safety/wcag.html'));
    await tab.getByLabel('Search').fill('encrypton keys');
    const first = tab.locator('#results a').first();
    await first.waitFor();
    expect(await tab.locator('#results').innerText()).toMatch(/DATA_ENCRYPTION_KEYS|encryption/i);
    await picture(tab, `docs-site-${name}`);
    await tab.getByLabel('Search').fill('clinical safety officer');
    await tab.locator('#results a', { hasText: 'DTAC 2.0' }).first().waitFor();
    await tab.getByLabel('Search').fill('add a channel');
    await first.filter({ hasText: 'Add a channel' }).waitFor();
    await tab.keyboard.press('Enter');
    await tab.waitForURL(/#add-a-channel$/);
    expect(await tab.locator('#add-a-channel').isVisible()).toBe(true);
    await tab.getByLabel('Search').fill('zqxqzqx');
    await tab.getByText('0 results').waitFor();
    expect(await tab.locator('#results').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await tab.getByLabel('Search').fill('keys');
    await first.waitFor();
    expect(await axe(tab)).toEqual([]);
  });

  it.each(['index.html', 'operators.html', 'safety/model-card.html'])(
    '%s fits a phone and is accessible',
    async (file) => {
      const { page: tab, complaints, context } = await browser.visit(PHONE);
      await tab.goto(address(file));
      expect(await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
      // axe itself complains of reading style sheets from a folder: it comes last.
      expect(complaints).toEqual([]);
      expect(await axe(tab)).toEqual([]);
      await context.close();
    },
  );

  it('can be read without its script', async () => {
    const { page: tab } = await browser.visit({ ...DESKTOP, javaScriptEnabled: false });
    await tab.goto(address('operators.html'));
    expect(await tab.locator('#search-form').isVisible()).toBe(false);
    await tab.getByRole('navigation').getByRole('link', { name: 'Intended use', exact: true }).click();
    await tab.getByRole('heading', { name: 'What it is not' }).waitFor();
  });
});
