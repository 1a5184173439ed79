import type { Checked } from '../content/check.ts';
import { type Html, html } from '../web/shared/html.ts';
import { pageFrame } from './pageFrame.ts';

const MARKS = {
  V: 'read in the organisation’s own page or the paper’s own abstract',
  V2: 'read in a page that relays it',
  V3: 'read in public code that records its own dated check',
  E: 'our own wording',
  G: 'general knowledge: may not be spoken',
} as const;

/** Every source that a step uses, and the steps that rest on it. */
export function sourcesPage({ content, data }: Checked, made: string): string {
  const users = new Map<string, string[]>();
  for (const [topic, { steps }] of content.topics) {
    for (const [step, { sources }] of Object.entries(steps)) {
      for (const key of sources) users.set(key, [...(users.get(key) ?? []), `${topic}/${step}`]);
    }
  }
  const used = Object.entries(data.sources).filter(([key]) => key !== 'editorial' && users.has(key));
  const body = html`<header><h1>Sources</h1><p>${used.length} of ${Object.keys(data.sources).length - 1} sources are used by a step. ${Object.entries(MARKS).map(([mark, text]) => html`<b>${mark}</b> ${text}. `)}</p></header>
<div class="wide" tabindex="0" role="region" aria-label="Sources"><table><thead><tr><th>Key, mark</th><th>Source, and the steps that rest on it</th></tr></thead><tbody>
${used.map(([key, source]): Html => {
  const title = source.address ? html`<a href="${source.address}">${source.title}</a>` : source.title;
  const steps = (users.get(key) ?? []).map(
    (id, i) => html`${i > 0 && ', '}<a href="${id.replace('/', '.html#step-')}">${id}</a>`,
  );
  return html`<tr id="${key}"><td><b>${key}</b> ${source.mark}</td><td>${source.organisation}: ${title}${source.year && `, ${source.year}`}${source.note && html`. <i>${source.note}</i>`}<br><small>${steps}</small></td></tr>`;
})}</tbody></table></div>`;
  return pageFrame({ title: 'Sources: review', made, body });
}
