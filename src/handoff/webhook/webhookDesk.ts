import { retryAfterMs } from '../../retryAfter.ts';
import { type Desk, DeskBusy, type DeskMessage, DeskRefused, type Receipt } from '../desk.ts';
import { signedHeaders } from './signature.ts';

const TIMEOUT_MS = 10_000;
/** Of an answer only the thread is read. */
const MAX_ANSWER = 10_000;
const MAX_THREAD = 200;
/** These hold words of the parent: they are named again when they have to be taken back. */
const HOLD_WORDS: readonly DeskMessage['kind'][] = ['asked', 'parentSaid', 'callBack'];

interface WebhookDeskParts {
  readonly url: string;
  readonly secret: string;
  /** Milliseconds; another value only in tests. */
  readonly timeoutMs?: number;
}

/** Posts what the staff are to know to an address of the hospital, signed, at least once. */
export class WebhookDesk implements Desk {
  readonly kind = 'webhook';
  readonly #parts: WebhookDeskParts;

  constructor(parts: WebhookDeskParts) {
    this.#parts = parts;
  }

  async deliver(message: DeskMessage): Promise<Receipt> {
    const { url, secret, timeoutMs = TIMEOUT_MS } = this.#parts;
    const body = JSON.stringify(message);
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...signedHeaders(secret, message.id, body) },
      // A parent's words go to the address of the site file and to no other.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await start(response);
    if (response.status === 410) throw new DeskRefused('the address of the desk is gone for good (410)');
    if (response.status === 429 || response.status === 503) {
      throw new DeskBusy(`the desk answered ${response.status}`, retryAfterMs(response.headers.get('retry-after')));
    }
    if (!response.ok) throw new Error(`the desk answered ${response.status}`);
    const thread = threadIn(text);
    return { ...(thread && { thread }), ...(HOLD_WORDS.includes(message.kind) && { post: message.id }) };
  }
}

/** The start of an answer, however much the desk sends. */
async function start({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_ANSWER) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER).toString('utf8');
}

function threadIn(text: string): string | undefined {
  try {
    const { thread } = JSON.parse(text) as { thread?: unknown };
    return typeof thread === 'string' && thread.length > 0 && thread.length <= MAX_THREAD ? thread : undefined;
  } catch {
    return undefined;
  }
}
