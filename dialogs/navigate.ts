import { isEmergency, type Route } from '../src/content/routes.ts';
import type { Action } from '../src/content/schema.ts';
import { type Pressed, type Turn, turnOf } from '../src/turn.ts';
import { AttuneDialog, type Target } from './attuneDialog.ts';
import { Dialog, type DialogContext, type DialogInstance, type DialogTurnResult } from './sdk.ts';
import { LANGUAGE_STEPS, NOTE_STEPS } from './steps.ts';

const SAFETY_DIALOGS = ['escalationDialog', 'checkDialog'] as const;
type SafetyDialog = (typeof SAFETY_DIALOGS)[number];

/** Names that a `begin:` may use besides topics, and the place that each stands for. */
export const PLACES: Record<string, Target> = {
  menu: { topic: 'chat', step: 'menu' },
  country: { topic: 'help', step: 'country' },
};

/** Said in place of a topic that no clinician has signed, where drafts are withheld. */
const WITHHELD: Target = { topic: 'chat', step: 'withheld' };

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
  return dc.activeDialog && dialogOf(dc, dc.activeDialog);
}

function dialogOf(dc: DialogContext, instance: DialogInstance): AttuneDialog | undefined {
  const dialog = dc.dialogs.find(instance.id);
  return dialog instanceof AttuneDialog ? dialog : undefined;
}

function waits(dc: DialogContext, instance: DialogInstance): boolean {
  return dialogOf(dc, instance)?.resumable(instance.state) ?? false;
}

/** Name of the dialog that runs this place. */
function ownerOf(turn: Turn, { topic, step }: Target): string {
  if (topic === 'help' && step === 'country') return 'countryDialog';
  if (topic === 'help' && LANGUAGE_STEPS.some((name) => name === step)) return 'languageDialog';
  if (topic === 'help' && NOTE_STEPS.some((name) => name === step)) return 'noteDialog';
  if (step === 'check' && isEmergency(topic as Route)) return 'checkDialog';
  return turn.library.topic(topic)?.dialog ?? 'topicDialog';
}

/**
 * Goes to a topic. What can be resumed stays open beneath; anything else makes room. A topic that is open
 * further down is gone back to, not begun again.
 */
export async function goTo(dc: DialogContext, wanted: Target): Promise<DialogTurnResult> {
  const turn = turnOf(dc.context);
  const target = turn.library.withholds(wanted.topic) ? WITHHELD : wanted;
  const name = ownerOf(turn, target);
  if (turn.state.later?.split('/')[0] === wanted.topic) delete turn.state.later;
  const dialog = dc.dialogs.find(name);
  if (dialog && (bringUp(dc, name, target.topic) || dc.activeDialog?.id === name))
    return dialog.beginDialog(dc, target);
  makeRoom(dc);
  return dc.beginDialog(name, target);
}

/** Makes the open dialog of this name and topic the top one; what waits stays beneath it. False when none is open. */
function bringUp(dc: DialogContext, name: string, topic: string): boolean {
  const found = dc.stack.findLast(
    (instance) => instance.id === name && dialogOf(dc, instance)?.topicOf(instance.state) === topic,
  );
  if (!found) return false;
  const others = dc.stack.filter((instance) => instance !== found && waits(dc, instance));
  dc.stack.splice(0, dc.stack.length, ...others, found);
  return true;
}

function makeRoom(dc: DialogContext): void {
  if (dc.activeDialog && !waits(dc, dc.activeDialog)) dc.stack.pop();
}

/** Opens a safety dialog over all that is open, in place of one that was open: nothing beneath it is lost. */
export function goOver(dc: DialogContext, name: SafetyDialog, target: object): Promise<DialogTurnResult> {
  const beneath = dc.stack.filter(
    (instance) => waits(dc, instance) && !SAFETY_DIALOGS.includes(instance.id as SafetyDialog),
  );
  dc.stack.splice(0, dc.stack.length, ...beneath);
  return dc.beginDialog(name, target);
}

/** Closes the open dialog. What waits beneath it goes on; when nothing does, the menu is shown. */
export function close(dc: DialogContext): Promise<DialogTurnResult> {
  return dc.stack.length > 1 ? dc.endDialog() : goTo(dc, PLACES.menu as Target);
}

