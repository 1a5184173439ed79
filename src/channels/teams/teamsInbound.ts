import { type Activity, ActivityTypes } from 'botbuilder';
import { conversationKey, isShared } from './teamsConversation.ts';

/** What something that happened in Teams means to the bot. */
export type Heard =
  /** A turn of this activity. `key`: the id of the conversation that is kept. */
  | { readonly kind: 'turn'; readonly key: string; readonly activity: Activity }
  /** The bot was added where several people write. */
  | { readonly kind: 'introduction' }
  /** The parent deleted a message. */
  | { readonly kind: 'forget'; readonly key: string }
  /** The bot was removed. */
  | { readonly kind: 'leave'; readonly key: string }
  | { readonly kind: 'nothing' };

const NOTHING: Heard = { kind: 'nothing' };

/** A conversation is opened once, whether Teams tells of it as an installation, as a new member, or both. */
export const WELCOME_ID = 'welcome';

/** What a button on one of our cards sends. */
export interface PressedButton {
  readonly title: string;
  /** The reply that the button stood under. */
  readonly contentId: string;
  /** Whose card it is, where several people see it. */
  readonly owner?: string | undefined;
}

/** Reads an activity of Teams: messages, their edits and deletions, the bot's coming and going. */
export function hearTeams(activity: Activity): Heard {
  switch (activity.type) {
    case ActivityTypes.Message:
      return hearMessage(activity, activity.id);
    case ActivityTypes.MessageUpdate:
      return hearEdit(activity);
    case ActivityTypes.MessageDelete:
      return { kind: 'forget', key: conversationKey(activity) };
    case ActivityTypes.InstallationUpdate:
      if (activity.action === 'add') return hearArrival(activity);
      return activity.action === 'remove' ? { kind: 'leave', key: activity.conversation.id } : NOTHING;
    case ActivityTypes.ConversationUpdate:
      return hearMembers(activity);
    default:
      return NOTHING;
  }
}

/** The button of ours that was pressed, if this is one. */
export function pressedButton({ value }: Pick<Activity, 'value'>): PressedButton | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { title, contentId, owner } = value as Partial<Record<keyof PressedButton, unknown>>;
  if (typeof title !== 'string' || typeof contentId !== 'string') return undefined;
  return { title, contentId, ...(typeof owner === 'string' && { owner }) };
}

/** Where others read along the bot hears only what is said to it; elsewhere all. */
function hearMessage(activity: Activity, id: string | undefined): Heard {
  const button = pressedButton(activity);
  if (isShared(activity.conversation) && !button && !isMentioned(activity)) return NOTHING;
  const key = conversationKey(activity);
  const ownCard = button && (button.owner === undefined || button.owner === activity.from.id);
  const text = button?.title ?? plainText(activity.text ?? '');
  const heard = {
    ...anonymous(activity),
    ...(id && { id }),
    type: ActivityTypes.Message,
    text,
    // On somebody else's card the title is all that counts: it starts a conversation of one's own.
    value: ownCard ? { title: button.title, contentId: button.contentId } : undefined,
    entities: [],
    attachments: (activity.attachments ?? []).filter(isFile),
    conversation: { ...activity.conversation, id: key },
  };
  return { kind: 'turn', key, activity: heard };
}

/** An edited message is answered anew: it may say now what it did not say before. */
function hearEdit(activity: Activity): Heard {
  const { eventType } = (activity.channelData ?? {}) as { eventType?: unknown };
  if (eventType !== 'editMessage') return NOTHING;
  return hearMessage(activity, `edit ${activity.id} ${activity.timestamp?.toISOString()}`);
}

/** Other people who join a group are not greeted. */
function hearMembers(activity: Activity): Heard {
  const added = activity.membersAdded ?? [];
  if (added.length === 0) return NOTHING;
  const botCame = added.some(({ id }) => id === activity.recipient.id);
  return botCame || !isShared(activity.conversation) ? hearArrival(activity) : NOTHING;
}

function hearArrival(activity: Activity): Heard {
  if (isShared(activity.conversation)) return { kind: 'introduction' };
  const arrival = {
    ...anonymous(activity),
    id: WELCOME_ID,
    type: ActivityTypes.ConversationUpdate,
    membersAdded: [{ id: activity.from.id, name: '' }],
  };
  return { kind: 'turn', key: activity.conversation.id, activity: arrival };
}

/** Nothing that is kept tells who the parent is: their name, their account in the directory, their tenant. */
function anonymous(activity: Activity): Activity {
  return { ...activity, from: { id: activity.from.id, name: '' }, channelData: undefined };
}

/** True when the bot itself is named. */
export function isMentioned({ entities, recipient }: Pick<Activity, 'entities' | 'recipient'>): boolean {
  return (entities ?? []).some(
    (entity) => entity.type?.toLowerCase() === 'mention' && entity.mentioned?.id === recipient.id,
  );
}

/** Teams repeats each formatted text as an attachment. A picture in the text is one as well. */
function isFile({ contentType, content }: { contentType?: string; content?: unknown }): boolean {
  return contentType !== 'text/html' || /<img\b/i.test(String(content));
}

const ENTITIES: Record<string, string> = { nbsp: ' ', lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

/** The words without mentions: neither the bot's name nor those of other people are part of what is said. */
export function plainText(text: string): string {
  return text
    .replace(/<at\b[^>]*>[^<]*<\/at>/gi, ' ')
    .replace(/&(nbsp|lt|gt|quot|#39|amp);/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole)
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}
