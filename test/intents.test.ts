import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { loadContent } from '../src/content/load.ts';
import { isEmergency } from '../src/content/routes.ts';
import { readMessages } from '../src/evaluation/messages.ts';
import { bucketOf, features, namedFeatures } from '../src/intents/features.ts';
import { readModel, writeModel } from '../src/intents/modelFile.ts';
import { loadModels } from '../src/intents/models.ts';
import { foldText, sentences, words } from '../src/intents/normalise.ts';
import { Spelling } from '../src/intents/spelling.ts';
import { type TrainedTopic, trainModel } from '../src/intents/train.ts';
import { loadUnderstanding } from '../src/understanding.ts';

const content = loadContent(CONTENT_FOLDER);
const { matcher } = loadUnderstanding(content, CONTENT_FOLDER);

describe('folding a text', () => {
  it.each([
    ['I CAN’T sleep!!!', 'i cant sleep .'],
    ['sooooo tired', 'soo tired'],
    ['está llorando', 'esta llorando'],
    ['fever of 38.5, help?', 'fever of 38.5 , help ?'],
    ['ok 😭💔', 'ok'],
  ])('%s', (text, folded) => expect(foldText(text)).toBe(folded));

  it('spells out what parents shorten', () => {
    expect(words(foldText("My LO is 4mo and won't sleep, DH works"), 'en')).toEqual(
      'my baby is 4 months and will not sleep husband works'.split(' '),
    );
  });

  it('cuts a long text without marks into windows that overlap', () => {
    const long = Array.from({ length: 100 }, (_, i) => `word${i}`).join(' ');
    const parts = sentences(long);
    expect(parts.length).toBeGreaterThan(5);
    expect(new Set(parts.flatMap((part) => part.split(' '))).size).toBe(100);
  });
});

describe('features', () => {
  const long = readMessages('test/messages/en.jsonl').map(({ text }) => text);

  it('are the hashed names of what namedFeatures tells', () => {
    const check = (text: string) => {
      const strongest = new Map<number, number>();
      for (const { name, weight } of namedFeatures(text, 'en')) {
        strongest.set(bucketOf(name), Math.max(weight, strongest.get(bucketOf(name)) ?? 0));
      }
      const length = Math.hypot(...strongest.values());
      const { buckets, values } = features(text, 'en');
      expect(buckets).toHaveLength(strongest.size);
      for (const [i, bucket] of buckets.entries()) {
        expect(values[i]).toBeCloseTo((strongest.get(bucket) ?? 0) / length, 5);
      }
    };
    for (const text of ['', 'why?', ...long.slice(0, 60)]) check(text);
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), check), { numRuns: 200 });
  });
});

describe('spelling', () => {
  const spelling = new Spelling([
    ['crying', 300],
    ['breathing', 120],
    ['drying', 3],
    ['showering', 0],
    ['shivering', 40],
  ]);

  it.each([
    ['cryign', 'crying'],
    ['cring', 'crying'],
    ['breatihng', 'breathing'],
    ['brething', 'breathing'],
    ['crying', 'crying'],
    ['showering', 'showering'],
    ['xylophone', 'xylophone'],
  ])('%s is %s', (typed, meant) => expect(spelling.correct(typed)).toBe(meant));
});

describe('the model', () => {
  const topics = new Map<string, TrainedTopic>([
    ['crying', { route: 'crying', entries: {} }],
    ['chat', { route: 'chat', entries: { greeting: 'greeting', thanks: 'thanks' } }],
  ]);
  const lines = (topic: string, group: string, texts: string[]) => texts.map((text) => ({ topic, group, text }));
  const data = {
    contrast: [],
    utterances: [
      ...lines('crying', 'mothers', [
        'my baby is crying',
        'she is crying all night',
        'he is crying and screaming',
        'crying baby help',
      ]),
      ...lines('chat', 'greeting', ['hello there', 'hello attune', 'hello hello']),
      ...lines('chat', 'thanks', ['thank you so much', 'thank you', 'many thanks thank you']),
    ],
  };

  it('is the same to the byte when it is trained again, and when it is read back', () => {
    const bytes = writeModel(trainModel('en', data, topics));
    expect(writeModel(trainModel('en', data, topics)).equals(bytes)).toBe(true);
    expect(writeModel(readModel(bytes)).equals(bytes)).toBe(true);
  });

  it('says what to do when its file is damaged', () => {
    expect(() => readModel(Buffer.from('not a model'))).toThrow();
    expect(loadModels().get('en')?.examples).toBeGreaterThan(10_000);
  });

  it('sees texts as vectors of unit length, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { values } = features(text, 'en');
        const length = Math.hypot(...values);
        return values.length === 0 || Math.abs(length - 1) < 1e-4;
      }),
    );
  });
});

describe('the matcher', () => {
  it.each([
    ["I don't feel connected to my baby", 'bonding'],
    ['how do I play with a newborn', 'bonding-tips'],
    ["my baby won't stop crying", 'crying'],
    ['I am so exhausted and overwhelmed', 'distress'],
    ['I need to talk to someone', 'help'],
    ['what is the weather in Paris', 'other'],
    ['are you a robot?', 'chat'],
  ])('%s is %s', (text, route) => {
    const match = matcher.match(text, 'en');
    expect(match.kind === 'route' && match.best.route).toBe(route);
  });

  it('never offers an emergency: those are the screen’s', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const match = matcher.match(text, 'en');
        const all = match.kind === 'route' ? [match.best, ...match.others] : match.candidates;
        return all.every(({ route }) => !isEmergency(route));
      }),
    );
  });

  it('understands no text without a letter', () => {
    expect(matcher.match('🌵 123 !!!', 'en').kind).toBe('notUnderstood');
  });
});
