import { type Activity, ActivityTypes, TurnContext } from 'botbuilder';
import { timeZoneNamed } from '../content/timeZones.ts';

/** Longest text that is read, in characters. A longer one is cut: what matters is said long before. */
export const MAX_TEXT = 20_000;

/** What came in, whatever the channel. */
export type Inbound =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly cut: boolean;
      /** The reply whose button on a card was pressed; unknown when the title came as text. */
      readonly under?: string | undefined;
    }
  /** A message without any text: an image, a voice note, a sticker. */
  | { readonly kind: 'attachment' }
  | { readonly kind: 'empty' }
  /** The parent joined the conversation. */
  | { readonly kind: 'arrival' }
  /** Something that the bot sent to itself, such as the check-in after ten minutes. */
  | { readonly kind: 'event'; readonly name: string }
  | { readonly kind: 'nothing' };

/** Reads an activity: typed text, a button, a card's button, a Teams mention, an arrival. */
export function readInbound(activity: Activity): Inbound {
  if (activity.type === ActivityTypes.Event) return { kind: 'event', name: activity.name ?? '' };
  if (activity.type === ActivityTypes.ConversationUpdate) {
    const parents = (activity.membersAdded ?? []).filter((member) => member.id !== activity.recipient?.id);
    return parents.length > 0 ? { kind: 'arrival' } : { kind: 'nothing' };
  }
  if (activity.type !== ActivityTypes.Message) return { kind: 'nothing' };
  const text = messageText(activity);
  if (text) {
    return { kind: 'text', text: text.slice(0, MAX_TEXT), cut: text.length > MAX_TEXT, under: under(activity) };
  }
  return (activity.attachments ?? []).length > 0 ? { kind: 'attachment' } : { kind: 'empty' };
}

/** The time zone of the parent's device, such as Europe/London, when the channel tells one that exists. */
export function timeZoneOf({ localTimezone, entities }: Activity): string | undefined {
  const info = Array.isArray(entities) ? entities.find(({ type }) => type === 'clientInfo') : undefined;
  const names = [localTimezone, info?.timezone].filter((name) => typeof name === 'string' && name !== '');
  return names.map(timeZoneNamed).find((name) => name !== undefined);
}

/** The words of a message, or the title that a card's button sends as its value. */
function messageText(activity: Activity): string {
  const typed = typeof activity.text === 'string' ? activity.text : '';
  const withoutMention =
    typed && Array.isArray(activity.entities) && activity.recipient?.id
      ? (TurnContext.removeRecipientMention({ ...activity }) ?? typed)
      : typed;
  if (withoutMention.trim()) return withoutMention.trim();
  const value: unknown = activity.value;
  const title = typeof value === 'object' && value !== null && 'title' in value ? value.title : value;
  return typeof title === 'string' ? title.trim() : '';
}

function under({ value }: Activity): string | undefined {
  const isCard = typeof value === 'object' && value !== null && 'contentId' in value;
  return isCard && typeof value.contentId === 'string' ? value.contentId : undefined;
}
