import { describe, expect, it } from '@jest/globals';
import { isAboutAge, readBabyAge, SIX_MONTHS, THREE_MONTHS } from '../dialogs/babyAge.ts';

describe('the age that a text names', () => {
  it.each<[string, number]>([
    ['2 weeks', 14],
    ['she is 3mo', 91],
    ['my 10-week-old', 70],
    ['he turned six months yesterday', 182],
    ['no, he is 3 months', 91],
    ['4.5 months', 137],
    ['tiene 2 meses', 61],
    ['once semanas', 77],
    ['I have a newborn', 14],
    ['she is five days', 5],
  ])('%s', (text, days) => expect(readBabyAge(text)).toBe(days));

  it.each([
    'she has cried for 3 weeks',
    'born 6 weeks early',
    'two weeks ago',
    'cried 2 days straight',
    'he is 3 years',
    'hello',
  ])('is not in "%s"', (text) => expect(readBabyAge(text)).toBeUndefined());

  it('is the younger one where there are two, and not yet what it is under: the stricter fever rule is safe', () => {
    expect(readBabyAge('under 3 months')).toBeLessThan(THREE_MONTHS);
    expect(readBabyAge('almost 3 months')).toBeLessThan(THREE_MONTHS);
    expect(readBabyAge('3 to 6 months')).toBeLessThan(SIX_MONTHS);
    expect(readBabyAge('menos de 3 meses')).toBeLessThan(THREE_MONTHS);
  });

  it('is what a short text is about', () => {
    expect(isAboutAge('no, he is 3 months')).toBe(true);
    expect(isAboutAge('I have not slept since she was born 3 months back and I am done')).toBe(false);
  });
});
