import type { DialogState } from '../../dialogs/sdk.ts';
import type { Language, Route } from '../content/routes.ts';
import type { Action } from '../content/schema.ts';
import type { HandoffState } from '../handoff/handoff.ts';
import type { BabyWord } from '../intents/babyWords.ts';

/** A reply whose buttons the parent may still press, as they were shown. */
export interface ShownReply {
  readonly contentId: string;
  readonly actions: readonly Action[];
}

/** What a conversation remembers between turns. Never a parent's words. */
export interface ConversationState {
  /** Raised when the shape changes; older states are brought up to date when they are read. */
  version: 1;
  language: Language;
  /** File name in content/regions, once the parent chose one. */
  country?: string;
  /** Time zone of the parent's device, such as Europe/London, when the channel tells. */
  timeZone?: string;
  /** The stack of open dialogs, steps by name. */
  dialogs: DialogState;
  /** The last replies with buttons, the newest first. */
  shown: ShownReply[];
  /** How often in a row the parent was not understood. */
  notUnderstood: number;
  /** Emergencies that the parent answered with a clear no, and the turn in which. */
  answeredNo: Partial<Record<Route, number>>;
  turns: number;
  /** When the parent last wrote, ISO 8601. */
  lastAt?: string;
  /** Age of the baby in days, as the parent told it. */
  babyAgeDays?: number;
  /** What the parent calls the baby, where they gave it another word. */
  babyWord?: BabyWord;
  /** The step of the crying list that helped last time. */
  worked?: string;
  /** What a long message was about besides: a topic, or a step of one, offered when the first is done. */
  later?: string;
  /** The title of the button that the parent pressed in the turn before. */
  lastPressed?: string;
  /** What the parent chose for their note, by the answers of content/help. */
  note?: string[];
  /** The parent waits for a person, talks with one, or is to be called. */
  handoff?: HandoffState;
}

export function newConversation(language: Language): ConversationState {
  return { version: 1, language, dialogs: { dialogStack: [] }, shown: [], notUnderstood: 0, answeredNo: {}, turns: 0 };
}
