import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { readConfig } from '../src/config.ts';
import { stepFingerprint } from '../src/content/fingerprint.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { ContentLibrary } from '../src/content/library.ts';
import { loadContent } from '../src/content/load.ts';
import { describe as told } from '../src/content/problems.ts';
import { loadSite } from '../src/content/site.ts';
import { ContentCopy, TODAY } from './contentCopy.ts';
import { startTestServer } from './helpers.ts';

const content = loadContent(CONTENT_FOLDER);
const site = loadSite(CONTENT_FOLDER, 'example', content);
const library = new ContentLibrary(content, site);
/** A Monday in winter: 11 in the morning, and 3 at night, in Chicago. */
const DAY = new Date('2026-11-23T17:00:00Z');
const NIGHT = new Date('2026-11-23T09:00:00Z');
const names = (needs: Parameters<ContentLibrary['lines']>[0], country: string, now: Date) =>
  library.lines(needs, country, 'en', now).lines.map(({ id }) => id);

describe('a hospital’s own file', () => {
  it('names the hospital, in both languages', () => {
    expect(library.siteName('en')).toBe('Willow Creek Hospital (example)');
    expect(library.siteName('es')).toBe('Hospital Willow Creek (ejemplo)');
    expect(new ContentLibrary(content).siteName('en')).toBeUndefined();
  });

  it('puts its lines first where they fit the need', () => {
    expect(names(['nurse', 'parenting'], 'us', DAY).slice(0, 2)).toEqual(['willow-creek-nurse', 'site-nurse-page']);
  });

  it('leaves crisis lines first where they are asked for', () => {
    expect(names(['suicide', 'nurse'], 'us', DAY)[0]).toBe('us-988');
    expect(names(['suicide', 'crisisText'], 'us', DAY)).not.toContain('willow-creek-nurse');
    expect(names(['emergency', 'nurse'], 'us', DAY).slice(0, 2)).toEqual(['emergency', 'willow-creek-nurse']);
  });

  it('comes after lines that are open, while it is closed', () => {
    const found = names(['nurse', 'parenting'], 'us', NIGHT);
    expect(found.at(-1)).toBe('willow-creek-nurse');
  });

  it('says nothing to parents in another country, and nothing past its date', () => {
    expect(names(['nurse', 'parenting'], 'england', DAY)).not.toContain('willow-creek-nurse');
    expect(names(['nurse', 'parenting'], 'us', new Date('2027-05-24T17:00:00Z'))).not.toContain('willow-creek-nurse');
  });

  it('says its own words, with our buttons, lines and sources, as a draft until it is signed', () => {
    const ours = new ContentLibrary(content).words('help', 'nurse', 'en', 'us');
    const own = library.words('help', 'nurse', 'en', 'us');
    expect(own.say[0]).toMatch(/^Our baby nurses/);
    expect(own.say.join()).toContain('call 911 first');
    expect({ ...own, say: ours.say }).toEqual({ ...ours, status: 'draft', reviewedOn: undefined });
    expect(library.words('help', 'nurse', 'es', 'us').say[0]).toMatch(/^Nuestro equipo/);
    expect(library.words('help', 'start', 'en', 'us')).toEqual(
      new ContentLibrary(content).words('help', 'start', 'en', 'us'),
    );
  });

  it('is served by name or absolute path, with its country before COUNTRY', async () => {
    const path = join(CONTENT_FOLDER, 'sites', 'example.yaml');
    for (const SITE of ['example', path]) {
      const server = await startTestServer({ SITE, COUNTRY: 'england' });
      expect(server.parts.config.COUNTRY).toBe('us');
      expect(await (await fetch(`${server.url}/chat/numbers`)).text()).toContain('555-555-0142');
      await server.close();
    }
  });
});

describe('a setting SITE that is wrong', () => {
  it.each([
    ['nope', /SITE: there is no .*nope\.yaml; choose one of example/],
    ['/nowhere/site.yaml', /SITE: there is no \/nowhere\/site\.yaml/],
  ])('%s stops the start with its reason', async (SITE, message) => {
    await expect(startTestServer({ SITE })).rejects.toThrow(message);
  });

  it('that is no name and no absolute path is a mistake of the settings', () => {
    expect(() => readConfig({ SITE: '../site.yaml' })).toThrow(/SITE: must be a file name in content\/sites/);
  });
});

