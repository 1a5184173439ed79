import type { Request, Response } from 'restify';
import type { Bot } from '../bot.ts';
import { BOT, type Client, clientActivity, newClient } from '../channels/directLine/clientActivity.ts';
import type { DirectLineAdapter } from '../channels/directLine/directLineAdapter.ts';
import type { StreamHub } from '../channels/directLine/streamHub.ts';
import type { Tokens } from '../channels/directLine/tokens.ts';
import type { Config } from '../config.ts';
import { HttpProblem } from '../httpProblem.ts';
import type { Limits } from '../limits.ts';
import type { Metrics } from '../metrics.ts';
import { type JsonObject, MAX_JSON_BYTES, readStart } from '../requestBody.ts';
import type { Store } from '../state/store.ts';
import type { ChatPages } from './chatPages.ts';
import { type PageSettings, settingsQuery } from './pageSettings.ts';
import type { WireActivity } from './shared/wireActivity.ts';

/** Holds the token of the conversation. Its name says nothing about what it is for. */
const COOKIE = 'chat';
/** The reply of a parent who had the chat deleted. */
const DELETED = 'chat/deleted';

export interface PlainChatParts {
  readonly bot: Bot;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly config: Config;
  readonly store: Store;
  readonly tokens: Tokens;
  readonly hub: StreamHub;
  readonly directLine: DirectLineAdapter;
  readonly pages: ChatPages;
}

/** The conversation without a script: each button and each message is a form, each reply is a page. */
export class PlainChat {
  readonly #parts: PlainChatParts;

  constructor(parts: PlainChatParts) {
    this.#parts = parts;
  }

  /** GET /chat/plain: the conversation so far, or the first words. */
  async show(req: Request, res: Response): Promise<void> {
    const client = await this.#client(req);
    await this.#parts.pages.plain(req, res, client ? await this.#messages(client) : []);
  }

  /**
   * POST /chat/plain with `text` and `once`: one turn, then the page. The same form sent twice is one message. What was
   * not kept, as the store is away or the chat was deleted in this turn, is shown at once: the next page would not
   * have it.
   */
  async take(req: Request, res: Response): Promise<void> {
    const form = await readForm(req);
    const settings = this.#parts.pages.settings(req);
    const message = messageOf(form, settings);
    const known = await this.#client(req);
    if (!this.#mayGoOn(req, known)) return this.#slowDown(req, res, message);
    const client = known ?? (await this.#start(settings));
    const activity = clientActivity(message, client);
    const { entries } = await this.#parts.directLine.receive(activity);
    const said = entries.map((entry) => entry.activity as WireActivity);
    const isDeleted = said.some(({ channelData }) => channelData?.contentId === DELETED);
    if (isDeleted) await this.#parts.store.delete(client.conv);
    res.setHeader('Set-Cookie', this.#cookie(req, isDeleted ? '' : this.#parts.tokens.issue(client)));
    const isLost = entries.some(({ seq }) => seq === 0);
    if (isLost) this.#parts.hub.takeUnsaved(client.conv);
    if (isLost) await this.#parts.pages.plain(req, res, [activity as WireActivity, ...said]);
    else if (isDeleted) await this.#parts.pages.plain(req, res, said.slice(-1));
    else this.#seeOther(res, settings, '#latest');
  }

  /** POST /chat/plain/delete: deletes the conversation at once. */
  async delete(req: Request, res: Response): Promise<void> {
    await readForm(req);
    const client = await this.#client(req);
    if (client) await this.#parts.store.delete(client.conv);
    res.setHeader('Set-Cookie', this.#cookie(req, ''));
    this.#seeOther(res, this.#parts.pages.settings(req), '');
  }

  #mayGoOn(req: Request, known: Client | undefined): boolean {
    const { limits, metrics } = this.#parts;
    const what = known ? 'request' : 'start';
    const may = known ? limits.mayAsk(req) : limits.mayStart(req);
    if (!may) metrics.limited(what);
    return may;
  }

  /** Too much comes from this address: says so kindly, and still gives the words and numbers of an emergency. */
  async #slowDown(req: Request, res: Response, message: JsonObject): Promise<void> {
    const activity = clientActivity(message, newClient());
    const said = this.#parts.bot.fault(activity, 'tooFast').map((reply) => ({ ...reply, from: BOT }));
    await this.#parts.pages.plain(req, res, [activity, ...said] as WireActivity[]);
  }

  async #start(settings: PageSettings): Promise<Client> {
    const client = newClient();
    await this.#parts.directLine.begin(client, { locale: settings.language, country: settings.country });
    return client;
  }

  /** The conversation of the cookie, as long as it is there. */
  async #client(req: Request): Promise<Client | undefined> {
    const token = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w.-]+)`).exec(req.headers.cookie ?? '')?.[1];
    const check = this.#parts.tokens.check(token ?? '');
    if (check.kind === 'forged') return undefined;
    const { user, conv } = check.claims;
    try {
      return (await this.#parts.store.find(conv))?.owner === user ? { user, conv } : undefined;
    } catch {
      // The store is away: the turn answers with the words for a fault, and with the numbers if they are needed.
      return { user, conv };
    }
  }

  /** Empty while the store is away: the page then shows the first words and the numbers. */
  async #messages({ conv }: Client): Promise<WireActivity[]> {
    const entries = await this.#parts.store.read(conv, 0).catch(() => []);
    const activities = [...entries.map((entry) => entry.activity), ...this.#parts.hub.takeUnsaved(conv)];
    return (activities as WireActivity[]).filter((activity) => activity.type === 'message');
  }

  /** Not readable by scripts, and not sent along by forms of other sites. Empty: the browser forgets it. */
  #cookie(req: Request, token: string): string {
    const { PUBLIC_URL, RETENTION_HOURS } = this.#parts.config;
    const secure = PUBLIC_URL?.startsWith('https:') || req.headers['x-forwarded-proto'] === 'https';
    const life = token ? RETENTION_HOURS * 3600 : 0;
    return `${COOKIE}=${token}; Path=/chat; Max-Age=${life}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  }

  #seeOther(res: Response, settings: PageSettings, hash: string): void {
    res.setHeader('Location', `/chat/plain?${settingsQuery(settings)}${hash}`);
    res.writeHead(303);
    res.end();
  }
}

function messageOf(form: URLSearchParams, settings: PageSettings): JsonObject {
  const { language, country } = settings;
  return {
    type: 'message',
    text: form.get('text') ?? '',
    locale: language,
    channelData: { clientActivityID: form.get('once') ?? '', country },
  };
}

async function readForm(req: Request): Promise<URLSearchParams> {
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim();
  const { start, bytes } = await readStart(req, MAX_JSON_BYTES * 2);
  if (type !== 'application/x-www-form-urlencoded') {
    throw new HttpProblem(415, 'UnsupportedMediaType', 'Send the form as application/x-www-form-urlencoded.');
  }
  if (bytes > MAX_JSON_BYTES * 2) throw new HttpProblem(413, 'MessageSizeTooBig', 'The message is too long.');
  return new URLSearchParams(start.toString('utf8'));
}
