import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { NeverPrint } from './checkData.ts';
import { digitsOf, numbersIn, phrasePattern } from './checkWords.ts';
import type { Problem } from './problems.ts';

/** Files that name what must not be printed. */
const LISTS = ['content/checks/neverPrint.yaml'];
/** Digits of a whole number: shorter ones are codes, which are compared whole. */
const WHOLE_NUMBER = 7;

/** Tells what of the list stands in a text, as a reader would say it. */
export function neverPrintFinder(list: NeverPrint): (text: string) => string[] {
  const entries = list.map((entry) => ({ ...entry, pattern: entry.words && phrasePattern([entry.words]) }));
  return (text) => {
    const numbers = numbersIn(text).map(digitsOf);
    return entries
      .filter(
        ({ number, startsWith, pattern }) =>
          (number && numbers.some((found) => isNumber(found, number))) ||
          (startsWith && numbers.some((found) => found.length === 10 && found.startsWith(startsWith))) ||
          (pattern && text.search(pattern) >= 0),
      )
      .map(({ number, startsWith, words, name, reason }) => {
        const what = number ?? words ?? `a number that starts with ${startsWith}`;
        return `"${what}"${name ? ` (${name})` : ''} may never be printed: ${reason}`;
      });
  };
}

/** The same number, with or without a country's prefix, and inside a longer run of digits. */
function isNumber(found: string, number: string): boolean {
  const whole = digitsOf(number);
  const core = whole.replace(/^[01]/, '');
  return core.length < WHOLE_NUMBER ? found === whole : found.includes(core);
}

/** Every line of every file of the content folder, held against the list. */
export function checkNeverPrint(folder: string, list: NeverPrint): Problem[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const find = neverPrintFinder(list);
  return files.flatMap((path) => {
    const file = `content/${relative(folder, path).split(sep).join('/')}`;
    if (LISTS.includes(file)) return [];
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.flatMap((line, i) =>
      find(line).map((message) => ({ file, path: `line ${i + 1}`, message: `${message}. Delete it` })),
    );
  });
}
