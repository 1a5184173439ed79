import { type Html, html } from '../web/shared/html.ts';
import type { Hazard } from './hazards.ts';
import {
  inWords,
  LIKELIHOOD_MEANINGS,
  LIKELIHOODS,
  RATING_MEANINGS,
  type Rating,
  rate,
  SEVERITIES,
  SEVERITY_MEANINGS,
} from './riskMatrix.ts';

/** The matrix with the hazards in their cells, the likeliest row on top. The number says the risk, the shade repeats it. */
export function matrixHtml(title: string, hazards: readonly Hazard[], when: 'before' | 'after'): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${title} the mitigations"><table class="matrix"><caption>${title}</caption>
<thead><tr><th>Likelihood</th>${SEVERITIES.map((severity) => html`<th>${inWords(severity)}</th>`)}</tr></thead><tbody>
${LIKELIHOODS.toReversed().map(
  (likelihood) =>
    html`<tr><th>${inWords(likelihood)}</th>${SEVERITIES.map((severity) => {
      const here = hazards.filter((hazard) => hazard.severity === severity && hazard.likelihood[when] === likelihood);
      const rating = rate(likelihood, severity);
      return html`<td class="risk-${rating}"><b>${rating}</b> ${here.map(({ id }) => html`<a href="#${id}">${id}</a> `)}</td>`;
    })}</tr>`,
)}</tbody></table></div>`;
}

/** What the words and numbers of the matrix mean. */
export function scalesHtml(): Html {
  const ratings = ([5, 4, 3, 2, 1] as const satisfies readonly Rating[]).map(
    (rating) => [String(rating), RATING_MEANINGS[rating]] as const,
  );
  return html`${scaleHtml('Risk', ratings)}
${scaleHtml(
  'Severity',
  SEVERITIES.toReversed().map((name) => [inWords(name), SEVERITY_MEANINGS[name]]),
)}
${scaleHtml(
  'Likelihood',
  LIKELIHOODS.toReversed().map((name) => [inWords(name), LIKELIHOOD_MEANINGS[name]]),
)}`;
}

function scaleHtml(title: string, rows: readonly (readonly [string, string])[]): Html {
  return html`<table class="scale"><thead><tr><th>${title}</th><th>Meaning</th></tr></thead><tbody>${rows.map(([name, meaning]) => html`<tr><th>${name}</th><td>${meaning}</td></tr>`)}</tbody></table>`;
}
