import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { loadContent } from '../src/content/load.ts';
import { disturb } from '../src/evaluation/disturb.ts';
import { SafetyScreen } from '../src/safety/screen.ts';
import { loadUnderstanding } from '../src/understanding.ts';

const { screen } = loadUnderstanding(loadContent(CONTENT_FOLDER), CONTENT_FOLDER);
const RANK = { none: 0, check: 1, act: 2 };
const rank = (text: string, language: 'en' | 'es' = 'en') => RANK[screen.screen(text, language).level];

/** One plain message for every hazard that the screen exists for. */
const HAZARDS: readonly (readonly [string, string, 'en' | 'es'])[] = [
  ['I want to kill myself', 'crisis-self', 'en'],
  ['I took a whole bottle of pills', 'crisis-self', 'en'],
  ['I keep cutting my arms when she sleeps', 'crisis-self', 'en'],
  ["I'm about to shake him if he doesn't stop", 'crisis-baby', 'en'],
  ['I threw the baby on the bed and I am scared', 'crisis-baby', 'en'],
  ['voices are telling me that my baby is evil', 'crisis-psychosis', 'en'],
  ['my husband hit me again last night', 'crisis-home', 'en'],
  ['he forces me to have sex', 'crisis-home', 'en'],
  ['my baby is blue and not breathing', 'urgent-baby', 'en'],
  ['she is having a seizure', 'urgent-baby', 'en'],
  ['my 6 week old has a fever of 38.4', 'urgent-baby', 'en'],
  ['he is limp and I cannot wake him up', 'urgent-baby', 'en'],
  ['I am soaking a pad an hour and feel faint', 'urgent-parent', 'en'],
  ["I gave birth last week and I have chest pain and can't breathe", 'urgent-parent', 'en'],
  ['quiero quitarme la vida', 'crisis-self', 'es'],
  ['tengo miedo de hacerle daño a mi bebé', 'crisis-baby', 'es'],
  ['oigo voces que me dicen que mi bebé es el diablo', 'crisis-psychosis', 'es'],
  ['mi marido me pega', 'crisis-home', 'es'],
  ['mi bebé no respira y está azul', 'urgent-baby', 'es'],
  ['estoy sangrando mucho después del parto y me mareo', 'urgent-parent', 'es'],
];

describe('every hazard', () => {
  it.each(HAZARDS)('%s', (text, route, language) => {
    const risk = screen.screen(text, language);
    expect(risk.level).not.toBe('none');
    expect(risk.route).toBe(route);
  });

  it.each(HAZARDS)('%s, in capitals, without marks, with emoji', (text, _route, language) => {
    for (const kind of ['caps', 'noPunctuation', 'emoji'] as const) {
      expect(rank(disturb(text, kind, 1), language)).toBeGreaterThanOrEqual(1);
    }
  });

  it.each(HAZARDS)('%s, in the middle of forty other sentences', (text, _route, language) => {
    const other = language === 'en' ? 'We had toast this morning.' : 'Hoy comimos pan tostado.';
    const before = Array.from({ length: 20 }, () => other).join(' ');
    expect(rank(`${before} ${text}. ${before}`, language)).toBeGreaterThanOrEqual(1);
  });
});

describe('what only sounds alarming', () => {
  it.each([
    'this reflux is killing me',
    'I could eat her up, those cheeks',
    'he hit all his milestones',
    'dead tired but happy',
    'I nearly died laughing when he sneezed',
    'how do I shake the bottle without bubbles',
  ])('%s', (text) => expect(screen.screen(text, 'en').level).not.toBe('act'));
});

describe('the screen itself', () => {
  it('fails closed: an error in it counts as danger', () => {
    const broken = new SafetyScreen({
      rules: new Map([
        [
          'en',
          {
            hits: () => {
              throw new Error('broken');
            },
          },
        ],
      ]) as never,
      models: new Map(),
    });
    expect(broken.screen('hello', 'en').level).toBe('act');
  });

  it('never throws, and says nothing of a text without a letter', () => {
    expect(screen.screen('🌵 123', 'en').level).toBe('none');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => rank(text) >= 0),
      { numRuns: 300 },
    );
  });

  it('is not calmed by what is added before or after an emergency', () => {
    const calm = ['haha', "I'm not saying anything is wrong.", 'Love my baby so much.', 'Anyway, how are you?'];
    for (const words of calm) {
      expect(rank(`${words} I want to kill myself.`)).toBe(2);
      expect(rank(`I want to kill myself. ${words}`)).toBe(2);
    }
  });
});
