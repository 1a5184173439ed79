import { describe, expect, it } from '@jest/globals';
import type { Activity } from 'botbuilder';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import { timeZoneOf } from '../src/channels/inbound.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { opening } from '../src/content/hours.ts';
import { ContentLibrary } from '../src/content/library.ts';
import { loadContent } from '../src/content/load.ts';
import type { HelpLine, Hours } from '../src/content/schema.ts';
import { zonedTime } from '../src/content/timeZones.ts';
import { LocalConversation } from '../src/localConversation.ts';

const content = loadContent(CONTENT_FOLDER);
const WEEKDAYS: Hours = [{ days: 'mon-fri', from: '09:00', to: '19:30' }];
const NIGHTS: Hours = [
  { days: 'mon-thu', from: '18:00', to: '02:00' },
  { days: 'fri', from: '18:00', to: '00:00' },
  { days: 'sat-sun', from: '00:00', to: '00:00' },
  { days: 'mon', from: '00:00', to: '06:00' },
];

/** What a parent reads of one line with these hours. */
function told(line: Partial<HelpLine>, at: string, timeZone?: string, language: 'en' | 'es' = 'en'): string {
  const us = content.regions.get('us');
  const [first] = us?.lines ?? [];
  if (!us || !first) throw new Error('the region us has no line');
  const region = { ...us, lines: [{ ...first, ...line } as typeof first] };
  const library = new ContentLibrary({ ...content, regions: new Map([['us', region]]) });
  const [shown] = library.lines(line.needs ?? first.needs, 'us', language, new Date(at), { timeZone }).lines;
  return shown?.hours ?? '';
}

describe('hours', () => {
  const sydney = { hours: WEEKDAYS, timeZone: 'Australia/Sydney' };

  it.each([
    // 2026-11-23 is a Monday; Sydney is 11 hours ahead of UTC, Perth 8, London 0.
    ['in the zone of the line', '2026-11-23T05:00:00Z', 'Australia/Sydney', 'Open now, until 7:30 pm'],
    ['further west', '2026-11-23T05:00:00Z', 'Australia/Perth', 'Open now, until 4:30 pm'],
    ['where it is another day', '2026-11-22T23:00:00Z', 'America/Los_Angeles', 'Open now, until 12:30 am'],
    ['before it opens', '2026-11-22T20:00:00Z', 'Australia/Sydney', 'Closed now, opens at 9 am'],
    ['before it opens, in the evening before', '2026-11-22T20:00:00Z', 'Europe/London', 'Closed now, opens at 10 pm'],
    ['the day after', '2026-11-23T10:00:00Z', 'Australia/Sydney', 'Closed now, opens tomorrow at 9 am'],
    ['after the weekend', '2026-11-27T10:00:00Z', 'Australia/Sydney', 'Closed now, opens Monday at 9 am'],
    [
      'on Sunday where it is still Sunday',
      '2026-11-27T10:00:00Z',
      'Europe/London',
      'Closed now, opens Sunday at 10 pm',
    ],
  ])('are told on the parent’s clock: %s', (_name, at, timeZone, expected) => {
    expect(told(sydney, at, timeZone)).toBe(expected);
  });

  it('name the zone only when the parent’s is not known, and then tell that of the country', () => {
    const eastern = { hours: WEEKDAYS, timeZone: 'America/New_York' };
    expect(told(eastern, '2026-11-23T15:00:00Z')).toBe('Open now, until 7:30 pm (Eastern Time)');
    expect(told(eastern, '2026-11-23T15:00:00Z', undefined, 'es')).toBe(
      'Abierto ahora, hasta las 19:30 (hora oriental)',
    );
    expect(told(eastern, '2026-11-23T15:00:00Z', 'America/Denver')).toBe('Open now, until 5:30 pm');
    expect(told({ hours: 'always' }, '2026-11-23T15:00:00Z')).toBe('24 hours a day');
  });

  it('go on past midnight, and are one time where one interval begins as another ends', () => {
    const nights = { hours: NIGHTS, timeZone: 'Europe/London' };
    expect(told(nights, '2026-11-24T01:59:00Z', 'Europe/London')).toBe('Open now, until 2 am');
    expect(told(nights, '2026-11-24T02:00:00Z', 'Europe/London')).toBe('Closed now, opens at 6 pm');
    expect(told(nights, '2026-11-27T20:00:00Z', 'Europe/London')).toBe('Open now, until Monday at 6 am');
    expect(told(nights, '2026-11-29T20:00:00Z', 'Europe/London', 'es')).toBe('Abierto ahora, hasta las 06:00');
  });

  it('name noon and midnight', () => {
    const day = { hours: [{ days: 'mon-sun', from: '12:00', to: '00:00' }] as Hours, timeZone: 'Europe/London' };
    expect(told(day, '2026-11-23T13:00:00Z', 'Europe/London')).toBe('Open now, until midnight');
    expect(told(day, '2026-11-23T11:00:00Z', 'Europe/London')).toBe('Closed now, opens at noon');
    expect(told(day, '2026-11-23T13:00:00Z', 'Europe/London', 'es')).toBe('Abierto ahora, hasta las 12 de la noche');
  });

  it('are right when clocks change, there or here', () => {
    // London: back on 25 October 2026, forward on 29 March 2026. New York: back on 1 November 2026.
    const london = { hours: [{ days: 'mon-sun', from: '01:30', to: '22:00' }] as Hours, timeZone: 'Europe/London' };
    const open = (at: string) => opening(london.hours, london.timeZone, new Date(at));
    expect(open('2026-10-25T00:29:00Z')).toEqual({ state: 'closed', opens: new Date('2026-10-25T00:30:00Z') });
    expect(open('2026-10-25T12:00:00Z')).toEqual({ state: 'open', until: new Date('2026-10-25T22:00:00Z') });
    expect(open('2026-10-24T21:30:00Z')).toEqual({ state: 'closed', opens: new Date('2026-10-25T00:30:00Z') });
    expect(open('2026-03-29T00:50:00Z')).toEqual({ state: 'closed', opens: new Date('2026-03-29T01:30:00Z') });
    expect(told(london, '2026-10-26T12:00:00Z', 'America/New_York')).toBe('Open now, until 6 pm');
    expect(told(london, '2026-11-02T12:00:00Z', 'America/New_York')).toBe('Open now, until 5 pm');
  });

  it('find the one moment at which clocks show a time, in every hour of a year', () => {
    for (const timeZone of ['America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Africa/Casablanca']) {
      const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
      for (let hour = 0; hour < 365 * 24; hour += 7) {
        const [day = '', time = ''] = clock.format(Date.UTC(2026, 0, 1, hour)).split(' ');
        const found = zonedTime(new Date(`${day}T00:00:00Z`), time, timeZone);
        expect(clock.format(found)).toBe(`${day} ${time}`);
      }
    }
  });
});

