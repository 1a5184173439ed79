import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { LANGUAGES, ROUTES } from '../content/routes.ts';
import type { TestMessage } from './measure.ts';

const messageSchema = z.object({
  id: z.string(),
  lang: z.enum(LANGUAGES),
  text: z.string().min(1),
  accept: z.array(z.enum(ROUTES)).min(1),
  set: z.enum(['ordinary', 'hard-negative', 'hard-positive']).default('ordinary'),
});

/** Reads labelled messages, one JSON object a line. Throws with file and line for a wrong one. */
export function readMessages(file: string): TestMessage[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      if (!line.trim()) return [];
      const parsed = messageSchema.safeParse(JSON.parse(line));
      if (!parsed.success)
        throw new Error(
          `${file}: line ${i + 1}: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`,
        );
      return [parsed.data];
    });
}
