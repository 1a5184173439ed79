import type { ShownLines } from '../../content/library.ts';

/** What the page reads of an activity of Direct Line 3.0. */
export interface WireActivity {
  readonly type: string;
  readonly id?: string | undefined;
  readonly timestamp?: string | undefined;
  readonly from?: { readonly id?: string; readonly role?: string };
  readonly text?: string | undefined;
  readonly locale?: string | undefined;
  readonly channelData?: ChannelData | undefined;
  readonly suggestedActions?: { readonly actions: readonly { readonly title: string; readonly value?: unknown }[] };
  readonly attachments?: readonly WireAttachment[] | undefined;
}

export interface ChannelData {
  readonly clientActivityID?: string;
  readonly contentId?: string;
  readonly sources?: readonly string[];
  readonly status?: string;
  readonly reviewedOn?: string;
  readonly helpLines?: ShownLines;
  /** The parent's own words to keep, such as a note for the doctor. */
  readonly note?: WireNote;
  /** A person wrote this, such as a nurse in a hand-off, not the program. */
  readonly by?: { readonly name?: string };
}

export interface WireNote {
  readonly title: string;
  readonly lines: readonly string[];
}

export interface WireAttachment {
  readonly contentType?: string | undefined;
  /** A card, in whatever shape its maker gave it. */
  readonly content?: unknown;
}

/** True for what the parent did not write: the words of the program, and those of a person in a hand-off. */
export function isFromBot(activity: WireActivity): boolean {
  return activity.from?.role === 'bot' || activity.channelData?.by !== undefined;
}

/** The name of the person who wrote this; undefined for the program and for the parent. */
export function personOf(activity: WireActivity): string | undefined {
  return activity.channelData?.by?.name;
}

/** Whose message it is, as its look shows it. */
export function sideOf(activity: WireActivity): 'own' | 'bot' | 'person' {
  if (!isFromBot(activity)) return 'own';
  return personOf(activity) === undefined ? 'bot' : 'person';
}

/** True for the words of an emergency. */
export function isEmergencyReply({ channelData }: WireActivity): boolean {
  return /^(crisis|urgent)-/.test(channelData?.contentId ?? '');
}

/** True when this is the last bubble of its reply. */
export function endsReply(activity: WireActivity, next: WireActivity | undefined): boolean {
  return !next || !isFromBot(next) || next.channelData?.contentId !== activity.channelData?.contentId;
}

/** Titles of the buttons under this activity. */
export function actionTitles(activity: WireActivity | undefined): readonly string[] {
  return activity?.suggestedActions?.actions.map((action) => action.title) ?? [];
}