describe('a hospital’s own file that is wrong', () => {
  const copy = new ContentCopy();
  const folder = mkdtempSync(join(tmpdir(), 'attune-site-'));
  const file = join(folder, 'ours.yaml');
  let known: ReadonlySet<string>;
  beforeAll(() => {
    known = new Set(copy.problems());
  });
  afterEach(() => copy.restore());
  afterAll(() => {
    copy.delete();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Problems of the example, changed and put elsewhere. */
  function found(path: readonly (string | number)[], value: unknown): { problems: string[]; warnings: string[] } {
    const document = parseDocument(readFileSync(join(CONTENT_FOLDER, 'sites', 'example.yaml'), 'utf8'));
    for (const number of [['call'], ['text', 'to']]) document.setIn(['lines', 0, ...number], '312-867-5309');
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
    writeFileSync(file, document.toString({ lineWidth: 0 }));
    const { problems, warnings } = copy.check({ site: file, today: TODAY });
    const own = (all: typeof problems) => all.map(told).filter((text) => text.startsWith(file));
    expect(problems.map(told).filter((text) => !known.has(text) && !text.startsWith(file))).toEqual([]);
    return { problems: own(problems), warnings: own(warnings) };
  }

  it('is right as the example stands', () => {
    expect(found(['country'], 'us')).toEqual({ problems: [], warnings: [] });
  });

  const DESK = {
    ...{ kind: 'webhook', url: 'https://desk.example', staff: 'our nurses', answerWithin: 5 },
    ...{ duty: [{ days: 'mon-fri', from: '07:00', to: '22:00' }], timeZone: 'America/Chicago' },
  };
  const { url: _url, ...rest } = DESK;
  const HUB = { ...rest, kind: 'event' };

  it('takes the desk that the example describes, once its marks are taken away', () => {
    const text = readFileSync(join(CONTENT_FOLDER, 'sites', 'example.yaml'), 'utf8');
    const block = /^# desk:\n(?:# {3}.*\n)+/m.exec(text)?.[0].replaceAll(/^# /gm, '') ?? '';
    const { desk } = parseDocument(block).toJS();
    expect(desk).toMatchObject({ kind: 'webhook', callBack: true });
    expect(found(['desk'], desk).problems).toEqual([]);
    for (const right of [DESK, { ...HUB, channels: ['msteams'] }]) expect(found(['desk'], right).problems).toEqual([]);
  });

  const CASES: readonly (readonly [string, readonly (string | number)[], unknown, RegExp])[] = [
    ['a country', ['country'], 'atlantis', /: country: "atlantis" is none of australia, canada/],
    ['a step', ['words', 'help/nope'], { en: ['Hello.'] }, /: words\.help\/nope: is no step of ours: mend the name/],
    ['a content id', ['words', 'help'], { en: ['Hello.'] }, /is no content id: write it as topic\/step/],
    ['no words', ['words', 'help/start'], {}, /: words\.help\/start: says nothing: give it en or es/],
    ['a lost number', ['words', 'help/nurse', 'en'], ['Ask us.'], /nurse\.en: leaves out \{emergencyNumber\}/],
    ['banned words', ['words', 'help/nurse', 'es', 0], 'No es para tanto.', /nurse\.es\.0: "No es para tanto"/],
    ['an invented number', ['lines', 0, 'call'], '555-555-0142', /"555-555-0142" is a number for films and examples/],
    ['an emergency line', ['lines', 0, 'needs'], ['emergency'], /needs: may not stand in for the country's emergency/],
    ['hours', ['lines', 0, 'hours'], 'daily', /lines\.0\.hours: are no hours/],
    ['an old line', ['lines', 0, 'expires'], '2026-11-22', /expires: must be later than checked/],
    ['nobody', ['lines', 0, 'checkedBy'], undefined, /lines\.0\.checkedBy: /],
    ['a desk of no kind', ['desk'], { kind: 'pigeon' }, /: desk\.kind: /],
    ['a desk without hours', ['desk'], { ...DESK, duty: undefined }, /: desk\.duty: /],
    [
      'a desk whose hours are nowhere',
      ['desk'],
      { ...DESK, timeZone: undefined },
      /: desk: has duty hours without a timeZ/,
    ],
    ['an open address', ['desk'], { ...DESK, url: 'http://desk.example' }, /desk\.url: must begin with https/],
    ['a channel of browsers', ['desk'], { ...HUB, channels: ['webchat'] }, /desk\.channels\.0: is open to browsers/],
    [
      'a channel of Teams',
      ['desk'],
      { ...DESK, kind: 'teams', url: undefined, channel: 'x' },
      /desk\.channel: is no id/,
    ],
    ['endless patience', ['desk'], { ...DESK, answerWithin: 0 }, /desk\.answerWithin: /],
    [
      'banned words for the staff',
      ['desk'],
      { ...DESK, staff: 'our nurses, think of the baby' },
      /desk\.staff: "think of the baby"/,
    ],
    ['an unknown key', ['colour'], 'blue', /Unrecognized key: "colour"/],
  ];

  it.each(CASES)('with %s is told', (_, path, value, message) => {
    expect(found(path, value).problems).toContainEqual(expect.stringMatching(message));
  });

  it('is told when our words have changed since', () => {
    const step = content.topics.get('help')?.steps.nurse;
    const { problems, warnings } = found(['words', 'help/nurse', 'of'], '00000000');
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      `${file}: words.help/nurse: was made from other words of ours: read what we say now, then set of: "${step && stepFingerprint(step)}"`,
    ]);
  });
});
