import { describe, expect, it } from '@jest/globals';
import { nearTitle } from '../src/intents/buttons.ts';

const TITLES = ['Something to try', 'I feel guilty', 'My doctor', 'Two weeks or more', "I'm safe for now", 'Get help'];

describe('a button that is typed nearly as it stands', () => {
  it.each([
    ['sumthing to try', 'Something to try'],
    ['i feel gulity', 'I feel guilty'],
    ['my docter!!', 'My doctor'],
    ['two weeks or mor', 'Two weeks or more'],
  ])('%s', (typed, title) => {
    expect(TITLES[nearTitle(typed, TITLES) ?? -1]).toBe(title);
  });

  it.each([
    'im not safe for now',
    'I feel nothing',
    'two weeks ago it started and it got worse',
    'doctors told me it is fine',
    'try',
    '',
    '🌵',
  ])('is not "%s"', (typed) => {
    expect(nearTitle(typed, TITLES)).toBeUndefined();
  });

  it('is not looked for in a long text', () => {
    expect(nearTitle('ha'.repeat(10_000), TITLES)).toBeUndefined();
  });

  it('is not one of two that are alike', () => {
    expect(nearTitle('3 to 6 month', ['3 to 6 months', '6 to 12 months'])).toBe(0);
    expect(nearTitle('i can hold my babi', ['I can hold my baby', "I can't hold my baby"])).toBeUndefined();
  });
});
