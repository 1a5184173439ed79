import type { Checked } from '../content/check.ts';
import { MEASURED_FROM } from '../content/checkLength.ts';
import { describe, type Problem } from '../content/problems.ts';
import { type Html, html } from '../web/shared/html.ts';
import { pageFrame } from './pageFrame.ts';
import type { ReviewTopic } from './reviewTopic.ts';

/** Problems that the first page lists. */
const SHOWN = 30;

/** The first page: every topic, what it holds, and how far its sign-off is. */
export function indexPage(topics: readonly ReviewTopic[], checked: Checked, made: string): string {
  const { problems, warnings } = checked;
  const body = html`<header><h1>Content for review</h1>
<p>What Attune says to parents, step by step, with the source of each step. One page a topic: read it, follow the arrows, mark what must change, sign at the end. The pages print.</p></header>
${told(`${problems.length} problems found by content:check`, 'problems', problems)}
${told('Soon', 'soon', warnings)}
<div class="wide" tabindex="0" role="region" aria-label="Topics"><table class="topics"><thead><tr><th>Topic</th><th>Steps</th><th>Longest reply</th><th>Hardest: grade (en)</th><th>index (es)</th><th>Training sentences</th><th>Signed</th><th>Changed since</th><th>Status</th></tr></thead><tbody>
${topics.map((topic) => rowHtml(topic, checked))}</tbody></table></div>
<p>Grade: US school grade by Flesch and Kincaid, at most 6. Index: Flesch-Szigriszt on the Inflesz scale, at least 65. Both leave out replies of fewer than ${MEASURED_FROM} words.</p>`;
  return pageFrame({ title: 'Content for review', made, body, home: true });
}

/** A list of problems, of which the first are shown. */
function told(title: string, name: string, problems: readonly Problem[]): Html {
  if (problems.length === 0) return html``;
  const more = problems.length - SHOWN;
  return html`<section class="${name}"><h2>${title}</h2><ul>${problems.slice(0, SHOWN).map((problem) => html`<li>${describe(problem)}</li>`)}</ul>
${more > 0 && html`<p>and ${more} more: run <code>npm run content:check</code></p>`}</section>`;
}

function rowHtml({ name, topic, steps }: ReviewTopic, { replies, languageData }: Checked): Html {
  const versions = steps.flatMap((step) => step.versions);
  const own = replies.filter((reply) => reply.topic === name && reply.words >= MEASURED_FROM);
  const english = own.filter(({ language }) => language === 'en').map(({ value }) => value);
  const spanish = own.filter(({ language }) => language === 'es').map(({ value }) => value);
  const count = (state: string) => versions.filter((version) => version.state === state).length;
  const utterances = [...languageData.values()].reduce(
    (sum, data) => sum + data.utterances.filter((utterance) => utterance.topic === name).length,
    0,
  );
  return html`<tr><td><a href="${name}.html">${topic.title}</a><br><small>${name}</small></td><td>${steps.length}</td><td>${Math.max(0, ...own.map(({ words }) => words))} words</td>
<td>${english.length > 0 ? Math.max(...english).toFixed(1) : '-'}</td><td>${spanish.length > 0 ? Math.min(...spanish).toFixed(1) : '-'}</td><td>${utterances}</td><td>${count('signed')} of ${versions.length}</td><td>${count('changed')}</td><td class="status ${topic.status}">${topic.status}</td></tr>`;
}
