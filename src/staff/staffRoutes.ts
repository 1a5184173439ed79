import type { Logger } from 'pino';
import type { Request, Response, Server } from 'restify';
import type { Config } from '../config.ts';
import { CONTENT_FOLDER } from '../content/folder.ts';
import type { ContentLibrary } from '../content/library.ts';
import { LANGUAGES } from '../content/routes.ts';
import { answering, type Handler } from '../httpProblem.ts';
import type { Counts } from '../insights/counts.ts';
import { PERIODS, type PeriodDays, type Summary, summarise } from '../insights/summary.ts';
import type { Limits } from '../limits.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../state/store.ts';
import { html } from '../web/shared/html.ts';
import { insightsBody, insightsCsv, type KeyNames } from './insightsPage.ts';
import { ReviewDesk } from './reviewDesk.ts';
import { StaffDoor } from './staffDoor.ts';
import { sendStaffPage, sendStyle } from './staffFrame.ts';
import { loadStaffWords, type StaffWords } from './staffWords.ts';

export interface StaffParts {
  readonly config: Config;
  readonly log: Logger;
  readonly store: Store;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly counts: Counts;
  readonly library?: ContentLibrary | undefined;
}

const PLACES = ['/insights', '/review'];

/** The pages for the staff: the way in, /insights and /review. Throws a ContentError. */
export function staffRoutes(server: Server, parts: StaffParts): void {
  const { library } = parts;
  if (!library) return;
  const words = loadStaffWords(CONTENT_FOLDER);
  const door = new StaffDoor(parts);
  const insights = new Insights({ ...parts, library, words });
  const review = new ReviewDesk({ ...parts, library, words, door });
  const get = (path: string, handler: Handler) => server.get(path, answering(handler, parts.log));
  const post = (path: string, handler: Handler) => server.post(path, answering(handler, parts.log));
  const inside =
    (handler: Handler): Handler =>
    async (req, res) =>
      door.mayEnter(req) ? handler(req, res) : seeOther(res, `/staff?to=${encodeURIComponent(placeOf(req.getPath()))}`);

  get('/staff', (req, res) => sendLogin(req, res, words));
  post('/staff', async (req, res) => {
    const outcome = await door.logIn(req, res);
    if (outcome === 'in') seeOther(res, toOf(req));
    else await sendLogin(req, res, words, outcome);
  });
  post('/staff/leave', async (req, res) => {
    await door.form(req);
    door.logOut(req, res);
    seeOther(res, '/staff');
  });
  get('/staff/style.css', sendStyle);
  get(
    '/insights',
    inside((req, res) => insights.page(req, res, door.proof(req))),
  );
  get(
    '/insights.csv',
    inside((req, res) => insights.csv(req, res)),
  );
  get(
    '/review',
    inside((req, res) => review.page(req, res)),
  );
  post(
    '/review',
    inside((req, res) => review.judge(req, res)),
  );
}

/** The page of the counts, and the file with the same figures. */
class Insights {
  readonly #parts: StaffParts & { readonly library: ContentLibrary; readonly words: StaffWords };

  constructor(parts: StaffParts & { readonly library: ContentLibrary; readonly words: StaffWords }) {
    this.#parts = parts;
  }

  async page(req: Request, res: Response, proof: string): Promise<void> {
    const { words } = this.#parts;
    const days = daysOf(req);
    const body = insightsBody(await this.#summary(days), days, words, this.#names());
    await sendStaffPage(req, res, { title: words.title, body, words, proof });
  }

  async csv(req: Request, res: Response): Promise<void> {
    const summary = await this.#summary(daysOf(req));
    res.writeHead(200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="attune-${summary.from}-${summary.to}.csv"`,
    });
    res.end(insightsCsv(summary, this.#parts.words, this.#names()));
  }

  async #summary(days: PeriodDays): Promise<Summary> {
    const { store, library, config, counts } = this.#parts;
    await counts.flush();
    const timeZone = library.region(config.COUNTRY)?.timeZone ?? 'UTC';
    return summarise(store.counts, { days, timeZone, languages: LANGUAGES, now: Date.now() });
  }

  #names(): KeyNames {
    const { library } = this.#parts;
    return new Map([...library.regions()].flatMap(([country]) => library.lineNames(country, LANGUAGES[0])));
  }
}

async function sendLogin(
  req: Request,
  res: Response,
  words: StaffWords,
  problem?: 'wrong' | 'too many',
): Promise<void> {
  const said = problem && (problem === 'wrong' ? words.loginWrong : words.loginTooMany);
  const body = html`${said && html`<p class="notice" role="alert">${said}</p>`}
<form method="post" action="/staff?to=${encodeURIComponent(toOf(req))}">
<label for="token">${words.loginLabel}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required aria-describedby="help">
<p id="help">${words.loginHelp}</p>
<button>${words.loginButton}</button>
</form>`;
  const status = problem === 'too many' ? 429 : problem ? 403 : 200;
  await sendStaffPage(req, res, { title: words.loginTitle, body, words, status });
}

/** Where the login leads: to a page of ours only. */
function toOf(req: Request): string {
  return placeOf(new URLSearchParams(req.getQuery()).get('to') ?? '');
}

function placeOf(path: string): string {
  return PLACES.find((place) => place === path) ?? '/insights';
}

function daysOf(req: Request): PeriodDays {
  const asked = Number(new URLSearchParams(req.getQuery()).get('days'));
  return PERIODS.find((days) => days === asked) ?? 28;
}

function seeOther(res: Response, place: string): void {
  res.setHeader('Location', place);
  res.writeHead(303);
  res.end();
}
