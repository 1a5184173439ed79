import type { Request } from 'restify';
import { type JsonObject, parseObject, readStart } from '../../requestBody.ts';

/** The activity is the first part of an upload; files after it are read past, and never kept. */
const KEPT_BYTES = 256 * 1024;
const MAX_FILE_BYTES = 32 * 1024 * 1024;

/**
 * The activity of a multipart upload (what the parent wrote with a picture), as a message with an attachment.
 * An upload without a readable activity is a message with an attachment and no text. Throws an HttpProblem (413).
 */
export async function readUpload(req: Request): Promise<JsonObject> {
  const { start } = await readStart(req, KEPT_BYTES, MAX_FILE_BYTES);
  const activity = activityPart(start, req.headers['content-type'] ?? '');
  const attachments =
    Array.isArray(activity.attachments) && activity.attachments.length > 0 ? activity.attachments : [{}];
  return { ...activity, type: 'message', attachments };
}

function activityPart(start: Buffer, contentType: string): JsonObject {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!boundary) return {};
  const parts = start.toString('utf8').split(`--${boundary}`);
  const part = parts.find((text) => /content-type:\s*application\/vnd\.microsoft\.activity/i.test(text.slice(0, 1000)));
  const body = part?.slice(part.indexOf('\r\n\r\n') + 4);
  try {
    return body ? parseObject(body) : {};
  } catch {
    return {};
  }
}
