import { type Activity, ActivityTypes } from 'botbuilder';
import { isMentioned, plainText } from '../teamsInbound.ts';
import { type DeskButton, deskButton } from './deskCard.ts';

/** What something that happened at the desk means. */
export type HeardAtDesk =
  /** A button of a hand-off's card. `privately`: Teams shows the answer only to who pressed. */
  | { readonly kind: 'press'; readonly button: DeskButton; readonly privately: boolean }
  /** Words in a thread. `toBot`: the bot was named, so that silence would be no answer. */
  | { readonly kind: 'words'; readonly text: string; readonly toBot: boolean }
  /** What was written before was changed or deleted. */
  | { readonly kind: 'edited' | 'removed' }
  | { readonly kind: 'typing' }
  /** The bot was added. */
  | { readonly kind: 'arrival' }
  | { readonly kind: 'nothing' };

const NOTHING: HeardAtDesk = { kind: 'nothing' };

/** Reads an activity of the staff's channel. */
export function hearAtDesk(activity: Activity): HeardAtDesk {
  const button = pressedAtDesk(activity);
  if (button) return { kind: 'press', button, privately: activity.type === ActivityTypes.Invoke };
  switch (activity.type) {
    case ActivityTypes.Message:
      return { kind: 'words', text: plainText(activity.text ?? ''), toBot: isMentioned(activity) };
    case ActivityTypes.MessageUpdate:
      return activity.channelData?.eventType === 'editMessage' ? { kind: 'edited' } : NOTHING;
    case ActivityTypes.MessageDelete:
      return { kind: 'removed' };
    case ActivityTypes.Typing:
      return { kind: 'typing' };
    case ActivityTypes.InstallationUpdate:
      return activity.action === 'add' ? { kind: 'arrival' } : NOTHING;
    default:
      return NOTHING;
  }
}

/** The button of a desk's card that was pressed, wherever that card is by now. */
export function pressedAtDesk({ type, name, value }: Activity): DeskButton | undefined {
  if (type === ActivityTypes.Message) return deskButton(value);
  return type === ActivityTypes.Invoke && name === 'adaptiveCard/action' ? deskButton(value?.action?.data) : undefined;
}
