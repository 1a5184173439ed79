import type { WireActivity } from '../shared/wireActivity.ts';

/** Why a call failed: try later | token too old | conversation is no longer there | never try this again. */
export type Failure = 'unreachable' | 'expired' | 'gone' | 'refused';
export type Answer<T> = { readonly value: T } | { readonly failure: Failure };

export interface Started {
  readonly conversationId: string;
  readonly token: string;
  readonly streamUrl: string;
}

export interface Backlog {
  readonly activities: readonly WireActivity[];
  readonly watermark: string;
}

const BASE = '/v3/directline';
const PATIENCE_MS = 15_000;

/** The calls of Direct Line 3.0 that the page makes. They never throw. */
export const directLine = {
  start: (body: object) => call<Started>('POST', `${BASE}/conversations`, undefined, body),
  open: (token: string, id: string, watermark: string) =>
    call<Started>('GET', `${BASE}/conversations/${id}?watermark=${watermark}`, token),
  post: (token: string, id: string, activity: object) =>
    call<{ id: string }>('POST', `${BASE}/conversations/${id}/activities`, token, activity),
  poll: (token: string, id: string, watermark: string) =>
    call<Backlog>('GET', `${BASE}/conversations/${id}/activities?watermark=${watermark}`, token),
  refresh: (token: string) => call<Started>('POST', `${BASE}/tokens/refresh`, token),
  delete: (token: string) => call<unknown>('POST', '/chat/delete', token),
};

async function call<T>(method: string, address: string, token?: string, body?: object): Promise<Answer<T>> {
  try {
    const response = await fetch(address, {
      method,
      // Leaving or deleting must reach the server even while the page goes away.
      keepalive: method === 'POST' && JSON.stringify(body ?? '').length < 60_000,
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) return { failure: failureOf(response.status) };
    return { value: (response.status === 204 ? undefined : await response.json()) as T };
  } catch {
    // No network, no answer in time, or a stranger's answer such as the sign-in page of a Wi-Fi.
    return { failure: 'unreachable' };
  }
}

function failureOf(status: number): Failure {
  if (status === 404) return 'gone';
  if (status === 401 || status === 403) return 'expired';
  return status >= 500 || status === 429 || status === 408 ? 'unreachable' : 'refused';
}
