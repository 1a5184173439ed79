import { type Activity, type ConversationReference, TurnContext } from 'botbuilder';

/** How the channel reaches the parent of this activity later. Their name is left out: no channel needs it. */
export function parentReference(activity: Activity): Partial<ConversationReference> {
  const { activityId: _activityId, user, ...rest } = TurnContext.getConversationReference(activity);
  const { name: _name, ...account } = user ?? {};
  return { ...rest, user: account as ConversationReference['user'] };
}
