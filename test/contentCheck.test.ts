import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CODE_FACTS } from '../src/commands/codeFacts.ts';
import { checkFolder } from '../src/content/check.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { describe as told } from '../src/content/problems.ts';
import { checkReport } from '../src/content/report.ts';
import { ContentCopy, TODAY } from './contentCopy.ts';

const copy = new ContentCopy();
let known: ReadonlySet<string>;

beforeAll(() => {
  known = new Set(copy.problems());
});
afterEach(() => copy.restore());
afterAll(() => copy.delete());

/** What is told now and was not told before the test broke something. */
function found(today = TODAY): string[] {
  return copy.problems({ today }).filter((problem) => !known.has(problem));
}

/** One step more, which has no problem but those that the test puts into it. */
function setStep(changes: Record<string, unknown>, topic = 'carrying'): void {
  const step = {
    say: ['You can ask a nurse to look.', 'Take your time.'],
    suggestedActions: [
      { title: 'Get help', begin: 'help' },
      { title: 'Baby signs', begin: 'cues' },
    ],
    sources: ['T8'],
    ...changes,
  };
  copy.set(`${topic}/topic.yaml`, ['steps', 'broken'], step);
  copy.set(`${topic}/topic.yaml`, ['entries', 'broken'], 'broken');
}

const TRANSLATED = 'content/about/topic.es.yaml';

describe('the content', () => {
  it('has no problem on the day of its checks', () => {
    const { problems } = checkFolder(CONTENT_FOLDER, { code: CODE_FACTS, today: TODAY });
    expect(problems.map(told)).toEqual([]);
  });

  it('is reported topic by topic and country by country', () => {
    const report = checkReport(checkFolder(CONTENT_FOLDER, { code: CODE_FACTS, today: TODAY }));
    for (const word of ['topic', 'Flesch-Kincaid', 'crying', 'draft', 'northern-ireland', '2027-05-23']) {
      expect(report).toContain(word);
    }
  });
});

describe('words', () => {
  const WORDS: readonly (readonly [string, string, RegExp])[] = [
    ['blame', 'It is your fault.', /"your fault": It blames the parent/],
    ['making small', 'Just lie down.', /"Just": It makes a hard thing sound easy/],
    ['comparing', 'At least your baby is well.', /"At least": It compares pain/],
    ['an exclamation mark', 'You can do it!', /"!": Cheerfulness or alarm/],
    ['jargon', 'A caregiver can help.', /"caregiver": Jargon/],
    ['a method', 'Keep a razor away.', /"razor": Facts 7.3/],
    ['a medicine', 'Give 2 ml of it.', /"ml": Facts 5.2/],
    ['a promise', 'You will be fine.', /"You will be fine": A promise/],
    ['a diagnosis', 'You have depression.', /"You have depression": The bot does not diagnose/],
    ['a number', 'Call 1-800-422-4453 now.', /"1-800-422-4453" is a telephone number: use helpLines/],
    ['an emergency number', 'Call 999 now.', /"999" is a telephone number: use helpLines, or the slot/],
    ['a line’s name', 'Ask Samaritans for help.', /"Samaritans" is the name of a help line/],
    ['an unknown slot', 'Hello {name}.', /"\{name\}" is no slot/],
    ['an open brace', 'Call {emergencyNumber now.', /is no slot/],
  ];

  it.each(WORDS)('with %s are told with file, path and reason', (_, text, message) => {
    setStep({ say: ['You can ask a nurse to look.', text] });
    const problems = found().filter((problem) => problem.includes('steps.broken.say.1'));
    expect(problems).toContainEqual(expect.stringMatching(message));
    expect(problems[0]).toMatch(/^content\/carrying\/topic\.yaml: steps\.broken\.say\.1: /);
  });

  it.each([
    'It is not your fault.',
    'Was your baby just fed? Then wait.',
    'A fever of 38.0 °C (100.4 °F), 20 to 30 cm away, 10 to 15 minutes.',
    'Call {emergencyNumber} now.',
    'It is not too late to begin.',
  ])('are left alone when they are right: %s', (text) => {
    setStep({ say: ['You can ask a nurse to look.', text] });
    expect(found()).toEqual([]);
  });

  it('are banned on buttons, in notes of help lines and on the page too', () => {
    setStep({ suggestedActions: [{ title: 'Just try', begin: 'help' }] });
    copy.set('regions/us.yaml', ['lines', 0, 'note', 'en'], 'Just call');
    copy.set('interface/page.en.yaml', ['placeholder'], 'Just write');
    const just = found().filter((problem) => problem.includes('"Just"'));
    expect(just.map((problem) => problem.split(': "')[0])).toEqual([
      'content/carrying/topic.yaml: steps.broken.suggestedActions.0',
      'content/regions/us.yaml: lines.0 (us-988).note.en',
      'content/interface/page.en.yaml: placeholder',
    ]);
  });

  it('may be limited to topics', () => {
    setStep({ say: ['Keep pills out of reach.'] });
    expect(found()).toEqual([]);
    setStep({ say: ['Keep pills out of reach.'], sources: ['editorial'] }, 'distress');
    expect(found()).toContainEqual(expect.stringContaining('"pills": Facts 7.3'));
  });

  it('are banned in Spanish, where quoted words may say tú', () => {
    copy.set(
      'about/topic.es.yaml',
      ['steps', 'start', 'say'],
      ['No coja frío.', 'Diga: "¿Puedes venir?".', 'Tú puedes.'],
    );
    const messages = found().filter((problem) => problem.startsWith(`${TRANSLATED}: steps.start.say`));
    expect(messages.map((message) => /"(.+?)"/.exec(message)?.[1])).toEqual(['coja', 'Tú', 'puedes']);
  });

  it('of a list that names no topic or step are told', () => {
    const list = [{ words: ['abc'], only: ['nope'], allow: ['carrying/nope'], reason: 'A test' }];
    copy.write('checks/banned.en.yaml', JSON.stringify(list));
    expect(found()).toEqual([
      'content/checks/banned.en.yaml: 0.only: "nope" is no topic: mend the name',
      'content/checks/banned.en.yaml: 0.allow: "carrying/nope" is no step: mend the name, or delete it',
    ]);
  });
});

