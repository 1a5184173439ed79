import { ROUTES } from '../content/routes.ts';
import type { Count, CountStore } from '../state/recordStores.ts';
import type { CountName } from './counts.ts';
import { DEVICES } from './device.ts';
import { type Counted, type CountedTable, disclose, type Figure, percent, totalOf } from './disclosure.ts';
import { dayAfter, LocalDays } from './localDays.ts';

/** Lengths that can be asked for, in whole days up to yesterday. Few, so that their differences tell little. */
export const PERIODS = [7, 28, 91, 365] as const;
export type PeriodDays = (typeof PERIODS)[number];

/** The tables of the page, in its order. */
export const TABLES = [
  'days',
  'hours',
  'routes',
  'understanding',
  'escalations',
  'checks',
  'handoffs',
  'waits',
  'helpLines',
  'languages',
  'devices',
  'messages',
] as const;
export type TableName = (typeof TABLES)[number];

/** What the page, and the file for spreadsheets, may show. */
export interface Summary {
  /** The first and the last day, such as 2026-11-23. */
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  readonly tables: ReadonlyMap<TableName, readonly Figure[]>;
  readonly conversations: number;
  /** Asked about or unclear, of a hundred typed messages; undefined where there are too few to tell. */
  readonly notUnderstood: number | undefined;
}

/** Reads the counts of the period and takes out what must not be seen. `now` in milliseconds since 1970. */
export async function summarise(
  store: CountStore,
  options: {
    readonly days: PeriodDays;
    readonly timeZone: string;
    readonly languages: readonly string[];
    readonly now: number;
  },
): Promise<Summary> {
  const local = new LocalDays(options.timeZone);
  const today = local.at(Math.floor(options.now / 3_600_000)).day;
  const first = dayAfter(today, -options.days);
  const [from, to] = [local.startOf(first), local.startOf(today)];
  const [conversations, totals] = await Promise.all([store.hours('conversation', from, to), store.totals(from, to)]);
  const of = (name: CountName, keys: readonly string[] = []) => cells(totals, name, keys);
  const days = Array.from({ length: options.days }, (_, i) => dayAfter(first, i));
  const hours = Array.from({ length: 24 }, (_, i) => String(i));
  const whole = (name: TableName, cells: readonly Counted[]): CountedTable => ({ name, cells, share: 'whole' });
  const typed = of('message').filter(({ key }) => key === 'typed');
  const tables = new Map([
    // Every conversation has one day, one hour, one language and one device.
    ...disclose([
      whole(
        'days',
        spread(conversations, days, (hour) => local.at(hour).day),
      ),
      whole(
        'hours',
        spread(conversations, hours, (hour) => String(local.at(hour).hour)),
      ),
      whole('languages', of('language', options.languages)),
      whole('devices', of('device', DEVICES)),
    ]),
    // Every typed message was understood, asked about or not, and has one route at most.
    ...disclose([
      whole('understanding', of('understanding', ['understood', 'asked', 'unclear'])),
      { name: 'routes', cells: of('route', ROUTES), share: 'part' },
      whole('messages', typed),
    ]),
    ...disclose([whole('messages', of('message', ['typed', 'button', 'noText']))]),
    ...disclose([whole('escalations', of('escalation', ROUTES.slice(0, 6)))]),
    ...disclose([whole('checks', of('check', ROUTES.slice(0, 6)))]),
    ...disclose([whole('handoffs', of('handoff', ['asked', 'taken', 'missed', 'ended', 'callBack']))]),
    ...disclose([whole('waits', of('handoffWait', ['under1', 'under5', 'under15', 'under60', 'longer']))]),
    ...disclose([whole('helpLines', of('helpLine'))]),
  ] as [TableName, Figure[]][]);
  const understanding = tables.get('understanding') ?? [];
  const notAtOnce = understanding.filter(({ key, shown }) => key !== 'understood' && shown !== undefined);
  return {
    from: first,
    to: dayAfter(today, -1),
    timeZone: options.timeZone,
    tables,
    conversations: totalOf(tables.get('days') ?? []),
    notUnderstood: percent(notAtOnce.length > 0 ? totalOf(notAtOnce) : undefined, totalOf(understanding)),
  };
}

/** The counts of one name: the known keys in their order, others after them. */
function cells(totals: readonly Omit<Count, 'hour'>[], name: CountName, known: readonly string[]): Counted[] {
  const found = new Map(totals.filter((count) => count.name === name).map(({ key, n }) => [key, n] as const));
  const keys = [...new Set([...known, ...found.keys()])];
  return keys.map((key) => ({ key, n: found.get(key) ?? 0 }));
}

function spread(
  counts: readonly Omit<Count, 'name' | 'key'>[],
  keys: readonly string[],
  keyOf: (hour: number) => string,
): Counted[] {
  const sums = new Map<string, number>();
  for (const { hour, n } of counts) sums.set(keyOf(hour), (sums.get(keyOf(hour)) ?? 0) + n);
  return keys.map((key) => ({ key, n: sums.get(key) ?? 0 }));
}
