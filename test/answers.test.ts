import { describe, expect, it } from '@jest/globals';
import { Answers } from '../dialogs/answers.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { loadContent } from '../src/content/load.ts';
import type { Language } from '../src/content/routes.ts';

const answers = new Answers(loadContent(CONTENT_FOLDER).answers);

function bonding(text: string, language: Language = 'en'): string | undefined {
  return answers.within(text, language, 'bonding', ['lowDays', 'someDays', 'fine', 'noAnswer', 'yes', 'notSure']);
}

function crying(text: string, language: Language = 'en'): string | undefined {
  return answers.within(text, language, 'crying', ['ok', 'limit', 'helped', 'putDown', 'yes', 'no', 'notSure']);
}

describe('that all is well', () => {
  it.each<[string, Language]>([
    ["I'm fine", 'en'],
    ['yeah im fine thanks', 'en'],
    ["no, I'm OK really", 'en'],
    ['estoy bien, gracias', 'es'],
    ['la verdad estoy muy bien', 'es'],
  ])('is read from "%s"', (text, language) => {
    expect(bonding(text, language)).toBe('fine');
    expect(crying(text, language)).toBe('ok');
  });

  it.each<[string, Language]>([
    ['not fine', 'en'],
    ["I'm not ok", 'en'],
    ["no I'm not okay", 'en'],
    ['fine is not the word', 'en'],
    ["everyone says I'm fine", 'en'],
    ["I'm ok until night comes", 'en'],
    ['nothing is good anymore', 'en'],
    ["I don't think I'm fine", 'en'],
    ['hardly ok', 'en'],
    ['me cuesta estar bien', 'es'],
    ['nunca estoy bien', 'es'],
    ['ya no me siento bien', 'es'],
    ['tampoco estoy bien', 'es'],
    ['digo que estoy bien pero lloro', 'es'],
  ])('is not read from "%s"', (text, language) => {
    expect(bonding(text, language)).not.toBe('fine');
    expect(crying(text, language)).not.toBe('ok');
  });

  it.each<[string, Language]>([
    ["I'm not ok", 'en'],
    ['really not fine', 'en'],
    ['no estoy bien', 'es'],
  ])('is denied by "%s"', (text, language) => {
    expect(bonding(text, language)).toBe('lowDays');
    expect(crying(text, language)).toBe('limit');
  });
});

describe('that the crying has stopped', () => {
  it.each<[string, Language]>([
    ['she calmed down', 'en'],
    ['oh wow that worked', 'en'],
    ['ya se calmó', 'es'],
  ])('is read from "%s"', (text, language) => expect(crying(text, language)).toBe('helped'));

  it.each<[string, Language]>([
    ["he hasn't calmed down", 'en'],
    ['nothing that helped', 'en'],
    ['I wish it worked', 'en'],
    ['never quiet now', 'en'],
    ['no se calmó', 'es'],
    ['nunca se durmió', 'es'],
  ])('is not read from "%s"', (text, language) => expect(crying(text, language)).not.toBe('helped'));
});
