import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What ties together the log lines of one request, and those of the proxies before it (W3C Trace Context). */
export interface Trace {
  /** 32 hexadecimal digits: the caller's, or made here. */
  readonly traceId: string;
  /** 16 hexadecimal digits: this server's part of it. */
  readonly spanId: string;
  readonly sampled: boolean;
}

const HEADER = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const current = new AsyncLocalStorage<Trace>();

/** The trace that `traceparent` names, else a new one. Threat: a caller's text in the log; hence only these digits. */
export function traceOf(req: IncomingMessage): Trace {
  const [, version, traceId = '', parent = '', flags = '', rest] =
    HEADER.exec(String(req.headers.traceparent ?? '')) ?? [];
  const isNamed =
    version !== undefined &&
    version !== 'ff' &&
    !(version === '00' && rest) &&
    !/^0+$/.test(traceId) &&
    !/^0+$/.test(parent);
  if (!isNamed) return newTrace();
  return { traceId, spanId: newSpanId(), sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function newTrace(): Trace {
  return { traceId: randomUUID().replaceAll('-', ''), spanId: newSpanId(), sampled: false };
}

/** The value of `traceparent` for who comes next. */
export function traceHeader({ traceId, spanId, sampled }: Trace): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** Runs work, and all that it starts, with this trace in its log lines. */
export function inTrace<T>(trace: Trace, work: () => T): T {
  return current.run(trace, work);
}

/** What every log line carries: the trace, where there is one. */
export function traceFields(): { traceId?: string; spanId?: string } {
  const trace = current.getStore();
  return trace ? { traceId: trace.traceId, spanId: trace.spanId } : {};
}

/** A random UUID holds two fixed digits; these sixteen hold none of them. */
function newSpanId(): string {
  const digits = randomUUID().replaceAll('-', '');
  return digits.slice(0, 12) + digits.slice(20, 24);
}
