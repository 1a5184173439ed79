import type { Action } from '../src/content/schema.ts';
import type { Turn } from '../src/turn.ts';
import type { Answers } from './answers.ts';
import type { Target } from './attuneDialog.ts';
import { ageOfButton, isAboutAge, readBabyAge } from './babyAge.ts';
import { bandOf, planNote } from './bondingPlan.ts';
import type { Reasons } from './reasons.ts';
import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';
import { REASONS } from './steps.ts';
import { TopicDialog, type TopicState } from './topicDialog.ts';

/** A tired parent reads no more reasons than this in a row; the others are in the menus. */
const MAX_REASONS = 3;
/** A shorter text that nothing was found in is no story. */
const MIN_STORY_WORDS = 4;
const MAX_BUTTONS = 5;
/** Steps that ask an open question: what is written then may name reasons. */
const OPEN_QUESTIONS: readonly string[] = [
  ...['start', 'heardNone', 'reasons', 'reasonsBirth', 'reasonsFeelings', 'reasonsFeelings2', 'reasonsBaby'],
  ...['reasonsStory', 'reasonsStory2', 'otherReason'],
];

export interface BondingState extends TopicState {
  /** Reasons that the parent named and that are still to be explained. */
  queue: string[];
  /** Reasons that were explained. */
  told: string[];
  /** The parent named reasons in their own words. */
  guided?: boolean;
  ageAsked: boolean;
  /** The small thing for today was offered. */
  todayAsked: boolean;
  /** The small thing that the parent wants to try, by the age that it fits. */
  today?: string;
  youAsked: boolean;
  /** How the parent is, by the answer to `you`. */
  mood?: string;
  planned: boolean;
}

/**
 * Bonding: listens, explains each reason that the parent names, then offers one small thing for today, asks how the
 * parent is, and ends with a plan. All arrows of the topic lead on as in any other.
 */
export class BondingDialog extends TopicDialog<BondingState> {
  /** Nothing in it depends on how the baby is at this hour. */
  override readonly waitsForever = true;
  readonly #answers: Answers;
  readonly #reasons: Reasons;

  constructor(answers: Answers, reasons: Reasons) {
    super('bondingDialog');
    this.#answers = answers;
    this.#reasons = reasons;
  }

  override fresh({ topic, step }: Target): BondingState {
    const nothing = { queue: [], told: [], ageAsked: false, todayAsked: false, youAsked: false, planned: false };
    return { topic, step: step ?? 'start', ...nothing };
  }

  override resumable(state: BondingState): boolean {
    return !state.planned && ((state.told?.length ?? 0) > 0 || state.todayAsked);
  }

  override understands(turn: Turn, state: BondingState): boolean {
    return this.#read(turn, state) !== undefined || this.#named(turn, state).length > 0;
  }

  override async begin(dc: DialogContext, turn: Turn, { topic, step }: Target): Promise<DialogTurnResult> {
    const before = this.stateOf(dc);
    const again = before.step !== undefined;
    const state = Object.assign(before, { ...this.fresh({ topic, step }), ...before });
    if (turn.match) return this.#hear(turn, state, step, again);
    if (!step && this.resumable(state)) this.ask(turn, state);
    else this.#say(turn, state, step ?? 'start');
    return Dialog.EndOfTurn;
  }

  override async answer(dc: DialogContext, turn: Turn, pressed: string | undefined): Promise<DialogTurnResult> {
    const state = this.stateOf(dc);
    const answer = pressed ?? this.#read(turn, state);
    if (answer === undefined) return this.#explain(turn, state, this.#named(turn, state));
    const age = ageOfButton(answer) ?? (answer === 'age' ? readBabyAge(turn.text) : undefined);
    if (age !== undefined) turn.state.babyAgeDays = age;
    switch (answer) {
      case 'age':
        state.todayAsked = false;
        break;
      case 'noAge':
        state.ageAsked = true;
        break;
      case 'keep':
        state.today = bandOf(turn);
        break;
      case 'notToday':
        delete state.today;
        break;
      case 'lowDays':
        state.mood = answer;
        this.#say(turn, state, 'lowDays');
        return Dialog.EndOfTurn;
      case 'someDays':
      case 'fine':
        state.mood = answer;
        break;
      case 'plan':
        state.youAsked = true;
        break;
    }
    this.#say(turn, state, this.#next(turn, state));
    return Dialog.EndOfTurn;
  }

  override ask(turn: Turn, state: BondingState): void {
    this.#say(turn, state, turn.library.hasStep('bonding', state.step) ? state.step : this.#next(turn, state));
  }

  override listen(turn: Turn, state: BondingState): boolean {
    if (state.step !== 'start' || turn.text.split(/\s+/).length < MIN_STORY_WORDS) return false;
    this.#say(turn, state, 'heardNone');
    return true;
  }

