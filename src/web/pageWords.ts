import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { ContentError, type Problem, schemaProblems } from '../content/problems.ts';
import { LANGUAGES, type Language } from '../content/routes.ts';

const word = z.string().trim().min(1, 'is empty: write what the parent reads');

/** Every word of the page but its direction, in the order of content/interface/page.en.yaml. */
const KEYS = [
  'languageName',
  'otherLanguage',
  'title',
  'brand',
  'conversation',
  'skip',
  'emergencyLabel',
  'emergency',
  'emergencyUnknown',
  'crisisLine',
  'moreLines',
  'moreLinesLabel',
  'draft',
  'program',
  'callButton',
  'textButton',
  'textBodyButton',
  'webButton',
  'emailButton',
  'worldwideButton',
  'speaks',
  'opensNewTab',
  'youSaid',
  'botSaid',
  'whereFrom',
  'sourcesNone',
  'sourcesKeys',
  'contentId',
  'reviewed',
  'notReviewed',
  'suggestions',
  'suggestionsCount',
  'newMessages',
  'writing',
  'messageLabel',
  'placeholder',
  'send',
  'sending',
  'waiting',
  'notSent',
  'tryAgain',
  'remove',
  'tooLong',
  'opening',
  'reconnecting',
  'offline',
  'serverDown',
  'backOnline',
  'newConversation',
  'storageOff',
  'menu',
  'closeMenu',
  'textSize',
  'textNormal',
  'textLarge',
  'textLarger',
  'language',
  'print',
  'saveText',
  'saveFile',
  'speechHeading',
  'readAloud',
  'readAloudNote',
  'dictation',
  'dictationNote',
  'dictate',
  'stopDictation',
  'listening',
  'dictationFailed',
  'simplePage',
  'closeChat',
  'deleteChat',
  'deleteAsk',
  'deleteExplain',
  'deleteYes',
  'deleteNo',
  'deleteFailed',
  'deleted',
  'startAgain',
  'leave',
  'leaveNote',
  'leaveTwoMore',
  'leaveOneMore',
  'leaveExpired',
  'leaving',
  'plainNote',
  'plainSend',
  'plainKept',
  'launcher',
  'launcherUnread',
  'launcherClose',
  'frameTitle',
  'launcherFailed',
] as const;

const words = Object.fromEntries(KEYS.map((key) => [key, word])) as Record<(typeof KEYS)[number], typeof word>;

/** The words of the chat page: content/interface/page.<language>.yaml. */
export const pageWordsSchema = z.strictObject({ direction: z.enum(['ltr', 'rtl']), ...words });

export type PageWords = z.infer<typeof pageWordsSchema>;
export type PageWordsByLanguage = ReadonlyMap<Language, PageWords>;

/** Reads the words of the page in every language. Throws a ContentError that names all problems. */
export function loadPageWords(folder: string): PageWordsByLanguage {
  const problems: Problem[] = [];
  const found = new Map<Language, PageWords>();
  for (const language of LANGUAGES) {
    const file = `interface/page.${language}.yaml`;
    const result = readPageWords(join(folder, file), `content/${file}`);
    if (Array.isArray(result)) problems.push(...result);
    else found.set(language, result);
  }
  if (problems.length > 0) throw new ContentError(problems);
  return found;
}

function readPageWords(path: string, name: string): PageWords | Problem[] {
  if (!existsSync(path)) return [{ file: name, path: '', message: 'is missing: translate page.en.yaml' }];
  const document = parseDocument(readFileSync(path, 'utf8'));
  if (document.errors.length > 0) {
    return document.errors.map((error) => ({
      file: name,
      path: `line ${error.linePos?.[0].line ?? '?'}`,
      message: `is not valid YAML: ${error.message.split('\n')[0]}`,
    }));
  }
  const result = pageWordsSchema.safeParse(document.toJS());
  return result.success ? result.data : schemaProblems(name, result.error);
}
