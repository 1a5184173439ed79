import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import type { LineWords } from '../src/content/interface.ts';
import { ContentLibrary, lineAsText } from '../src/content/library.ts';
import { loadContent } from '../src/content/load.ts';
import { contrast, isDark, mixed } from '../src/web/client/contrast.ts';
import { loadPageWords, type PageWords } from '../src/web/pageWords.ts';
import { html } from '../src/web/shared/html.ts';
import { linesHtml } from '../src/web/shared/linesHtml.ts';
import { markdown, plainText } from '../src/web/shared/markdown.ts';
import { originMatches } from '../src/web/shared/originMatches.ts';
import { loadSources } from '../src/web/sources.ts';

describe('markup', () => {
  it('escapes every text, and leaves out what is not there', () => {
    const name = '<b title="x">&\'';
    expect(html`<p>${name}${undefined}${false}${['a', html`<i>${'<'}</i>`]}</p>`.markup).toBe(
      '<p>&lt;b title=&quot;x&quot;&gt;&amp;&#39;a<i>&lt;</i></p>',
    );
  });

  it('reads bold, links and lists, and nothing else', () => {
    expect(markdown('**Now:**\n- call [988](tel:988)\n- [x](javascript:alert(1))\n<b>').markup).toBe(
      '<p><strong>Now:</strong></p><ul><li>call <a href="tel:988">988</a></li><li>x)</li></ul><p>&lt;b&gt;</p>',
    );
    expect(plainText('**Now:**\n- call [988](tel:988)')).toBe('Now:\ncall 988');
  });

  it('never lets a text make an element or an attribute of its own', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '**',
      '[',
      '](',
      ')',
      '- ',
      '\n',
      'https://',
      'javascript:',
      'x ',
    );
    const hostile = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }).map((parts) => parts.join(''));
    const known =
      /<\/?(?:p|ul|li|strong)>|<a href="(?:https:\/\/|tel:|sms:|mailto:)[^"<>]*"(?: target="_blank" rel="noopener noreferrer")?>|<\/a>/g;
    fc.assert(
      fc.property(hostile, (text) => {
        expect(markdown(text).markup.replace(known, '')).not.toMatch(/[<>"]/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('help lines', () => {
  it('offer a textphone to parents who cannot speak or hear', () => {
    const content = loadContent(CONTENT_FOLDER);
    const shown = new ContentLibrary(content).lines(['domestic'], 'us', 'en', new Date('2026-12-01'));
    const words = loadPageWords(CONTENT_FOLDER).get('en') as PageWords;
    expect(linesHtml(shown, words).markup).toContain('href="tel:18007873224">Textphone 1-800-787-3224</a>');
    const [first] = shown.lines;
    const text = first && lineAsText(first, content.lineWords.get('en') as LineWords);
    expect(text).toContain('textphone [1-800-787-3224](tel:18007873224)');
  });
});

describe('origins that may frame the chat', () => {
  const allowed = ['https://www.hospital.org', 'https://*.clinic.org', 'http://localhost:*'];
  it.each(['https://www.hospital.org', 'https://a.clinic.org', 'http://localhost:8080', 'http://localhost'])(
    '%s',
    (origin) => {
      expect(originMatches(origin, allowed)).toBe(true);
    },
  );
  it.each([
    'http://www.hospital.org',
    'https://www.hospital.org.evil.com',
    'https://wwwxhospital.org',
    'https://clinic.org',
    'https://evil.com/.clinic.org',
    'http://localhost.evil.com:80',
    'null',
    '',
  ])('not %s', (origin) => {
    expect(originMatches(origin, allowed)).toBe(false);
  });
});

describe('the colour of a hospital', () => {
  it('has words on it that can be read, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
        const color = number.toString(16).padStart(6, '0');
        expect(contrast(color, isDark(color) ? 'ffffff' : '000000')).toBeGreaterThanOrEqual(4.5);
      }),
    );
    expect(mixed('000000', 'ffffff', 0.5)).toBe('808080');
  });
});

describe('the words of the page', () => {
  it('are there in every language, and a broken file is named', () => {
    const words = loadPageWords(CONTENT_FOLDER);
    expect([...words.keys()]).toEqual(['en', 'es']);
    const folder = mkdtempSync(join(tmpdir(), 'attune-words-'));
    mkdirSync(join(folder, 'interface'));
    const english = readFileSync(join(CONTENT_FOLDER, 'interface/page.en.yaml'), 'utf8');
    writeFileSync(join(folder, 'interface/page.en.yaml'), `${english.replace(/^send: .*$/m, '')}\nextra: x`);
    expect(() => loadPageWords(folder)).toThrow(
      /page\.en\.yaml: send: [\s\S]*page\.en\.yaml: .*extra[\s\S]*page\.es\.yaml: is missing/,
    );
    rmSync(folder, { recursive: true });
  });

  it('keep their slots in every language', () => {
    const words = loadPageWords(CONTENT_FOLDER);
    const slots = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [key, english] of Object.entries(words.get('en') ?? {})) {
      const spanish = words.get('es')?.[key as 'send'] ?? '';
      expect([key, slots(spanish)]).toEqual([key, slots(english)]);
    }
  });

  it('name every source that a topic gives', () => {
    const sources = loadSources(CONTENT_FOLDER);
    const keys = [...loadContent(CONTENT_FOLDER).topics.values()].flatMap((topic) =>
      Object.values(topic.steps).flatMap((step) => step.sources),
    );
    const unknown = new Set(keys.filter((key) => key !== 'editorial' && !sources[key]));
    expect([...unknown]).toEqual([]);
    expect(sources.B1).toEqual({
      name: 'NCT: Difficulties with baby bonding affect a third of UK mums, 2016',
      url: 'https://nctmatters.org.uk/news/difficulties-baby-bonding-affect-third-uk-mums',
    });
    // Only the address of a site is known: the page itself would have to be searched there.
    expect(sources.B17).toEqual({ name: "Life's Little Treasures Foundation: NICU guide, page 37", url: undefined });
  });
});
