import type { Card, CardWay } from './cards.ts';
import { type Html, html } from './html.ts';
import { link, markdown } from './markdown.ts';

/** A card as a bubble of its own: words, facts, buttons. No pictures, no fields, no layout. */
export function cardHtml({ title, texts, facts, ways }: Card): Html {
  return html`<div class="bubble">${title && html`<h2 class="kept-title">${title}</h2>`}${texts.map(markdown)}
${facts.length > 0 && html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`}
${ways.length > 0 && html`<p class="ways">${ways.map(wayHtml)}</p>`}</div>`;
}

/** What a button says goes the way of the suggested answers, with a script and without. */
function wayHtml({ title, address, says }: CardWay): Html {
  if (says === undefined) return link(title, address ?? '', 'way');
  return html`<button class="way" form="actions" name="text" value="${says}">${title}</button>`;
}
