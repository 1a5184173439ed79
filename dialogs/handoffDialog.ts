import type { Note } from '../src/channels/reply.ts';
import { type StaffMember, type Summary, shownName } from '../src/handoff/desk.ts';
import { HANDOFF_TOPIC, type Turn } from '../src/turn.ts';
import type { Answers } from './answers.ts';
import { AttuneDialog, type Target } from './attuneDialog.ts';
import { close, goTo } from './navigate.ts';
import { chosenLines, noteOf, noteSteps } from './note.ts';
import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';

/** Steps that ask what may be told. */
const NOTE_STEPS: readonly string[] = ['share', 'noNote'];
/** Steps at which something is still to be decided: the parent may look elsewhere and come back. */
const OPEN_STEPS: readonly string[] = [...NOTE_STEPS, 'callBackAsk', 'callBackAgain', 'callBackConfirm'];
/** What a yes and a no mean at each step. */
const YES: Readonly<Record<string, string>> = {
  start: 'goOn',
  share: 'send',
  noNote: 'without',
  closed: 'call',
  nobody: 'call',
  noAnswer: 'call',
  callBackConfirm: 'sendNumber',
};
const NO: Readonly<Record<string, string>> = {
  share: 'noNote',
  nobody: 'wait',
  noAnswer: 'wait',
  callBackConfirm: 'other',
};
/** Digits with what people write between them; shorter is no number to call, longer is none anywhere. */
const NUMBER = /\+?[\d(][\d\s().\u2010-\u2013/-]{5,24}\d/;
const DIGITS = { fewest: 7, most: 15 };

interface HandoffDialogState {
  step: string;
  /** The lines of the note that the parent was shown to say yes to, as steps of content/help. */
  shown: string[];
  /** A number to call that the parent has not confirmed yet; it is kept no longer than that. */
  number?: string;
}

/** Offers a person, asks what may be told, and sends it only after a yes to exactly that; offers to be called instead. */
export class HandoffDialog extends AttuneDialog<HandoffDialogState> {
  readonly #answers: Answers;

  constructor(answers: Answers) {
    super('handoffDialog');
    this.#answers = answers;
  }

  fresh({ step }: Target): HandoffDialogState {
    return { step: step ?? 'start', shown: [] };
  }

  topicOf(): string {
    return HANDOFF_TOPIC;
  }

  override resumable({ step }: HandoffDialogState): boolean {
    return OPEN_STEPS.includes(step);
  }

  override understands(turn: Turn, state: HandoffDialogState): boolean {
    return this.#read(turn, state) !== undefined;
  }

  async begin(dc: DialogContext, turn: Turn, { step }: Target): Promise<DialogTurnResult> {
    const { handoffs } = turn;
    if (!handoffs) return goTo(dc, { topic: 'help', step: 'nurse' });
    const state = Object.assign(this.stateOf(dc), { ...this.fresh({ topic: HANDOFF_TOPIC }), ...this.stateOf(dc) });
    if (step === 'stopped' || step === 'ended') return this.#leave(turn, state);
    if (handoffs.open) await this.#sayStatus(turn, state);
    else if (step === undefined && NOTE_STEPS.includes(state.step)) this.#offerNote(turn, state);
    else if (step === undefined && this.resumable(state)) this.ask(turn, state);
    else this.#offer(turn, state);
    return Dialog.EndOfTurn;
  }

  async answer(dc: DialogContext, turn: Turn, pressed: string | undefined): Promise<DialogTurnResult> {
    const state = this.stateOf(dc);
    const answer = pressed ?? this.#read(turn, state);
    const { handoffs } = turn;
    if (!handoffs) return goTo(dc, { topic: 'help', step: 'nurse' });
    switch (answer) {
      case 'call':
        this.#say(turn, state, turn.library.desk?.callBack ? 'callBackAsk' : 'closed');
        return Dialog.EndOfTurn;
      case 'number':
        state.number = numberIn(turn.text) ?? '';
        this.#say(turn, state, state.number ? 'callBackConfirm' : 'callBackAgain');
        return Dialog.EndOfTurn;
      case 'other':
        this.#say(turn, state, 'callBackAsk');
        return Dialog.EndOfTurn;
      case 'sendNumber':
        return this.#askForCall(turn, state);
      case 'wait':
        return this.#waitOn(turn, state);
    }
    // What asks for a person makes no sense twice.
    if (handoffs.open) {
      await this.#sayStatus(turn, state);
      return Dialog.EndOfTurn;
    }
    switch (answer) {
      case 'goOn':
        this.#offerNote(turn, state);
        return Dialog.EndOfTurn;
      case 'send':
        return this.#send(dc, turn, state);
      case 'noNote':
        this.#say(turn, state, 'noNote');
        return Dialog.EndOfTurn;
      case 'without':
        return this.#request(dc, turn, state, []);
      case 'cancel':
        delete state.number;
        this.#say(turn, state, 'cancelled');
        return Dialog.EndOfTurn;
      default:
        return close(dc);
    }
  }

  ask(turn: Turn, state: HandoffDialogState): void {
    this.#say(turn, state, turn.library.hasStep(HANDOFF_TOPIC, state.step) ? state.step : 'start');
  }

  override listen(turn: Turn, state: HandoffDialogState): boolean {
    if (!state.step.startsWith('callBackA')) return false;
    this.#say(turn, state, 'callBackAgain');
    return true;
  }

  #offer(turn: Turn, state: HandoffDialogState): void {
    this.#say(turn, state, turn.deskHours.open ? 'start' : 'closed');
  }

  /** The note, when there is one, else the offer of one. */
  #offerNote(turn: Turn, state: HandoffDialogState): void {
    this.#say(turn, state, chosenLines(turn).length > 0 ? 'share' : 'noNote');
  }

  /** Exactly what was shown is sent: a note that was changed since is shown again. */
  async #send(dc: DialogContext, turn: Turn, state: HandoffDialogState): Promise<DialogTurnResult> {
    const steps = noteSteps(turn);
    if (JSON.stringify(steps) === JSON.stringify(state.shown)) return this.#request(dc, turn, state, steps);
    this.#offerNote(turn, state);
    return Dialog.EndOfTurn;
  }

  async #request(
    dc: DialogContext,
    turn: Turn,
    state: HandoffDialogState,
    shared: readonly string[],
  ): Promise<DialogTurnResult> {
    if (!turn.deskHours.open) {
      this.#say(turn, state, 'closed');
      return Dialog.EndOfTurn;
    }
    const urgent = dc.stack.some(({ id }) => id === 'escalationDialog' || id === 'checkDialog');
    const position = await turn.handoffs?.ask(summaryOf(turn, shared), shared, urgent);
    this.#say(turn, state, 'asked', { position: String(position ?? 1) });
    return Dialog.EndOfTurn;
  }

  async #askForCall(turn: Turn, state: HandoffDialogState): Promise<DialogTurnResult> {
    const { number } = state;
    delete state.number;
    if (number) turn.handoffs?.askForCall(number, summaryOf(turn, []));
    this.#say(turn, state, number ? 'callBackDone' : 'callBackAsk');
    return Dialog.EndOfTurn;
  }

  async #waitOn(turn: Turn, state: HandoffDialogState): Promise<DialogTurnResult> {
    if (turn.handoffs?.open?.stage === 'waiting') turn.handoffs.waitOn();
    await this.#sayStatus(turn, state);
    return Dialog.EndOfTurn;
  }

  async #leave(turn: Turn, state: HandoffDialogState): Promise<DialogTurnResult> {
    const stage = turn.handoffs?.open?.stage;
    if (stage) turn.handoffs?.leave();
    this.#say(turn, state, stage === 'taken' ? 'ended' : stage ? 'stopped' : 'notWaiting');
    return Dialog.EndOfTurn;
  }

  async #sayStatus(turn: Turn, state: HandoffDialogState): Promise<void> {
    const { handoffs } = turn;
    if (handoffs?.person) state.step = sayOfPerson(turn, 'withPerson', handoffs.person);
    else if (handoffs?.open?.stage === 'callBack') this.#say(turn, state, 'callBackDone');
    else if (handoffs?.open) this.#say(turn, state, 'waiting', { position: String(await handoffs.position()) });
    else this.#say(turn, state, 'notWaiting');
  }

  #say(turn: Turn, state: HandoffDialogState, step: string, slots: Record<string, string> = {}): void {
    if (step === 'share') state.shown = noteSteps(turn);
    const note = step === 'share' ? noteOf(turn, false) : undefined;
    state.step = sayHandoff(turn, step, { ...(state.number && { number: state.number }), ...slots }, note);
  }

  #read(turn: Turn, { step }: HandoffDialogState): string | undefined {
    const { text, language } = turn;
    if (step.startsWith('callBack') && step !== 'callBackDone' && numberIn(text)) return 'number';
    if (!turn.library.hasStep(HANDOFF_TOPIC, step)) return undefined;
    const { actions } = turn.library.words(HANDOFF_TOPIC, step, language, turn.country);
    const offered = actions.flatMap(({ answer }) => (answer ? [answer] : []));
    const said = this.#answers.exact(text, language, HANDOFF_TOPIC, [...offered, 'yes', 'no']);
    if (said === 'yes') return YES[step];
    return said === 'no' ? (NO[step] ?? (offered.includes('cancel') ? 'cancel' : undefined)) : said;
  }
}

