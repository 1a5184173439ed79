import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the clocks of two machines may be apart, and how long a captured request can be sent again, in seconds. */
export const SIGNATURE_SECONDS = 300;

/** What signs a request, in its headers. */
export interface SignedHeaders {
  /** Stable across retries. */
  readonly 'attune-id': string;
  /** Seconds since 1970. */
  readonly 'attune-timestamp': string;
  readonly 'attune-signature': string;
}

/** The signature is over the id, too: else a captured request could be sent again under another one. */
function signatureOf(secret: string, { id, timestamp, body }: { id: string; timestamp: string; body: string }): string {
  return `v1=${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('hex')}`;
}

export function signedHeaders(secret: string, id: string, body: string, now = new Date()): SignedHeaders {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return {
    'attune-id': id,
    'attune-timestamp': timestamp,
    'attune-signature': signatureOf(secret, { id, timestamp, body }),
  };
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What is wrong with the signature of a request; undefined when nothing is. */
export function signatureProblem(secret: string, headers: Headers, body: string, now = new Date()): string | undefined {
  const { 'attune-id': id, 'attune-timestamp': timestamp, 'attune-signature': given } = headers;
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof given !== 'string') {
    return 'The headers attune-id, attune-timestamp and attune-signature are needed.';
  }
  if (!/^[\w.:-]{1,200}$/.test(id)) return 'attune-id may have 200 letters, digits and . : _ - at most.';
  const wanted = Buffer.from(signatureOf(secret, { id, timestamp, body }));
  const found = Buffer.from(given);
  if (found.length !== wanted.length || !timingSafeEqual(found, wanted)) {
    return 'attune-signature does not match: sign "id.timestamp.body" with HANDOFF_SECRET (HMAC SHA-256, hex, after v1=).';
  }
  const seconds = Number(timestamp);
  if (!Number.isSafeInteger(seconds) || Math.abs(now.getTime() / 1000 - seconds) > SIGNATURE_SECONDS) {
    return `attune-timestamp must be seconds since 1970, at most ${SIGNATURE_SECONDS} from now: check the clocks.`;
  }
  return undefined;
}
