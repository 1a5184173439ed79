import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CountedTable, disclose, type Figure, LEAST, percent, totalOf } from '../src/insights/disclosure.ts';

const table = (name: string, ...counts: number[]): CountedTable => ({
  name,
  cells: counts.map((n, i) => ({ key: `${name}${i}`, n })),
  share: 'whole',
});
const shown = (tables: CountedTable[], name: string) =>
  disclose(tables)
    .get(name)
    ?.map((figure) => figure.shown);

/**
 * What a reader can conclude about each hidden small figure: the least and the most that it can be, from every table of
 * the same total. A figure that was hidden for the sake of another one may be anything for them.
 */
function concluded(tables: readonly CountedTable[], published: ReadonlyMap<string, readonly Figure[]>) {
  const isSmall = new Map(tables.flatMap(({ cells }) => cells.map(({ key, n }) => [key, n < LEAST] as const)));
  const bounds = [...published.values()].map((figures) => {
    const hiddenLarge = figures.some(({ key, shown }) => shown === undefined && !isSmall.get(key));
    const sum = totalOf(figures);
    return { least: sum, most: hiddenLarge ? Infinity : sum + figures.length * 4 };
  });
  const least = Math.max(...bounds.map((bound) => bound.least));
  const most = Math.min(...bounds.map((bound) => bound.most));
  return [...published.values()].flatMap((figures) => {
    const hidden = figures.filter((figure) => figure.shown === undefined);
    const hiddenLarge = hidden.some(({ key }) => !isSmall.get(key));
    const shownCount = figures.length - hidden.length;
    return hidden
      .filter(({ key }) => isSmall.get(key))
      .map(() => ({
        least: hiddenLarge ? 0 : Math.max(0, least - totalOf(figures) - 4 * shownCount - 4 * (hidden.length - 1)),
        most: Math.min(4, most - totalOf(figures)),
      }));
  });
}

describe('what may be seen of counts', () => {
  it('is nothing under five, and the rest rounded down', () => {
    expect(shown([table('a', 0, 1, 4, 5, 9, 10, 104)], 'a')).toEqual([undefined, undefined, undefined, 5, 5, 10, 100]);
  });

  it('adds up to a sum that tells nothing more', () => {
    expect(totalOf([{ key: 'a', shown: 10 }, { key: 'b' }])).toBe(10);
  });

  it('hides a second figure where two tables of one total would give the first away', () => {
    // 100 or more by one table; 95 to 99 and a hidden one by the other: the hidden one would be at least 1.
    expect(shown([table('days', 50, 50), table('languages', 99, 1)], 'languages')).toEqual([undefined, undefined]);
    // Nothing can be concluded here: 100 to 104 in one, 95 to 99 and 5 to 9 in the other.
    expect(shown([table('days', 103), table('languages', 97, 6)], 'languages')).toEqual([95, 5]);
  });

  it('lets nobody narrow down a small figure, whatever the counts', () => {
    const counts = fc.array(fc.oneof(fc.nat(12), fc.nat(120), fc.constantFrom(4, 9, 5, 99)), {
      minLength: 1,
      maxLength: 6,
    });
    // Every table splits the same total in its own way.
    const tables = fc
      .tuple(counts, fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }), fc.nat(1000))
      .map(([first, cuts]) => {
        const total = first.reduce((sum, n) => sum + n, 0);
        const marks = [0, ...cuts.map((cut) => Math.floor((cut * total) / 1000)), total].sort((a, b) => a - b);
        const second = marks.slice(1).map((mark, i) => mark - (marks[i] ?? 0));
        return [table('a', ...first), table('b', ...second), table('c', total)];
      });
    fc.assert(
      fc.property(tables, (given) => {
        for (const { least, most } of concluded(given, disclose(given))) expect([least, most]).toEqual([0, 4]);
      }),
      { numRuns: 5000 },
    );
  });

  it('gives no share where there are few', () => {
    expect(percent(5, 15)).toBeUndefined();
    expect(percent(undefined, 100)).toBeUndefined();
    expect(percent(25, 100)).toBe(25);
  });
});
