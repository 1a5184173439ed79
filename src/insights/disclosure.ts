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

/** A table while it is decided what of it is hidden. */
interface OpenTable extends Pick<CountedTable, 'name' | 'share'> {
  figures: Figure[];
  /** A figure that is not small was hidden for the sake of others: then nobody knows where this table ends. */
  isOpenEnded: boolean;
}

/**
 * Makes tables of one and the same total fit to be seen. Threat: a reader who adds, subtracts and compares tables to
 * learn a small figure. Small figures are hidden, all others rounded down, and totals are sums of what is shown; where
 * the tables together would still tell more of a hidden figure than that it is small, further figures are hidden.
 */
export function disclose(tables: readonly CountedTable[]): Map<string, Figure[]> {
  const open = tables.map(
    ({ name, cells, share }): OpenTable => ({
      name,
      share,
      figures: cells.map(({ key, n }) => (n < LEAST ? { key } : { key, shown: Math.floor(n / STEP) * STEP })),
      isOpenEnded: false,
    }),
  );
  for (;;) {
    const telling = open.find((table) => tellsMore(table, open));
    if (!telling) return new Map(open.map(({ name, figures }) => [name, figures]));
    // Where the table itself shows nothing more, it is the largest one that tells.
    hideOne([telling, ...open.toSorted((a, b) => totalOf(b.figures) - totalOf(a.figures))].find(isShowing));
  }
}

/** True when a reader of all tables learns more of a hidden figure of this one than that it is 0 to 4. */
function tellsMore({ figures, share, isOpenEnded }: OpenTable, all: readonly OpenTable[]): boolean {
  const hidden = figures.filter(({ shown }) => shown === undefined).length;
  if (hidden === 0) return false;
  const sum = totalOf(figures);
  const wholes = all.filter((table) => table.share === 'whole' && !table.isOpenEnded && table.figures.length > 0);
  const most = Math.min(...wholes.map((table) => totalOf(table.figures) + table.figures.length * ROUNDED_OFF)) - sum;
  if (most < ROUNDED_OFF) return true;
  if (share === 'part' || isOpenEnded) return false;
  return Math.max(...all.map((table) => totalOf(table.figures))) - sum > (figures.length - 1) * ROUNDED_OFF;
}

function isShowing({ figures }: OpenTable): boolean {
  return figures.some(({ shown }) => shown !== undefined);
}

/** Hides the smallest figure that is shown. */
function hideOne(table: OpenTable | undefined): void {
  const shown = table?.figures.filter((figure) => figure.shown !== undefined) ?? [];
  const [smallest] = shown.sort((a, b) => (a.shown ?? 0) - (b.shown ?? 0));
  if (!table || !smallest) throw new Error('nothing is left to hide, and still something is told');
  table.isOpenEnded = true;
  table.figures = table.figures.map((figure) => (figure === smallest ? { key: figure.key } : figure));
}

/** The sum of what is shown: it tells nothing that the figures do not tell. */
export function totalOf(figures: readonly Figure[]): number {
  return figures.reduce((sum, { shown = 0 }) => sum + shown, 0);
}

/** Of a hundred, from shown figures only; undefined where they are too few to tell. */
export function percent(part: number | undefined, whole: number): number | undefined {
  return part === undefined || whole < 4 * LEAST ? undefined : Math.round((100 * part) / whole);
}
