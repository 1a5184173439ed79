import { randomUUID } from 'node:crypto';
import type { PageView } from './page.ts';
import { settingsQuery } from './pageSettings.ts';
import { type Html, html } from './shared/html.ts';
import { labelled, worded } from './shared/worded.ts';

/**
 * The menu: languages, and without a script nothing else. The script shows what only it can do (`data-script`),
 * and closes the menu as menus are closed.
 */
export function menuHtml(view: PageView): Html {
  const { words } = view;
  return html`<details class="menu" id="menu"><summary>${worded(words, 'menu')}</summary>
<div class="panel">
${languagesHtml(view)}
<fieldset class="sizes" data-script hidden><legend>${worded(words, 'textSize')}</legend>
${(['textNormal', 'textLarge', 'textLarger'] as const).map(
  (label, size) =>
    html`<label><input type="radio" name="size" value="${size}"${size === 0 && html` checked`}>${worded(words, label)}</label>`,
)}</fieldset>
<div class="menu-buttons" data-script hidden>
<button type="button" id="print">${worded(words, 'print')}</button>
<button type="button" id="save">${worded(words, 'saveText')}</button>
<button type="button" id="delete">${worded(words, 'deleteChat')}</button>
</div>
<fieldset class="voice" data-script hidden><legend>${worded(words, 'speechHeading')}</legend>
<label id="read-aloud-choice"><input type="checkbox" id="read-aloud" aria-describedby="read-aloud-note">${worded(words, 'readAloud')}</label>
<p id="read-aloud-note">${worded(words, 'readAloudNote')}</p>
<label id="dictation-choice"><input type="checkbox" id="dictation" aria-describedby="dictation-note">${worded(words, 'dictation')}</label>
<p id="dictation-note">${worded(words, 'dictationNote')}</p>
</fieldset>
${view.deletable && html`<form class="menu-buttons" method="post" action="/chat/plain/delete?${settingsQuery(view.settings)}"><button>${worded(words, 'deleteChat')}</button></form>`}
<p>${worded(words, 'leaveNote')}</p>
</div></details>
<dialog class="ask" id="delete-ask" aria-labelledby="delete-title" aria-describedby="delete-explain">
<h2 id="delete-title">${worded(words, 'deleteAsk')}</h2>
<p id="delete-explain">${worded(words, 'deleteExplain')}</p>
<p class="wrong" id="delete-wrong" role="alert"></p>
<div class="ask-buttons"><button type="button" class="danger" id="delete-yes">${worded(words, 'deleteYes')}</button>
<button type="button" id="delete-no">${worded(words, 'deleteNo')}</button></div>
</dialog>`;
}

/** Without a script an open conversation is asked to follow, in words that the bot knows: by a form. */
function languagesHtml({ languages, settings, words, config, deletable }: PageView): Html {
  const path = config ? '/chat' : '/chat/plain';
  return html`<ul class="languages" ${labelled(words, 'language')}>${languages.map(
    ([language, { languageName, speakThis }]) => {
      const query = settingsQuery(settings, { language });
      const marks = html`hreflang="${language}" lang="${language}" data-language="${language}"`;
      const way = deletable
        ? html`<form method="post" action="${path}?${query}">${onceHtml()}<button name="text" value="${speakThis}" lang="${language}">${languageName}</button></form>`
        : html`<a href="${path}?${query}" ${marks}>${languageName}</a>`;
      return html`<li${language === settings.language && html` hidden`}>${way}</li>`;
    },
  )}</ul>`;
}

/** Names this form, so that the same form sent twice counts once. */
export function onceHtml(): Html {
  return html`<input type="hidden" name="once" value="${randomUUID()}">`;
}
