import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { loadLanguage } from '../src/content/load.ts';
import { LANGUAGES } from '../src/content/routes.ts';
import { readMessages } from '../src/evaluation/messages.ts';
import { foldText } from '../src/intents/normalise.ts';

const SHARED_WORDS = 5;
/** Real parents' messages, kept outside the project; where they are present, none of their wording may be in it. */
const evaluation = fileURLToPath(new URL('../../shared/evaluation/dev.jsonl', import.meta.url));

/** The words as they were written: a contraction is one. */
function plainWords(text: string): string[] {
  return foldText(text)
    .split(' ')
    .filter((word) => !/^[.,?]$/.test(word));
}

/** Every run of five words of a text. */
function runs(text: string): string[] {
  const list = plainWords(text);
  return list.slice(SHARED_WORDS - 1).map((_, i) => list.slice(i, i + SHARED_WORDS).join(' '));
}

const data = new Map(LANGUAGES.map((language) => [language, loadLanguage(CONTENT_FOLDER, language)] as const));
const testMessages = LANGUAGES.flatMap((language) => readMessages(`test/messages/${language}.jsonl`));

describe('training utterances', () => {
  it('stand in one topic each', () => {
    for (const { utterances } of data.values()) {
      const owner = new Map<string, string>();
      const shared = utterances.filter(({ text, topic }) => {
        const key = plainWords(text).join(' ') || text;
        const other = owner.get(key);
        owner.set(key, topic);
        return other !== undefined && other !== topic;
      });
      expect(shared).toEqual([]);
    }
  });

  it('are none of the test messages', () => {
    const trained = new Set(
      [...data.values()].flatMap(({ utterances }) => utterances.map(({ text }) => text.toLowerCase())),
    );
    expect(testMessages.filter(({ text }) => trained.has(text.toLowerCase())).map(({ id }) => id)).toEqual([]);
  });

  // The messages are not part of the project: where they are not, there is nothing to compare with.
  const compared = existsSync(evaluation) ? it : undefined;
  compared?.('share no five words in a row with the evaluation messages', () => {
    const real = new Set(
      readFileSync(evaluation, 'utf8')
        .split('\n')
        .filter(Boolean)
        .flatMap((line) => runs((JSON.parse(line) as { text: string }).text)),
    );
    const ours = [...data.values()].flatMap(({ utterances, contrast }) => [
      ...utterances.map(({ text }) => text),
      ...contrast.flatMap((pair) => [pair.this, pair.not]),
    ]);
    const overlapping = [...ours, ...testMessages.map(({ text }) => text)].filter((text) =>
      runs(text).some((run) => real.has(run)),
    );
    expect(overlapping).toEqual([]);
  });
});
