import { randomUUID } from 'node:crypto';
import { type Activity, ActivityTypes, type ConversationReference, TurnContext } from 'botbuilder';

/** The reply, as an answer to this activity. */
export function addressed(reply: Partial<Activity>, to: Activity): Partial<Activity> {
  return {
    ...reply,
    id: randomUUID(),
    timestamp: new Date(),
    channelId: to.channelId,
    conversation: to.conversation,
    from: { ...to.recipient, ...reply.from, role: 'bot' },
    recipient: to.from,
    replyToId: to.id,
  };
}

/** An event in the parent's conversation, as if it came from them. */
export function eventFrom(reference: Partial<ConversationReference>, name: string): Activity {
  const event = { type: ActivityTypes.Event, name, timestamp: new Date() };
  return TurnContext.applyConversationReference(event, reference, true) as Activity;
}
