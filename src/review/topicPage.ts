import type { Checked } from '../content/check.ts';
import { describe } from '../content/problems.ts';
import { isEasy, READING_LIMITS } from '../content/readability.ts';
import { type Html, html } from '../web/shared/html.ts';
import { flowPicture } from './flowPicture.ts';
import { linesByNeeds } from './linesPage.ts';
import { pageFrame } from './pageFrame.ts';
import type { ReviewButton, ReviewStep, ReviewTopic, ReviewVersion } from './reviewTopic.ts';
import { wordDiff } from './wordDiff.ts';

export const LANGUAGE_NAMES = { en: 'English', es: 'Español' } as const;

/** All that a clinician needs to read, question and sign one topic. */
export function topicPage(review: ReviewTopic, checked: Checked, made: string): string {
  const { name, topic, steps, flow } = review;
  const problems = checked.problems.filter(({ file }) => file.startsWith(`content/${name}/`));
  const body = html`<header><h1>${topic.title}</h1>
<p>Topic <code>${name}</code>, route <code>${topic.route}</code>. ${topic.dialog && html`Run by the program <code>${topic.dialog}</code>: where a button shows several ways, the program chooses.`}</p>
<p class="status ${topic.status}">${statusText(review)}</p></header>
${problems.length > 0 && html`<section class="problems"><h2>Found by content:check</h2><ul>${problems.map((problem) => html`<li>${describe(problem)}</li>`)}</ul></section>`}
<section class="picture"><h2>How the steps follow each other</h2>
<div class="flow" tabindex="0" role="region" aria-label="Picture of the steps, scrolls sideways">${flowPicture(flow, topic.title)}</div>
${legend()}</section>
<section><h2>Every step</h2>${steps.map((step) => stepHtml(review, step))}</section>
${rulesHtml(review)}
${linesByNeeds(steps, checked)}
${signBox(review)}`;
  return pageFrame({ title: `${topic.title}: review`, made, body });
}

function statusText({ topic, steps }: ReviewTopic): string {
  const versions = steps.flatMap((step) => step.versions);
  const signed = versions.filter(({ state }) => state === 'signed').length;
  const changed = versions.filter(({ state }) => state === 'changed').length;
  const by = topic.review ? `Reviewed by ${topic.review.by}, ${topic.review.role}, on ${topic.review.on}. ` : 'Draft. ';
  return `${by}${signed} of ${versions.length} step texts signed as they stand${changed > 0 ? `, ${changed} changed since they were signed` : ''}.`;
}

function legend(): Html {
  return html`<p class="legend"><span class="key start">dark</span> where the topic begins. <span class="key emergency">red edge</span> a button leads to an emergency answer. <b>☎</b> shows help lines. <b>“ 12</b> twelve training sentences lead straight here. <b>→ help</b> leads to another topic. <b>↩ start</b> leads to a step of this topic without a line. <b>from start</b> is where it is first reached from. Thick line: the shortest way. Boxes without a line are said by the program, or when a parent writes about them.</p>`;
}

function stepHtml({ name, topic }: ReviewTopic, step: ReviewStep): Html {
  return html`<article class="step" id="step-${step.name}"><h3><a href="#step-${step.name}">${step.name}</a> <small>${name}/${step.name}</small></h3>
<div class="versions">${step.versions.map((version) => versionHtml(topic.route, step, version))}</div>
${step.follows && html`<p class="about">Then, ${step.versions[0]?.buttons.length === 0 ? 'at once' : 'after anything the parent writes'}: ${targetLink(step.follows)}</p>`}
<div class="about">${sourcesHtml(step)}</div>
${step.utterances.some(({ count }) => count > 0) && html`<div class="about">${utterancesHtml(step)}</div>`}
<p class="verdict"><span>☐ right as it is</span> <span>☐ change:</span></p></article>`;
}

function versionHtml(route: string, step: ReviewStep, version: ReviewVersion): Html {
  const { language, say, buttons, measured } = version;
  const [first, ...rest] = say;
  const lines =
    step.needs.length > 0 &&
    html`<p class="bubble lines">Help lines of the parent's country for: <a href="#lines">${step.needs.join(', ')}</a></p>`;
  return html`<div class="version" lang="${language}" data-route="${route}"><p class="language" lang="en">${LANGUAGE_NAMES[language]} ${signState(version)}</p>
${first && bubble(first)}${lines}${rest.map(bubble)}
${buttons.length > 0 && html`<ul class="buttons">${buttons.map(buttonHtml)}</ul>`}
${measured && html`<p class="measure${isEasy(measured.value, language) ? '' : ' hard'}" lang="en">${measured.words} words, ${READING_LIMITS[language].name} ${measured.value.toFixed(1)}</p>`}
${version.state === 'changed' && changesHtml(version)}</div>`;
}

