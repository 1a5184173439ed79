import type { PageWords } from '../pageWords.ts';
import { type Html, html } from './html.ts';
import type { WireNote } from './wireActivity.ts';

/**
 * A text that is the parent's own, to keep. Saving is a link that holds the whole note, so it works without a script and
 * asks no server. Copying and printing need one.
 */
export function noteHtml(note: WireNote, words: PageWords, scripted: boolean): Html {
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(noteText(note, '\r\n'))}`;
  return html`<h2 class="kept-title">${note.title}</h2>
<ul>${note.lines.map((line) => html`<li>${line}</li>`)}</ul>
<p class="ways">${
    scripted &&
    html`<button type="button" class="way" data-note="copy">${words.noteCopy}</button>
<button type="button" class="way" data-note="print">${words.notePrint}</button>`
  }<a class="way" href="${file}" download="${words.noteFile}">${words.noteSave}</a></p>`;
}

/** The note as a parent takes it along: its title, then a line each. */
export function noteText({ title, lines }: WireNote, newLine = '\n'): string {
  return [title, '', ...lines].join(newLine);
}
