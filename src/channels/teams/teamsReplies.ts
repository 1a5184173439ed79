import type { Activity, CardAction } from 'botbuilder';
import type { ShownLine } from '../../content/library.ts';
import { isEmergency, type Route } from '../../content/routes.ts';
import { answerButton, buttonCard, type CardButton, lineButton, openUrl } from './teamsCards.ts';
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
 * and where others read along: one message with a card, so that a turn takes little room and can be changed in place.
 * Help lines are always text as well: some clients of Teams do nothing when a card's tel: button is pressed.
 */
export function teamsMessages(
  replies: readonly Partial<Activity>[],
  place: Place,
  words: TeamsWordsByLanguage,
): TeamsMessage[] {
  const last = replies.at(-1);
  if (!last) return [];
  const together = place.shared || (LISTS.includes(topicOf(last)) && !replies.some((reply) => linesOf(reply)));
  const groups = together ? [replies] : replies.map((reply) => [reply]);
  const messages = groups.map((group) => message(group, place, wordsOf(words, last.locale)));
  if (!together || !replacesCard(replies, place)) return messages;
  return messages.map((whole) => ({ ...whole, replaces: place.card?.id }));
}

function message(replies: readonly Partial<Activity>[], place: Place, words: TeamsWords): TeamsMessage {
  const [first] = replies as [Partial<Activity>];
  const last = replies.at(-1) ?? first;
  const actions = last.suggestedActions?.actions ?? [];
  const lines = replies.flatMap((reply) => linesOf(reply) ?? []).flatMap((line) => lineButton(line, words) ?? []);
  const suggested =
    !place.shared && lines.length === 0 && !LISTS.includes(topicOf(last)) && actions.length <= MAX_SUGGESTED;
  const buttons = suggested ? lines : [...lines, ...answers(actions, last, place)];
  if (place.shared)
    buttons.push(openUrl(words.privateButton, `https://teams.microsoft.com/l/chat/0/0?users=${place.botId}`));
  const { id: _id, timestamp: _timestamp, suggestedActions: _actions, ...rest } = last;
  return {
    id: first.id ?? '',
    activity: {
      ...rest,
      text: [...replies.map((reply) => text(reply)), ...(place.shared ? [words.othersRead] : [])].join('\n\n'),
      channelData: withoutLines(last),
      ...(suggested && actions.length > 0 && { suggestedActions: { to: [place.userId], actions } }),
      ...(buttons.length > 0 && { attachments: [buttonCard(buttons)] }),
    },
  };
}

function answers(actions: readonly CardAction[], under: Partial<Activity>, place: Place): CardButton[] {
  const data = { contentId: contentIdOf(under), ...(place.shared && { owner: place.userId }) };
  return actions.map((action) => answerButton(action, data));
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

function withoutLines({ channelData }: Partial<Activity>): object {
  const { helpLines: _helpLines, ...rest } = channelData ?? {};
  return rest;
}

function contentIdOf({ channelData }: Partial<Activity>): string {
  return String(channelData?.contentId ?? '');
}

function topicOf(reply: Partial<Activity>): string {
  return contentIdOf(reply).split('/')[0] ?? '';
}
