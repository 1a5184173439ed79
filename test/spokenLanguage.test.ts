import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import { LANGUAGES, type Language } from '../src/content/routes.ts';
import { SpokenLanguage } from '../src/intents/spokenLanguage.ts';

const spoken = new SpokenLanguage(buildBot({ log: pino({ level: 'silent' }), country: 'us' }).matcher);
const messages = (language: Language) =>
  readFileSync(new URL(`./messages/${language}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { text: string }).text);

describe.each(LANGUAGES)('a message in %s', (language) => {
  const other = LANGUAGES.find((one) => one !== language) as Language;

  it('never changes to another language', () => {
    expect(messages(language).filter((text) => spoken.of(text, language) !== language)).toEqual([]);
  });

  it('is heard as such in a conversation in another one, but for the shortest', () => {
    const long = messages(language).filter((text) => text.split(' ').length >= 5);
    const heard = long.filter((text) => spoken.of(text, other) === language);
    expect(heard.length / long.length).toBeGreaterThan(0.96);
  });
});

it.each(['mon bébé pleure tout le temps', 'мой ребёнок плачет', 'asdf qwer zxcv', 'no se', ''])(
  '"%s" changes nothing',
  (text) => expect(spoken.of(text, 'en')).toBe('en'),
);