/** Goes where a pressed button leads. */
export async function follow(dc: DialogContext, { action, contentId }: Pressed): Promise<DialogTurnResult> {
  const turn = turnOf(dc.context);
  const from = readTarget(turn, contentId);
  if (action.begin) return goTo(dc, readTarget(turn, action.begin));
  if (action.next) return goTo(dc, readTarget(turn, `${from.topic}/${action.next}`));
  const name = ownerOf(turn, from);
  if (bringUp(dc, name, from.topic)) return (openDialog(dc) as AttuneDialog).answer(dc, turn, action.answer);
  return answerLate(dc, turn, { name, from, answer: action.answer ?? '' });
}

interface LateAnswer {
  readonly name: string;
  readonly from: Target;
  readonly answer: string;
}

/** A button whose dialog was closed meanwhile: it counts, where what it answers can still be true. */
async function answerLate(
  dc: DialogContext,
  turn: Turn,
  { name, from, answer }: LateAnswer,
): Promise<DialogTurnResult> {
  const emergency = dc.stack.some(
    (instance) => instance.id === 'escalationDialog' && dialogOf(dc, instance)?.topicOf(instance.state) === from.topic,
  );
  // A late "no" to a check closes no emergency that other words have opened, and a second "no" says nothing new.
  if (name === 'checkDialog' && answer === 'no' && (emergency || turn.deniedLately(from.topic as Route))) {
    return sayAgain(dc, turn);
  }
  if (name === 'checkDialog' && answer === 'yes') return goOver(dc, 'escalationDialog', { topic: from.topic });
  const dialog = dc.dialogs.find(name);
  if (!(dialog instanceof AttuneDialog) || !dialog.takesLate(answer)) return goTo(dc, { topic: from.topic });
  makeRoom(dc);
  dc.stack.push({ id: name, state: dialog.fresh(from) });
  return dialog.answer(dc, turn, answer);
}

/** Says again what is open; the menu when nothing is. */
export async function sayAgain(dc: DialogContext, turn: Turn): Promise<DialogTurnResult> {
  const open = openDialog(dc);
  if (!open) return goTo(dc, PLACES.menu as Target);
  open.ask(turn, dc.activeDialog?.state);
  return Dialog.EndOfTurn;
}

/** The button that leads back to what waits, such as "Back to the list"; none while an emergency is open. */
export function wayBack(dc: DialogContext, turn: Turn, saidTopic: string): Action | undefined {
  const top = dc.activeDialog;
  if (SAFETY_DIALOGS.includes(top?.id as SafetyDialog)) return undefined;
  for (const instance of dc.stack.toReversed()) {
    const dialog = dialogOf(dc, instance);
    if (!dialog?.resumable(instance.state)) continue;
    const topic = dialog.topicOf(instance.state);
    if (instance === top && topic === saidTopic) continue;
    const [back] = turn.library.hasStep(topic, 'resume')
      ? turn.library.words(topic, 'resume', turn.language, turn.country).actions
      : [];
    if (back) return { title: back.title, begin: dialog.returnTo(instance.state) };
  }
  return undefined;
}

/** Closes what is open after a long silence, but for what waits however long. */
export function closeStale(dc: DialogContext): void {
  const kept = dc.stack.filter((instance) => dialogOf(dc, instance)?.waitsForever);
  dc.stack.splice(0, dc.stack.length, ...kept);
}

/**
 * Brings what an older release has left up to date: closes dialogs that are not known any more, and those of topics
 * that are gone, and gives the others what they remember by now. The same for topics that are withheld.
 */
export function mend(dc: DialogContext, turn: Turn): void {
  const known = dc.stack.flatMap((instance) => {
    const dialog = typeof instance?.state === 'object' && instance.state ? dialogOf(dc, instance) : undefined;
    const topic = dialog?.topicOf(instance.state);
    if (!dialog || topic === undefined || !turn.library.topic(topic) || turn.library.withholds(topic)) return [];
    return [{ id: instance.id, state: { ...dialog.fresh({ topic }), ...instance.state } }];
  });
  dc.stack.splice(0, dc.stack.length, ...known);
}
