import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCheckData } from '../src/content/checkData.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { checkNeverPrint, neverPrintFinder } from '../src/content/neverPrint.ts';
import { ContentCopy } from './contentCopy.ts';
import { startTestServer, type TestServer } from './helpers.ts';

const { neverPrint } = readCheckData(CONTENT_FOLDER).value;
const find = neverPrintFinder(neverPrint);

describe('numbers that may never be printed', () => {
  it('are those of the fact sheet, and more', () => {
    expect(neverPrint.length).toBeGreaterThanOrEqual(20);
  });

  it.each([
    '0808 1961 776',
    '08081961776',
    '+44 808 196 1776',
    '+44 (0)808 1961776',
    'tel:08081961776',
    'call 08451 228 669 now',
    '0845 46 47',
    '1-800-273-8255',
    '1 (800) 273-8255',
    '18002738255',
    '866.903.3787',
    '1890 92 72 77',
    'text 88858',
    'the National  Mental Health Hotline',
    'SAPTEL',
  ])('are found however they are written: %s', (text) => {
    expect(find(text)).toHaveLength(text.includes('Mental') ? 1 : 1);
    expect(find(text)[0]).toMatch(/may never be printed: /);
  });

  it.each([
    '0800 448 0737',
    '1-833-852-6262',
    '988',
    '88788',
    '0808 800 5000',
    '1850 grams',
    '38.0 °C (100.4 °F)',
    'from 1890 to 1927',
  ])('are not found in what is right: %s', (text) => {
    expect(find(text)).toEqual([]);
  });

  it('stand in no file of the content', () => {
    expect(checkNeverPrint(CONTENT_FOLDER, neverPrint)).toEqual([]);
  });

  it('are told with file, line and reason', () => {
    const copy = new ContentCopy();
    copy.write('help/answers.en.yaml', 'one: |\n  call 0808 1961776\n');
    const problems = copy.problems().filter((problem) => problem.includes('0808'));
    copy.delete();
    expect(problems).toEqual([
      expect.stringMatching(
        /^content\/help\/answers\.en\.yaml: line 2: "0808 1961 776" \(PANDAS \(UK\)\) may never be/,
      ),
    ]);
  });
});

describe('the pages that are served', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ SERVE_DRAFT: 'true' });
  });
  afterAll(() => server.close());

  const COUNTRIES = readdirSync(join(CONTENT_FOLDER, 'regions')).map((file) => file.replace('.yaml', ''));

  it.each([
    ...['/', '/?lang=es', '/chat/plain', '/embed.js', '/demo', '/chat/numbers'],
    ...COUNTRIES.map((country) => `/chat/numbers?country=${country}`),
  ])('%s has none of them', async (path) => {
    const response = await fetch(`${server.url}${path}`);
    expect(response.status).toBe(200);
    expect(find(await response.text())).toEqual([]);
  });

  it('nor have the scripts that the page loads', async () => {
    const page = await (await fetch(`${server.url}/`)).text();
    const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
    expect(files.length).toBeGreaterThan(1);
    for (const path of files) {
      const words = neverPrint.filter((entry) => entry.words);
      expect(neverPrintFinder(words)(await (await fetch(`${server.url}${path}`)).text())).toEqual([]);
    }
  });

  it('nor has the source of the program', () => {
    const files = readdirSync('src', { recursive: true, withFileTypes: true }).filter(({ name }) =>
      name.endsWith('.ts'),
    );
    const found = files.flatMap((file) => find(readFileSync(join(file.parentPath, file.name), 'utf8')));
    expect(found).toEqual([]);
  });
});