describe('length and reading', () => {
  it('at most 60 words, three bubbles and grade 6', () => {
    const hard =
      'Professional organisations universally recommend individualised multidisciplinary consultation immediately following institutional notification.';
    setStep({ say: ['A cat sat. '.repeat(21).trim(), 'One.', 'Two.', 'Three.'] });
    setStep({ say: [hard] }, 'cues');
    const problems = found();
    expect(problems).toContain(
      'content/carrying/topic.yaml: steps.broken.say: has 66 words, at most 60: cut it, or make two steps of it',
    );
    expect(problems).toContain(
      'content/carrying/topic.yaml: steps.broken.say: has 4 bubbles, at most 3: join or cut some',
    );
    expect(problems).toContainEqual(
      expect.stringMatching(
        /^content\/cues\/topic\.yaml: steps\.broken\.say: is hard to read \(Flesch-Kincaid grade \d\d/,
      ),
    );
  });

  it('Spanish by its own index', () => {
    const hard =
      'La recomendación multidisciplinaria individualizada requiere consideraciones organizativas extraordinariamente complejas, necesariamente institucionalizadas.';
    copy.set('about/topic.es.yaml', ['steps', 'start', 'say'], [hard]);
    expect(found()).toContainEqual(
      expect.stringMatching(/about\/topic\.es\.yaml.*Flesch-Szigriszt index -?\d+.*at least 65/),
    );
  });

  it('exceptions count, and are told when nobody needs them', () => {
    const exception = { maxWords: 70, maxGrade: 9, reason: 'A test' };
    copy.set('checks/exceptions.yaml', ['carrying/broken'], exception);
    copy.set('checks/exceptions.yaml', ['carrying/nope'], exception);
    setStep({ say: ['A cat sat. '.repeat(21).trim()] });
    expect(found()).toEqual([
      'content/checks/exceptions.yaml: carrying/broken: maxGrade is no longer needed: delete it',
      'content/checks/exceptions.yaml: carrying/nope: is no step: mend the name, or delete it',
    ]);
  });
});

describe('sources', () => {
  it.each([
    [['Z9'], '"Z9" is not in content/sources.yaml: mend the key, or add the source'],
    [['S5'], '"S5" is marked G and may not be spoken: name a source that was read, or cut the fact'],
    [['T7', 'T11'], 'T7, T11 only relay what others say (V2): add a source marked V, or cut the fact'],
    [['T8', 'T8'], '"T8" stands twice: delete one'],
  ])('%j are refused', (sources, message) => {
    setStep({ sources });
    expect(found()).toEqual([`content/carrying/topic.yaml: steps.broken.sources: ${message}`]);
  });

  it.each([[['T7', 'T8']], [['editorial']], [['T7', 'C13']]])('%j prove a step', (sources) => {
    setStep({ sources });
    expect(found()).toEqual([]);
  });
});

describe('arrows', () => {
  it('that lead nowhere, dead ends and steps that nothing leads to', () => {
    setStep({ suggestedActions: [{ title: 'A', next: 'nope' }] });
    copy.set('carrying/topic.yaml', ['steps', 'lonely'], { say: ['Hello.'], sources: ['editorial'] });
    const problems = found();
    expect(problems).toContain(
      'content/carrying/topic.yaml: steps.broken.suggestedActions.0: "nope" is not a step of this topic',
    );
    expect(problems).toContain(
      'content/carrying/topic.yaml: steps.lonely: is a dead end: give it suggestedActions, next or begin',
    );
    expect(problems).toContain(
      'content/carrying/topic.yaml: steps.lonely: cannot be reached: let a button or an entry lead to it, or delete it',
    );
  });

  it('with a title that is too long', () => {
    setStep({ suggestedActions: [{ title: 'A title of more than twenty', begin: 'help' }] });
    expect(found()).toContainEqual(expect.stringMatching(/suggestedActions\.0\.title: is longer than 20 characters/));
  });
});

describe('translations', () => {
  it('that are missing, stale, or say other numbers', () => {
    copy.write('about/topic.es.yaml', undefined);
    expect(found()).toContain(`${TRANSLATED}: is missing: translate topic.yaml`);
    copy.restore();
    copy.set('about/topic.es.yaml', ['steps', 'start', 'of'], '00000000');
    copy.set('about/topic.es.yaml', ['steps', 'who', 'say', 0], 'Son 12 personas.');
    const problems = found();
    expect(problems).toContain(
      `${TRANSLATED}: steps.start: is stale: the English words changed; translate again, then run npm run content:stamp`,
    );
    expect(problems).toContainEqual(
      expect.stringMatching(
        /about\/topic\.es\.yaml: steps\.who: has other numbers than the English words \(12; there none\)/,
      ),
    );
  });

  it('with the same title twice', () => {
    const titles = copy
      .check()
      .content.topics.get('about')
      ?.steps.start?.suggestedActions.map(() => 'Ayuda');
    copy.set('about/topic.es.yaml', ['steps', 'start', 'suggestedActions'], titles);
    expect(found()).toContainEqual(expect.stringContaining('steps.start: "Ayuda" stands twice under this step'));
  });
});

describe('utterances', () => {
  it('in two topics', () => {
    copy.write('cues/utterances.en.yaml', 'group: |\n  Where do I look?\n');
    copy.write('carrying/utterances.en.yaml', 'group: |\n  where do i look\n');
    expect(found()).toEqual([
      'content/cues/utterances.en.yaml: "Where do I look?" stands in content/carrying too: keep it in one',
    ]);
  });
});

describe('a broken file', () => {
  it('is told with its line, hides no other problem and causes none', () => {
    copy.write('help/topic.yaml', 'title: [Help\nsteps:\n');
    copy.set('regions/us.yaml', ['lines', 0, 'call'], 'nine');
    setStep({ sources: ['Z9'] });
    const problems = found();
    expect(problems).toContainEqual(expect.stringMatching(/^content\/help\/topic\.yaml: line \d+: is not valid YAML/));
    expect(problems).toContain('content/regions/us.yaml: lines.0.call: is not a telephone number');
    expect(problems).toContainEqual(expect.stringContaining('"Z9" is not in content/sources.yaml'));
    const files = new Set(problems.map((problem) => problem.split(':')[0]));
    expect([...files]).toEqual(['content/help/topic.yaml', 'content/regions/us.yaml', 'content/carrying/topic.yaml']);
  });
});

describe('npm run content:check', () => {
  it('prints a report and every problem, and fails', () => {
    setStep({ sources: ['Z9'] });
    copy.set('regions/us.yaml', ['timeZone'], 'America/Nowhere');
    const run = spawnSync(process.execPath, [
      'src/commands/contentCheck.ts',
      `--content=${copy.folder}`,
      `--date=${TODAY}`,
    ]);
    expect(run.status).toBe(1);
    expect(String(run.stdout)).toMatch(/^topic +steps +longest reply/);
    expect(String(run.stderr)).toContain('"Z9" is not in content/sources.yaml');
    expect(String(run.stderr)).toContain('content/regions/us.yaml: timeZone: is no time zone');
  });
});
