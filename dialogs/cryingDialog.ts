import type { Turn } from '../src/turn.ts';
import type { Answers } from './answers.ts';
import { AttuneDialog, type Target } from './attuneDialog.ts';
import { ageOfButton, isAboutAge, readBabyAge, SIX_MONTHS, THREE_MONTHS } from './babyAge.ts';
import { goOver, goTo } from './navigate.ts';
import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';
import { CODE_STEPS, NEEDS, SOOTHING } from './steps.ts';

const WAYS: readonly string[] = [...NEEDS, ...SOOTHING];
/** Steps of the list itself; the others are there to read, and lead back to it. */
const LIST: readonly string[] = CODE_STEPS.crying ?? [];
/** Where the list ends: crying after that is another time, and begins with the danger signs. */
const ENDS: readonly string[] = ['stopped', 'notStopped'];
const PAUSE_MS = 10 * 60_000;
const CHECK_IN = 'checkIn';
/** So long a parent may be taken to have the last reply before their eyes. */
const STILL_IN_SIGHT_MS = 10 * 60_000;
/** Asks about the danger signs once more, without the list of them. */
const DANGER_AGAIN = 'dangerAgain';

interface CryingState {
  step: string;
  /** The step of the list where the parent is, also while they read something else. */
  place?: string;
  /** Needs and ways to soothe that were tried or ruled out; not asked again. */
  done: string[];
  /** True once the danger signs were asked and denied. */
  dangerAsked: boolean;
  ageAsked: boolean;
  /** When the ten minutes are over, ISO 8601. */
  pauseEnds?: string;
}

/** Danger signs, then the parent, then the needs one at a time, then soothing; "put the baby down" from every step. */
export class CryingDialog extends AttuneDialog<CryingState> {
  readonly #answers: Answers;

  constructor(answers: Answers) {
    super('cryingDialog');
    this.#answers = answers;
  }

  fresh(): CryingState {
    return { step: 'start', done: [], dangerAsked: false, ageAsked: false };
  }

  topicOf(): string {
    return 'crying';
  }

  override resumable(state: CryingState): boolean {
    return !ENDS.includes(state.place ?? state.step);
  }

  /** Danger signs that were denied before the list was closed say nothing about now. */
  override takesLate(answer: string): boolean {
    return answer !== 'noDanger';
  }

  override understands(turn: Turn, state: CryingState): boolean {
    return this.#read(turn, state) !== undefined;
  }

  async begin(dc: DialogContext, turn: Turn, { step }: Target): Promise<DialogTurnResult> {
    const state = Object.assign(this.stateOf(dc), { ...this.fresh(), ...this.stateOf(dc) });
    const age = turn.pressed ? undefined : readBabyAge(turn.text);
    if (age !== undefined) this.#correctAge(turn, state, age);
    if (this.#hasStopped(turn, step)) return this.#stay(turn, state, 'stopped');
    if (ENDS.includes(state.place ?? '')) Object.assign(state, { done: [], dangerAsked: false });
    const place = step ?? (state.dangerAsked && state.place ? state.place : dangerStep(turn));
    const again = age === undefined && asksAgain(turn, place);
    return this.#stay(turn, state, again ? DANGER_AGAIN : place);
  }

  async answer(dc: DialogContext, turn: Turn, pressed: string | undefined): Promise<DialogTurnResult> {
    const state = this.stateOf(dc);
    const answer = pressed ?? this.#read(turn, state);
    const about = turn.pressed?.late ? turn.pressed.contentId.split('/')[1] : state.step;
    switch (answer) {
      case 'danger':
        return goOver(dc, 'escalationDialog', { topic: 'urgent-baby' });
      case 'limit':
        state.done.push('parent');
        return this.#stay(turn, state, 'putDown');
      case 'putDown':
        return this.#stay(turn, state, answer);
      case 'found':
        return this.#stay(turn, state, 'bodyFound');
      case 'pause':
      case 'pausing':
      case 'back':
        return this.#stay(turn, state, answer);
      case 'helped':
        if (about && WAYS.includes(about)) turn.state.worked = about;
        return this.#stay(turn, state, 'stopped');
      case 'stop':
        dc.stack.pop();
        turn.say('chat', 'stopped');
        return Dialog.EndOfTurn;
      case 'parent':
        return goTo(dc, { topic: 'distress' });
      case 'again':
        Object.assign(state, { done: [] });
        break;
      case 'noDanger':
        state.dangerAsked = true;
        break;
      case 'oneDenied':
        return this.#stay(turn, state, DANGER_AGAIN);
      default:
        this.#note(turn, state, answer, about);
    }
    return this.#stay(turn, state, this.#next(turn, state));
  }

  ask(turn: Turn, state: CryingState): void {
    this.#say(turn, state, turn.library.hasStep('crying', state.step) ? state.step : this.#next(turn, state));
  }

  /** The ten minutes are over: asks how it is, if the parent has not been back. */
  override async comeDue(turn: Turn, state: CryingState, name: string): Promise<void> {
    if (name === CHECK_IN && isPause(state.step)) this.#say(turn, state, 'checkIn');
  }

  /** The parent says by themselves that it is over: the list is not begun. */
  #hasStopped(turn: Turn, step: string | undefined): boolean {
    const typed = turn.match !== undefined && step === undefined;
    return typed && this.#answers.within(turn.text, turn.language, 'crying', ['helped', 'still']) === 'helped';
  }

