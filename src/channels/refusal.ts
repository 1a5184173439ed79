/** The channel is busy, as the documentation of Teams tells: the same message is taken later. */
const BUSY = [412, 429, 502, 504];
/** A wait that Retry-After asks for is not longer than this. */
const LONGEST_MS = 10 * 60_000;

/** What the connector client throws when the channel refuses a call. */
export interface Refusal extends Error {
  readonly statusCode: number;
  readonly response?: { readonly headers?: { get(name: string): string | undefined } };
}

export function isBusy(error: unknown): error is Refusal {
  return BUSY.includes((error as Partial<Refusal>).statusCode ?? 0);
}

/** What Retry-After asks for, in milliseconds: it names seconds, or a moment. */
export function retryAfterMs({ response }: Refusal): number | undefined {
  const header = response?.headers?.get('retry-after');
  if (!header) return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_MS) : undefined;
}
