import { z } from 'zod';
import { loadInterfaceWords } from '../../../content/interfaceWords.ts';
import { LANGUAGES, type Language, ROUTES, type Route } from '../../../content/routes.ts';

const word = z.string().trim().min(1);
const title = word.max(20, 'is longer than 20 characters, and Teams cuts it');
const named = word.includes('{name}');
const at = word.includes('{time}');

/** What the staff read in their channel: content/interface/desk.<language>.yaml. */
export const deskWordsSchema = z.strictObject({
  asks: word,
  asksNow: word,
  asksForCall: word,
  talking: named,
  over: word,
  deleted: word,
  askedAt: at,
  takenAt: at,
  place: word.includes('{place}'),
  language: word.includes('{language}'),
  urgent: word,
  noNote: word,
  ...(Object.fromEntries(LANGUAGES.map((language) => [language, word])) as Record<Language, typeof word>),
  threadHint: word,
  takeButton: title,
  takeOverButton: title,
  noteButton: title,
  endButton: title,
  calledButton: title,
  parentSays: word,
  callNumber: word,
  warnAct: word.includes('{what}'),
  warnCheck: word.includes('{what}'),
  parentLeft: word,
  ended: named,
  timedOut: word,
  retracted: word,
  /** What the safety screen found, by route; `other` for those that are not named. */
  what: z.partialRecord(z.enum(ROUTES), word).refine((what) => what.other, 'needs "other"'),
  alreadyTaken: named,
  isOver: word,
  notTaken: word,
  notYours: named,
  onlyTheirs: named,
  empty: word,
  failed: word,
  pressFailed: word,
  edited: word,
  removed: word,
  refused: word,
  help: word,
});

export type DeskWords = z.infer<typeof deskWordsSchema>;

/** The words for the staff, in the language that the site's file names. Throws a ContentError that names all problems. */
export function loadDeskWords(folder: string, language: Language): DeskWords {
  const words = loadInterfaceWords(folder, 'desk', deskWordsSchema).get(language);
  if (!words) throw new Error(`content/interface/desk.${language}.yaml was not loaded`);
  return words;
}

/** What the safety screen found. */
export function foundWords({ what }: DeskWords, route: Route): string {
  return what[route] ?? what.other ?? '';
}
