import type { Request } from 'restify';
import { HttpProblem } from './httpProblem.ts';

/** Largest JSON body, in bytes: a message of 100,000 characters fits. */
export const MAX_JSON_BYTES = 256 * 1024;
/** What is read and thrown away of a body that is too large, so that the caller gets to read the refusal. */
const MAX_DISCARDED_BYTES = 8 * 1024 * 1024;

export type JsonObject = Record<string, unknown>;

/**
 * Reads a JSON object from the request. Throws an HttpProblem: 415 for another content type, 413 for more than
 * MAX_JSON_BYTES, 400 for what is no JSON object.
 *
 * Not restify's bodyParser: it writes multipart uploads to the temporary folder, where a parent's photos would stay,
 * and unpacks gzip without a limit.
 */
export async function readJson(req: Request): Promise<JsonObject> {
  const type = mediaType(req);
  if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type)) {
    await readStart(req, 0);
    throw new HttpProblem(415, 'UnsupportedMediaType', 'Send the body as JSON, with Content-Type: application/json.');
  }
  if (req.headers['content-encoding'] && req.headers['content-encoding'] !== 'identity') {
    await readStart(req, 0);
    throw new HttpProblem(415, 'UnsupportedMediaType', 'Send the body without Content-Encoding.');
  }
  const { start, bytes } = await readStart(req, MAX_JSON_BYTES);
  if (bytes > MAX_JSON_BYTES) {
    throw new HttpProblem(413, 'MessageSizeTooBig', `The body is too large: send at most ${MAX_JSON_BYTES} bytes.`);
  }
  return parseObject(start.toString('utf8'));
}

/** The JSON object of a request that may as well have no body. */
export async function readOptionalJson(req: Request): Promise<JsonObject> {
  const empty = req.headers['content-length'] === '0' || (!req.headers['content-length'] && !req.isChunked());
  return empty ? {} : readJson(req);
}

/** The fields of an HTML form. Throws an HttpProblem: 415 for another content type, 413 for more than a form may hold. */
export async function readForm(req: Request): Promise<URLSearchParams> {
  const { start, bytes } = await readStart(req, MAX_JSON_BYTES * 2);
  if (mediaType(req) !== 'application/x-www-form-urlencoded') {
    throw new HttpProblem(415, 'UnsupportedMediaType', 'Send the form as application/x-www-form-urlencoded.');
  }
  if (bytes > MAX_JSON_BYTES * 2) throw new HttpProblem(413, 'MessageSizeTooBig', 'The message is too long.');
  return new URLSearchParams(start.toString('utf8'));
}

/** The media type of the body, in lower case and without parameters. */
function mediaType(req: Request): string {
  return (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/**
 * Reads the body to its end and keeps its first `keep` bytes. `bytes` is its whole size. Throws an HttpProblem (413)
 * for an endless body and (400) when the caller breaks off.
 */
export async function readStart(
  req: Request,
  keep: number,
  discard = MAX_DISCARDED_BYTES,
): Promise<{ start: Buffer; bytes: number }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of req as AsyncIterable<Buffer>) {
      if (bytes < keep) chunks.push(chunk.subarray(0, keep - bytes));
      bytes += chunk.length;
      if (bytes > keep + discard) {
        throw new HttpProblem(413, 'MessageSizeTooBig', `The body is too large: send at most ${keep} bytes.`);
      }
    }
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    throw new HttpProblem(400, 'BadArgument', 'The request broke off before its end: send it again.');
  }
  return { start: Buffer.concat(chunks), bytes };
}

/** The text as a JSON object. Throws an HttpProblem (400). The reason never quotes the text: it is a parent's words. */
export function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpProblem(400, 'BadArgument', 'The body is not valid JSON: check its quotes, commas and brackets.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HttpProblem(
      400,
      'BadArgument',
      'The body must be a JSON object, such as {"type":"message","text":"..."}.',
    );
  }
  return value as JsonObject;
}
