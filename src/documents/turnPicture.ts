import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html } from '../web/shared/html.ts';

/** Where each step of a turn is, by its name in src/bot.ts. */
const PLACES: Readonly<Record<string, string>> = {
  Inbound: 'src/channels/inbound.ts',
  'Safety screen': 'src/safety/screen.ts',
  Person: 'dialogs/person.ts',
  'Open dialog': 'dialogs/',
  Intents: 'src/intents/matcher.ts',
  Dialog: 'dialogs/',
  Content: 'src/content/library.ts',
  Reply: 'src/channels/reply.ts',
};

const [WIDTH, ROW, BOX, INK] = [760, 62, 48, '#33403e'] as const;

/** One turn as an SVG: its steps are the numbered comments of src/bot.ts, so the picture says what the code says. */
export function turnPicture(root: string): string {
  const steps = stepsOf(readFileSync(join(root, 'src/bot.ts'), 'utf8'));
  const before = {
    title: 'A message arrives',
    text: 'Direct Line (web chat), Azure Bot Service (Teams)',
    place: 'src/channels/',
  };
  const after = {
    title: 'Commit, then send',
    text: 'state, message and replies in one transaction',
    place: 'src/turns.ts, src/state/',
  };
  const rows = [before, ...steps.map((step, i) => ({ ...step, title: `${i + 1} ${step.title}` })), after];
  const height = rows.length * ROW + 6;
  const screen = rows.findIndex(({ title }) => title.endsWith('Safety screen'));
  return `${html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13"><title>One turn: ${rows.map(({ title }) => title).join(', ')}</title><rect width="${WIDTH}" height="${height}" fill="#fff"/>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8z" fill="${INK}"/></marker></defs>
${rows.map(({ title, text, place }, i) => {
  const y = 4 + i * ROW;
  return html`<rect x="4" y="${y}" width="520" height="${BOX}" rx="8" fill="${i === screen ? '#fde0cf' : '#eef2f1'}" stroke="${INK}"/><text x="16" y="${y + 20}" font-weight="600">${title}</text><text x="16" y="${y + 38}">${text}</text><text x="512" y="${y + 20}" text-anchor="end" font-family="monospace" font-size="12">${place}</text>${i > 0 && html`<path d="M60 ${y - ROW + BOX}V${y}" stroke="${INK}" marker-end="url(#tip)"/>`}
`;
})}<path d="M524 ${4 + screen * ROW + 16}H570" stroke="${INK}" marker-end="url(#tip)"/><text x="576" y="${4 + screen * ROW + 20}">act: the escalation answers</text><path d="M524 ${4 + screen * ROW + 38}H570" stroke="${INK}" marker-end="url(#tip)"/><text x="576" y="${4 + screen * ROW + 42}">check: one plain question</text></svg>`}\n`;
}

/** `// 4. Intents: what it is about. 5. Dialog: chooses the step.` are two steps. */
function stepsOf(source: string): { title: string; text: string; place: string }[] {
  const comments = [...source.matchAll(/^ +\/\/ (\d\. .+)$/gm)].map(([, comment = '']) => comment).join(' ');
  const steps = [...comments.matchAll(/\d\. ([^:]+): (.+?)\.(?= \d\. |$)/g)];
  const found = steps.map(([, title = '', text = '']) => ({ title, text, place: PLACES[title] ?? '' }));
  const strange = found.find(({ place }) => place === '');
  if (strange || found.length !== Object.keys(PLACES).length) {
    throw new Error(
      `src/bot.ts: its numbered comments are not the steps of src/documents/turnPicture.ts${strange ? `: "${strange.title}" is new` : ''}. Change PLACES there.`,
    );
  }
  return found;
}
