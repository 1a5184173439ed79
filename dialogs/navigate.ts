import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';
import { isEmergency, type Route } from '../src/content/routes.ts';
import { type Pressed, type Turn, turnOf } from '../src/turn.ts';
import { AttuneDialog, type Target } from './attuneDialog.ts';

const SAFETY_DIALOGS = ['escalationDialog', 'checkDialog'] as const;
type SafetyDialog = (typeof SAFETY_DIALOGS)[number];

/** Names that a `begin:` may use besides topics, and the place that each stands for. */
export const PLACES: Record<string, Target> = {
  menu: { topic: 'chat', step: 'menu' },
  country: { topic: 'help', step: 'country' },
};

/** Reads `bonding`, `crying/putDown`, `menu`. A step that a release has removed becomes the topic's start. */
export function readTarget(turn: Turn, name: string): Target {
  const place = PLACES[name];
  if (place) return place;
  const [topic = '', step] = name.split('/');
  if (!turn.library.topic(topic)) return { topic: 'chat', step: 'menu' };
  return step && turn.library.hasStep(topic, step) ? { topic, step } : { topic };
}

/** The dialog that is open now, if any. */
export function openDialog(dc: DialogContext): AttuneDialog | undefined {
  const open = dc.activeDialog && dc.dialogs.find(dc.activeDialog.id);
  return open instanceof AttuneDialog ? open : undefined;
}

/** Name of the dialog that runs this place. */
function dialogOf(turn: Turn, target: Target): string {
  if (target.topic === 'help' && target.step === 'country') return 'countryDialog';
  if (target.step === 'check' && isEmergency(target.topic as Route)) return 'checkDialog';
  return turn.library.topic(target.topic)?.dialog ?? 'topicDialog';
}

/**
 * Goes to a topic. What can be resumed stays open beneath; anything else makes room. A topic that is open
 * further down is gone back to, not begun again.
 */
export async function goTo(dc: DialogContext, target: Target): Promise<DialogTurnResult> {
  const turn = turnOf(dc.context);
  const name = dialogOf(turn, target);
  const place = dc.stack.findLastIndex((instance) => instance.id === name && topicOf(dc, instance) === target.topic);
  const beneath = place >= 0 && place < dc.stack.length - 1;
  if (beneath) {
    dc.stack.length = place + 1;
    if (!target.step) {
      openDialog(dc)?.ask(turn, dc.activeDialog?.state);
      return Dialog.EndOfTurn;
    }
  }
  const stays = openDialog(dc)?.resumable && dc.activeDialog?.id !== name;
  return stays ? dc.beginDialog(name, target) : replaceTop(dc, name, target);
}

/** Opens a safety dialog over all that is open, in place of one that was open: nothing beneath it is lost. */
export function goOver(dc: DialogContext, name: SafetyDialog, target: object): Promise<DialogTurnResult> {
  const resumable = dc.stack.filter((instance) => {
    const dialog = dc.dialogs.find(instance.id);
    return dialog instanceof AttuneDialog && dialog.resumable && !SAFETY_DIALOGS.includes(instance.id as SafetyDialog);
  });
  dc.stack.splice(0, dc.stack.length, ...resumable);
  return dc.beginDialog(name, target);
}

/** Begins a dialog in the place of the open one. The state of the same dialog is kept. */
function replaceTop(dc: DialogContext, name: string, target: object): Promise<DialogTurnResult> {
  const top = dc.activeDialog;
  const same = dc.dialogs.find(name);
  if (top?.id === name && same) return same.beginDialog(dc, target);
  if (top) dc.stack.pop();
  return dc.beginDialog(name, target);
}

function topicOf(dc: DialogContext, instance: { id: string; state: object }): string | undefined {
  const dialog = dc.dialogs.find(instance.id);
  return dialog instanceof AttuneDialog ? dialog.topicOf(instance.state) : undefined;
}

/** Goes where a pressed button leads. */
export async function follow(dc: DialogContext, pressed: Pressed): Promise<DialogTurnResult> {
  const turn = turnOf(dc.context);
  const { action, contentId } = pressed;
  const from = readTarget(turn, contentId);
  if (action.begin) return goTo(dc, readTarget(turn, action.begin));
  if (action.next) return goTo(dc, readTarget(turn, `${from.topic}/${action.next}`));
  const open = openDialog(dc);
  const itsDialogIsOpen = open && dc.activeDialog && open.topicOf(dc.activeDialog.state) === from.topic;
  if (itsDialogIsOpen) return open.answer(dc, turn, action.answer);
  if (isEmergency(from.topic as Route)) return goOver(dc, 'escalationDialog', { topic: from.topic });
  return goTo(dc, { topic: from.topic });
}

/** The button that leads back to what waits beneath the open dialog, such as "Back to the list". */
export function wayBack(dc: DialogContext, turn: Turn) {
  for (const instance of dc.stack.slice(0, -1).reverse()) {
    const dialog = dc.dialogs.find(instance.id);
    if (!(dialog instanceof AttuneDialog) || !dialog.resumable) continue;
    const topic = dialog.topicOf(instance.state);
    const [back] = turn.library.hasStep(topic, 'resume')
      ? turn.library.words(topic, 'resume', turn.language, turn.country).actions
      : [];
    if (back) return [{ title: back.title, begin: topic }];
  }
  return [];
}
