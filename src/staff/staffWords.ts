import { z } from 'zod';
import { Reader } from '../content/reader.ts';
import { TABLES } from '../insights/summary.ts';

const FILE = 'interface/insights.en.yaml';
const word = z.string().trim().min(1, 'is empty: write what the staff reads');

const KEYS = [
  ...['loginTitle', 'loginLabel', 'loginHelp', 'loginButton', 'loginWrong', 'loginTooMany', 'logout'],
  ...['toInsights', 'toReview', 'title', 'period', 'periodLabel', 'periodDays', 'show', 'csv', 'privacyNote'],
  ...['conversations', 'notUnderstoodRate', 'percentOf', 'tooFew', 'hidden', 'empty', 'key', 'count', 'chartOf'],
  ...['reviewTitle', 'reviewOff', 'reviewNote', 'reviewEmpty', 'reviewLeft', 'reviewJudged', 'sampleDay', 'sampleText'],
  ...['wording', 'topic', 'chooseTopic', 'keep', 'discard', 'reviewProblem', 'reviewGone'],
] as const;

/** The words of the pages for staff: content/interface/insights.en.yaml. */
export const staffWordsSchema = z.strictObject({
  ...(Object.fromEntries(KEYS.map((key) => [key, word])) as Record<(typeof KEYS)[number], typeof word>),
  tables: z.strictObject(
    Object.fromEntries(TABLES.map((table) => [table, word])) as Record<(typeof TABLES)[number], typeof word>,
  ),
  /** What the keys of counts mean; a key without a name is shown as it is. */
  keys: z.record(z.string(), word),
});

export type StaffWords = z.infer<typeof staffWordsSchema>;

/** Reads the words. Throws a ContentError that names all problems. */
export function loadStaffWords(folder: string): StaffWords {
  const reader = new Reader(folder);
  const words = reader.read(FILE, staffWordsSchema);
  if (!words && reader.problems.length === 0) {
    reader.problems.push({ file: `content/${FILE}`, path: '', message: 'is missing: put it back' });
  }
  reader.done();
  return words as StaffWords;
}
