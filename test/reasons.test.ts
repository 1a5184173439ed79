import { describe, expect, it } from '@jest/globals';
import { Reasons } from '../dialogs/reasons.ts';
import { REASONS } from '../dialogs/steps.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { loadContent } from '../src/content/load.ts';

const content = loadContent(CONTENT_FOLDER);
const reasons = new Reasons(content.reasons);

describe('reasons in free text', () => {
  it.each<[string, string[]]>([
    ['she was in the NICU for 3 weeks and I hated the birth', ['apart', 'birth']],
    ["I didn't get to hold him, and I work nights", ['apart', 'timeApart']],
    ['my wife had twins and one came 6 weeks early', ['twins', 'preterm']],
    ['we had two miscarriages before her and I am scared to love her', ['loss', 'fear']],
    ['My own mother never hugged me', ['childhood']],
    ["He only wants his dad and I'm so tired", ['prefers', 'sleep']],
    ['the baby hates me', ['turnsAway']],
    ["she wasn't planned", ['unplanned']],
    ['I regret it and I feel so guilty', ['regret', 'guilt']],
    ['we adopted her in March', ['adoption']],
  ])('%s', (text, expected) => expect(reasons.find(text, 'en')).toEqual(expected));

  it.each(["my baby won't stop crying", 'the birth was not hard', 'it was not a traumatic birth', 'hello', ''])(
    'are not in "%s"',
    (text) => expect(reasons.find(text, 'en')).toEqual([]),
  );

  it.each<[string, string[]]>([
    ['estuvo en la UCIN y siento culpa', ['apart', 'guilt']],
    ['no estuvo en la UCIN', []],
    ['nunca estuvo en incubadora', []],
    ['tampoco fue un parto dificil', []],
    ['sin depresión', []],
    ['ni ansiedad ni depresión', []],
    ['sin dormir y con culpa', ['sleep', 'guilt']],
  ])('in Spanish: %s', (text, expected) => expect(reasons.find(text, 'es')).toEqual(expected));

  it('are each explained by a step, and each such step can be found by words', () => {
    expect([...(content.reasons.get('en')?.keys() ?? [])].sort()).toEqual([...REASONS].sort());
  });

  it('are looked for in a long text in no time', () => {
    const started = performance.now();
    reasons.find('she was never in the nicu and the birth was fine and '.repeat(400), 'en');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
