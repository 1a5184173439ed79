import { z } from 'zod';
import { loadInterfaceWords } from '../../content/interfaceWords.ts';
import { LANGUAGES, type Language } from '../../content/routes.ts';

const word = z.string().trim().min(1);
const atMost = (length: number) => word.max(length, `is longer than ${length} characters, which Teams does not take`);

/** The words that only Teams needs: content/interface/teams.<language>.yaml. Lengths are those of the app manifest. */
export const teamsWordsSchema = z.strictObject({
  callButton: word.includes('{number}'),
  webButton: word.includes('{site}'),
  introduction: word,
  othersRead: word,
  privateButton: word,
  shortDescription: atMost(80),
  fullDescription: atMost(4000),
  commands: z
    .array(z.strictObject({ title: atMost(32), description: atMost(128) }))
    .min(1)
    .max(10, 'are more than 10, which Teams does not take'),
});

export type TeamsWords = z.infer<typeof teamsWordsSchema>;
export type TeamsWordsByLanguage = ReadonlyMap<Language, TeamsWords>;

/** Reads the words in every language. Throws a ContentError that names all problems. */
export function loadTeamsWords(folder: string): TeamsWordsByLanguage {
  return loadInterfaceWords(folder, 'teams', teamsWordsSchema);
}

/** The words in the language of a reply. */
export function wordsOf(words: TeamsWordsByLanguage, locale: string | undefined): TeamsWords {
  const found = words.get((locale ?? '').slice(0, 2) as Language) ?? words.get(LANGUAGES[0]);
  if (!found) throw new Error(`content/interface/teams.${LANGUAGES[0]}.yaml is missing`);
  return found;
}
