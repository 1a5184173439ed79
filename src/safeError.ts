import { isNativeError } from 'node:util/types';

const DEEPEST_CAUSE = 3;

interface SafeError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: string | number;
  readonly cause?: SafeError;
}

/**
 * An error as it goes into the log: only what says what broke and where. Threat: errors of HTTP clients carry the whole
 * request, with the reply to a parent and the bot's token, and say what the other side answered, which may be all that it
 * was sent; those of JSON and of databases quote what they could not read.
 */
export function safeError(error: unknown, depth = 0): SafeError {
  if (!isNativeError(error)) return { type: typeof error, message: 'not an Error' };
  const { code, cause } = error as Error & { code?: unknown };
  return {
    type: error.name,
    message: safeMessage(error),
    stack: error.stack
      ?.replace(error.message, '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(cause !== undefined && depth < DEEPEST_CAUSE && { cause: safeError(cause, depth + 1) }),
  };
}

function safeMessage(error: Error & { readonly statusCode?: unknown }): string {
  if (typeof error.statusCode === 'number') return `the other side answered with ${error.statusCode}`;
  // V8 quotes the text that is no JSON.
  return /JSON/.test(error.message) ? 'a text is no valid JSON' : error.message;
}
