/** Figures below this are not shown: so few could be recognised. */
export const LEAST = 5;
/** Whatever is shown is rounded down to a multiple of this. */
const STEP = 5;
const ROUNDED_OFF = STEP - 1;

/** A figure as it was counted. */
export interface Counted {
  readonly key: string;
  readonly n: number;
}

/** A figure as it may be seen: `shown` is absent when it is hidden. */
export interface Figure {
  readonly key: string;
  readonly shown?: number;
}

/** A table of figures whose parts do not overlap. */
export interface CountedTable {
  readonly name: string;
  readonly cells: readonly Counted[];
  /** `whole`: its cells add up to the total of its group. `part`: to that or less. */
  readonly share: 'whole' | 'part';
}

/**
 * Makes tables of one and the same total fit to be seen. Threat: a reader who adds, subtracts and compares tables to
 * learn a small figure. Small figures are hidden, all others rounded down, and totals are sums of what is shown; where
 * the tables together would still narrow down a hidden figure, the smallest shown one of its table is hidden too.
 */
export function disclose(tables: readonly CountedTable[]): Map<string, Figure[]> {
  const open = tables.map(({ name, cells, share }) => ({
    name,
    share,
    figures: cells.map(({ key, n }): Figure => (n < LEAST ? { key } : { key, shown: roundedDown(n) })),
  }));
  const total = range(open);
  for (const table of open) {
    const sum = totalOf(table.figures);
    const shown = table.figures.filter((figure) => figure.shown !== undefined);
    const hidden = table.figures.length - shown.length;
    if (hidden === 0) continue;
    const others = (hidden - 1) * ROUNDED_OFF;
    const least = table.share === 'whole' ? total.least - sum - shown.length * ROUNDED_OFF - others : 0;
    const most = total.most - sum;
    if (least <= 0 && most >= ROUNDED_OFF) continue;
    const smallest = shown.toSorted((a, b) => (a.shown ?? 0) - (b.shown ?? 0))[0];
    table.figures = table.figures.map((figure) => (figure === smallest ? { key: figure.key } : figure));
  }
  return new Map(open.map(({ name, figures }) => [name, figures]));
}

/** The sum of what is shown: it tells nothing that the figures do not tell. */
export function totalOf(figures: readonly Figure[]): number {
  return figures.reduce((sum, { shown = 0 }) => sum + shown, 0);
}

/** Of a hundred, from shown figures only; undefined where they are too few to tell. */
export function percent(part: number | undefined, whole: number): number | undefined {
  return part === undefined || whole < 4 * LEAST ? undefined : Math.round((100 * part) / whole);
}

/** Between what and what the total lies, for who sees every table. */
function range(tables: readonly { readonly share: string; readonly figures: readonly Figure[] }[]) {
  const whole = tables.filter(({ share, figures }) => share === 'whole' && figures.length > 0);
  return {
    least: Math.max(0, ...tables.map(({ figures }) => totalOf(figures))),
    most: Math.min(Infinity, ...whole.map(({ figures }) => totalOf(figures) + figures.length * ROUNDED_OFF)),
  };
}

function roundedDown(n: number): number {
  return Math.floor(n / STEP) * STEP;
}
