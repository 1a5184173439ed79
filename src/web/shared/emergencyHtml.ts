import type { ShownLine, ShownLines } from '../../content/library.ts';
import type { PageWords } from '../pageWords.ts';
import { type Html, html } from './html.ts';
import { linesHtml, telephone } from './linesHtml.ts';

/** The numbers that stay on screen, for one country. */
export interface EmergencyNumbers {
  /** File name in content/regions; absent when the country is unknown. */
  readonly country?: string | undefined;
  readonly emergency?: string | undefined;
  readonly crisis?: ShownLine | undefined;
  readonly lines: ShownLines;
}

/** The bar with the emergency number, the crisis line, and all help lines behind a button: plain HTML, no script. */
export function emergencyHtml({ emergency, crisis, lines }: EmergencyNumbers, words: PageWords): Html {
  return html`${emergency ? numberHtml(words.emergency, emergency) : html`<p class="number">${words.emergencyUnknown}</p>`}
${crisis?.call && numberHtml(words.crisisLine, crisis.call)}
<details class="all-lines"><summary aria-label="${words.moreLinesLabel}">${words.moreLines}</summary><div class="panel">${linesHtml(lines, words)}</div></details>`;
}

function numberHtml(label: string, number: string): Html {
  return html`<p class="number"><a href="${telephone(number)}"><span>${label}</span> <strong>${number}</strong></a></p>`;
}
