import { type Activity, ActivityTypes } from 'botbuilder';
import type { Logger } from 'pino';
import type { Request, Response } from 'restify';
import type { Config } from '../../config.ts';
import type { ParentTyping } from '../../handoff/parentTyping.ts';
import { HttpProblem } from '../../httpProblem.ts';
import type { Limits } from '../../limits.ts';
import type { Limited, Metrics } from '../../metrics.ts';
import { type JsonObject, readJson, readOptionalJson } from '../../requestBody.ts';
import type { Store } from '../../state/store.ts';
import { NoSuchConversation } from '../../turns.ts';
import { type Arriving, clientActivity, newClient } from './clientActivity.ts';
import type { DirectLineAdapter } from './directLineAdapter.ts';
import type { StreamHub } from './streamHub.ts';
import { type Bearer, TOKEN_SECONDS, type TokenClaims, type Tokens } from './tokens.ts';
import { readUpload } from './upload.ts';

/** What a client may send that the bot hears; the rest is accepted and forgotten. */
const HEARD: readonly string[] = [ActivityTypes.Message, ActivityTypes.Event];

export interface DirectLineParts {
  readonly config: Config;
  readonly log: Logger;
  readonly store: Store;
  readonly tokens: Tokens;
  readonly hub: StreamHub;
  readonly directLine: DirectLineAdapter;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly parentTyping: ParentTyping;
}

/**
 * The REST half of Direct Line 3.0. Its status codes are chosen by what they do to real clients: 403 is an expired or
 * wrong token, 404 a conversation that is gone; 401, 429 and 5xx would silently end polling or lose a message.
 */
export class DirectLineApi {
  readonly #parts: DirectLineParts;

  constructor(parts: DirectLineParts) {
    this.#parts = parts;
  }