describe('a line that calls back', () => {
  const psi = content.regions.get('us')?.lines.find(({ id }) => id === 'us-psi') ?? {};

  it.each([
    ['2026-11-23T20:00:00Z', 'Leave a message, they get back to you until 8 pm'],
    ['2026-11-24T08:00:00Z', 'Leave a message, they get back to you from 5 am'],
    ['2026-11-24T06:00:00Z', 'Leave a message, they get back to you tomorrow from 5 am'],
  ])('is never said to be open: %s', (at, expected) => {
    expect(told(psi, at, 'America/Los_Angeles')).toBe(expected);
  });

  it('stands after the lines where somebody answers at once, and before those that are closed', () => {
    const library = new ContentLibrary(content);
    const ids = (at: string) =>
      library.lines(['maternal', 'suicide'], 'us', 'en', new Date(at)).lines.map(({ id }) => id);
    expect(ids('2026-11-23T20:00:00Z')).toEqual(['us-maternal', 'us-988', 'us-psi']);
  });
});

describe('the parent’s time zone', () => {
  it.each([
    [{ localTimezone: 'Europe/London' }, 'Europe/London'],
    [{ entities: [{ type: 'clientInfo', timezone: 'america/chicago' }] }, 'America/Chicago'],
    [{ localTimezone: 'Nowhere', entities: [{ type: 'clientInfo', timezone: 'Asia/Tokyo' }] }, 'Asia/Tokyo'],
    [{ localTimezone: '' }, undefined],
    [{ entities: [{ type: 'clientInfo', timezone: 7 }] }, undefined],
    [{}, undefined],
  ])('is read from %j', (activity, expected) => {
    expect(timeZoneOf(activity as Activity)).toBe(expected);
  });

  it('is remembered, and the lines are told by it', async () => {
    const now = () => new Date('2026-11-23T13:00:00Z');
    const { bot } = buildBot({ log: pino({ level: 'silent' }), country: 'england', now });
    const conversation = new LocalConversation(bot);
    await conversation.send({ type: 'message', text: 'hello', localTimezone: 'Europe/Madrid' });
    const replies = await conversation.say('which nurse line can I call?');
    const said = replies.map(({ text }) => text).join('\n');
    expect(said).toContain('Open now, until 11 pm.');
    expect(said).not.toContain('United Kingdom');
  });
});
