import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'security.md'), 'utf8');
/** A row for each of the ten risks: its name, and the tests that it names by file. */
const risks = page
  .split('\n')
  .filter((line) => line.startsWith('| API'))
  .map((line) => line.split(' | '))
  .map((cells) => ({ risk: String(cells[0]).slice(2), tests: testsIn(String(cells.at(-1))) }));

/** `a.test.ts`: "one", "two". `b.test.ts` and `c.test.ts`: "three". The names are the beginnings of titles. */
function testsIn(cell: string): { files: string[]; titles: string[] }[] {
  const parts = cell.split(/\.\s+(?=`)/);
  return parts.map((part) => ({
    files: [...part.matchAll(/`([\w.]+\.test\.ts)`/g)].map(([, file]) => String(file)),
    titles: [...part.matchAll(/"([^"]+)"/g)].map(([, title]) => String(title)),
  }));
}

const textOf = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');

describe('docs/security.md', () => {
  it('goes through the ten risks', () => {
    expect(risks.map(({ risk }) => risk.split(' ')[0])).toEqual(Array.from({ length: 10 }, (_, i) => `API${i + 1}`));
  });

  it.each(risks)('names tests that are there: $risk', ({ tests }) => {
    for (const { files, titles } of tests) {
      expect(files.length).toBeGreaterThan(0);
      expect(titles.length).toBeGreaterThan(0);
      for (const title of titles) {
        // A title stands behind the quotation mark of it(, describe( or the last bracket of each(.
        const there = files.some((file) => [`('${title}`, `("${title}`].some((start) => textOf(file).includes(start)));
        expect(there ? '' : `${files}: no test is called "${title}"`).toBe('');
      }
    }
  });

  it('names files and sources that are there', () => {
    for (const [, file] of page.matchAll(/`(\w+\.test\.ts)`/g)) {
      expect([file, existsSync(join(import.meta.dirname, String(file)))]).toEqual([file, true]);
    }
    for (const [, file] of page.matchAll(/`(src\/[\w/.]+)`/g)) {
      expect([file, existsSync(join(import.meta.dirname, '..', String(file)))]).toEqual([file, true]);
    }
  });
});
