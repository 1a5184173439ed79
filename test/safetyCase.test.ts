import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { HAZARDS_FILE, loadHazards } from '../src/safetyCase/hazards.ts';
import { testFinder } from '../src/safetyCase/namedTests.ts';
import { reportPage } from '../src/safetyCase/reportPage.ts';
import { rate } from '../src/safetyCase/riskMatrix.ts';
import { codeVersion, keepRun, RUN_FILE, readRun, type Verdict, verdictOf } from '../src/safetyCase/testRun.ts';
import { unprovedMessage } from '../src/safetyCase/unproved.ts';
import { escapeText } from '../src/web/shared/html.ts';
import { axe, describeInBrowser, PHONE, TestBrowser } from './browser.ts';
import RunReporter from './runReporter.ts';

const PROJECT = join(import.meta.dirname, '..');
const root = mkdtempSync(join(tmpdir(), 'attune-safety-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const log = loadHazards(PROJECT);
const PASSED: Verdict = { kind: 'passed', finished: '2026-11-23T12:00:00.000Z', count: 1 };

describe('the hazards', () => {
  it('are there, with a test for each mitigation file that exists, and nobody has assessed them', () => {
    expect(log.hazards.length).toBeGreaterThanOrEqual(20);
    expect(log.assessedBy).toBeNull();
  });

  const copy = (change: (document: ReturnType<typeof parseDocument>) => void) => {
    const document = parseDocument(readFileSync(join(PROJECT, HAZARDS_FILE), 'utf8'));
    change(document);
    mkdirSync(join(root, 'docs/safety'), { recursive: true });
    writeFileSync(join(root, HAZARDS_FILE), document.toString());
  };

  beforeAll(() => {
    for (const folder of ['src', 'dialogs', 'content', 'test', 'docs']) {
      cpSync(join(PROJECT, folder), join(root, folder), {
        recursive: true,
        filter: (path) => !path.endsWith('models') && !path.includes('images'),
      });
    }
  });

  it.each<[string, (string | number)[], unknown, RegExp]>([
    [
      'a test that is not there',
      ['tests', 0, 'name'],
      'never written',
      /hazards\.0 \(H01\)\.tests\.0: .*no test "never written"/,
    ],
    ['a describe() that is not there', ['tests', 0, 'name'], 'nowhere › %s', /no test "nowhere"/],
    ['a test file that is not there', ['tests', 0, 'file'], 'test/gone.test.ts', /test\/gone\.test\.ts does not exist/],
    ['a story that is not there', ['tests', 5, 'name'], 'a tale', /no story "a tale"/],
    ['a mitigation that is nowhere', ['mitigations', 0, 'where'], ['src/gone.ts'], /src\/gone\.ts does not exist/],
    ['no test', ['tests'], [], /hazards\.0\.tests: must name at least one test/],
    ['an unknown severity', ['severity'], 'bad', /hazards\.0\.severity/],
    ['a risk that mitigations raise', ['likelihood', 'after'], 'veryHigh', /is higher after the mitigations/],
    ['a name that is used twice', ['id'], 'H02', /hazards\.1 \(H02\)\.id: is used twice/],
    ['a high risk with nothing left to do', ['severity'], 'catastrophic', /must say what is left to do/],
  ])('with %s are told', (name, path, value, message) => {
    copy((document) => {
      document.setIn(['hazards', 0, ...path], value);
      if (name.startsWith('a high risk')) document.setIn(['hazards', 0, 'open'], []);
    });
    expect(() => loadHazards(root)).toThrow(message);
  });

  it('are told when their file is gone', () => {
    rmSync(join(root, HAZARDS_FILE));
    expect(() => loadHazards(root)).toThrow(/hazards\.yaml: is missing/);
  });
});

describe('the matrix', () => {
  it('rises with likelihood and severity, from 1 to 5', () => {
    expect(rate('veryLow', 'minor')).toBe(1);
    expect(rate('veryLow', 'catastrophic')).toBe(3);
    expect(rate('medium', 'major')).toBe(3);
    expect(rate('high', 'major')).toBe(4);
    expect(rate('veryHigh', 'catastrophic')).toBe(5);
  });
});

describe('what the last run says', () => {
  const table = { file: 'test/screen.test.ts', name: 'every hazard › %s' };
  const story = { file: 'test/stories/crying.yaml', name: 'a danger sign comes before everything' };
  const tests = (status: 'passed' | 'failed' | 'skipped') => [
    { name: 'every hazard › I want to die', status: 'passed' as const },
    { name: 'every hazard › he hit me', status },
  ];
  const finished = '2026-11-23T12:00:00.000Z';
  const run = (status: 'passed' | 'failed' | 'skipped', code = 'now') => ({
    'test/screen.test.ts': { finished, code, tests: tests(status) },
    'test/stories.test.ts': {
      finished,
      code,
      tests: ['directline', 'msteams'].map((channel) => ({
        name: `crying.yaml › a danger sign comes before everything (${channel})`,
        status: 'passed' as const,
      })),
    },
  });

  it('counts every line of a table, and a story on every channel', () => {
    expect(verdictOf(run('passed'), table, 'now')).toEqual({ kind: 'passed', finished, count: 2 });
    expect(verdictOf(run('passed'), story, 'now')).toEqual({ kind: 'passed', finished, count: 2 });
  });

  it('proves nothing when one line failed or was skipped, the code changed since, or nothing was run', () => {
    expect(verdictOf(run('failed'), table, 'now').kind).toBe('failed');
    expect(verdictOf(run('skipped'), table, 'now').kind).toBe('skipped');
    expect(verdictOf(run('passed', 'before'), table, 'now').kind).toBe('otherCode');
    expect(verdictOf({}, table, 'now').kind).toBe('notRun');
    expect(verdictOf(run('passed'), { ...table, name: 'hazard › %s' }, 'now').kind).toBe('notRun');
  });

  it('is kept file by file, and forgotten when it is damaged', () => {
    const folder = mkdtempSync(join(tmpdir(), 'attune-run-'));
    const { 'test/screen.test.ts': screen, 'test/stories.test.ts': stories } = run('passed');
    keepRun(folder, { 'test/screen.test.ts': screen });
    keepRun(folder, { 'test/stories.test.ts': stories });
    expect(readRun(folder)).toEqual(run('passed'));
    writeFileSync(join(folder, RUN_FILE), '{');
    expect(readRun(folder)).toEqual({});
    rmSync(folder, { recursive: true });
  });

  it('is kept by each run of the tests, but for one of a part of them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'attune-reporter-'));
    const result = (title: string, status: string) => ({ ancestorTitles: ['every hazard'], title, status });
    const testFilePath = join(folder, 'test/screen.test.ts');
    const report = (testNamePattern: string, ...testResults: ReturnType<typeof result>[]) =>
      new RunReporter({ testNamePattern }, { root: folder }).onRunComplete(undefined, {
        testResults: [{ testFilePath, testResults: testResults as never }],
      });
    report('only this', result('I want to die', 'passed'));
    expect(readRun(folder)).toEqual({});
    report('', result('I want to die', 'passed'), result('he hit me', 'pending'));
    expect(verdictOf(readRun(folder), table, codeVersion(folder)).kind).toBe('skipped');
    report('', result('I want to die', 'passed'));
    expect(verdictOf(readRun(folder), table, codeVersion(folder)).kind).toBe('passed');
    rmSync(folder, { recursive: true });
  });

  it('belongs to the code, the content and the tests as they were', () => {
    const folder = mkdtempSync(join(tmpdir(), 'attune-code-'));
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/a.ts'), '1');
    const before = codeVersion(folder);
    keepRun(folder, {});
    expect(codeVersion(folder)).toBe(before);
    writeFileSync(join(folder, 'src/a.ts'), '2');
    expect(codeVersion(folder)).not.toBe(before);
    rmSync(folder, { recursive: true });
  });

  it('is told kind by kind, with what to do', () => {
    const message = unprovedMessage([
      { test: table, verdict: PASSED },
      { test: table, verdict: { ...PASSED, kind: 'failed' } },
      { test: story, verdict: { kind: 'notRun' } },
    ]);
    expect(message).toMatch(/1 named tests failed: .*\n {2}test\/screen\.test\.ts: every hazard › %s/);
    expect(message).toMatch(/have not been run here: npm test\n {2}test\/stories\/crying\.yaml/);
    expect(unprovedMessage([{ test: table, verdict: PASSED }])).toBeUndefined();
  });
});

describe('a named test', () => {
  it('is found by its title, with quotes in it, and not by words in the middle of one', () => {
    const find = testFinder(PROJECT);
    const named = (name: string) => find({ file: 'test/strangers.test.ts', name });
    expect(named("another parent's conversation › cannot be listened to")).toBeUndefined();
    expect(named('cannot be listened')).toMatch('has no test "cannot be listened"');
  });
});

const page = (verdict: Verdict, assessed = log) =>
  reportPage({ log: assessed, verdictOf: () => verdict, release: '0.1.0', made: '2026-11-23' });

describe('the report', () => {
  it('has every hazard, its risk, its tests and what is not solved', () => {
    const html = page(PASSED);
    for (const { id, open, tests } of log.hazards) {
      expect(html).toContain(`<section class="step" id="${id}">`);
      expect(html.match(new RegExp(`href="#${id}"`, 'g'))?.length).toBeGreaterThanOrEqual(2);
      for (const text of open) expect(html).toContain(escapeText(text));
      for (const { file } of tests) expect(html).toContain(file);
    }
  });

  it('says plainly that nobody has assessed it, and does not when somebody has', () => {
    expect(page(PASSED)).toContain('Not yet assessed by a clinical safety officer.');
    const assessedBy = { name: 'A. Nother', registration: 'none, this is a test', on: '2026-11-24' };
    const html = page(PASSED, { ...log, assessedBy });
    expect(html).not.toContain('Not yet assessed');
    expect(html).toContain('Assessed by A. Nother');
  });

  it('never shows a test as passed that was not', () => {
    expect(page({ kind: 'notRun' })).not.toContain('verdict-passed">');
    expect(page({ kind: 'notRun' })).toContain('not run: not proved');
    expect(page({ ...PASSED, kind: 'otherCode' })).toContain('another version of the code: not proved');
  });

  it('needs no other file, no script and no network', () => {
    expect(page(PASSED)).not.toMatch(/<script|<link|src=|@import|url\(/);
  });
});

describeInBrowser('the report in a browser', () => {
  const browser = new TestBrowser();
  afterAll(() => browser.close());

  it('fits a phone and a desktop, is accessible, and prints', async () => {
    const file = join(root, 'index.html');
    // Four hazards have all that there is to see: axe is slow on the whole page.
    writeFileSync(file, page(PASSED, { ...log, hazards: log.hazards.slice(0, 4) }));
    for (const options of [PHONE, { viewport: { width: 1280, height: 900 } }]) {
      const visit = await browser.visit(options);
      await visit.page.goto(pathToFileURL(file).href);
      const tooWide = await visit.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(tooWide).toBeLessThanOrEqual(0);
      expect(visit.complaints).toEqual([]);
      expect(await axe(visit.page)).toEqual([]);
      if (options !== PHONE) {
        const pdf = await visit.page.pdf({ preferCSSPageSize: true });
        expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      }
      await visit.context.close();
    }
  });
});
