import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'restify';
import { refuseStrangers } from '../channels/loopback.ts';
import type { Config } from '../config.ts';
import { HttpProblem } from '../httpProblem.ts';
import type { Limits } from '../limits.ts';
import type { Metrics } from '../metrics.ts';
import { readForm } from '../requestBody.ts';

const COOKIE = 'staff';
const SESSION_SECONDS = 8 * 3600;
const HINT = 'Only browsers on this machine may see this page: set INSIGHTS_TOKEN, and log in with it.';

export interface StaffDoorParts {
  readonly config: Pick<Config, 'INSIGHTS_TOKEN' | 'PUBLIC_URL'>;
  readonly limits: Limits;
  readonly metrics: Metrics;
}

/**
 * Lets the staff in: with INSIGHTS_TOKEN, typed once and then remembered by a signed cookie; without that setting, from
 * this machine only. Nothing is stored: every server with the same token knows the cookie, and a new token ends them all.
 */
export class StaffDoor {
  readonly #parts: StaffDoorParts;
  readonly #now: () => number;
  /** Without a token there is one server, on this machine: its forms are proved by what only it knows. */
  readonly #key: Buffer;

  /** `now` gives milliseconds since 1970. */
  constructor(parts: StaffDoorParts, now: () => number = Date.now) {
    this.#parts = parts;
    this.#now = now;
    const { INSIGHTS_TOKEN } = parts.config;
    this.#key = INSIGHTS_TOKEN ? createHmac('sha256', INSIGHTS_TOKEN).update('attune staff').digest() : randomBytes(32);
  }

  /** False when this request has to log in first. Throws an HttpProblem (403, 429). */
  mayEnter(req: Request): boolean {
    if (!this.#parts.limits.mayAsk(req)) {
      this.#parts.metrics.limited('request');
      throw new HttpProblem(429, 'TooManyRequests', 'Too many requests from this address: try again in a minute.');
    }
    if (this.#token) return this.#session(req) !== undefined;
    refuseStrangers(req, HINT);
    return true;
  }

  /**
   * The fields of a form that a page of ours sent. Throws an HttpProblem (403) when another page sent it: a cookie that
   * is SameSite=Strict still comes along from other hosts of the hospital's domain.
   */
  async form(req: Request): Promise<URLSearchParams> {
    const form = await readForm(req);
    const given = Buffer.from(form.get('proof') ?? '');
    const wanted = Buffer.from(this.proof(req));
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) return form;
    throw new HttpProblem(403, 'Forbidden', 'This form is too old: load the page again.');
  }

  /** What a form of ours carries to prove where it comes from. */
  proof(req: Request): string {
    return this.#sign(`form ${this.#token ? this.#session(req) : 'this machine'}`);
  }

  /** Tries the token of the login form. Sets the cookie when it is right. */
  async logIn(req: Request, res: Response): Promise<'in' | 'wrong' | 'too many'> {
    const form = await readForm(req);
    if (!this.#parts.limits.mayLogIn(req)) {
      this.#parts.metrics.limited('login');
      return 'too many';
    }
    if (!this.#token || !isSame(form.get('token') ?? '', this.#token)) return 'wrong';
    const ends = String(Math.floor(this.#now() / 1000) + SESSION_SECONDS);
    this.#setCookie(req, res, `${ends}.${this.#sign(ends)}`, SESSION_SECONDS);
    return 'in';
  }

  logOut(req: Request, res: Response): void {
    this.#setCookie(req, res, '', 0);
  }

  get #token(): string | undefined {
    return this.#parts.config.INSIGHTS_TOKEN;
  }

  /** The cookie, when it is ours and not too old. */
  #session(req: Request): string | undefined {
    const cookie = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w.-]+)`).exec(req.headers.cookie ?? '')?.[1] ?? '';
    const [ends = '', signature = ''] = cookie.split('.');
    if (!/^\d{1,12}$/.test(ends) || !isSame(signature, this.#sign(ends))) return undefined;
    return Number(ends) > this.#now() / 1000 ? cookie : undefined;
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }

  #setCookie(req: Request, res: Response, value: string, seconds: number): void {
    const secure = this.#parts.config.PUBLIC_URL?.startsWith('https:') || req.headers['x-forwarded-proto'] === 'https';
    res.setHeader(
      'Set-Cookie',
      `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`,
    );
  }
}

/** Threat: the time of a comparison that tells how much of a guess was right. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
