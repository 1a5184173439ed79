import type { Checked } from '../content/check.ts';
import { ContentLibrary } from '../content/library.ts';
import type { HelpLine, Hours, Region } from '../content/schema.ts';
import { type Html, html } from '../web/shared/html.ts';
import { pageFrame } from './pageFrame.ts';
import type { ReviewStep } from './reviewTopic.ts';

const DAY_NAMES: Readonly<Record<string, string>> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
};

/** Every help line of every country, with its hours as they stand in the data, its proof and its dates. */
export function linesPage({ content, sites, warnings, problems }: Checked, made: string): string {
  const body = html`<header><h1>Help lines</h1>
<p>By country, in the order in which parents see them for each need. Lines that are closed at the moment are shown after those that are open. A line past its last day is not shown at all.</p></header>
${[...content.regions].map(([id, region]) =>
  regionHtml(
    id,
    region,
    [...problems, ...warnings].filter(({ file }) => file === `content/regions/${id}.yaml`),
  ),
)}
${sites.map(
  ({
    file,
    site,
  }) => html`<section><h2>${english(site.name)}</h2><p>The hospital's own lines, shown before those of ${site.country} for the same needs (<code>${file}</code>).</p>${linesTable(site.lines, english(site.name))}
${site.nursePage && html`<p>Nurse's page: <a href="${site.nursePage.web}">${english(site.nursePage.name)}</a></p>`}</section>`,
)}`;
  return pageFrame({ title: 'Help lines: review', made, body });
}

function regionHtml(id: string, region: Region, problems: readonly { path: string; message: string }[]): Html {
  const { emergency } = region;
  const note = emergency.note === undefined ? '' : ` ${english(emergency.note)}.`;
  return html`<section class="region" id="${id}"><h2>${english(region.name)}</h2>
<p><b>Emergency: ${emergency.number}.</b>${note} <small>Checked ${emergency.checked}, ${emergency.proof.join(' and ')}: ${emergency.source}</small></p>
${problems.length > 0 && html`<ul class="problems">${problems.map(({ path, message }) => html`<li>${path} ${message}</li>`)}</ul>`}
${linesTable(region.lines, english(region.name))}</section>`;
}

function linesTable(lines: readonly HelpLine[], name: string): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="Help lines of ${name}"><table class="lines-table"><thead><tr><th>Line</th><th>For</th><th>Reach</th><th>Open</th><th>Languages</th><th>Proof</th><th>Checked</th><th>Shown until</th></tr></thead><tbody>
${lines.map(
  (line) =>
    html`<tr><td>${english(line.name)}${line.note && html`<br><small>${english(line.note)}</small>`}</td><td>${line.needs.join(', ')}</td><td>${reach(line)}</td><td>${hoursText(line.hours)}${line.timeZone && html`<br><small>${line.timeZone}</small>`}</td><td>${line.languages.join(', ')}</td><td>${'proof' in line ? html`${line.proof.join(', ')}<br><small>${line.source}</small>` : line.checkedBy}</td><td class="day">${line.checked}</td><td class="day">${line.expires}</td></tr>`,
)}</tbody></table></div>`;
}

function reach(line: HelpLine): Html {
  const text = line.text && `text ${line.text.body ? `${line.text.body} to ` : ''}${line.text.to}`;
  const textphone = line.textphone && `textphone ${line.textphone}`;
  const ways = [line.call && `call ${line.call}`, text, textphone, line.web, line.email].filter(Boolean);
  return html`${ways.map((way, i) => html`${i > 0 && html`<br>`}${way}`)}`;
}

/** "Mon-Fri 09:00-17:00; Sat 10:00-12:00". */
export function hoursText(hours: Hours): string {
  if (hours === 'always') return '24 hours, every day';
  if (hours === 'unknown') return 'not known: their page says';
  return hours
    .map(({ days, from, to }) => `${days.replace(/[a-z]+/g, (day) => DAY_NAMES[day] ?? day)} ${from}-${to}`)
    .join('; ');
}

/** For the help lines that a topic's steps show: which lines a parent of each country gets, in order. */
export function linesByNeeds(steps: readonly ReviewStep[], { content }: Checked): Html {
  const asking = Map.groupBy(
    steps.filter(({ needs }) => needs.length > 0),
    ({ needs }) => needs.join(', '),
  );
  if (asking.size === 0) return html``;
  const library = new ContentLibrary(content);
  const now = new Date(
    Math.min(...[...content.regions.values()].flatMap(({ lines }) => lines.map((line) => Date.parse(line.checked)))),
  );
  return html`<section id="lines"><h2>Help lines by country</h2>
<p>In the order in which parents see them while all are open; <a href="lines.html">hours, proof and dates of every line</a>.</p>
${[...asking].map(([needs, asked]) => {
  const [first] = asked;
  if (!first) return html``;
  return html`<h3>${needs}</h3><p>Shown by ${asked.map(({ name }, i) => html`${i > 0 && ', '}<a href="#step-${name}">${name}</a>`)}</p>
<dl class="countries">${[...content.regions].map(([id, region]) => {
    const { lines } = library.lines(first.needs, id, 'en', now);
    const byId = new Map(region.lines.map((line) => [line.id, line]));
    const ordered = first.needs.flatMap((need) => region.lines.filter((line) => line.needs.includes(need)));
    const order = lines.toSorted((a, b) => position(ordered, a.id) - position(ordered, b.id));
    return html`<div><dt>${english(region.name)}</dt><dd>${
      order.length === 0
        ? 'no line: nothing is shown'
        : order.map((line, i) => {
            const data = byId.get(line.id);
            return html`${i > 0 && html`<br>`}${line.name}: ${line.call ?? (line.text && `text ${line.text.to}`) ?? line.web} <small>${data && hoursText(data.hours)}</small>`;
          })
    }</dd></div>`;
  })}</dl>`;
})}</section>`;
}

/** The emergency number is no line of the list: it stands first. */
function position(lines: readonly HelpLine[], id: string): number {
  return lines.findIndex((line) => line.id === id);
}

function english(text: HelpLine['name']): string {
  return typeof text === 'string' ? text : text.en;
}
