import { describe, expect, it } from '@jest/globals';
import { isEasy, reading, spanishSyllables, wordsOf } from '../src/content/readability.ts';

describe('English', () => {
  it('is graded by Flesch and Kincaid', () => {
    // 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59.
    expect(reading(['The cat sat on the mat.'], 'en')).toEqual({ words: 6, value: -1.4 });
    // 13 words, 2 sentences, 24 syllables.
    const two = 'Australian platypuses are seemingly very strange animals. Nobody knows why they swim.';
    expect(reading([two], 'en').value).toBeGreaterThan(8);
  });

  it('ends a sentence with each bubble', () => {
    const one = reading(['Put your baby down and then step out of the room'], 'en').value;
    const two = reading(['Put your baby down', 'and then step out of the room'], 'en').value;
    expect(two).toBeLessThan(one);
  });
});

describe('Spanish', () => {
  it.each([
    ['bebé', 2],
    ['día', 2],
    ['aéreo', 4],
    ['ciudad', 2],
    ['quiero', 2],
    ['guitarra', 3],
    ['vergüenza', 3],
    ['pingüino', 3],
    ['muy', 1],
    ['y', 1],
    ['ahora', 3],
    ['respiración', 4],
    ['oía', 3],
    ['leí', 2],
    ['hueso', 2],
    ['38', 1],
  ])('%s has %i syllables', (word, count) => {
    expect(spanishSyllables(word)).toBe(count);
  });

  it('is measured by Flesch and Szigriszt', () => {
    // 6 words, 1 sentence, 10 syllables: 206.835 - 62.3 * 10 / 6 - 6.
    expect(reading(['El gato duerme en la alfombra.'], 'es')).toEqual({ words: 6, value: 97 });
  });
});

describe('limits', () => {
  it('are grade 6 or lower, index 65 or higher', () => {
    expect([isEasy(6, 'en'), isEasy(6.1, 'en'), isEasy(65, 'es'), isEasy(64.9, 'es')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('count what is read: marks alone are no word', () => {
    expect(wordsOf('38.0 °C / 100.4 °F - now ...')).toEqual(['38.0', '°C', '100.4', '°F', 'now']);
    expect(reading([], 'en')).toEqual({ words: 0, value: 0 });
  });
});
