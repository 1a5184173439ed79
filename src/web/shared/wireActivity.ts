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
}

export interface ChannelData {
  readonly clientActivityID?: string;
  readonly contentId?: string;
  readonly sources?: readonly string[];
  readonly status?: string;
  readonly reviewedOn?: string;
  readonly helpLines?: ShownLines;
}

export function isFromBot(activity: WireActivity): boolean {
  return activity.from?.role === 'bot';
}

/** Titles of the buttons under this activity. */
export function actionTitles(activity: WireActivity | undefined): readonly string[] {
  return activity?.suggestedActions?.actions.map((action) => action.title) ?? [];
}
