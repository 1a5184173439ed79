import { z } from 'zod';
import { Reader } from '../content/reader.ts';
import { LANGUAGES, type Language } from '../content/routes.ts';

const word = z.string().trim().min(1, 'is empty: write what the parent reads');

/** Every word of the page but its direction, in the order of content/interface/page.en.yaml. */
const KEYS = [
  'languageName',
  'title',
  'brand',
  'conversation',
  'skip',
  'emergencyLabel',
  'emergency',
  'emergencyUnknown',
  'crisisLine',
  'pinnedLine',
  'moreLines',
  'moreLinesLabel',
  'draft',
  'samples',
  'callButton',
  'textButton',
  'textBodyButton',
  'textphoneButton',
  'webButton',
  'emailButton',
  'worldwideButton',
  'youSaid',
  'botSaid',
  'personSaid',
  'whereFrom',
  'sourcesNone',
  'contentId',
  'reviewed',
  'notReviewed',
  'suggestions',
  'suggestionsCount',
  'newMessages',
  'writing',
  'personWriting',
  'noteCopy',
  'notePrint',
  'noteSave',
  'noteFile',
  'noteCopied',
  'noteNotCopied',
  'messageLabel',
  'placeholder',
  'send',
  'sending',
  'waiting',
  'notSent',
  'tryAgain',
  'remove',
  'opening',
  'reconnecting',
  'offline',
  'serverDown',
  'backOnline',
  'newConversation',
  'menu',
  'textSize',
  'textNormal',
  'textLarge',
  'textLarger',
  'speakThis',
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
  'dictationFailed',
  'closeChat',
  'closeChatLabel',
  'deleteChat',
  'deleteAsk',
  'deleteExplain',
  'deleteYes',
  'deleteNo',
  'deleteFailed',
  'deleted',
  'leave',
  'leaveNote',
  'leaveTwoMore',
  'leaveOneMore',
  'leaveExpired',
  'leaving',
  'plainNote',
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
  const reader = new Reader(folder);
  const found = new Map<Language, PageWords>();
  for (const language of LANGUAGES) {
    const file = `interface/page.${language}.yaml`;
    const before = reader.problems.length;
    const words = reader.read(file, pageWordsSchema);
    if (words) found.set(language, words);
    else if (reader.problems.length === before) {
      reader.problems.push({ file: `content/${file}`, path: '', message: 'is missing: translate page.en.yaml' });
    }
  }
  reader.done();
  return found;
}