/** Ends an open hand-off because the words of its conversation are deleted, and says so. */
export function endsByErasing(turn: Turn): void {
  const wasTaken = turn.handoffs?.person !== undefined;
  turn.handoffs?.erase();
  sayHandoff(turn, wasTaken ? 'ended' : 'stopped');
}

/** Says a step about a person, by their first name; in other words where nobody tells the name. */
export function sayOfPerson(turn: Turn, step: 'taken' | 'takenOver' | 'withPerson' | 'left', who: StaffMember): string {
  const name = shownName(who);
  return sayHandoff(turn, name ? step : `${step}Nameless`, { name });
}

/** Says a step of the hand-off, without the offer of a call where the hospital makes none. Returns the step. */
export function sayHandoff(turn: Turn, step: string, slots: Record<string, string> = {}, note?: Note): string {
  const { library, language, country } = turn;
  const { actions } = library.words(HANDOFF_TOPIC, step, language, country);
  const known = {
    staff: library.deskStaff(language),
    opens: turn.deskHours.text,
    minutes: String(turn.handoffs?.answerWithinMinutes ?? ''),
  };
  return turn.say(HANDOFF_TOPIC, step, {
    note,
    actions: library.desk?.callBack ? actions : actions.filter(({ answer }) => answer !== 'call'),
    slots: { ...known, ...slots },
  });
}

/** The lines of these steps, as the desk is told. */
export function summaryOf(turn: Turn, steps: readonly string[]): Summary {
  const known = steps.filter((step) => turn.library.hasStep('help', step));
  return { title: turn.line('help', 'noteTitle'), lines: known.map((step) => turn.line('help', step)) };
}

/** A telephone number that a text holds, as it was written. */
function numberIn(text: string): string | undefined {
  const found = NUMBER.exec(text)?.[0].trim();
  const digits = found?.replace(/\D/g, '').length ?? 0;
  return found && digits >= DIGITS.fewest && digits <= DIGITS.most ? found : undefined;
}
