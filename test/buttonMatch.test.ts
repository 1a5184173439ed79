import { describe, expect, it } from '@jest/globals';
import { mistypedButton } from '../src/intents/buttonMatch.ts';

const buttons = ['Why it happens', 'How long it takes', 'Something to try', 'Get help'].map((title) => ({ title }));
const found = (text: string) => mistypedButton(text, buttons)?.title;

describe('a mistyped button', () => {
  it.each([
    ['why it hapens', 'Why it happens'],
    ['somthing to try', 'Something to try'],
    ['get hlep', 'Get help'],
    ['how long it take', 'How long it takes'],
  ])('%s is the button %s', (text, title) => expect(found(text)).toBe(title));

  it.each(['i need something for my baby to sleep', 'she is asleep', 'help', '🌵', 'no', 'it'])('%s is none', (text) =>
    expect(found(text)).toBeUndefined(),
  );
});
