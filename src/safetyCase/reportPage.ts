import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Html, html } from '../web/shared/html.ts';
import type { Hazard, HazardLog, NamedTest } from './hazards.ts';
import { matrixHtml, scalesHtml } from './matrixTable.ts';
import { inWords, OPEN_FROM, RATING_MEANINGS, rate } from './riskMatrix.ts';
import type { Verdict } from './testRun.ts';

/** What the report is made of. */
export interface SafetyReport {
  readonly log: HazardLog;
  readonly verdictOf: (test: NamedTest) => Verdict;
  /** Version and commit of Attune. */
  readonly release: string;
  /** The day it is made, YYYY-MM-DD. */
  readonly made: string;
}

const VERDICT_WORDS: Record<Verdict['kind'], string> = {
  passed: 'passed',
  failed: 'FAILED',
  skipped: 'skipped on this machine: not proved',
  otherCode: 'passed, but in another version of the code: not proved',
  notRun: 'not run: not proved',
};

const riskBefore = ({ severity, likelihood }: Hazard) => rate(likelihood.before, severity);
/** What is left of the risk of a hazard, 1 to 5. */
export const riskAfter = ({ severity, likelihood }: Hazard) => rate(likelihood.after, severity);

/** The safety case as one page that needs no other file, no script and no network, and prints. */
export function reportPage(report: SafetyReport): string {
  const { log, release, made } = report;
  const { hazards } = log;
  const open = hazards
    .filter((hazard) => riskAfter(hazard) >= OPEN_FROM)
    .toSorted((a, b) => riskAfter(b) - riskAfter(a));
  const hospital = hazards.flatMap(({ id, hospital }) => hospital.map((task) => ({ id, task })));
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Safety case of Attune</title><style>${stylesheet()}</style></head>
<body><main>
<header><h1>Safety case of Attune</h1>
<p>Release ${release}, made on ${made}. In the shape of DCB0129: hazards, what is done about them, what proves it, what is left.</p></header>
${assessmentHtml(log)}
<h2>Evidence</h2>
${evidenceHtml(report)}
<h2>Risk before and after the mitigations</h2>
<p>Both are estimates by those who build Attune, not measurements, and no clinical safety officer has agreed to them${log.assessedBy ? ' before the day named above' : ''}. The matrix and its scales are those of the guidance to DCB0129; an organisation may have its own.</p>
<div class="matrices">${matrixHtml('Before', hazards, 'before')}${matrixHtml('After', hazards, 'after')}</div>
<h2>Open risks</h2>
<p>${open.length} of ${hazards.length} hazards are still at ${OPEN_FROM} or higher.</p>
<div class="wide" tabindex="0" role="region" aria-label="Open risks"><table><thead><tr><th>Hazard</th><th>Risk</th><th>What is not solved</th></tr></thead><tbody>
${open.map((hazard) => html`<tr><td><a href="#${hazard.id}">${hazard.id}</a> ${hazard.name}</td><td>${riskAfter(hazard)}</td><td>${hazard.open.length > 0 ? listHtml(hazard.open) : 'No single thing is known. The rating itself is for a clinical safety officer to judge.'}</td></tr>`)}</tbody></table></div>
<h2>Hazards</h2>
${hazards.map((hazard) => hazardHtml(hazard, report))}
<h2>For the organisation that runs Attune</h2>
<p>These belong to its own safety case (DCB0160).</p>
<ul>${hospital.map(({ id, task }) => html`<li>${task} <small><a href="#${id}">${id}</a></small></li>`)}</ul>
<h2>Scales</h2>
${scalesHtml()}
<h2>Sign</h2>
<section class="sign"><p>Only for an assessment that happened, of this release.</p><dl>
${['Clinical safety officer', 'Registration', 'Date', 'Signature'].map((label) => html`<div><dt>${label}</dt><dd></dd></div>`)}</dl></section>
</main><footer>Made by npm run safety:case from docs/safety/hazards.yaml.</footer></body></html>
`.toString();
}

function assessmentHtml({ assessedBy }: HazardLog): Html {
  return assessedBy
    ? html`<section class="sign"><p>Assessed by ${assessedBy.name}, ${assessedBy.registration}, on ${assessedBy.on}.</p></section>`
    : html`<section class="problems"><p><b>Not yet assessed by a clinical safety officer.</b> Nobody with that qualification has read these hazards. Until one has, Attune is not ready for parents.</p></section>`;
}

function evidenceHtml({ log, verdictOf }: SafetyReport): Html {
  const verdicts = log.hazards.flatMap(({ tests }) => tests.map(verdictOf));
  const count = (kind: Verdict['kind']) => verdicts.filter((verdict) => verdict.kind === kind).length;
  const kinds = (Object.keys(VERDICT_WORDS) as Verdict['kind'][]).filter((kind) => count(kind) > 0);
  return html`<p>${verdicts.length} tests are named as proof. In the last run:</p>
<ul>${kinds.map((kind) => html`<li>${count(kind)} ${VERDICT_WORDS[kind]}</li>`)}</ul>
<p>A test proves what it tries, and no more: that the program does what is written here, not that parents are safe.</p>`;
}

function hazardHtml(hazard: Hazard, { verdictOf }: SafetyReport): Html {
  const { id, name, causes, effect, severity, likelihood, mitigations, tests, open, hospital } = hazard;
  return html`<section class="step" id="${id}"><h3>${id} ${name}</h3>
<p><b>Effect:</b> ${effect}</p>
<p><b>Causes:</b></p>${listHtml(causes)}
<div class="wide" tabindex="0" role="region" aria-label="Risk of ${id}"><table><thead><tr><th>Mitigations</th><th>Severity</th><th>Likelihood</th><th>Risk</th></tr></thead><tbody>
<tr><th>Before</th><td>${inWords(severity)}</td><td>${inWords(likelihood.before)}</td><td>${riskBefore(hazard)}</td></tr>
<tr><th>After</th><td>${inWords(severity)}</td><td>${inWords(likelihood.after)}</td><td>${riskAfter(hazard)}: ${RATING_MEANINGS[riskAfter(hazard)]}</td></tr></tbody></table></div>
<p><b>Mitigations:</b></p><ul>${mitigations.map(({ what, where }) => html`<li>${what} <small>${where.map((file, i) => html`${i > 0 && ', '}<code>${file}</code>`)}</small></li>`)}</ul>
<p><b>Tests:</b></p><ul>${tests.map((test) => testHtml(test, verdictOf(test)))}</ul>
${open.length > 0 && html`<p><b>Not solved:</b></p>${listHtml(open)}`}
${hospital.length > 0 && html`<p><b>For the organisation that runs Attune:</b></p>${listHtml(hospital)}`}</section>`;
}

function testHtml({ file, name }: NamedTest, verdict: Verdict): Html {
  const told =
    verdict.kind === 'notRun'
      ? VERDICT_WORDS.notRun
      : `${VERDICT_WORDS[verdict.kind]} (${verdict.count > 1 ? `${verdict.count} cases, ` : ''}${verdict.finished.slice(0, 16).replace('T', ' ')} UTC)`;
  return html`<li><code>${file}</code>: ${name} <span class="verdict-${verdict.kind}">${told}</span></li>`;
}

const listHtml = (lines: readonly string[]): Html => html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;

/** That of the content review, and what only this page has. */
function stylesheet(): Html {
  const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');
  return new Html(read('../review/review.css') + read('report.css'));
}