  /** What was typed is about bonding: for the reasons it names, else for the step that it asks for. */
  async #hear(turn: Turn, state: BondingState, step: string | undefined, again: boolean): Promise<DialogTurnResult> {
    const named = this.#reasons.find(turn.text, turn.language);
    const asked = step && isReason(step) && !named.includes(step) ? [...named, step] : named;
    const fresh = asked.filter((reason) => this.#isNew(turn, state, reason));
    if (fresh.length > 0) return this.#explain(turn, state, fresh);
    const [told] = asked;
    this.#say(turn, state, told ?? (step === undefined || step === 'start' ? (again ? 'heardNone' : 'start') : step));
    return Dialog.EndOfTurn;
  }

  async #explain(turn: Turn, state: BondingState, reasons: readonly string[]): Promise<DialogTurnResult> {
    state.guided = true;
    state.queue.push(...reasons.slice(0, Math.max(1, MAX_REASONS - state.queue.length)));
    turn.say('bonding', reasons.length > 1 ? 'heardMore' : 'heard');
    this.#say(turn, state, this.#next(turn, state));
    return Dialog.EndOfTurn;
  }

  /** Reasons that the parent names in answer to an open question, and that were not explained yet. */
  #named(turn: Turn, state: BondingState): string[] {
    if (!OPEN_QUESTIONS.includes(state.step) || turn.text.includes('?')) return [];
    return this.#reasons.find(turn.text, turn.language).filter((reason) => this.#isNew(turn, state, reason));
  }

  #isNew(turn: Turn, { queue, told }: BondingState, reason: string): boolean {
    return !queue.includes(reason) && !told.includes(reason) && turn.library.hasStep('bonding', reason);
  }

  /** The next reason, then the small thing, then the parent, then the plan. */
  #next(turn: Turn, state: BondingState): string {
    for (let reason = state.queue.shift(); reason; reason = state.queue.shift()) {
      if (turn.library.hasStep('bonding', reason)) return reason;
    }
    if (!state.todayAsked) {
      return turn.state.babyAgeDays === undefined && !state.ageAsked ? 'age' : `today${bandOf(turn)}`;
    }
    return state.youAsked ? 'plan' : 'you';
  }

  #say(turn: Turn, state: BondingState, step: string): void {
    const actions = this.#withGoOn(turn, state, step);
    state.step = turn.say('bonding', step, { actions, note: step === 'plan' ? planNote(turn, state) : undefined });
    if (isReason(step) && !state.told.includes(step)) state.told.push(step);
    if (step === 'age') state.ageAsked = true;
    if (step.startsWith('today')) state.todayAsked = true;
    if (step === 'you') state.youAsked = true;
    if (step === 'plan') state.planned = true;
  }

  /**
   * The way on, wherever a step asks for no answer of its own. Under a reason that the parent has named it stands
   * first, and takes the place of the menu of reasons where the buttons would be too many; else it stands last.
   */
  #withGoOn(turn: Turn, state: BondingState, step: string): readonly Action[] | undefined {
    const onTheWay = state.guided && !state.planned && step !== 'plan';
    if (!isReason(step) && !onTheWay) return undefined;
    const { library, language, country } = turn;
    const [goOn] = library.words('bonding', 'goOn', language, country).actions;
    const own = library.words('bonding', step, language, country).actions;
    if (!goOn || own.some(({ answer }) => answer)) return undefined;
    if (!onTheWay || !isReason(step)) return [...own, goOn];
    return [goOn, ...(own.length < MAX_BUTTONS ? own : own.filter(({ next }) => next !== 'reasons'))];
  }

  /** Typed words as one of the answers that the step offers. */
  #read(turn: Turn, state: BondingState): string | undefined {
    const { step } = state;
    const aboutAge = step === 'age' || step.startsWith('today');
    if (aboutAge && isAboutAge(turn.text)) return 'age';
    if (!turn.library.hasStep('bonding', step)) return undefined;
    const own = turn.library.words('bonding', step, turn.language, turn.country).actions;
    const offered = (this.#withGoOn(turn, state, step) ?? own).flatMap(({ answer }) => (answer ? [answer] : []));
    if (offered.length === 0) return undefined;
    const among = [...offered, 'yes', 'no', 'notSure'];
    const { text, language } = turn;
    const whole = this.#answers.exact(text, language, 'bonding', among);
    const isQuestion = step === 'you' && !text.includes('?');
    // A bare "no" denies two weeks of low days only where it is the whole answer: "no sleep, no hope" denies nothing.
    const said = isQuestion
      ? this.#answers.within(
          text,
          language,
          'bonding',
          among.filter((answer) => answer !== 'no'),
        )
      : undefined;
    return meaning(whole ?? said, offered);
  }
}

function isReason(step: string): boolean {
  return REASONS.some((reason) => reason === step);
}

/** What a bare yes, no or "not sure" means beside these answers; other answers mean themselves. */
function meaning(answer: string | undefined, offered: readonly string[]): string | undefined {
  const first = (...answers: string[]) => answers.find((candidate) => offered.includes(candidate));
  if (answer === 'yes') return first('keep', 'lowDays', 'goOn', 'plan');
  if (answer === 'no') return first('notToday', 'fine', 'noAge');
  if (answer === 'notSure') return first('someDays', 'noAge', 'notToday');
  return answer;
}
