import type { Activity } from 'botbuilder';
import type { ShownLine } from '../../content/library.ts';
import { isEmergency, type Route } from '../../content/routes.ts';
import { answerButton, type CardButton, card, lineButton, openUrl } from './teamsCards.ts';
import { type TeamsWords, type TeamsWordsByLanguage, wordsOf } from './teamsWords.ts';

/** One message to Teams. */
export interface TeamsMessage {
  /** Id of the first committed reply that it shows. */
  readonly id: string;
  readonly activity: Partial<Activity>;
  /** Id of the card in Teams that it takes the place of. */
  readonly replaces?: string | undefined;
}

/** Where the replies of a turn are shown. */
export interface Place {
  /** True where other people read along. */
  readonly shared: boolean;
  /** The parent, as Teams names them. */
  readonly userId: string;
  /** The bot, as Teams names it: `28:` and its application id. */
  readonly botId: string;
  /** The card whose button was pressed, when it is the parent's own. */
  readonly card?: { readonly id: string; readonly contentId: string } | undefined;
}

/** Teams shows no more suggested actions, and none beside a card. */
const MAX_SUGGESTED = 6;

/** Topics that are walked through in one card, which changes from step to step. */
const LISTS = ['crying'];

/**
 * The committed replies of a turn as messages to Teams. In private: a message each, with suggested actions. On a list,
 * and where others read along: one card, so that a turn takes little room and can be changed in place. Help lines are
 * text, with a card of buttons after it: some clients of Teams do nothing when a card's tel: button is pressed.
 */
export function teamsMessages(
  replies: readonly Partial<Activity>[],
  place: Place,
  words: TeamsWordsByLanguage,
): TeamsMessage[] {
  const last = replies.at(-1);
  if (!last) return [];
  const spoken = wordsOf(words, last.locale);
  const hasLines = replies.some((reply) => linesOf(reply));
  if (!hasLines && (place.shared || LISTS.includes(topicOf(last)))) return [oneCard(replies, last, place, spoken)];
  const groups = place.shared ? [replies] : replies.map((reply) => [reply]);
  return groups.flatMap((group) => texts(group, place, spoken));
}

/** All words and buttons in one card. */
function oneCard(
  replies: readonly Partial<Activity>[],
  last: Partial<Activity>,
  place: Place,
  words: TeamsWords,
): TeamsMessage {
  const said = [...replies.map(text), ...(place.shared ? [words.othersRead] : [])];
  const buttons = [...answers(last, place), ...privately(place, words)];
  return {
    id: replies[0]?.id ?? '',
    activity: { ...bare(replies), summary: said[0], attachments: [card(said, buttons)] },
    ...(replacesCard(replies, place) && { replaces: place.card?.id }),
  };
}

/** The words as one text. Their buttons are suggested actions where Teams shows them, else a card after the text. */
function texts(replies: readonly Partial<Activity>[], place: Place, words: TeamsWords): TeamsMessage[] {
  const [first] = replies as [Partial<Activity>];
  const last = replies.at(-1) ?? first;
  const actions = last.suggestedActions?.actions ?? [];
  const lines = replies.flatMap((reply) => linesOf(reply) ?? []).flatMap((line) => lineButton(line, words) ?? []);
  const suggested = !place.shared && lines.length === 0 && actions.length <= MAX_SUGGESTED;
  const said = [...replies.map(text), ...(place.shared ? [words.othersRead] : [])].join('\n\n');
  const message: TeamsMessage = {
    id: first.id ?? '',
    activity: {
      ...bare(replies),
      text: said,
      ...(suggested && actions.length > 0 && { suggestedActions: { to: [place.userId], actions } }),
    },
  };
  const buttons = [...lines, ...(suggested ? [] : answers(last, place)), ...privately(place, words)];
  if (buttons.length === 0) return [message];
  const more: Partial<Activity> = { ...bare(replies), summary: said.split('\n')[0], attachments: [card([], buttons)] };
  return [message, { id: `${message.id} buttons`, activity: more }];
}

/** What the messages of these replies have in common. */
function bare(replies: readonly Partial<Activity>[]): Partial<Activity> {
  const { channelData, type, textFormat, locale, inputHint } = replies.at(-1) ?? {};
  const { helpLines: _helpLines, ...data } = channelData ?? {};
  const contentIds = [...new Set(replies.map(contentIdOf))];
  const sources = [...new Set(replies.flatMap((reply) => reply.channelData?.sources ?? []))];
  return { type, textFormat, locale, inputHint, channelData: { ...data, sources, contentIds } };
}

function privately({ shared, botId }: Place, words: TeamsWords): CardButton[] {
  return shared ? [openUrl(words.privateButton, `https://teams.microsoft.com/l/chat/0/0?users=${botId}`)] : [];
}

function answers(reply: Partial<Activity>, place: Place): CardButton[] {
  const data = { contentId: contentIdOf(reply), ...(place.shared && { owner: place.userId }) };
  return (reply.suggestedActions?.actions ?? []).map(({ title }) => answerButton(title, data));
}

/** A card goes on in place within its topic. What must be seen comes as a new message: help lines, emergencies. */
function replacesCard(replies: readonly Partial<Activity>[], { card }: Place): boolean {
  if (!card) return false;
  const topic = card.contentId.split('/')[0];
  return (
    !isEmergency(topic as Route) && replies.every((reply) => topicOf(reply) === topic && linesOf(reply) === undefined)
  );
}

/** sms: links do nothing in Teams: the number stays as text. */
function text(reply: Partial<Activity>): string {
  return (reply.text ?? '').replace(/\[([^\]]+)\]\(sms:[^)]*\)/g, '$1');
}

function linesOf(reply: Partial<Activity>): readonly ShownLine[] | undefined {
  return reply.channelData?.helpLines?.lines;
}

function contentIdOf({ channelData }: Partial<Activity>): string {
  return String(channelData?.contentId ?? '');
}

function topicOf(reply: Partial<Activity>): string {
  return contentIdOf(reply).split('/')[0] ?? '';
}
