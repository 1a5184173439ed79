/** A step in the picture. */
export interface FlowNode {
  readonly step: string;
  /** First words of the step. */
  readonly words: string;
  /** Topics that its buttons lead to. */
  readonly exits: readonly string[];
  readonly kind: 'start' | 'emergency' | 'plain';
  /** How many training utterances lead straight to it. */
  readonly utterances: number;
  readonly helpLines: boolean;
}

/** A button, or what follows at once, from one step of the topic to another. */
export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

export interface PlacedNode extends FlowNode {
  readonly column: number;
  readonly row: number;
  /** The first row of its band: a line stays in one band. */
  readonly band: number;
  /** Steps of the topic to which its buttons lead without a line: back, or to another band. */
  readonly elsewhere: readonly string[];
  /** The step from which it is first reached, where no line shows it. */
  readonly from: string | undefined;
}

export interface Flow {
  readonly nodes: readonly PlacedNode[];
  /** Only those that a line can show without crossing the picture. */
  readonly edges: readonly (FlowEdge & { /** The first way to get there. */ readonly first: boolean })[];
  readonly columns: number;
}

/** As many columns as paper is wide enough for. */
const MAX_COLUMNS = 5;
const MAX_ROWS = 12;

/**
 * Places the steps from left to right by how many buttons they are away from the start, in bands one below the other.
 * Steps that only code or a parent's own words lead to follow below.
 */
export function layOut(nodes: readonly FlowNode[], edges: readonly FlowEdge[], start: string): Flow {
  const steps = nodes.map(({ step }) => step);
  const next = Map.groupBy(edges, ({ from }) => from);
  const reached = new Set<string>();
  const first = new Set<FlowEdge>();
  const placed = new Map<string, Place>();
  let top = 0;
  const lone: string[] = [];
  const roots = [start, ...rootsFirst(steps, edges)];
  for (const root of roots) {
    if (reached.has(root)) continue;
    const ranks = ranksFrom(root, next, reached, first);
    if (ranks.length === 1 && root !== start) lone.push(root);
    else top = place(columnsOf(ranks), top, placed);
  }
  place(columnsOf([lone], Math.ceil(lone.length / MAX_COLUMNS)), top, placed);
  const isLine = ({ from, to }: FlowEdge) => goesForward(placed.get(from), placed.get(to));
  return {
    nodes: nodes.map((node) => ({
      ...node,
      ...(placed.get(node.step) ?? NOWHERE),
      elsewhere: edges.filter((edge) => edge.from === node.step && !isLine(edge)).map(({ to }) => to),
      from: [...first].find((edge) => edge.to === node.step && !isLine(edge))?.from,
    })),
    edges: edges.filter(isLine).map((edge) => ({ ...edge, first: first.has(edge) })),
    columns: 1 + Math.max(0, ...[...placed.values()].map(({ column }) => column)),
  };
}

type Place = Pick<PlacedNode, 'column' | 'row' | 'band'>;

const NOWHERE: Place = { column: 0, row: 0, band: 0 };

function goesForward(from: Place | undefined, to: Place | undefined): boolean {
  return from !== undefined && to !== undefined && from.band === to.band && to.column > from.column;
}

/** Steps in the order of the file, those that nothing in the topic leads to before the others. */
function rootsFirst(steps: readonly string[], edges: readonly FlowEdge[]): string[] {
  const targets = new Set(edges.filter(({ from, to }) => from !== to).map(({ to }) => to));
  return [...steps.filter((step) => !targets.has(step)), ...steps];
}

/** Steps by their distance from the root; marks what it reaches. */
function ranksFrom(
  root: string,
  next: ReadonlyMap<string, readonly FlowEdge[]>,
  reached: Set<string>,
  first: Set<FlowEdge>,
): string[][] {
  const ranks: string[][] = [];
  reached.add(root);
  for (let rank = [root]; rank.length > 0; ) {
    ranks.push(rank);
    const following: string[] = [];
    for (const edge of rank.flatMap((step) => next.get(step) ?? [])) {
      if (reached.has(edge.to)) continue;
      reached.add(edge.to);
      first.add(edge);
      following.push(edge.to);
    }
    rank = following;
  }
  return ranks;
}

/** A rank that is too tall for one column takes several. */
function columnsOf(ranks: readonly (readonly string[])[], most = MAX_ROWS): string[][] {
  const height = Math.max(1, most);
  return ranks.flatMap((rank) => {
    const count = Math.ceil(rank.length / height);
    const each = Math.ceil(rank.length / Math.max(1, count));
    return Array.from({ length: count }, (_, i) => rank.slice(i * each, (i + 1) * each));
  });
}

/** Places columns in bands below `top`; returns the first free row. */
function place(columns: readonly (readonly string[])[], top: number, placed: Map<string, Place>): number {
  let free = top;
  for (let begin = 0; begin < columns.length; begin += MAX_COLUMNS) {
    const band = columns.slice(begin, begin + MAX_COLUMNS);
    const height = Math.max(0, ...band.map((column) => column.length));
    for (const [column, steps] of band.entries()) {
      for (const [row, step] of steps.entries()) placed.set(step, { column, row: free + row, band: free });
    }
    free += height;
  }
  return free;
}
