import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import type { Language } from '../src/content/routes.ts';
import { foldText } from '../src/intents/normalise.ts';
import { loadKnownWords } from '../src/samples/knownWords.ts';
import { PLACEHOLDERS, redact } from '../src/samples/redaction.ts';

const { library, matcher } = buildBot({ log: pino({ level: 'silent' }), country: 'us' });
const known = loadKnownWords(CONTENT_FOLDER, library, (language) => matcher.model(language));
const kept = (text: string, language: Language = 'en') => redact(text, language, known);

describe('the redaction of samples', () => {
  it.each([
    ['is it normal that she hums when she eats', 'is it normal that she hums when she eats'],
    ['my name is grace and he hates the bath now', 'my name is [name] and he hates the bath now'],
    ['he was born on 3 may and hates the bath', 'he was born on [date] and hates the bath'],
    ['she came home on 12/03/2026 and sleeps all day', undefined],
    ['she came home on 12/03/26. she sleeps all day', undefined],
    ['born 2nd of March 26 and still so very tiny', 'born [date] and still so very tiny'],
    ['in august we moved and she hates her new room', 'in [date] we moved and she hates her new room'],
    ['we live in reading and the nursery is full', 'we live in [place] and the nursery is full'],
    ['my boy Rose wants to wear a hat all day', 'my boy [name] wants to wear a hat all day'],
    ['my girl rose wants to wear a hat all day', 'my girl [name] wants to wear a hat all day'],
    ['Rose wants to wear her hat all day long', '[name] wants to wear her hat all day long'],
    ['will he like the hat that my mom made', 'will he like the hat that my mom made'],
    ['can I give Siobhan her hat in the evening', 'can I give [name] her hat in the evening'],
    ['can i give siobhan her hat in the evening', 'can i give [word] her hat in the evening'],
    ['IS IT OK TO CUT HIS HAIR AT NIGHT', 'IS IT OK TO CUT HIS HAIR AT NIGHT'],
    ['IS IT OK TO CUT XIMENAS HAIR AT NIGHT', 'IS IT OK TO CUT [word] HAIR AT NIGHT'],
    ["I'm sure he is fine but I'd like to know", "I'm sure he is fine but I'd like to know"],
    ['he weighs 7.2 kg and she weighs more than him', 'he weighs [number] kg and she weighs more than him'],
    ['call five five five nine if he wears the hat again', 'call [number] if he wears the hat again'],
    ['the color of his poop is ４２ I think today', 'the color of his poop is [number] I think today'],
    ['he has ½ a spoon of it at night now', 'he has [number] a spoon of it at night now'],
    ['does this [name] trick work here at night too', 'does this name trick work here at night too'],
  ])('in English: %j', (text, expected) => expect(kept(text)).toBe(expected));

  it.each([
    ['me llamo alba y mi bebé no quiere la bañera', 'me llamo [name] y mi bebé no quiere la bañera'],
    ['mi bebé nació el 3 de mayo y llora mucho', 'mi bebé nació el [date] y llora mucho'],
    ['en agosto mi bebé lloraba mucho por la noche', 'en [date] mi bebé lloraba mucho por la noche'],
    ['la abuela dice que Luz come poco en la noche', 'la abuela dice que [name] come poco en la noche'],
    ['mi hermana va a dar a luz y no sé qué hacer', 'mi hermana va a dar a luz y no sé qué hacer'],
    ['vivo en león y no tengo a nadie que venga', 'vivo en [place] y no tengo a nadie que venga'],
    ['vivo en la calle mayor y no tengo a nadie', undefined],
  ])('in Spanish: %j', (text, expected) => expect(kept(text, 'es')).toBe(expected));

  it.each([
    'write to me at emma.smith@example.org about the hat',
    'write to me at emma at gmail about the hat please',
    'my insta is @emma and i like the hat a lot',
    'look at https://example.org/hat and tell me if it is good',
    'look at www.hats.com and tell me if it is good',
    'my number is 555 01 23 please tell me about the hat',
    'my number is 5-5-5-0-1-2-3 please tell me about the hat',
    'we are at 12 hill close if you want to see the hat',
    'our house is on baker street and it is cold at night',
    'nhs number 943 476 5919 and he wears a hat',
    'he is a zorblax qwerty plonk',
    'Emma Jane Smith and Robert are here with us',
    'hats',
    `${'the hat is good and he likes it. '.repeat(12)}`,
    '',
    '....',
    'привет как дела у малыша',
    '宝宝一直哭怎么办',
  ])('keeps nothing of %j', (text) => expect(kept(text)).toBeUndefined());

  const pieces = fc.oneof(
    fc.constantFrom(
      'my',
      'baby',
      'Emma',
      'rose',
      'the',
      'hat',
      'is',
      '12/03',
      '7',
      'three',
      'me llamo',
      'Calle',
      '@',
      '\n',
    ),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.integer().map(String),
    fc.constantFrom('٣', '४', '²', 'Ⅷ', '①', '１', '½', '\u200b1\u200b2', 'a1b2', '1st', '[1]', '<3', '0x1F'),
  );
  const messages = fc.array(pieces, { minLength: 1, maxLength: 14 }).map((parts) => parts.join(' '));

  it('never lets a digit through, in any writing, nor a mark of an address', () => {
    fc.assert(
      fc.property(messages, fc.constantFrom<Language>('en', 'es'), (text, language) => {
        const redacted = kept(text, language) ?? '';
        expect(redacted).not.toMatch(/[\p{N}@:/\\<>]/u);
      }),
      { numRuns: 3000 },
    );
  });

  it('lets only words of the vocabulary through, and its own marks', () => {
    fc.assert(
      fc.property(messages, (text) => {
        const redacted = kept(text) ?? '';
        for (const token of redacted.match(/\[\w+\]|\p{L}[\p{L}'-]*/gu) ?? []) {
          if (PLACEHOLDERS.some((mark) => mark === token)) continue;
          for (const part of foldText(token).split(' ')) expect(known.vocabulary('en').has(part)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('lets no name of a list through that stands with a capital letter', () => {
    const names = fc.constantFrom(...known.names);
    fc.assert(
      fc.property(names, (name) => {
        const written = name[0]?.toUpperCase() + name.slice(1);
        expect(kept(`can i put a hat on ${written} at night`)).not.toContain(written);
        expect(kept(`${written} wants to wear the hat at night`)).not.toContain(written);
      }),
    );
  });
});
