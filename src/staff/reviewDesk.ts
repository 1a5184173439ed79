import type { Request, Response } from 'restify';
import type { Config } from '../config.ts';
import type { ContentLibrary } from '../content/library.ts';
import { isEmergency, LANGUAGES } from '../content/routes.ts';
import type { Sample } from '../state/recordStores.ts';
import type { Store } from '../state/store.ts';
import { filled } from '../web/shared/filled.ts';
import { type Html, html } from '../web/shared/html.ts';
import type { StaffDoor } from './staffDoor.ts';
import { sendStaffPage } from './staffFrame.ts';
import type { StaffWords } from './staffWords.ts';

const AT_ONCE = 20;
const DAY_MS = 86_400_000;
const LONGEST_WORDING = 300;

interface ReviewParts {
  readonly config: Config;
  readonly store: Store;
  readonly library: ContentLibrary;
  readonly words: StaffWords;
  readonly door: StaffDoor;
}

/** Where a reviewer says what messages mean that were not understood, in words of their own, or discards them. */
export class ReviewDesk {
  readonly #parts: ReviewParts;

  constructor(parts: ReviewParts) {
    this.#parts = parts;
  }

  /** GET /review */
  async page(req: Request, res: Response, problem?: string): Promise<void> {
    const { store, words, door, config } = this.#parts;
    const [open, judged] = await Promise.all([store.samples.open(AT_ONCE), store.samples.judged()]);
    const proof = door.proof(req);
    const left = open.length === 0 ? words.reviewEmpty : words.reviewLeft;
    const body = html`${problem && html`<p class="notice" role="alert">${problem}</p>`}
${!config.SAMPLES && html`<p class="notice">${words.reviewOff}</p>`}
<p>${words.reviewNote}</p>
<p>${filled(left, { count: open.length, days: config.SAMPLES_DAYS })} ${judged.length > 0 && filled(words.reviewJudged, { count: judged.length })}</p>
${open.map((sample) => this.#sampleHtml(sample, proof))}`;
    await sendStaffPage(req, res, { title: words.reviewTitle, body, words, proof, status: problem ? 400 : 200 });
  }

  /** POST /review with `id` and `do`: keep (with `topic` and `wording`) or discard. */
  async judge(req: Request, res: Response): Promise<void> {
    const { store, words, door } = this.#parts;
    const form = await door.form(req);
    const id = form.get('id') ?? '';
    if (form.get('do') === 'discard') await store.samples.discard(id);
    else {
      const topic = form.get('topic') ?? '';
      const wording = (form.get('wording') ?? '').trim().replace(/\s+/g, ' ');
      if (!this.#topics().some(([known]) => known === topic) || !isUsable(wording)) {
        return this.page(req, res, words.reviewProblem);
      }
      if (!(await store.samples.judge(id, { topic, wording }))) return this.page(req, res, words.reviewGone);
    }
    res.setHeader('Location', '/review');
    res.writeHead(303);
    res.end();
  }

  #sampleHtml({ id, day, language, text }: Sample, proof: string): Html {
    const { words } = this.#parts;
    const options = this.#topics().map(([topic, title]) => html`<option value="${topic}">${title} (${topic})</option>`);
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    return html`<form class="sample" method="post" action="/review">
<input type="hidden" name="proof" value="${proof}"><input type="hidden" name="id" value="${id}">
<p>${words.sampleDay} ${date}, ${words.keys[language] ?? language}</p>
<p>${words.sampleText}: <q lang="${language}">${text}</q></p>
<label for="wording-${id}">${words.wording}</label>
<textarea id="wording-${id}" name="wording" lang="${language}" rows="2" maxlength="${LONGEST_WORDING}"></textarea>
<label for="topic-${id}">${words.topic}</label>
<select id="topic-${id}" name="topic"><option value="">${words.chooseTopic}</option>${options}</select>
<button name="do" value="keep">${words.keep}</button> <button name="do" value="discard">${words.discard}</button>
</form>`;
  }

  /** Emergencies too: a message that the screen should have raised belongs there. */
  #topics(): [string, string][] {
    const { library } = this.#parts;
    const titled = [...library.topics()].map(([topic]): [string, string] => [
      topic,
      library.title(topic, LANGUAGES[0]),
    ]);
    return titled.sort(
      ([a], [b]) => Number(isEmergency(a as never)) - Number(isEmergency(b as never)) || (a < b ? -1 : 1),
    );
  }
}

/** Words of the reviewer's own: no mark of the redaction, and nothing that looks like a number of somebody. */
function isUsable(wording: string): boolean {
  const isLong = wording.split(' ').length >= 2 && wording.length <= LONGEST_WORDING;
  return isLong && !/[[\]<>]|\d{4}|@|:\/\//.test(wording) && /\p{L}/u.test(wording);
}
