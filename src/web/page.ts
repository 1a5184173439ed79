import type { Language } from '../content/routes.ts';
import { menuHtml, onceHtml } from './pageMenu.ts';
import { type PageSettings, settingsQuery } from './pageSettings.ts';
import type { PageWords } from './pageWords.ts';
import type { ClientConfig } from './shared/clientConfig.ts';
import { type EmergencyNumbers, emergencyHtml } from './shared/emergencyHtml.ts';
import { filled } from './shared/filled.ts';
import { Html, html } from './shared/html.ts';
import { actionsHtml, messageHtml, type Sources } from './shared/messageHtml.ts';
import { actionTitles, endsReply, isFromBot, sideOf, type WireActivity } from './shared/wireActivity.ts';
import { labelled, worded } from './shared/worded.ts';

/** Where "Leave this page" goes: as the GOV.UK component does, to a page that nobody wonders about. */
export const LEAVE_TO = 'https://www.bbc.co.uk/weather';

/** Longest message in characters: it fits the server's limit for a body. */
const MAX_TEXT = 50_000;

/** Everything that the page shows. */
export interface PageView {
  readonly settings: PageSettings;
  readonly words: PageWords;
  /** The hospital's name, when it has a file of its own. */
  readonly hospital?: string | undefined;
  readonly numbers: EmergencyNumbers;
  /** Some words have not been checked by a clinician. */
  readonly draft: boolean;
  readonly messages: readonly WireActivity[];
  /** Addresses of the files that the page loads; absent ones are left out. */
  readonly files: {
    readonly style?: string | undefined;
    readonly script?: string | undefined;
    readonly icon?: string | undefined;
  };
  /** For the script; absent on the page without one. */
  readonly config?: ClientConfig | undefined;
  /** Stands above the conversation on the page without a script. */
  readonly note?: Html | undefined;
  /** Hours until a conversation is deleted. */
  readonly hours: number;
  /** A chat without a script is open and can be deleted here. */
  readonly deletable: boolean;
  /** On the page without a script, which cannot ask for them later. */
  readonly sources?: Sources | undefined;
  readonly languages: readonly (readonly [Language, PageWords])[];
}

/** The chat page. It is whole without its script: the numbers, the words and the forms are plain HTML. */
export function pageHtml(view: PageView): string {
  const { settings, words, config, files } = view;
  return html`<!doctype html>
<html lang="${settings.language}" dir="${words.direction}"${settings.embedded && html` class="embedded"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<title>${words.title}</title>
${files.icon && html`<link rel="icon" href="${files.icon}" type="image/svg+xml">`}
${files.style && html`<link rel="stylesheet" href="${files.style}">`}
${config && html`<script type="application/json" id="config">${jsonHtml(config)}</script>`}
${config && files.script && html`<script type="module" src="${files.script}"></script>`}
</head>
<body>
<a class="skip" href="#message">${worded(words, 'skip')}</a>
<header class="top" ${labelled(words, 'brand')}>
<h1 class="brand">${words.brand}</h1>
<a class="leave" id="leave" href="${LEAVE_TO}" rel="nofollow noreferrer">${worded(words, 'leave')}</a>
${menuHtml(view)}
<button type="button" class="close-chat" id="close-chat" ${labelled(words, 'closeChatLabel')} hidden>${worded(words, 'closeChat')}</button>
<div class="emergency" id="emergency" role="region" ${labelled(words, 'emergencyLabel')}>${emergencyHtml(view.numbers, words)}</div>
</header>
<div class="status" id="status" role="status"></div>
<main class="conversation" id="conversation" ${labelled(words, 'conversation')}>
${view.hospital && html`<p class="hospital" id="hospital">${view.hospital}</p>`}
${view.draft && html`<p class="draft">${worded(words, 'draft')}</p>`}
${view.note ?? html`<noscript>${plainNote(words, view.hours)}</noscript>`}
<ol class="transcript" id="transcript" ${labelled(words, 'conversation')}>${transcriptHtml(view)}</ol>
<form class="actions" id="actions" method="post" action="/chat/plain?${settingsQuery(settings)}" ${labelled(words, 'suggestions')}>
${onceHtml()}${actionsHtml(lastActions(view.messages))}</form>
</main>
<form class="composer" id="composer" method="post" action="/chat/plain?${settingsQuery(settings)}" ${labelled(words, 'messageLabel')}>
${onceHtml()}
<label class="hidden" for="message">${worded(words, 'messageLabel')}</label>
<textarea id="message" name="text" rows="1" enterkeyhint="send" autocomplete="off" maxlength="${MAX_TEXT}" placeholder="${words.placeholder}" data-placeholder required></textarea>
<button class="send" id="send">${worded(words, 'send')}</button>
</form>
</body>
</html>
`.markup;
}

/** On the page without a script a reply is read from what it answers. */
function transcriptHtml({ messages, settings, words, sources }: PageView): Html[] {
  const latest = messages.findLastIndex((message) => !isFromBot(message));
  return messages.map((message, i) => {
    const last = endsReply(message, messages[i + 1]);
    const side = sideOf(message);
    const other = side === 'bot' && message.locale !== settings.language && message.locale;
    return html`<li class="message ${side}"${i === latest && html` id="latest"`}${other && html` lang="${other}"`}>${messageHtml(message, words, { last, sources })}</li>`;
  });
}

function lastActions(messages: readonly WireActivity[]): readonly string[] {
  return actionTitles(messages.findLast(isFromBot));
}

/** Sentence for the page without a script. */
export function plainNote(words: PageWords, hours: number): Html {
  return html`<p class="note">${words.plainNote} ${filled(words.plainKept, { hours })}</p>`;
}

/** JSON inside a script element: no `<`, which could end it. */
function jsonHtml(value: unknown): Html {
  return new Html(JSON.stringify(value).replace(/</g, '\\u003c'));
}
