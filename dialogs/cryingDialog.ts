import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';
import type { Turn } from '../src/turn.ts';
import type { Answers } from './answers.ts';
import { AttuneDialog, type Target } from './attuneDialog.ts';
import { readBabyAge } from './babyAge.ts';
import { goOver, goTo } from './navigate.ts';
import { NEEDS, SOOTHING } from './steps.ts';

const WAYS: readonly string[] = [...NEEDS, ...SOOTHING];
/** A longer text that names an age says more than the age. */
const MAX_AGE_WORDS = 7;
const THREE_MONTHS = 91;
const SIX_MONTHS = 183;
/** Ages that the buttons stand for, in days. */
const AGE_OF_BUTTON: Record<string, number> = { under3: 45, from3to6: 135, from6to12: 270 };

interface CryingState {
  step: string;
  /** Needs and ways to soothe that were tried or ruled out; not asked again. */
  done: string[];
  /** True once the danger signs were asked and denied. */
  dangerAsked: boolean;
  ageAsked: boolean;
}

/** Danger signs, then the parent, then the needs one at a time, then soothing; "put the baby down" from every step. */
export class CryingDialog extends AttuneDialog<CryingState> {
  override readonly resumable = true;
  readonly #answers: Answers;

  constructor(answers: Answers) {
    super('cryingDialog');
    this.#answers = answers;
  }

  topicOf(): string {
    return 'crying';
  }

  override understands(turn: Turn, state: CryingState): boolean {
    return this.#read(turn, state) !== undefined;
  }

  async begin(dc: DialogContext, turn: Turn, { step }: Target): Promise<DialogTurnResult> {
    const fresh: CryingState = { step: 'start', done: [], dangerAsked: false, ageAsked: false };
    const state = Object.assign(this.stateOf(dc), { ...fresh, ...this.stateOf(dc) });
    turn.state.babyAgeDays = readBabyAge(turn.text) ?? turn.state.babyAgeDays;
    this.#say(turn, state, step ?? dangerStep(turn));
    return Dialog.EndOfTurn;
  }

  async answer(dc: DialogContext, turn: Turn, pressed: string | undefined): Promise<DialogTurnResult> {
    const state = this.stateOf(dc);
    const answer = pressed ?? this.#read(turn, state);
    const about = turn.pressed?.late ? turn.pressed.contentId.split('/')[1] : state.step;
    switch (answer) {
      case 'danger':
        return goOver(dc, 'escalationDialog', { topic: 'urgent-baby' });
      case 'limit':
      case 'putDown':
        return this.#stay(turn, state, 'putDown');
      case 'found':
        return this.#stay(turn, state, 'bodyFound');
      case 'pause':
      case 'back':
        return this.#stay(turn, state, answer);
      case 'helped':
        if (about && WAYS.includes(about)) turn.state.worked = about;
        return this.#stay(turn, state, 'stopped');
      case 'stop':
        turn.say('chat', 'stopped');
        return dc.endDialog();
      case 'parent':
        return goTo(dc, { topic: 'distress' });
      case 'again':
        Object.assign(state, { done: [] });
        break;
      case 'noDanger':
        state.dangerAsked = true;
        break;
      default:
        this.#note(turn, state, answer, about);
    }
    return this.#stay(turn, state, this.#next(turn, state));
  }

  ask(turn: Turn, state: CryingState): void {
    turn.say('crying', turn.library.hasStep('crying', state.step) ? state.step : this.#next(turn, state));
  }

  /** What an answer that only moves on tells: an age, or something that need not be asked again. */
  #note(turn: Turn, state: CryingState, answer: string | undefined, about: string | undefined): void {
    const age = AGE_OF_BUTTON[answer ?? ''] ?? readBabyAge(turn.text);
    if (age !== undefined) this.#correctAge(turn, state, age);
    if (state.step === 'age') state.ageAsked = true;
    if (answer === 'age') return;
    if (about && answer !== undefined && !state.done.includes(about)) state.done.push(about);
  }

  /** The fever rule depends on the age: a parent who corrects it is asked about the danger signs of that age. */
  #correctAge(turn: Turn, state: CryingState, age: number): void {
    const before = dangerStep(turn);
    turn.state.babyAgeDays = age;
    const known = before !== 'start';
    if (known && dangerStep(turn) !== before) state.dangerAsked = false;
  }

  /** The first step that still has to be said. */
  #next(turn: Turn, state: CryingState): string {
    if (!state.dangerAsked) return dangerStep(turn);
    if (turn.state.babyAgeDays === undefined && !state.ageAsked) return 'age';
    const open = (steps: readonly string[]) =>
      steps.find((step) => !state.done.includes(step) && turn.library.hasStep('crying', step));
    const workedBefore = turn.state.worked ? ['lastTime', turn.state.worked] : [];
    return open(['parent', ...workedBefore, ...NEEDS]) ?? open(['toSoothing']) ?? open(SOOTHING) ?? 'notStopped';
  }

  async #stay(turn: Turn, state: CryingState, step: string): Promise<DialogTurnResult> {
    this.#say(turn, state, step);
    return Dialog.EndOfTurn;
  }

  #say(turn: Turn, state: CryingState, step: string): void {
    state.step = turn.say('crying', step);
  }

  /** Typed words as one of the answers that the buttons of the current step offer. */
  #read(turn: Turn, state: CryingState): string | undefined {
    if (turn.text.split(/\s+/).length <= MAX_AGE_WORDS && readBabyAge(turn.text) !== undefined) return 'age';
    const step = turn.library.hasStep('crying', state.step) ? state.step : undefined;
    if (!step) return undefined;
    const offered = turn.library
      .words('crying', step, turn.language, turn.country)
      .actions.flatMap((action) => (action.answer ? [action.answer] : []));
    const answer = this.#answers.within(turn.text, turn.language, 'crying', [
      ...offered,
      'helped',
      'putDown',
      'yes',
      'no',
    ]);
    if (answer === 'yes') return yesOf(step);
    if (answer === 'no') return noOf(step, offered);
    return answer;
  }
}

/** The danger signs, with the fever rule of the age when it is known. */
function dangerStep(turn: Turn): string {
  const age = turn.state.babyAgeDays;
  const step =
    age === undefined ? 'start' : age < THREE_MONTHS ? 'dangerUnder3' : age < SIX_MONTHS ? 'danger3to6' : 'dangerOlder';
  return turn.library.hasStep('crying', step) ? step : 'start';
}

function asksDanger(step: string): boolean {
  return step === 'start' || step.startsWith('danger');
}

/** What a bare "yes" means: to danger signs, the worst; to a need or a way to soothe, that it was tried. */
function yesOf(step: string): string | undefined {
  if (asksDanger(step)) return 'danger';
  if (step === 'parent') return 'ok';
  return WAYS.includes(step) ? 'tried' : undefined;
}

function noOf(step: string, offered: readonly string[]): string | undefined {
  if (asksDanger(step)) return 'noDanger';
  return offered.includes('notThat') ? 'notThat' : undefined;
}
