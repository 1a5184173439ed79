import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { modelCardFigures } from '../src/documents/modelCardFigures.ts';
import { parentWords } from '../src/documents/parentWords.ts';
import { settingsTable } from '../src/documents/settingsTable.ts';
import { turnPicture } from '../src/documents/turnPicture.ts';
import { freshenParts } from '../src/documents/writtenParts.ts';

const PROJECT = join(import.meta.dirname, '..');
const root = mkdtempSync(join(tmpdir(), 'attune-documents-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the made parts of the documents', () => {
  it('are what code, content and figures say now', () => {
    expect(freshenParts(PROJECT, false)).toEqual([]);
  });

  it('are told and written when something changed', () => {
    for (const folder of ['src', 'dialogs', 'content', 'test/messages', 'docs', '.env.example']) {
      cpSync(join(PROJECT, folder), join(root, folder), { recursive: true, filter: (path) => !path.endsWith('.png') });
    }
    const baseline = join(root, 'test/messages/baseline.json');
    writeFileSync(baseline, readFileSync(baseline, 'utf8').replace(/"caught": [\d.]+/, '"caught": 0.5'));
    expect(freshenParts(root, false)).toEqual(['docs/safety/model-card.md: figures']);
    expect(freshenParts(root, true)).toEqual(['docs/safety/model-card.md: figures']);
    expect(freshenParts(root, false)).toEqual([]);
    expect(readFileSync(join(root, 'docs/safety/model-card.md'), 'utf8')).toContain('| 50.0 % (44-56) |');
    writeFileSync(join(root, 'docs/operators.md'), '# Nothing\n');
    expect(() => freshenParts(root, false)).toThrow(/docs\/operators\.md: needs the lines "<!-- begin settings -->"/);
  });
});

describe('the table of settings', () => {
  const withExample = (change: (text: string) => string) => {
    const folder = join(root, 'settings');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '.env.example'), change(readFileSync(join(PROJECT, '.env.example'), 'utf8')));
    return folder;
  };

  it('has every setting with its default and what it does', () => {
    const table = settingsTable(PROJECT);
    expect(table).toContain('| `PORT` | `3978` | TCP port of the server. |');
    expect(table).toContain(
      '| `RETENTION_HOURS` | `24` | Hours after its last message until a conversation is deleted. |',
    );
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ['lacks one', (text) => text.replace(/^PORT=.*\n/m, ''), /Missing: PORT; unknown: none/],
    ['has one that nobody reads', (text) => `${text}NEW_SETTING=1\n`, /Missing: none; unknown: NEW_SETTING/],
    ['gives another default', (text) => text.replace('PORT=3978', 'PORT=80'), /another value than the default/],
    ['has another order', (text) => text.replace(/(PORT=3978\n)([\s\S]*HOST=127.0.0.1\n)/, '$2$1'), /in its order/],
  ])('is refused when .env.example %s', (_name, change, message) => {
    expect(() => settingsTable(withExample(change))).toThrow(message);
  });
});

describe('the other parts', () => {
  it('give each figure with how many messages it is of', () => {
    expect(modelCardFigures(PROJECT)).toMatch(
      /\| Emergencies that are asked about .* \| \d\d\.\d % \(\d+-\d+\) \| \d{3} \|/,
    );
  });

  it('show the steps of the turn as src/bot.ts has them', () => {
    const picture = turnPicture(PROJECT);
    for (const step of ['1 Inbound', '2 Safety screen', '8 Reply']) expect(picture).toContain(step);
    const folder = join(root, 'turn');
    mkdirSync(join(folder, 'src'), { recursive: true });
    const source = readFileSync(join(PROJECT, 'src/bot.ts'), 'utf8');
    writeFileSync(join(folder, 'src/bot.ts'), source.replace('// 1. Inbound:', '// 1. Greeting:'));
    expect(() => turnPicture(folder)).toThrow(/"Greeting" is new/);
  });

  it('say to parents what the chat says, without an open slot', () => {
    expect(parentWords(PROJECT, 'en')).toContain("> I can't see or hear your baby.");
    for (const language of ['en', 'es'] as const) expect(parentWords(PROJECT, language)).not.toMatch(/[{}]/);
  });
});
