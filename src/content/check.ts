import { type CodeFacts, checkFlow } from './checkFlow.ts';
import { checkTranslations, checkUtterances } from './checkLanguages.ts';
import type { Content, LanguageData } from './load.ts';
import type { Problem } from './problems.ts';
import type { Language } from './routes.ts';

export interface CheckInput {
  readonly content: Content;
  readonly code: CodeFacts;
  readonly languageData: ReadonlyMap<Language, LanguageData>;
  /** Topics whose own file is broken. */
  readonly unread: ReadonlySet<string>;
}

/** How the files fit together, and what the words may say. Every problem at once. */
export function checkContent(input: CheckInput): Problem[] {
  const { content, code, languageData, unread } = input;
  return [
    ...checkFlow(content, code, unread),
    ...[...content.translations].flatMap(([language]) => checkTranslations(language, content)),
    ...[...languageData].flatMap(([language, found]) => checkUtterances(language, found, content, unread)),
  ];
}
