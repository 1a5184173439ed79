import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { CODE_FACTS } from '../src/commands/codeFacts.ts';
import { describe as told } from '../src/content/problems.ts';
import { reviewTopic } from '../src/review/reviewTopic.ts';
import { signOff } from '../src/review/signOff.ts';
import { topicPage } from '../src/review/topicPage.ts';
import { ContentCopy, TODAY } from './contentCopy.ts';

const copy = new ContentCopy([]);
const FILES = ['signoffs.yaml', 'about/topic.yaml', 'about/topic.es.yaml'];
const untouched = new Map(FILES.map((file) => [file, copy.text(file)]));

afterEach(() => {
  for (const [file, text] of untouched) copy.write(file, text);
});
afterAll(() => copy.delete());

const request = { topic: 'about', by: 'Test Person', role: 'tester', on: TODAY };
const sign = (changes: object = {}) =>
  signOff(copy.folder, { ...request, ...changes }, { code: CODE_FACTS, today: TODAY });

/** The page of the topic as it stands now. */
function page(): string {
  const checked = copy.check();
  const topic = checked.content.topics.get('about');
  if (!topic) throw new Error('no topic');
  return topicPage(
    reviewTopic('about', topic, { checked, observed: new Map(), rules: new Map(), places: {} }),
    checked,
    TODAY,
  );
}

describe('nobody', () => {
  it('has signed anything yet', () => {
    const { data, content } = copy.check();
    expect(data.signoffs).toEqual({});
    expect([...content.topics.values()].map(({ status }) => status)).not.toContain('reviewed');
  });
});

describe('a sign-off', () => {
  it('of every step in every language makes the topic reviewed', () => {
    const { signed, missing } = sign();
    const steps = Object.keys(copy.check().content.topics.get('about')?.steps ?? {});
    expect([signed, missing]).toEqual([2 * steps.length, []]);
    const topic = copy.check().content.topics.get('about');
    expect(topic?.status).toBe('reviewed');
    expect(topic?.review).toEqual({ by: 'Test Person', role: 'tester', on: TODAY });
    expect(copy.problems().filter((problem) => problem.includes('about/'))).toEqual([]);
    expect(page()).toContain('signed: Test Person, tester, 2026-11-23');
  });

  it('changes two lines of the topic, and no other', () => {
    sign();
    const before = (untouched.get('about/topic.yaml') ?? '').split('\n');
    const after = copy.text('about/topic.yaml').split('\n');
    expect(after.filter((line) => !before.includes(line))).toEqual([
      'status: reviewed',
      `review: { by: "Test Person", role: "tester", on: "${TODAY}" }`,
    ]);
    expect(after.length).toBe(before.length + 1);
  });

  it('of one language or some steps leaves the topic a draft, and says what is missing', () => {
    const english = sign({ language: 'en' });
    expect(english.missing.every(({ file }) => file === 'content/about/topic.es.yaml')).toBe(true);
    expect(copy.check().content.topics.get('about')?.status).toBe('draft');
    const rest = sign({ language: 'es', steps: ['start'] });
    expect([rest.signed, rest.missing.length]).toEqual([1, english.missing.length - 1]);
  });

  it('no longer counts when the words, the buttons, the sources or the translation change', () => {
    const changes: readonly (readonly [string, readonly (string | number)[], unknown])[] = [
      ['about/topic.yaml', ['steps', 'who', 'say', 0], 'Other words stand here now.'],
      ['about/topic.yaml', ['steps', 'who', 'suggestedActions', 0, 'title'], 'Another title'],
      ['about/topic.yaml', ['steps', 'who', 'sources'], ['SS5']],
      ['about/topic.es.yaml', ['steps', 'who', 'say', 0], 'Aquí hay otras palabras.'],
    ];
    for (const [file, path, value] of changes) {
      for (const [name, text] of untouched) copy.write(name, text);
      sign();
      copy.set(file, path, value);
      expect(copy.problems()).toContainEqual(
        expect.stringMatching(
          /steps\.who: changed since Test Person signed it on 2026-11-23: have it signed, or set status: draft/,
        ),
      );
    }
  });

  it('shows what has changed since, and can be given again', () => {
    sign();
    copy.set('about/topic.yaml', ['steps', 'who', 'suggestedActions', 0, 'title'], 'Another title');
    expect(page()).toContain('changed since Test Person, tester, 2026-11-23');
    expect(page()).toMatch(/<ins>Another title <\/ins>|<ins>Another title<\/ins>/);
    copy.write('about/topic.yaml', untouched.get('about/topic.yaml'));
    copy.set('about/topic.es.yaml', ['steps', 'who', 'say', 0], 'Aquí hay otras palabras.');
    expect(page()).toMatch(/<ins>Aquí hay otras palabras\.\s?<\/ins>/);
    expect(sign({ by: 'Second Person', language: 'es', steps: ['who'] }).missing).toEqual([]);
  });

  it('is refused for a topic with problems, an unknown topic and an unknown step', () => {
    expect(() => sign({ topic: 'nope' })).toThrow(/content\/nope\/topic\.yaml: is no topic/);
    expect(() => sign({ steps: ['nope'] })).toThrow(/content\/about\/topic\.yaml: steps\.nope: is no step/);
    copy.set('about/topic.yaml', ['steps', 'who', 'say', 0], 'Just trust me.');
    expect(() => sign()).toThrow(/"Just": It makes a hard thing sound easy/);
    expect(copy.text('signoffs.yaml')).toBe(untouched.get('signoffs.yaml'));
  });

  it('is needed for the word reviewed', () => {
    copy.set('about/topic.yaml', ['status'], 'reviewed');
    copy.set('about/topic.yaml', ['review'], { by: 'Nobody', role: 'none', on: TODAY });
    expect(copy.check().problems.map(told)).toContain(
      'content/about/topic.yaml: steps.start: is signed by nobody: have it signed, or set status: draft in topic.yaml',
    );
  });
});

describe('npm run content:signoff', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['src/commands/contentSignoff.ts', `--content=${copy.folder}`, ...args]);

  it('names everything that is missing', () => {
    const { status, stderr } = run('--by', 'Name', '--language', 'fr', '--on', '2999-01-01');
    expect(status).toBe(1);
    for (const option of ['--topic:', '--by:', '--language:', '--on:']) expect(String(stderr)).toContain(option);
    expect(copy.text('signoffs.yaml')).toBe(untouched.get('signoffs.yaml'));
  });

  it('records who signed, in which role', () => {
    const { status, stdout } = run('--topic', 'about', '--by', 'Test Person, nurse, ward 3', '--on', TODAY);
    expect([status, String(stdout)]).toEqual([0, expect.stringContaining('signed by Test Person, nurse, ward 3, on')]);
    expect(copy.check().data.signoffs.about?.start?.es?.role).toBe('nurse, ward 3');
  });
});
