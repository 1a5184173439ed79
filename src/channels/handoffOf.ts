import type { Activity } from 'botbuilder';
import { type BotDesk, HandoffTurn } from '../handoff/handoffTurn.ts';
import type { ConversationState } from '../state/conversationState.ts';
import { parentReference } from './parentReference.ts';
import { isShared } from './teams/teamsConversation.ts';

/** The hand-off of this conversation in a turn; undefined on a channel that the desk does not serve, or in a group. */
export function handoffOf(
  desk: BotDesk,
  activity: Activity,
  state: ConversationState,
  now: Date,
): HandoffTurn | undefined {
  // Where others read along nobody is handed over.
  if (!desk.serves(activity.channelId) || isShared(activity.conversation)) return undefined;
  const { waitingBefore } = desk;
  return new HandoffTurn({ state, now, settings: desk, reference: parentReference(activity), waitingBefore });
}