  /** POST tokens/generate: a token for a conversation that is still to be started. Anyone may have one. */
  async generateToken(req: Request, res: Response): Promise<void> {
    if (!this.#parts.limits.mayStart(req)) throw this.#tooMany(res, 'start');
    const client = newClient();
    res.send(200, this.#tokenBody(client));
  }

  /** POST tokens/refresh: a new token for the same conversation, for some hours after the end of the old one too. */
  async refreshToken(req: Request, res: Response): Promise<void> {
    if (!this.#parts.limits.mayAsk(req)) throw this.#tooMany(res, 'request');
    const check = this.#parts.tokens.check(bearerToken(req) ?? '');
    const graceSeconds = this.#parts.config.RETENTION_HOURS * 3600;
    if (check.kind === 'forged' || (check.kind === 'expired' && check.secondsAgo > graceSeconds)) throw wrongToken();
    if (check.kind === 'expired') await this.#find(check.claims);
    res.send(200, this.#tokenBody(check.claims));
  }

  /** POST conversations: starts one, and lets the bot say its welcome. The same token again changes nothing. */
  async startConversation(req: Request, res: Response): Promise<void> {
    if (!this.#parts.limits.mayStart(req)) throw this.#tooMany(res, 'start');
    const body = await readOptionalJson(req);
    const token = bearerToken(req);
    const client = token === undefined ? newClient() : this.#claims(token);
    const begun = await this.#parts.directLine.begin(client, arrivingOf(body, req));
    const bearer: Bearer = begun === 'late' ? { ...client, late: true } : client;
    res.send(begun === 'known' ? 200 : 201, this.#conversationBody(req, bearer, '-'));
  }

  /** GET conversations/:id: a new token and stream address, for a client that lost its socket. */
  async getConversation(req: Request, res: Response): Promise<void> {
    if (!this.#parts.limits.mayAsk(req)) throw this.#tooMany(res, 'request');
    const client = this.#client(req);
    await this.#find(client);
    res.send(200, this.#conversationBody(req, client, String(watermark(req))));
  }

  /** POST conversations/:id/activities: one turn. Answers with the activity's id once all is committed. */
  async postActivity(req: Request, res: Response): Promise<void> {
    const client = this.#client(req);
    const body = await readJson(req);
    if (typeof body.type !== 'string' || body.type === '') {
      throw new HttpProblem(400, 'BadArgument', 'The activity has no type: send {"type":"message","text":"..."}.');
    }
    await this.#take(body, client, req, res);
  }

  /** POST conversations/:id/upload: the bot says that it cannot read files; text sent along is heard. */
  async upload(req: Request, res: Response): Promise<void> {
    const client = this.#client(req);
    await this.#take(await readUpload(req), client, req, res);
  }

  /** GET conversations/:id/activities: what came after the watermark, for clients that poll. */
  async getActivities(req: Request, res: Response): Promise<void> {
    const client = this.#client(req);
    const after = watermark(req);
    if (!this.#parts.limits.mayAsk(req)) {
      this.#parts.metrics.limited('request');
      return void res.send(200, { activities: [], watermark: String(after) });
    }
    try {
      await this.#find(client);
      const entries = await this.#parts.store.read(client.conv, after);
      const activities = [...entries.map((entry) => entry.activity), ...this.#parts.hub.takeUnsaved(client.conv)];
      res.send(200, { activities, watermark: String(entries.at(-1)?.seq ?? after) });
    } catch (error) {
      if (error instanceof HttpProblem) throw error;
      this.#parts.log.error({ err: error }, 'a poll could not be answered: the client asks again');
      res.send(200, { activities: this.#parts.hub.takeUnsaved(client.conv), watermark: String(after) });
    }
  }

  /** Clients ask again in 20 seconds; of a message they would think that it arrived (#take). */
  #tooMany(res: Response, what: Limited): HttpProblem {
    this.#parts.metrics.limited(what);
    res.setHeader('Retry-After', '20');
    return new HttpProblem(429, 'TooManyRequests', 'Too many requests from this address: try again in a minute.');
  }

  async #take(body: JsonObject, client: Bearer, req: Request, res: Response): Promise<void> {
    if (!this.#parts.limits.mayAsk(req)) {
      this.#parts.metrics.limited('request');
      // Clients show their parent that a message failed with 400, and offer to send it again.
      throw new HttpProblem(400, 'TooManyRequests', 'Too many requests from this address: try again in a minute.');
    }
    const activity = clientActivity(body, client);
    if (HEARD.includes(activity.type)) {
      if (client.late) await this.#findIfPossible(client);
      await this.#receive(activity, client);
    } else if (activity.type === ActivityTypes.Typing) {
      void this.#parts.parentTyping.tell(client.conv);
    }
    res.send(200, { id: activity.id });
  }

  /** The turn itself looks whose conversation it is: that saves asking the store before. */
  async #receive(activity: Activity, { user, late }: Bearer): Promise<void> {
    try {
      await this.#parts.directLine.receive(activity, late ? undefined : user);
    } catch (error) {
      throw error instanceof NoSuchConversation ? notFound() : error;
    }
  }

  /** The bearer's user, for the conversation in the address only. */
  #client(req: Request): TokenClaims {
    const claims = this.#claims(bearerToken(req) ?? '');
    if (claims.conv !== req.params.conversationId) throw wrongToken();
    return claims;
  }

  #claims(token: string): TokenClaims {
    const check = this.#parts.tokens.check(token);
    if (check.kind === 'valid') return check.claims;
    throw check.kind === 'expired'
      ? new HttpProblem(403, 'TokenExpired', 'The token has expired: refresh it, or start a new conversation.')
      : wrongToken();
  }

  /** Throws 404 for a conversation that was never started, or was deleted. */
  async #find(bearer: Bearer): Promise<void> {
    const conversation = await this.#parts.store.find(bearer.conv);
    if (conversation?.owner === bearer.user) return;
    if (!bearer.late || (await this.#parts.directLine.begin(bearer, {})) === 'late') {
      throw notFound();
    }
  }

  /** As #find, but a store that is down stops no message: the turn then answers with the words for a fault. */
  async #findIfPossible(client: Bearer): Promise<void> {
    try {
      await this.#find(client);
    } catch (error) {
      if (error instanceof HttpProblem) throw error;
    }
  }

  #tokenBody(bearer: Bearer) {
    return { conversationId: bearer.conv, token: this.#parts.tokens.issue(bearer), expires_in: TOKEN_SECONDS };
  }

  #conversationBody(req: Request, client: Bearer, after: string) {
    const address = `${this.#streamOrigin(req)}/v3/directline/conversations/${client.conv}/stream`;
    const token = this.#parts.tokens.issue(client, 'stream');
    return { ...this.#tokenBody(client), streamUrl: `${address}?watermark=${after}&t=${token}` };
  }

  /** ws://host or wss://host, as the client reaches this server. */
  #streamOrigin(req: Request): string {
    const { PUBLIC_URL, HOST, PORT } = this.#parts.config;
    if (PUBLIC_URL) return PUBLIC_URL.replace(/^http/, 'ws').replace(/\/+$/, '');
    const host = /^[\w.:[\]-]+$/.test(req.headers.host ?? '') ? req.headers.host : `${HOST}:${PORT}`;
    return `${req.headers['x-forwarded-proto'] === 'https' ? 'wss' : 'ws'}://${host}`;
  }
}

/** The token of the request; undefined when there is none, as the clients write that. */
function bearerToken(req: Request): string | undefined {
  const token = /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
  return token === 'undefined' || token === 'null' ? undefined : token;
}

function notFound(): HttpProblem {
  return new HttpProblem(404, 'ConversationNotFound', 'There is no such conversation: start a new one.');
}

function wrongToken(): HttpProblem {
  return new HttpProblem(403, 'BadToken', 'The token is not valid for this conversation: start a new one.');
}

/** The sequence number that the client has seen last; 0 for none, or for nonsense. */
export function watermarkOf(text: string | null): number {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function watermark(req: Request): number {
  return watermarkOf(new URLSearchParams(req.getQuery()).get('watermark'));
}

/** The language that the client asks for, else the browser's first; and the country whose numbers its page shows. */
function arrivingOf(body: JsonObject, req: Request): Arriving {
  const asked = typeof body.locale === 'string' && body.locale ? body.locale : undefined;
  const { country } = (body.channelData ?? {}) as JsonObject;
  return {
    locale: (asked ?? req.headers['accept-language']?.split(/[,;]/)[0])?.slice(0, 35),
    country: typeof country === 'string' ? country.slice(0, 35) : undefined,
  };
}