function bubble(text: string): Html {
  const parts = text.split('{emergencyNumber}');
  return html`<p class="bubble">${parts.map((part, i) => html`${i > 0 && html`<span class="slot" title="the emergency number of the parent's country">911</span>`}${part}`)}</p>`;
}

function buttonHtml({ title, targets }: ReviewButton): Html {
  const ways =
    targets.length > 0
      ? targets.map((target, i) => html`${i > 0 && ' or '}${targetLink(target)}`)
      : 'the program decides';
  return html`<li><span class="button">${title}</span> <small lang="en">→ ${ways}</small></li>`;
}

/** A link to a step on its topic's page. */
function targetLink(target: string): Html {
  const [topic = '', step] = target.split('/');
  return html`<a href="${topic}.html${step ? `#step-${step}` : ''}">${target}</a>`;
}

function sourcesHtml(step: ReviewStep): Html {
  return html`<p>Sources:</p><ul class="sources">${step.sources.map(({ key, source }) => {
    if (!source) return html`<li><b>${key}</b> is unknown</li>`;
    if (key === 'editorial') return html`<li><b>editorial</b>: our own words, no medical fact</li>`;
    const title = source.address ? html`<a href="${source.address}">${source.title}</a>` : source.title;
    return html`<li><b>${key}</b> ${source.organisation}: ${title}${source.year && `, ${source.year}`} (${source.mark})${source.note && html` <i>${source.note}</i>`}</li>`;
  })}</ul>`;
}

function utterancesHtml(step: ReviewStep): Html {
  return html`${step.utterances
    .filter(({ count }) => count > 0)
    .map(
      ({ language, count, sample }) =>
        html`<p>${count} training sentences lead straight here (${LANGUAGE_NAMES[language]}), such as:</p><ul class="utterances" lang="${language}">${sample.map((text) => html`<li>${text}</li>`)}</ul>`,
    )}`;
}

function signState({ state, signoff }: ReviewVersion): Html {
  if (!signoff) return html`<span class="state unsigned">not signed</span>`;
  const who = `${signoff.by}, ${signoff.role}, ${signoff.on}`;
  return html`<span class="state ${state}">${state === 'signed' ? `signed: ${who}` : `changed since ${who}`}</span>`;
}

/** What is different from what was signed. */
function changesHtml({ read, signoff, language }: ReviewVersion): Html {
  if (!signoff) return html``;
  const pairs = [
    [signoff.say.join('\n'), read.say.join('\n')],
    [signoff.buttons.join('\n'), read.buttons.join('\n')],
    [signoff.about.join('\n'), read.about.join('\n')],
  ] as const;
  return html`<div class="changes" lang="${language}"><p lang="en">Since it was signed:</p>${pairs
    .filter(([before, after]) => before !== after)
    .map(([before, after]) => html`<p class="diff">${wordDiff(before, after).map(partHtml)}</p>`)}</div>`;
}

function partHtml({ kind, text }: ReturnType<typeof wordDiff>[number]): Html {
  if (kind === 'gone') return html`<del>${text}</del>`;
  return kind === 'new' ? html`<ins>${text}</ins>` : html`${text}`;
}

function rulesHtml({ rules }: ReviewTopic): Html {
  if (rules.length === 0) return html``;
  return html`<section><h2>What the safety screen listens for</h2>
<p>Rules that lead here whatever else is going on: <b>act</b> answers at once, <b>check</b> asks one plain question. A trained model stands beside them and may only raise the level.</p>
<div class="wide" tabindex="0" role="region" aria-label="Rules of the safety screen"><table><thead><tr><th>Rule</th><th>Level</th><th>Why</th><th>Finds</th><th>Leaves alone</th></tr></thead><tbody>
${rules.map(
  (rule) => html`<tr><td>${rule.id} <small>${rule.language}</small></td><td>${rule.level}</td><td>${rule.reason}</td>
<td lang="${rule.language}">${rule.matches.slice(0, 3).join(' · ')}</td><td lang="${rule.language}">${rule.ignores.slice(0, 3).join(' · ')}</td></tr>`,
)}</tbody></table></div></section>`;
}

function signBox({ name, topic, languages }: ReviewTopic): Html {
  return html`<section class="sign"><h2>Sign-off: ${topic.title}</h2>
<p>I have read every step of this topic, its buttons and where they lead, its help lines and its sources, as printed here.</p>
${languages.map(
  (
    language,
  ) => html`<div class="sign-language"><p>${LANGUAGE_NAMES[language]}: ☐ approved ☐ approved with the changes marked ☐ not approved</p>
<dl><div><dt>Name</dt><dd></dd></div><div><dt>Role</dt><dd></dd></div><div><dt>Date</dt><dd></dd></div><div><dt>Signature</dt><dd></dd></div></dl></div>`,
)}
<p class="command">To record it: <code>npm run content:signoff -- --topic ${name} --by "Name, role"</code></p></section>`;
}
