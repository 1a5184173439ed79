import type { PageView } from './page.ts';
import { settingsQuery } from './pageSettings.ts';
import { type Html, html } from './shared/html.ts';

/**
 * The menu: languages, and without a script nothing else. The script shows what only it can do (`data-script`),
 * and closes the menu as menus are closed.
 */
export function menuHtml(view: PageView): Html {
  const { words } = view;
  return html`<details class="menu" id="menu"><summary>${words.menu}</summary>
<div class="panel">
${languagesHtml(view)}
<fieldset class="sizes" data-script hidden><legend>${words.textSize}</legend>
${[words.textNormal, words.textLarge, words.textLarger].map(
  (label, size) =>
    html`<label><input type="radio" name="size" value="${size}"${size === 0 && html` checked`}><span>${label}</span></label>`,
)}</fieldset>
<div class="menu-buttons" data-script hidden>
<button type="button" id="print">${words.print}</button>
<button type="button" id="save">${words.saveText}</button>
<button type="button" id="delete">${words.deleteChat}</button>
</div>
<fieldset class="voice" data-script hidden><legend>${words.speechHeading}</legend>
<label id="read-aloud-choice"><input type="checkbox" id="read-aloud" aria-describedby="read-aloud-note"><span>${words.readAloud}</span></label>
<p id="read-aloud-note">${words.readAloudNote}</p>
<label id="dictation-choice"><input type="checkbox" id="dictation" aria-describedby="dictation-note"><span>${words.dictation}</span></label>
<p id="dictation-note">${words.dictationNote}</p>
</fieldset>
${view.deletable && html`<form class="menu-buttons" method="post" action="/chat/plain/delete?${settingsQuery(view.settings)}"><button>${words.deleteChat}</button></form>`}
<p>${words.leaveNote}</p>
</div></details>
<dialog class="ask" id="delete-ask" aria-labelledby="delete-title" aria-describedby="delete-explain">
<h2 id="delete-title">${words.deleteAsk}</h2>
<p id="delete-explain">${words.deleteExplain}</p>
<p class="wrong" id="delete-wrong" role="alert"></p>
<div class="ask-buttons"><button type="button" class="danger" id="delete-yes">${words.deleteYes}</button>
<button type="button" id="delete-no">${words.deleteNo}</button></div>
</dialog>`;
}

function languagesHtml({ otherLanguages, settings, words, config }: PageView): Html {
  const path = config ? '/chat' : '/chat/plain';
  return html`<ul class="languages" aria-label="${words.language}">${otherLanguages.map(
    ([language, other]) =>
      html`<li><a href="${path}?${settingsQuery(settings, { language })}" hreflang="${language}" lang="${language}" data-language="${language}">${other.languageName}</a></li>`,
  )}</ul>`;
}
