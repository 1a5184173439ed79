import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { loadLanguage, loadRules, type RouteRule } from '../src/content/load.ts';
import { isEmergency, type Route } from '../src/content/routes.ts';
import { anchorsOf } from '../src/safety/anchors.ts';
import { clausesOf } from '../src/safety/clauses.ts';
import { RuleSet } from '../src/safety/rules.ts';
import { patternOf } from '../src/safety/slots.ts';
import type { Level } from '../src/safety/types.ts';

const rules = loadRules(CONTENT_FOLDER, 'en');
const ruleSet = new RuleSet(rules);
const RANK: Record<Level, number> = { none: 0, check: 1, act: 2 };
const rank = (text: string, set = ruleSet) => Math.max(0, ...set.hits(text).map(({ level }) => RANK[level]));
const percent = (part: number) => `${(100 * part).toFixed(1)}%`;

const example: RouteRule = {
  id: 'example',
  route: 'crisis-self',
  level: 'act',
  reason: 'An example.',
  patterns: ['want to leap', 'not {0-2}breathing'],
  except: ['want to leap for joy'],
  negated: 'none',
  matches: [],
  ignores: [],
};
const exampleWith = (changes: Partial<RouteRule>) => new RuleSet([{ ...example, ...changes }]);

describe.each(rules)('$id', (rule) => {
  const alone = new RuleSet([rule]);
  it.each(rule.matches)('matches: %s', (text) => expect(alone.hits(text)[0]?.level).toBe(rule.level));
  it.each(rule.ignores)('ignores: %s', (text) => expect(alone.hits(text)).toEqual([]));
  it('has a name of its own', () => expect(rules.filter(({ id }) => id === rule.id)).toHaveLength(1));
});

describe('what a rule hits', () => {
  it('tells the rule, the route, the reason and the words', () => {
    expect(exampleWith({}).hits('Help. I WANT   to leap!')).toEqual([
      { source: 'example', route: 'crisis-self', level: 'act', reason: 'An example.', words: 'want to leap' },
    ]);
  });

  it.each([
    ['I never want to leap', 0],
    ['I do not think I want to leap', 0],
    ["I'm not saying I want to leap", 1],
    ["It's not that I want to leap", 1],
    ["I'm not joking I want to leap", 2],
    ['No. I want to leap', 2],
    ['no i want to leap', 2],
    ['I am not ok i want to leap', 2],
    ['I never want to leap but I keep thinking about it', 1],
    ['I never want to leap but I want to leap', 2],
    ['I want to leap for joy', 0],
    ['I want to leap for joy and I want to leap', 2],
    ['she is not breathing', 2],
  ])('%s -> %i', (text, expected) => expect(rank(text, exampleWith({}))).toBe(expected));

  it('obeys what the rule says of negation', () => {
    expect(rank('I never want to leap', exampleWith({ negated: 'check' }))).toBe(1);
    expect(rank('I never want to leap', exampleWith({ negated: 'same' }))).toBe(2);
  });

  it('names every broken pattern at once', () => {
    const broken = [
      { ...example, id: 'first', patterns: ['(open'] },
      { ...example, id: 'second', except: ['{nobody}'] },
    ];
    const compile = () => new RuleSet(broken);
    expect(compile).toThrow('content/crisis-self/rules.en.yaml: first.patterns.0: "(open" is not a pattern: ');
    expect(compile).toThrow('second.except.0: "{nobody}" asks for {nobody}: there is no such slot');
  });
});

describe('numbers', () => {
  it.each([
    ['my 5 week old has 38.0', 'baby-fever-young', 2],
    ["She's 2 months old. Rectal 100.4 F", 'baby-fever-young', 2],
    ['5-week-old, temp 38,6°C', 'baby-fever-young', 2],
    ['9 months old with 39.5', 'baby-fever', 1],
    ['temp of 103 and she is 11 months', 'baby-fever', 1],
    ['his temperature is 35.4', 'baby-fever-young', 2],
    ['no wet diaper for 13 hours', 'baby-dehydration-severe', 2],
    ['no wet nappy in 9h', 'baby-dry', 1],
    ['66 breaths a minute', 'baby-not-breathing', 2],
    ['two pads in an hour', 'parent-heavy-bleeding', 2],
    ['I have 38.4 and my stitches smell', 'parent-fever', 2],
  ])('%s', (text, source, expected) => {
    expect(ruleSet.hits(text)).toContainEqual(expect.objectContaining({ source }));
    expect(rank(text)).toBe(expected);
  });

  it.each([
    'I am 38 weeks pregnant',
    'born at 38.2 weeks, 3.9 kg',
    'my 5 week old has 37.2',
    'it is 104 outside',
    'two pads a day',
    'he slept 12 hours',
  ])('nothing in: %s', (text) => expect(rank(text)).toBe(0));
});

