import { type Html, html } from '../web/shared/html.ts';
import type { Flow, PlacedNode } from './flow.ts';

const WIDTH = 148;
const HEIGHT = 60;
const GAP_X = 36;
const GAP_Y = 12;
const MARGIN = 2;
/** Characters that fit into a box. */
const WORDS = 24;

/**
 * The steps of a topic as boxes and the buttons between them as lines, an SVG for each band, so that paper can break
 * between them: without a script and without the network.
 */
export function flowPicture(flow: Flow, topic: string): Html {
  const bands = Map.groupBy(flow.nodes, ({ band }) => band);
  const inOrder = [...bands].toSorted(([a], [b]) => a - b);
  return html`${inOrder.map(([band, nodes], i) => bandHtml(flow, nodes, `${topic}, part ${i + 1} of ${bands.size}`, band))}`;
}

function bandHtml(flow: Flow, nodes: readonly PlacedNode[], label: string, band: number): Html {
  const rows = 1 + Math.max(...nodes.map(({ row }) => row)) - band;
  const width = 2 * MARGIN + flow.columns * (WIDTH + GAP_X) - GAP_X;
  const height = GAP_Y + rows * (HEIGHT + GAP_Y);
  const at = new Map(nodes.map((node) => [node.step, { ...node, row: node.row - band }]));
  const edges = flow.edges.filter(({ from }) => at.has(from)).toSorted((a, b) => Number(a.first) - Number(b.first));
  const tip = `tip-${band}`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="${label}">
<defs><marker id="${tip}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>
${edges.map((edge) => {
  const [from, to] = [at.get(edge.from), at.get(edge.to)];
  if (!from || !to) return html``;
  return html`<path class="${edge.first ? 'edge first' : 'edge'}" d="${curve(from, to)}" marker-end="url(#${tip})"><title>${edge.from}: ${edge.label}</title></path>`;
})}
${[...at.values()].map(nodeHtml)}
</svg>`;
}

function nodeHtml(node: PlacedNode): Html {
  const [x, y] = [left(node), top(node)];
  const within = [...node.elsewhere.map((step) => `↩ ${step}`)].join(' ');
  const rows = [
    { name: 'words', text: node.words.replaceAll('{emergencyNumber}', '911') },
    { name: 'exits', text: node.exits.length > 0 ? `→ ${node.exits.join(', ')}` : '' },
    { name: 'within', text: [node.from && `from ${node.from}`, within].filter(Boolean).join(' ') },
  ].filter(({ text }) => text !== '');
  return html`<a href="#step-${node.step}"><g class="node ${node.kind}"><title>${rows.map(({ text }) => text).join('. ')}</title><rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="6"/>
<text class="name" x="${x + 7}" y="${y + 15}">${node.step}${node.helpLines && ' ☎'}</text>${node.utterances > 0 && html`<text class="count" x="${x + WIDTH - 6}" y="${y + 15}">“ ${node.utterances}</text>`}
${rows.map(({ name, text }, i) => html`<text class="${name}" x="${x + 7}" y="${y + 28 + i * 13}">${cut(text)}</text>`)}</g></a>`;
}

function left({ column }: PlacedNode): number {
  return MARGIN + column * (WIDTH + GAP_X);
}

function top({ row }: PlacedNode): number {
  return GAP_Y / 2 + row * (HEIGHT + GAP_Y);
}

/** From the right side of one box to the left side of a later one. */
function curve(from: PlacedNode, to: PlacedNode): string {
  const [x1, x2] = [left(from) + WIDTH, left(to) - 2];
  const [y1, y2] = [top(from) + HEIGHT / 2, top(to) + HEIGHT / 2];
  const bend = Math.max(18, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

function cut(text: string): string {
  return text.length > WORDS ? `${text.slice(0, WORDS - 1).trimEnd()}…` : text;
}
