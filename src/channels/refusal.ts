import { retryAfterMs } from '../retryAfter.ts';

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

/** How long the channel asks to wait, in milliseconds. */
export function busyForMs({ response }: Refusal): number | undefined {
  const wait = retryAfterMs(response?.headers?.get('retry-after'));
  return wait === undefined ? undefined : Math.min(wait, LONGEST_MS);
}
