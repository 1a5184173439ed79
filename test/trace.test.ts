import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTrace, newTrace, traceFields, traceHeader, traceOf } from '../src/trace.ts';
import { DirectLineCaller } from './directLineCaller.ts';
import { type EchoServer, startEchoServer } from './helpers.ts';

const request = (traceparent?: string) => ({ headers: { traceparent } }) as unknown as IncomingMessage;
const TRACE = '0af7651916cd43dd8448eb211c80319c';

describe('the trace of a request', () => {
  it('is the one that the caller names, with a part of our own', () => {
    const trace = traceOf(request(`00-${TRACE}-b7ad6b7169203331-01`));
    expect(trace).toEqual({ traceId: TRACE, spanId: expect.stringMatching(/^[0-9a-f]{16}$/), sampled: true });
    expect(trace.spanId).not.toBe('b7ad6b7169203331');
    expect(traceHeader(trace)).toBe(`00-${TRACE}-${trace.spanId}-01`);
    expect(traceOf(request(`cc-${TRACE}-b7ad6b7169203331-00-what-comes-later`)).traceId).toBe(TRACE);
  });

  it.each([
    undefined,
    '',
    'parent words',
    `00-${TRACE.toUpperCase()}-b7ad6b7169203331-01`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-b7ad6b7169203331-01`,
    `00-${TRACE}-b7ad6b7169203331-01-more`,
  ])('is a new one for %j', (header) => {
    const { traceId, sampled } = traceOf(request(header));
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(traceId).not.toBe(TRACE);
    expect(sampled).toBe(false);
  });

  it('stays with the work that it began, also when two run at once', async () => {
    const [one, two] = [newTrace(), newTrace()];
    const work = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return traceFields().traceId;
    };
    expect(await Promise.all([inTrace(one, work), inTrace(two, work)])).toEqual([one.traceId, two.traceId]);
    expect(traceFields()).toEqual({});
  });
});

describe('the log', () => {
  let server: EchoServer;
  beforeAll(async () => {
    server = await startEchoServer();
  });
  afterAll(() => server.close());

  it('carries the trace in every line of a request, and the answer carries it too', async () => {
    const caller = new DirectLineCaller(server.url);
    const conversation = await caller.start();
    server.bot.fails = true;
    server.logged.length = 0;
    const messages = [TRACE, TRACE.replaceAll('0', '1')].map((traceId) =>
      caller.post(
        conversation,
        { type: 'message', text: 'hello' },
        { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
      ),
    );
    const answers = await Promise.all(messages);
    server.bot.fails = false;
    const traces = server.logged.map((line) => (JSON.parse(line) as { traceId?: string }).traceId);
    expect(traces.sort()).toEqual([TRACE, TRACE.replaceAll('0', '1')].sort());
    expect(answers[0]?.headers.get('traceparent')).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
  });

  it('is given to requests that come without one', async () => {
    const header = (await fetch(`${server.url}/healthz`)).headers.get('traceparent');
    expect(header).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });
});
