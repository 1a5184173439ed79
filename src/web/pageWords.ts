import { z } from 'zod';
import { loadInterfaceWords } from '../content/interfaceWords.ts';
import type { Language } from '../content/routes.ts';

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
  'callButton',
  'textButton',
  'textBodyButton',
  'webButton',
  'emailButton',
  'worldwideButton',
  'youSaid',
  'botSaid',
  'whereFrom',
  'sourcesNone',
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
  return loadInterfaceWords(folder, 'page', pageWordsSchema);
}
