import { barChart, columnChart } from '../insights/charts.ts';
import type { Figure } from '../insights/disclosure.ts';
import { PERIODS, type PeriodDays, type Summary, TABLES, type TableName } from '../insights/summary.ts';
import { filled } from '../web/shared/filled.ts';
import { type Html, html } from '../web/shared/html.ts';
import type { StaffWords } from './staffWords.ts';

/** Names of what the content and not the program defines, such as help lines, by key. */
export type KeyNames = ReadonlyMap<string, string>;

/** The page of the service manager: each table with its chart. */
export function insightsBody(summary: Summary, days: PeriodDays, words: StaffWords, names: KeyNames): Html {
  const { from, to, timeZone, tables, conversations, notUnderstood } = summary;
  const rate = notUnderstood === undefined ? words.tooFew : filled(words.percentOf, { percent: notUnderstood });
  const options = PERIODS.map(
    (length) =>
      html`<option value="${length}"${length === days && html` selected`}>${filled(words.periodDays, { days: length })}</option>`,
  );
  return html`<p>${filled(words.period, { from, to, zone: timeZone })}</p>
<form method="get" action="/insights"><label>${words.periodLabel} <select name="days">${options}</select></label> <button>${words.show}</button></form>
<dl class="facts"><div><dt>${words.conversations}</dt><dd>${conversations}</dd></div><div><dt>${words.notUnderstoodRate}</dt><dd>${rate}</dd></div></dl>
<p class="notice">${words.privacyNote}</p>
<p><a href="/insights.csv?days=${days}">${words.csv}</a></p>
${TABLES.map((table) => section(table, tables.get(table) ?? [], words, names))}`;
}

function section(table: TableName, figures: readonly Figure[], words: StaffWords, names: KeyNames): Html {
  const name = words.tables[table];
  const label = (key: string) => labelOf(table, key, words, names);
  const draw = table === 'days' || table === 'hours' ? columnChart : barChart;
  // The year has no room in the picture.
  const short = (key: string) => (table === 'days' ? key.slice('2026-'.length) : label(key));
  const chart = draw(figures, filled(words.chartOf, { name }), short);
  const rows = figures.map(
    ({ key, shown }) => html`<tr><th scope="row">${label(key)}</th><td>${shown ?? words.hidden}</td></tr>`,
  );
  return html`<section>
<h2 id="${table}">${name}</h2>
${
  figures.length === 0
    ? html`<p>${words.empty}</p>`
    : html`<div class="figures"><div>${chart}</div>
<div class="table" role="region" aria-labelledby="${table}" tabindex="0"><table><thead><tr><th scope="col">${words.key}</th><th scope="col">${words.count}</th></tr></thead><tbody>${rows}</tbody></table></div></div>`
}
</section>`;
}

/** The same figures for spreadsheets: table, key, name, count; an empty count is hidden. */
export function insightsCsv({ tables }: Summary, words: StaffWords, names: KeyNames): string {
  const rows = TABLES.flatMap((table) =>
    (tables.get(table) ?? []).map(({ key, shown }) => [table, key, labelOf(table, key, words, names), shown ?? '']),
  );
  return [['table', 'key', 'name', 'count'], ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

/** Threat: a spreadsheet takes a field that begins so for a formula. */
function csvField(value: string | number): string {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function labelOf(table: TableName, key: string, words: StaffWords, names: KeyNames): string {
  if (table === 'days') return key;
  if (table === 'hours') return `${key.padStart(2, '0')}:00`;
  return (
    (table === 'helpLines' ? names.get(key) : undefined) ?? words.keys[`${table}/${key}`] ?? words.keys[key] ?? key
  );
}
