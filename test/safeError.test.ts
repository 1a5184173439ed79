import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { safeError } from '../src/safeError.ts';

const PLANTED = 'heliotrope-planted-words';

describe('an error in the log', () => {
  const logged = (error: unknown) => {
    const lines: string[] = [];
    const log = pino({ serializers: { err: safeError } }, { write: (line) => void lines.push(line) });
    log.error({ err: error }, 'failed');
    return lines.join('');
  };

  it('says what broke and where', () => {
    const error = Object.assign(new TypeError('no such thing'), { code: 'ENOTHING', cause: new Error('deeper') });
    expect(JSON.parse(logged(error)).err).toEqual({
      type: 'TypeError',
      message: 'no such thing',
      stack: expect.stringContaining('safeError.test.ts'),
      code: 'ENOTHING',
      cause: { type: 'Error', message: 'deeper', stack: expect.any(String) },
    });
  });

  it('holds nothing of a request, of a row or of a text that is no JSON', () => {
    const request = { config: { data: PLANTED, headers: { authorization: PLANTED } }, response: { body: PLANTED } };
    expect(logged(Object.assign(new Error('status 400'), request))).not.toContain(PLANTED);
    expect(logged(Object.assign(new Error('no'), { detail: PLANTED, where: PLANTED }))).not.toContain(PLANTED);
    for (const message of [PLANTED, `no\n    at ${PLANTED}`]) {
      const refused = Object.assign(new Error(message), { statusCode: 400 });
      expect(JSON.parse(logged(refused)).err.message).toBe('the other side answered with 400');
      expect(logged(new Error('outer', { cause: refused }))).not.toContain(PLANTED);
    }
    for (const text of [PLANTED, `{"text": "${PLANTED}`, `{"a": ${PLANTED}`]) {
      try {
        JSON.parse(text);
      } catch (error) {
        expect(logged(error)).not.toContain(PLANTED);
        expect(logged(new Error('outer', { cause: error }))).not.toContain(PLANTED);
      }
    }
  });

  it('may be something else than an error, and its own cause', () => {
    expect(JSON.parse(logged(PLANTED)).err).toEqual({ type: 'string', message: 'not an Error' });
    const circle: Error & { cause?: unknown } = new Error('circle');
    circle.cause = circle;
    expect(logged(circle)).toContain('circle');
  });
});