  /** What an answer that only moves on tells: an age, or something that need not be asked again. */
  #note(turn: Turn, state: CryingState, answer: string | undefined, about: string | undefined): void {
    const age = ageOfButton(answer) ?? readBabyAge(turn.text);
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
    const { worked } = turn.state;
    const workedBefore = worked && open([worked]) ? ['lastTime', worked] : [];
    return open(['parent', ...workedBefore, ...NEEDS]) ?? open(['toSoothing']) ?? open(SOOTHING) ?? 'notStopped';
  }

  async #stay(turn: Turn, state: CryingState, step: string): Promise<DialogTurnResult> {
    this.#say(turn, state, step);
    return Dialog.EndOfTurn;
  }

  #say(turn: Turn, state: CryingState, step: string): void {
    if (step === 'pause') state.pauseEnds = new Date(turn.now.getTime() + PAUSE_MS).toISOString();
    if (isPause(step) && state.pauseEnds) turn.due = { name: CHECK_IN, at: new Date(state.pauseEnds) };
    state.step = turn.say('crying', step);
    if (LIST.includes(state.step)) state.place = state.step;
  }

  /** Typed words as one of the answers that the buttons of the current step offer. */
  #read(turn: Turn, state: CryingState): string | undefined {
    if (isAboutAge(turn.text)) return 'age';
    const step = turn.library.hasStep('crying', state.step) ? state.step : undefined;
    if (!step) return undefined;
    const offered = turn.library
      .words('crying', step, turn.language, turn.country)
      .actions.flatMap((action) => (action.answer ? [action.answer] : []));
    if (isPause(step) && this.#answers.exact(turn.text, turn.language, 'crying', ['ok', 'yes'])) return 'pausing';
    const always = ['helped', 'putDown', 'yes', 'no', 'notSure', ...(step === 'putDown' ? ['back'] : [])];
    const among = [...offered, ...always];
    // "I'm losing it" puts the baby down first wherever the list is, word for word.
    if (!asksDanger(step) && this.#answers.exact(turn.text, turn.language, 'crying', ['limit'])) return 'limit';
    // "No response when I touch her" holds a "no": danger signs are denied by a whole phrase, or not at all. Without one
    // of them there may be others.
    const answer = asksDanger(step)
      ? (this.#answers.exact(turn.text, turn.language, 'crying', ['oneDenied']) ??
        this.#answers.exact(turn.text, turn.language, 'crying', among) ??
        this.#answers.within(turn.text, turn.language, 'crying', ['danger', 'notSure', 'putDown']))
      : this.#answers.within(turn.text, turn.language, 'crying', among);
    return meaning(answer, step, offered);
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

/** More words about crying answer no danger signs; but the same ones were listed a moment ago, and nothing since. */
function asksAgain(turn: Turn, place: string): boolean {
  const [newest] = turn.state.shown;
  const isListed = [`crying/${place}`, `crying/${DANGER_AGAIN}`].includes(newest?.contentId ?? '');
  return turn.match !== undefined && asksDanger(place) && isListed && turn.awayMs < STILL_IN_SIGHT_MS;
}

function isPause(step: string): boolean {
  return step === 'pause' || step === 'pausing';
}

/** What a bare yes, no or "not sure" means at a step; other answers mean themselves. */
function meaning(answer: string | undefined, step: string, offered: readonly string[]): string | undefined {
  switch (answer) {
    case 'yes':
      // To danger signs, the worst; to a need or a way to soothe, that it was tried.
      if (asksDanger(step)) return 'danger';
      if (['parent', 'toSoothing', 'lastTime'].includes(step)) return 'ok';
      if (step === 'putDown') return 'pause';
      return WAYS.includes(step) ? 'tried' : undefined;
    case 'no':
      if (asksDanger(step)) return 'noDanger';
      if (step === 'age') return 'noAge';
      return offered.includes('notThat') ? 'notThat' : undefined;
    case 'notSure':
      if (asksDanger(step)) return 'danger';
      return step === 'age' ? 'noAge' : undefined;
    default:
      return answer;
  }
}
