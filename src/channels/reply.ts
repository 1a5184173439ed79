import { ActionTypes, type Activity, ActivityTypes, type CardAction } from 'botbuilder';
import { type ContentLibrary, lineAsText, type ShownLines, type StepWords } from '../content/library.ts';
import type { Language } from '../content/routes.ts';
import type { Action } from '../content/schema.ts';

/** One thing that the bot says: the words of a step, the help lines it asks for, its buttons. */
export interface Reply extends StepWords {
  readonly language: Language;
  readonly lines?: ShownLines | undefined;
  readonly note?: Note | undefined;
}

/** A short text that is the parent's own: a note for a doctor, a plan. Nobody else gets it from Attune. */
export interface Note {
  readonly title: string;
  readonly lines: readonly string[];
  /** True once the parent has said yes to it: clients then offer to copy, print and save it. */
  readonly kept: boolean;
}

/** Most buttons under a reply; channels cut off what is beyond. */
export const MAX_ACTIONS = 14;

/** The activities of a turn's replies: a bubble each, the buttons under the last one. */
export function toActivities(replies: readonly Reply[], library: ContentLibrary): Partial<Activity>[] {
  const activities = replies.flatMap((reply) => bubbles(reply, library));
  const last = activities.at(-1);
  const actions = replies.at(-1)?.actions ?? [];
  if (last && actions.length > 0) {
    last.suggestedActions = { to: [], actions: actions.slice(0, MAX_ACTIONS).map(asButton) };
    last.inputHint = 'expectingInput';
  }
  return activities;
}

function bubbles(reply: Reply, library: ContentLibrary): Partial<Activity>[] {
  const [first, ...rest] = reply.say.map((text) => bubble(reply, text));
  // A country may have no line for this need; where no country is known, the heading itself is the way to one.
  const hasLines = reply.lines && (reply.lines.lines.length > 0 || reply.lines.country === undefined);
  const lines = hasLines && reply.lines ? linesBubble(reply, reply.lines, library) : undefined;
  const note = reply.note && noteBubble(reply, reply.note);
  return [first, lines, ...rest, note].filter((activity): activity is Partial<Activity> => activity !== undefined);
}

function bubble(reply: Reply, text: string): Partial<Activity> {
  return {
    type: ActivityTypes.Message,
    text,
    textFormat: 'markdown',
    locale: reply.language,
    channelData: {
      contentId: reply.contentId,
      sources: reply.sources,
      status: reply.status,
      ...(reply.reviewedOn && { reviewedOn: reply.reviewedOn }),
    },
  };
}

/** The lines as text for every channel, and as data for clients that draw them as buttons. */
function linesBubble(reply: Reply, lines: ShownLines, library: ContentLibrary): Partial<Activity> {
  const words = library.lineWords(reply.language);
  const text = [lines.heading, ...lines.lines.map((line) => `- ${lineAsText(line, words)}`)].join('\n');
  const activity = bubble(reply, text);
  return { ...activity, channelData: { ...activity.channelData, helpLines: lines } };
}

/** The note as text for every channel, and, once it is kept, as data for clients that copy, print or save it. */
function noteBubble(reply: Reply, { title, lines, kept }: Note): Partial<Activity> {
  const activity = bubble(reply, [`**${title}**`, ...lines.map((line) => `- ${line}`)].join('\n'));
  return kept ? { ...activity, channelData: { ...activity.channelData, note: { title, lines } } } : activity;
}

/** Pressing it sends its title as text, which every channel supports and the parent sees. */
function asButton(action: Action): CardAction {
  return { type: ActionTypes.ImBack, title: action.title, value: action.title };
}
