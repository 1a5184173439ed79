import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a token is for: the REST calls of one conversation, or one opening of its WebSocket. */
export type TokenUse = 'conversation' | 'stream';

export interface TokenClaims {
  /** The user whose activities these are. Clients read it: the name is fixed by the Direct Line protocol. */
  readonly user: string;
  /** The one conversation that the token opens. */
  readonly conv: string;
  readonly use: TokenUse;
  /** The store was away when the conversation was started: it is made as soon as it can be. */
  readonly late?: true;
  /** Seconds since 1970. */
  readonly exp: number;
}

/** Whom a token is made for. */
export type Bearer = Pick<TokenClaims, 'user' | 'conv' | 'late'>;

export type TokenCheck =
  | { readonly kind: 'valid'; readonly claims: TokenClaims }
  /** Rightly signed, and `secondsAgo` past its end. */
  | { readonly kind: 'expired'; readonly claims: TokenClaims; readonly secondsAgo: number }
  | { readonly kind: 'forged' };

/** Seconds that a conversation token lives: a day, since a sleeping laptop misses the refreshes. */
export const TOKEN_SECONDS = 24 * 3600;
/** Seconds that a stream token lives: it stands in an address, which proxies may log. */
export const STREAM_TOKEN_SECONDS = 60;

const MAX_TOKEN_LENGTH = 2048;
/** The only header that is made and accepted, so no caller chooses the algorithm. */
const HEADER = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');

/** Makes and checks tokens of the shape of a JWT, which Direct Line clients decode to learn their user. */
export class Tokens {
  readonly #secret: string;
  readonly #now: () => number;

  /** `now` gives milliseconds since 1970. */
  constructor(secret: string, now: () => number = Date.now) {
    this.#secret = secret;
    this.#now = now;
  }

  issue({ user, conv, late }: Bearer, use: TokenUse = 'conversation'): string {
    const life = use === 'stream' ? STREAM_TOKEN_SECONDS : TOKEN_SECONDS;
    const claims: TokenClaims = { user, conv, use, ...(late && { late }), exp: Math.floor(this.#now() / 1000) + life };
    const signed = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
    return `${signed}.${this.#sign(signed)}`;
  }

  check(token: string, use: TokenUse = 'conversation'): TokenCheck {
    const claims = this.#claims(token);
    if (claims?.use !== use) return { kind: 'forged' };
    const secondsAgo = Math.floor(this.#now() / 1000) - claims.exp;
    return secondsAgo < 0 ? { kind: 'valid', claims } : { kind: 'expired', claims, secondsAgo };
  }

  /** The claims of a rightly signed token: only what this server wrote is ever parsed. */
  #claims(token: string): TokenClaims | undefined {
    if (token.length > MAX_TOKEN_LENGTH) return undefined;
    const [header, payload, signature, ...rest] = token.split('.');
    if (header !== HEADER || !payload || !signature || rest.length > 0) return undefined;
    const expected = Buffer.from(this.#sign(`${header}.${payload}`));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as TokenClaims;
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64url');
  }
}
