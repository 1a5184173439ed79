import type { ShownLines } from '../../content/library.ts';
import type { PageWords } from '../pageWords.ts';
import { type EmergencyNumbers, emergencyHtml } from '../shared/emergencyHtml.ts';
import { html } from '../shared/html.ts';
import { telephone } from '../shared/linesHtml.ts';
import { isEmergencyReply, type WireActivity } from '../shared/wireActivity.ts';
import { byId, fill, make } from './dom.ts';

/** The bar of numbers: follows the country that the parent chose, and keeps the line of an emergency on screen. */
export class Numbers {
  readonly #bar = byId('emergency');
  readonly #words: PageWords;
  #language: string;
  #country: string;
  #pinned: HTMLElement | undefined;

  constructor(words: PageWords, language: string, country: string) {
    this.#words = words;
    this.#language = language;
    this.#country = country;
  }

  /** Looks for help lines in new messages. */
  async follow(news: readonly WireActivity[]): Promise<void> {
    const withLines = news.findLast((activity) => activity.channelData?.helpLines?.country);
    const lines = withLines?.channelData?.helpLines;
    if (!withLines || !lines?.country) return;
    if (lines.country !== this.#country) await this.#change(lines.country);
    if (isEmergencyReply(withLines)) this.#pin(lines);
  }

  /** Copies of the numbers, for where the connection is down. */
  copies(): Node[] {
    return [...this.#bar.querySelectorAll('.number')].map((number) => number.cloneNode(true));
  }

  /** The bar is read in this language now; what is pinned stays. */
  async speak(language: string): Promise<void> {
    this.#language = language;
    await this.#change(this.#country);
  }

  async #change(country: string): Promise<void> {
    try {
      const response = await fetch(`/chat/numbers?country=${country}&lang=${this.#language}`);
      if (!response.ok) return;
      const numbers = (await response.json()) as EmergencyNumbers;
      if (country !== this.#country) this.#pinned = undefined;
      this.#country = country;
      fill(this.#bar, emergencyHtml(numbers, this.#words));
      const label = this.#pinned?.querySelector('span');
      if (label) label.textContent = this.#words.pinnedLine;
      if (this.#pinned) this.#bar.append(this.#pinned);
    } catch {
      // The message itself shows the right lines; the next one tries again.
    }
  }

  /** The first line of an emergency that the bar does not show yet. Not its name: somebody may look at the screen. */
  #pin({ lines }: ShownLines): void {
    const shown = [...this.#bar.querySelectorAll<HTMLAnchorElement>('.number:not(.pinned) a')].map((a) => a.href);
    const line = lines.find(({ call, open }) => open && call && !shown.includes(telephone(call)));
    this.#pinned?.remove();
    this.#pinned = undefined;
    if (!line?.call) return;
    const link = html`<a href="${telephone(line.call)}"><span>${this.#words.pinnedLine}</span> <strong>${line.call}</strong></a>`;
    this.#pinned = make('p', 'number pinned', link);
    this.#bar.append(this.#pinned);
  }
}
