import { type Html, html } from '../web/shared/html.ts';
import type { Figure } from './disclosure.ts';

const WIDTH = 720;
const COLUMN_HEIGHT = 160;
const BAR_HEIGHT = 22;
const LABEL_WIDTH = 220;
/** Room above and below the columns, for the highest figure and the labels. */
const MARGIN = 20;
/** More labels than that do not fit beside each other. */
const MOST_LABELS = 12;

/** Upright columns, for what goes on in time. `label` names a key. A picture only: its table stands beside it. */
export function columnChart(figures: readonly Figure[], title: string, label: (key: string) => string): Html {
  const most = Math.max(1, ...figures.map(({ shown = 0 }) => shown));
  const step = WIDTH / Math.max(1, figures.length);
  const every = Math.ceil(figures.length / MOST_LABELS);
  const columns = figures.map(({ shown = 0 }, i) => {
    const height = Math.round((COLUMN_HEIGHT * shown) / most);
    const y = MARGIN + COLUMN_HEIGHT - height;
    return html`<rect x="${(i * step + step * 0.1).toFixed(1)}" y="${y}" width="${(step * 0.8).toFixed(1)}" height="${height}"/>`;
  });
  const labels = figures.flatMap(({ key }, i) =>
    i % every === 0
      ? [
          html`<text x="${(i * step + step / 2).toFixed(1)}" y="${COLUMN_HEIGHT + 2 * MARGIN - 5}" text-anchor="middle">${label(key)}</text>`,
        ]
      : [],
  );
  const height = COLUMN_HEIGHT + 2 * MARGIN;
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}"><text x="0" y="12">${most}</text><path d="M0 ${MARGIN}H${WIDTH}M0 ${MARGIN + COLUMN_HEIGHT}H${WIDTH}"/>${columns}${labels}</svg>`;
}

/** Bars that lie, for kinds of things. */
export function barChart(figures: readonly Figure[], title: string, label: (key: string) => string): Html {
  const most = Math.max(1, ...figures.map(({ shown = 0 }) => shown));
  const bars = figures.map(({ key, shown = 0 }, i) => {
    const y = i * BAR_HEIGHT;
    const width = Math.round(((WIDTH - LABEL_WIDTH - 60) * shown) / most);
    return html`<text x="${LABEL_WIDTH - 8}" y="${y + 16}" text-anchor="end">${label(key)}</text><rect x="${LABEL_WIDTH}" y="${y + 3}" width="${width}" height="${BAR_HEIGHT - 6}"/>${shown > 0 && html`<text x="${LABEL_WIDTH + width + 6}" y="${y + 16}">${shown}</text>`}`;
  });
  const height = Math.max(1, figures.length) * BAR_HEIGHT;
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">${bars}</svg>`;
}
