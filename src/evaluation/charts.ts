import { EMERGENCY_ROUTES, isEmergency, ROUTES, type Route } from '../content/routes.ts';
import { topicProbabilities } from '../intents/matcher.ts';
import type { Understanding } from '../understanding.ts';
import type { Outcome } from './measure.ts';

const CELL = 34;
const MARGIN = 120;
const INK = '#1d2a35';

function svg(width: number, height: number, title: string, body: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="${INK}"><title>${title}</title><rect width="${width}" height="${height}" fill="#fff"/>${body}</svg>\n`;
}

/** Which route messages got (columns) for the route that they should have (rows); darker is more. */
export function confusionChart(outcomes: readonly Outcome[]): string {
  const size = MARGIN + CELL * ROUTES.length;
  const cells = ROUTES.flatMap((wanted, row) => {
    const own = outcomes.filter(({ message }) => message.accept[0] === wanted);
    return ROUTES.map((got, column) => {
      const times = own.filter(({ route }) => route === got).length;
      const share = own.length > 0 ? times / own.length : 0;
      const colour = wanted === got ? `rgba(20,110,90,${share})` : `rgba(190,60,20,${Math.min(1, share * 3)})`;
      const x = MARGIN + column * CELL;
      const y = MARGIN + row * CELL;
      const number = times > 0 ? `<text x="${x + CELL / 2}" y="${y + 21}" text-anchor="middle">${times}</text>` : '';
      return `<rect x="${x}" y="${y}" width="${CELL - 1}" height="${CELL - 1}" fill="${colour}" stroke="#dde3e6"/>${number}`;
    });
  });
  const names = ROUTES.map((route, i) => {
    const at = MARGIN + i * CELL + 21;
    return `<text x="${MARGIN - 8}" y="${at}" text-anchor="end">${route}</text><text transform="translate(${at},${MARGIN - 8}) rotate(-60)">${route}</text>`;
  });
  return svg(size + 10, size + 10, 'Rows: the right route. Columns: the route given.', [...cells, ...names].join(''));
}

/** Share of emergencies caught by the model against ordinary messages raised, at every threshold; the dot is the product. */
export function recallChart({ matcher }: Understanding, outcomes: readonly Outcome[]): string {
  const points = outcomes.map(({ message, level }) => {
    const classes = matcher.model(message.lang).topics.classes;
    const p = topicProbabilities(matcher.read(message.text, message.lang));
    const score = EMERGENCY_ROUTES.reduce((sum, route) => sum + (p[classes.indexOf(route)] ?? 0), 0);
    return { score, level, real: isEmergency(message.accept[0] as Route), harmless: !message.accept.some(isEmergency) };
  });
  const side = 360;
  const x = (share: number) => 60 + share * side;
  const y = (share: number) => 20 + (1 - share) * side;
  const share = (group: typeof points, test: (p: (typeof points)[number]) => boolean) =>
    group.filter(test).length / Math.max(1, group.length);
  const real = points.filter((p) => p.real);
  const harmless = points.filter((p) => p.harmless);
  const curve = Array.from({ length: 101 }, (_, i) => i / 100).map(
    (threshold) =>
      `${x(share(harmless, (p) => p.score >= threshold)).toFixed(1)},${y(share(real, (p) => p.score >= threshold)).toFixed(1)}`,
  );
  const dot = (level: (p: (typeof points)[number]) => boolean, colour: string, name: string) => {
    const [cx, cy] = [x(share(harmless, level)), y(share(real, level))];
    return `<circle cx="${cx}" cy="${cy}" r="6" fill="${colour}"/><text x="${cx + 10}" y="${cy + 16}">${name}</text>`;
  };
  const frame = `<rect x="60" y="20" width="${side}" height="${side}" fill="none" stroke="#9aa7af"/><text x="${60 + side / 2}" y="${side + 50}" text-anchor="middle">ordinary messages raised (0 to 1)</text><text transform="translate(30,${20 + side / 2}) rotate(-90)" text-anchor="middle">emergencies caught (0 to 1)</text>`;
  const dots =
    dot(({ level }) => level === 'act', '#8a2f0b', 'act') +
    dot(({ level }) => level !== 'none', '#146e5a', 'act or check');
  return svg(
    side + 130,
    side + 70,
    'Emergencies caught against ordinary messages raised',
    `${frame}<polyline points="${curve.join(' ')}" fill="none" stroke="#44606e" stroke-width="2"/>${dots}`,
  );
}
