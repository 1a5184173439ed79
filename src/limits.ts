import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Config } from './config.ts';

/** Messages of one conversation: more at once, and then more a second, than anybody types. */
const MESSAGES = { burst: 20, perSecond: 1 };
/** What one address may do for each conversation that it may start in a minute. */
const REQUESTS_PER_START = 60;
const SOCKETS_PER_START = 4;
/** Addresses and conversations that are remembered at once. */
const MAX_KEYS = 100_000;

/**
 * How much one address and one conversation may ask of the server, counted in this process. Threat: a flood from few
 * addresses that keeps parents out. Who is over a limit is told so kindly, and an emergency is still answered.
 */
export class Limits {
  readonly #proxies: number;
  readonly #maxSockets: number;
  readonly #starts: Buckets;
  readonly #requests: Buckets;
  readonly #messages: Buckets;
  readonly #sockets = new Map<string, number>();
  readonly #off: boolean;

  /** `now` gives milliseconds on a clock that never jumps. */
  constructor(config: Pick<Config, 'ADDRESS_LIMIT' | 'TRUSTED_PROXIES'>, now = () => performance.now()) {
    const starts = config.ADDRESS_LIMIT;
    this.#off = starts === 0;
    this.#proxies = config.TRUSTED_PROXIES;
    this.#maxSockets = starts * SOCKETS_PER_START;
    this.#starts = new Buckets({ burst: starts, perSecond: starts / 60 }, now);
    const requests = starts * REQUESTS_PER_START;
    this.#requests = new Buckets({ burst: requests, perSecond: requests / 60 }, now);
    this.#messages = new Buckets(MESSAGES, now);
  }

  /** False when this address has started too many conversations of late. */
  mayStart(req: IncomingMessage): boolean {
    return this.#off || this.#starts.take(this.#key(req));
  }

  /** False when this address has sent too many requests of late. */
  mayAsk(req: IncomingMessage): boolean {
    return this.#off || this.#requests.take(this.#key(req));
  }

  /** False when this conversation writes faster than a person. */
  mayWrite(conversationId: string): boolean {
    return this.#off || this.#messages.take(conversationId);
  }

  /** Counts an open socket of this address until the returned function is called; undefined when it has too many. */
  openSocket(req: IncomingMessage): (() => void) | undefined {
    if (this.#off) return () => {};
    const key = this.#key(req);
    const open = this.#sockets.get(key) ?? 0;
    if (open >= this.#maxSockets) return undefined;
    this.#sockets.set(key, open + 1);
    return () => {
      const left = (this.#sockets.get(key) ?? 1) - 1;
      if (left > 0) this.#sockets.set(key, left);
      else this.#sockets.delete(key);
    };
  }

  #key(req: IncomingMessage): string {
    return networkOf(addressOf(req, this.#proxies));
  }
}

/** The caller's address: that of the connection, or the one that the outermost trusted proxy saw. */
function addressOf(req: IncomingMessage, proxies: number): string {
  const connection = req.socket.remoteAddress ?? '';
  if (proxies === 0) return connection;
  // What stands further left was written by the caller.
  const seen = String(req.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim());
  return withoutPort(seen.at(-proxies) ?? '') || connection;
}

/** Some proxies, Azure's among them, write the caller's port behind its address: 203.0.113.1:5678, [2001:db8::1]:5678. */
function withoutPort(address: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
}

/** An IPv6 caller owns at least a /64: its addresses count as one. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain.slice(0, 64);
  const [head = '', tail] = plain.split('%')[0]?.split('::') ?? [];
  const front = head ? head.split(':') : [];
  const back = tail ? tail.split(':') : [];
  const middle = tail === undefined ? [] : Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0');
  return [...front, ...middle, ...back]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':');
}

/** A bucket for each key: so many at once, and so many a second. */
class Buckets {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  constructor(rate: { readonly burst: number; readonly perSecond: number }, now: () => number) {
    this.#burst = rate.burst;
    this.#perSecond = rate.perSecond;
    this.#now = now;
  }

  take(key: string): boolean {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { left: this.#burst, at: now };
    bucket.left = Math.min(this.#burst, bucket.left + ((now - bucket.at) / 1000) * this.#perSecond);
    bucket.at = now;
    // The longest unused key is the first.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > MAX_KEYS) this.#buckets.delete(this.#buckets.keys().next().value as string);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  }
}
