import type { Activity, ConversationReference } from 'botbuilder';

const OF = '|of=';

/** True where other people read along: a group chat or a channel. */
export function isShared(conversation: Partial<Activity['conversation']> | undefined): boolean {
  const type = conversation?.conversationType;
  return type === 'groupChat' || type === 'channel' || conversation?.isGroup === true;
}

/**
 * The id under which a conversation is kept. Where several people write each has a conversation of their own: the age of
 * one parent's baby must not decide what the bot tells another about fever.
 */
export function conversationKey({ conversation, from }: Pick<Activity, 'conversation' | 'from'>): string {
  return isShared(conversation) ? `${conversation.id}${OF}${from.id}` : conversation.id;
}

/** The reference as the channel knows it, from one that names a kept conversation. */
export function channelReference(reference: Partial<ConversationReference>): Partial<ConversationReference> {
  const { conversation } = reference;
  if (!conversation?.id.includes(OF)) return reference;
  return { ...reference, conversation: { ...conversation, id: conversation.id.slice(0, conversation.id.indexOf(OF)) } };
}
