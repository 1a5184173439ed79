import type { z } from 'zod';
import { Reader } from './reader.ts';
import { LANGUAGES, type Language } from './routes.ts';

/** Reads content/interface/<name>.<language>.yaml in every language. Throws a ContentError that names all problems. */
export function loadInterfaceWords<Words>(
  folder: string,
  name: string,
  schema: z.ZodType<Words>,
): ReadonlyMap<Language, Words> {
  const reader = new Reader(folder);
  const found = new Map<Language, Words>();
  for (const language of LANGUAGES) {
    const file = `interface/${name}.${language}.yaml`;
    const before = reader.problems.length;
    const words = reader.read(file, schema);
    if (words) found.set(language, words);
    else if (reader.problems.length === before) {
      reader.problems.push({ file: `content/${file}`, path: '', message: `is missing: translate ${name}.en.yaml` });
    }
  }
  reader.done();
  return found;
}
