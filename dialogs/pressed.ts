import { isEmergency, type Route } from '../src/content/routes.ts';
import { nearTitle } from '../src/intents/buttons.ts';
import type { Pressed, Turn } from '../src/turn.ts';
import type { Answers } from './answers.ts';
import { follow, openDialog } from './navigate.ts';
import type { DialogContext } from './sdk.ts';

/** Answers to questions about danger: only a whole title or a whole phrase counts, never one that is like it. */
const SAFETY_ANSWERS = ['yes', 'no', 'danger', 'noDanger', 'scared', 'safe'];

/**
 * The button that was pressed. One that is further up gives way to what is open and understands the words, and a
 * bare yes or no is an answer to the newest question only. While an emergency is open, the title of an old button of
 * another topic is read as what the parent writes: it does not lead away from the numbers.
 */
export function pressedButton(dc: DialogContext, turn: Turn, answers: Answers): Pressed | undefined {
  const pressed = turn.findPressed();
  if (!pressed?.late || pressed.certain || turn.tappedTwice) return pressed;
  const open = openDialog(dc);
  const isAway = pressed.contentId.split('/')[0] !== dc.activeDialog?.state.topic;
  if (open?.id === 'escalationDialog' && isAway) return undefined;
  const bare = answers.exact(turn.text, turn.language, 'chat', ['yes', 'no', 'notSure']);
  return bare || open?.understands(turn, dc.activeDialog?.state) ? undefined : pressed;
}

/** Answers that sound no alarm: typed word for word under their own question, they are no message about danger. */
const HARMLESS_ANSWERS = [
  ...['keep', 'notToday', 'goOn', 'plan', 'tried', 'notThat', 'helped', 'ok', 'fine', 'pause', 'back', 'noAnswer'],
  ...['worry', 'far', 'sleep', 'birth', 'more', 'all', 'add', 'take', 'keepAll', 'edit', 'drop'],
];

/** True when the text is, word for word, a harmless answer that the newest reply offers. */
export function isHarmlessAnswer(turn: Turn, answers: Answers): boolean {
  const [newest] = turn.state.shown;
  const offered = newest?.actions.flatMap(({ answer }) => (answer ? [answer] : [])) ?? [];
  const harmless = offered.filter((answer) => HARMLESS_ANSWERS.includes(answer));
  const topic = newest?.contentId.split('/')[0] ?? '';
  return answers.exact(turn.text, turn.language, topic, harmless) !== undefined;
}

/**
 * Follows a button that was typed nearly as it stands; false when none was. Never in an emergency, and never what the
 * safety screen doubts.
 */
export async function followNearTitle(dc: DialogContext, turn: Turn): Promise<boolean> {
  const [newest] = turn.state.shown;
  if (!newest || turn.risk.level !== 'none' || isEmergency(newest.contentId.split('/')[0] as Route)) return false;
  if (newest.actions.some(({ answer }) => answer && SAFETY_ANSWERS.includes(answer))) return false;
  const titles = newest.actions.map(({ title }) => title);
  const place = nearTitle(turn.text, titles);
  const action = place === undefined ? undefined : newest.actions[place];
  if (!action) return false;
  turn.state.notUnderstood = 0;
  turn.pressed = { action, contentId: newest.contentId, late: false };
  await follow(dc, turn.pressed);
  return true;
}
