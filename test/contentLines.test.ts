import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { describe as told } from '../src/content/problems.ts';
import { ContentCopy, TODAY } from './contentCopy.ts';

const copy = new ContentCopy();
let known: ReadonlySet<string>;

beforeAll(() => {
  known = new Set(copy.problems());
});
afterEach(() => copy.restore());
afterAll(() => copy.delete());

function found(today = TODAY): string[] {
  return copy.problems({ today }).filter((problem) => !known.has(problem));
}

const LINE = 'content/regions/us.yaml: lines.0 (us-988)';
const REMEDY = 'open the official page, dial the number, then set checked and expires';

describe('dates of help lines', () => {
  it.each([
    ['2027-04-22', [], []],
    ['2027-04-23', [], [`${LINE}: expires on 2027-05-23, in 30 days: ${REMEDY}`]],
    ['2027-05-23', [], [`${LINE}: expires on 2027-05-23, in 0 days: ${REMEDY}`]],
    ['2027-05-24', [`${LINE}: expired on 2027-05-23 and is not shown any more: ${REMEDY}`], []],
  ])('are told 30 days before, and refused after: %s', (today, problems, warnings) => {
    const checked = copy.check({ today });
    const own = (all: typeof checked.problems) => all.map(told).filter((text) => text.startsWith(LINE));
    expect(own(checked.problems)).toEqual(problems);
    expect(own(checked.warnings)).toEqual(warnings);
  });

  it('may not lie in the future, end before they begin, or be no date', () => {
    copy.set('regions/us.yaml', ['lines', 0, 'checked'], '2026-11-24');
    expect(found()).toEqual([]);
    copy.set('regions/us.yaml', ['lines', 0, 'checked'], '2026-11-25');
    expect(found()).toEqual([`${LINE}: was checked on 2026-11-25, which is in the future: set the day of the check`]);
    copy.set('regions/us.yaml', ['lines', 0, 'expires'], '2026-11-24');
    expect(found()).toEqual(['content/regions/us.yaml: lines.0.expires: must be later than checked']);
    copy.set('regions/us.yaml', ['lines', 0, 'expires'], '2027-02-30');
    expect(found()).toEqual(['content/regions/us.yaml: lines.0.expires: is not a date: write it as 2026-11-23']);
  });
});

describe('hours', () => {
  const hours = (value: unknown) => {
    copy.set('regions/us.yaml', ['lines', 0, 'hours'], value);
    copy.set('regions/us.yaml', ['lines', 0, 'timeZone'], 'America/New_York');
    return found();
  };

  it.each([
    ['sometimes', /are no hours: write always, unknown, or a list/],
    [[], /is empty: write always, unknown, or the hours/],
    [[{ days: 'mon-fri', from: '9:00', to: '17:00' }], /0\.from: is not a time of day: write it as 08:30/],
    [[{ days: 'mon-fri', from: '09:00', to: '24:00' }], /0\.to: is not a time of day/],
    [[{ days: 'weekdays', from: '09:00', to: '17:00' }], /0\.days: are no days: write them as mon, mon-fri/],
  ])('%j are refused', (value, message) => {
    const problems = hours(value);
    expect(problems).toEqual([expect.stringMatching(message)]);
    expect(problems[0]).toMatch(/^content\/regions\/us\.yaml: lines\.0\.hours/);
  });

  it('that overlap are refused, past midnight and over the end of the week too', () => {
    const overlap = [
      { days: 'sat-mon', from: '20:00', to: '02:00' },
      { days: 'tue', from: '01:00', to: '03:00' },
    ];
    expect(hours(overlap)).toEqual([
      `${LINE}.hours: 1 (tue 01:00 to 03:00) overlaps with one above it: mend the days or the times`,
    ]);
    expect(hours([overlap[0], { days: 'tue', from: '02:00', to: '03:00' }])).toEqual([]);
  });

  it('need a time zone that exists', () => {
    hours([{ days: 'mon', from: '09:00', to: '17:00' }]);
    copy.set('regions/us.yaml', ['lines', 0, 'timeZone'], undefined);
    expect(found()).toEqual(['content/regions/us.yaml: lines.0: has hours without a timeZone']);
    copy.set('regions/us.yaml', ['lines', 0, 'timeZone'], 'America/Nowhere');
    expect(found()).toEqual([
      expect.stringContaining('lines.0.timeZone: is no time zone: write it as America/New_York'),
    ]);
  });
});

describe('emergency numbers', () => {
  it('stand in two files that agree', () => {
    copy.set('regions/us.yaml', ['emergency', 'number'], '991');
    copy.set('checks/emergencyNumbers.yaml', ['england'], undefined);
    expect(found()).toEqual([
      'content/regions/england.yaml: emergency.number: is not in content/checks/emergencyNumbers.yaml: write it there a second time, from the official page',
      'content/regions/us.yaml: emergency.number: is 991 here and 911 in content/checks/emergencyNumbers.yaml: look at the official page',
    ]);
  });

  it.each([undefined, 'nine', ''])('are needed by every region: %j', (value) => {
    copy.set('regions/us.yaml', ['emergency', 'number'], value);
    expect(found()).toContainEqual(expect.stringMatching(/^content\/regions\/us\.yaml: emergency\.number: /));
  });
});

describe('proof', () => {
  it('is V, or V2 and V3 together, of lines and of emergency numbers', () => {
    copy.set('regions/us.yaml', ['lines', 0, 'proof'], ['V2']);
    copy.set('regions/us.yaml', ['emergency', 'proof'], ['V3']);
    expect(found()).toEqual([
      'content/regions/us.yaml: emergency.proof: may not be printed: facts section 9 asks for V, or V2 and V3',
      'content/regions/us.yaml: lines.0.proof: may not be printed: facts section 9 asks for V, or V2 and V3',
    ]);
  });

  it('stands once for each line', () => {
    copy.set('regions/us.yaml', ['lines', 1, 'id'], 'us-988');
    expect(found()).toEqual([
      'content/regions/us.yaml: lines.1 (us-988): has an id that stands twice in this file: rename one',
    ]);
  });
});