describe('our own lines', () => {
  const { utterances, contrast } = loadLanguage(CONTENT_FOLDER, 'en');
  const emergencies = utterances.filter(({ topic }) => isEmergency(topic as Route)).map(({ text }) => text);
  const ordinary = utterances.filter(({ topic }) => !isEmergency(topic as Route)).map(({ text }) => text);
  const nots = contrast.filter(({ notRoute }) => !isEmergency(notRoute)).map(({ not }) => not);

  const found = (texts: readonly string[]) => {
    const ranks = texts.map((text) => rank(text));
    const share = (least: number) => ranks.filter((one) => one >= least).length / texts.length;
    return { act: share(2), any: share(1) };
  };
  const report = (name: string, texts: readonly string[], { act, any }: { act: number; any: number }) =>
    console.info(`${texts.length} ${name}: ${percent(act)} at act, ${percent(any)} at act or check`);

  // The rules are only half of the screen: the model finds what they leave. What they say at act must be right.
  it.each([
    ['ordinary lines', ordinary, 0.01, 0.03],
    ['ordinary sides of the contrast pairs', nots, 0.015, 0.06],
  ])('leave %s alone', (name, texts, act, any) => {
    const shares = found(texts);
    report(name, texts, shares);
    expect(shares.act).toBeLessThan(act);
    expect(shares.any).toBeLessThan(any);
  });

  it('find more than half of the emergencies', () => {
    const shares = found(emergencies);
    report('emergencies', emergencies, shares);
    expect(shares.act).toBeGreaterThan(0.32);
    expect(shares.any).toBeGreaterThan(0.56);
  });

  it('hold the anchors of every pattern that matches them', () => {
    const clauses = [...emergencies, ...nots].flatMap((text) => clausesOf(text, 'en').map((clause) => clause.text));
    for (const pattern of rules.flatMap((rule) => rule.patterns)) {
      const expression = patternOf(pattern, 'en');
      const anchors = anchorsOf(expression.source);
      if (!anchors) continue;
      for (const clause of clauses) {
        if (clause.search(expression) < 0) continue;
        if (!anchors.some((run) => clause.includes(run)))
          throw new Error(`"${pattern}" matches "${clause}": ${anchors}`);
      }
    }
  });
});

describe('whatever is typed', () => {
  const alarming = rules.flatMap(({ matches }) => matches);
  const anAlarm = fc.constantFrom(...alarming);
  const aCalm = fc.constantFrom(...rules.flatMap(({ ignores }) => ignores));

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => Array.isArray(ruleSet.hits(text))));
  });

  it('has one level in capitals, without marks and with emoji', () => {
    fc.assert(
      fc.property(anAlarm, fc.nat(30), (text, at) => {
        const words = text.split(' ');
        const withEmoji = words.toSpliced(at % (words.length + 1), 0, '\u{1F62D}\u{1F4A9}').join(' ');
        const withoutMarks = text.replace(/(?<!\d)[.,!?;:'\u2019](?!\d)/g, '');
        expect(rank(text.toUpperCase())).toBe(rank(text));
        expect(rank(withEmoji)).toBe(rank(text));
        expect(rank(withoutMarks)).toBeGreaterThanOrEqual(rank(text));
      }),
      { numRuns: 300 },
    );
  });

  it('is not calmed by other sentences around it', () => {
    fc.assert(
      fc.property(anAlarm, aCalm, (alarm, calm) => {
        expect(rank(`${calm}. ${alarm}. ${calm}.`)).toBeGreaterThanOrEqual(rank(alarm));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ...['i want to ', 'not ', 'my my my ', 'he she they husband ', 'voices ', '38.4 2 weeks ', 'and then but '],
    alarming.join('. '),
    alarming.join(' '),
  ])('takes a time that grows with the length only: %#', (seed) => {
    const cpu = (length: number) => {
      const text = seed.repeat(Math.ceil(length / seed.length)).slice(0, length);
      const start = process.cpuUsage();
      ruleSet.hits(text);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    cpu(2_000);
    const long = Math.min(cpu(20_000), cpu(20_000));
    // Four times the length: 4 when linear, 16 when quadratic. Small times are noise.
    expect(long).toBeLessThan(Math.max(8 * cpu(5_000), 250));
    expect(long).toBeLessThan(4_000);
  });
});
