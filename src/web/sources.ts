import { z } from 'zod';
import { Reader } from '../content/reader.ts';
import type { Sources } from './shared/messageHtml.ts';

/** content/interface/sources.yaml: what the keys in `sources:` of the topics stand for. */
const sourcesSchema = z.record(
  z.string(),
  z.strictObject({
    name: z.string().trim().min(1, 'is empty: say who wrote it and what it is'),
    url: z.url({ protocol: /^https$/, error: 'is not an https address' }).optional(),
  }),
);

/** Reads the names of the sources. Throws a ContentError. */
export function loadSources(folder: string): Sources {
  const reader = new Reader(folder);
  const sources = reader.read('interface/sources.yaml', sourcesSchema) ?? {};
  reader.done();
  return sources;
}
