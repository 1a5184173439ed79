import type { ShownLine, ShownLines } from '../../content/library.ts';
import type { PageWords } from '../pageWords.ts';
import { filled } from './filled.ts';
import { type Html, html } from './html.ts';
import { outside } from './markdown.ts';

/** Where a parent finds a line when there is none for their country (facts.md, section 9). */
const WORLDWIDE = 'https://findahelpline.com';

/** Help lines with a button for each way to reach them. */
export function linesHtml({ lines, heading }: ShownLines, words: PageWords): Html {
  if (lines.length === 0) {
    return html`<p>${heading}</p><p class="ways">${outside(WORLDWIDE, words.worldwideButton, 'way')}</p>`;
  }
  return html`<p class="lines-heading">${heading}</p>
<ul class="lines">${lines.map((line) => lineHtml(line, words))}</ul>`;
}

function lineHtml(line: ShownLine, words: PageWords): Html {
  const about = [line.hours, line.note].filter(Boolean).join('. ');
  return html`<li class="line${line.open ? '' : ' closed'}"><p class="line-name">${line.name}</p>
<p class="line-about">${about}</p><p class="ways">${waysHtml(line, words)}</p></li>`;
}

function waysHtml(line: ShownLine, words: PageWords): Html[] {
  const ways: Html[] = [];
  if (line.call) {
    ways.push(
      html`<a class="way" href="${telephone(line.call)}">${filled(words.callButton, { number: line.call })}</a>`,
    );
  }
  if (line.text) {
    const { to, body } = line.text;
    const label = body ? filled(words.textBodyButton, { body, number: to }) : filled(words.textButton, { number: to });
    ways.push(html`<a class="way" href="${textMessage(to, body)}">${label}</a>`);
  }
  if (line.textphone) {
    const label = filled(words.textphoneButton, { number: line.textphone });
    ways.push(html`<a class="way textphone" href="${telephone(line.textphone)}">${label}</a>`);
  }
  if (line.web) ways.push(outside(line.web, words.webButton, 'way'));
  if (line.email && !line.call) ways.push(html`<a class="way" href="mailto:${line.email}">${words.emailButton}</a>`);
  return ways;
}

export function telephone(number: string): string {
  return `tel:${digits(number)}`;
}

/** `?&` is read by both Android and iOS. */
function textMessage(to: string, body: string | undefined): string {
  return `sms:${digits(to)}${body ? `?&body=${encodeURIComponent(body)}` : ''}`;
}

function digits(number: string): string {
  return number.replace(/[^0-9+]/g, '');
}
