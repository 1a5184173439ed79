import type { Action } from '../src/content/schema.ts';
import type { Turn } from '../src/turn.ts';
import type { Answers } from './answers.ts';
import { AttuneDialog, type Target } from './attuneDialog.ts';
import { isAboutAge, readBabyAge } from './babyAge.ts';
import { chosenLines, HOW_LONG, NOTE_FEELINGS, noteOf } from './note.ts';
import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';

/** Lines to choose from that are shown at a time. */
const PAGE = 4;
/** Steps after which the parent is done with the note. */
const ENDS: readonly string[] = ['noteReady', 'noteGone'];

interface NoteState {
  step: string;
  /** Where the lines to choose from go on. */
  offset: number;
  longAsked: boolean;
  /** The age was left out or taken out by the parent. */
  ageOut: boolean;
}

/** Puts a note together from what the parent chooses, to read, change and keep. It is sent to nobody. */
export class NoteDialog extends AttuneDialog<NoteState> {
  override readonly waitsForever = true;
  readonly #answers: Answers;

  constructor(answers: Answers) {
    super('noteDialog');
    this.#answers = answers;
  }

  fresh({ step }: Target): NoteState {
    return { step: step ?? 'whatToSay', offset: 0, longAsked: false, ageOut: false };
  }

  topicOf(): string {
    return 'help';
  }

  override resumable({ step }: NoteState): boolean {
    return !ENDS.includes(step);
  }

  override returnTo(): string {
    return 'help/whatToSay';
  }

  override understands(turn: Turn, state: NoteState): boolean {
    return this.#read(turn, state).length > 0;
  }

  async begin(dc: DialogContext, turn: Turn, target: Target): Promise<DialogTurnResult> {
    const state = Object.assign(this.stateOf(dc), { ...this.fresh(target), ...this.stateOf(dc) });
    const anew = target.step === undefined || target.step === 'whatToSay';
    this.#say(turn, state, anew && chosenLines(turn).length > 0 ? 'note' : (target.step ?? 'whatToSay'));
    return Dialog.EndOfTurn;
  }

  async answer(dc: DialogContext, turn: Turn, pressed: string | undefined): Promise<DialogTurnResult> {
    const state = this.stateOf(dc);
    const at = turn.pressed?.contentId.split('/')[1] ?? state.step;
    const answers = pressed ? [pressed] : this.#read(turn, state);
    let step = at;
    for (const answer of answers) {
      this.#note(turn, state, at, answer);
      step = this.#after(turn, state, at, answer);
    }
    // Scary thoughts may be an emergency: that is asked whatever else was chosen with them.
    this.#say(turn, state, answers.includes('scary') && at !== 'noteChange' ? 'noteScary' : step);
    return Dialog.EndOfTurn;
  }

  ask(turn: Turn, state: NoteState): void {
    this.#say(turn, state, turn.library.hasStep('help', state.step) ? state.step : 'whatToSay');
  }

  /** Puts a line into the note, or takes it out. */
  #note(turn: Turn, state: NoteState, at: string, answer: string): void {
    const lines = new Set(turn.state.note ?? []);
    const longs: readonly string[] = HOW_LONG;
    if (answer === 'drop') lines.clear();
    if (at === 'noteChange') {
      for (const line of answer === 'long' ? longs : [answer]) lines.delete(line);
      if (answer === 'age') state.ageOut = true;
    } else if (NOTE_FEELINGS.includes(answer as never)) {
      lines.add(answer);
    } else if (longs.includes(answer)) {
      for (const long of longs) lines.delete(long);
      lines.add(answer);
    }
    if (answer === 'ageTold') {
      turn.state.babyAgeDays = readBabyAge(turn.text) ?? 0;
      state.ageOut = false;
    }
    const knowsAge = turn.state.babyAgeDays !== undefined && !state.ageOut;
    if (knowsAge && lines.size > 0) lines.add('age');
    else lines.delete('age');
    turn.state.note = [...lines];
  }

  #after(turn: Turn, state: NoteState, at: string, answer: string): string {
    switch (answer) {
      case 'more':
        state.offset += PAGE;
        return at === 'noteChange' ? at : 'noteMore';
      case 'all':
        return state.longAsked ? 'note' : 'noteLong';
      case 'take':
        state.offset = 0;
        return chosenLines(turn).length > 0 ? 'noteChange' : 'noteMore';
      case 'add':
        state.offset = 0;
        return 'noteMore';
      case 'goOn':
        return 'noteMore';
      case 'keep':
        return 'noteReady';
      case 'drop':
        Object.assign(state, { offset: 0, longAsked: false, ageOut: false });
        return 'noteGone';
      default:
        return ['whatToSay', 'noteMore', 'noteScary'].includes(at) && answer !== 'ageTold' ? 'noteMore' : 'note';
    }
  }

  #say(turn: Turn, state: NoteState, step: string): void {
    if (step === 'noteLong') state.longAsked = true;
    const shown = step === 'note' || step === 'noteReady';
    const note = shown ? noteOf(turn, step === 'noteReady') : undefined;
    state.step = turn.say('help', step, { actions: this.#actions(turn, state, step), note });
  }

  /** The buttons of a step: of the lines to choose from, those that are not chosen, a few at a time. */
  #actions(turn: Turn, state: NoteState, step: string): readonly Action[] | undefined {
    const own = (name: string) => turn.library.words('help', name, turn.language, turn.country).actions;
    const chosen = chosenLines(turn);
    const isFeeling = ({ answer }: Action) => NOTE_FEELINGS.includes(answer as never);
    if (step === 'whatToSay' || step === 'noteMore') {
      const open = own(step).filter((action) => isFeeling(action) && !chosen.includes(action.answer ?? ''));
      const rest = own(step).filter((action) => !isFeeling(action) && (action.answer !== 'all' || step === 'noteMore'));
      return paged(open, rest, state.offset);
    }
    if (step === 'noteChange') {
      const feelings = own('whatToSay').filter((action) => isFeeling(action) && chosen.includes(action.answer ?? ''));
      const long = HOW_LONG.some((name) => chosen.includes(name));
      const others = own(step).filter(
        ({ answer }) => (answer === 'age' && chosen.includes('age')) || (answer === 'long' && long),
      );
      const rest = own(step).filter(({ answer }) => answer === 'more' || answer === 'keepAll');
      return paged([...feelings, ...others], rest, state.offset);
    }
    return undefined;
  }

  /** Typed words as answers that the step offers; several lines may be named at once. */
  #read(turn: Turn, state: NoteState): string[] {
    const { text, language } = turn;
    if (isAboutAge(text) && state.step !== 'noteLong') return ['ageTold'];
    if (!turn.library.hasStep('help', state.step) || text.includes('?')) return [];
    const actions = this.#actions(turn, state, state.step);
    const all = actions ?? turn.library.words('help', state.step, language, turn.country).actions;
    const offered = all.flatMap(({ answer }) => (answer ? [answer] : []));
    const whole = this.#answers.exact(text, language, 'help', [...offered, 'yes', 'no']);
    if (whole === 'yes') return offered.includes('keep') ? ['keep'] : [];
    if (whole === 'no') return offered.includes('all') ? ['all'] : offered.includes('take') ? ['take'] : [];
    if (whole) return [whole];
    if (state.step === 'noteLong') {
      const long = this.#answers.within(text, language, 'help', HOW_LONG);
      return long ? [long] : [];
    }
    const choosing = state.step === 'whatToSay' || state.step === 'noteMore';
    return choosing ? this.#answers.every(text, language, 'help', NOTE_FEELINGS) : [];
  }
}

/** A few of the lines, from `offset` on and round again; the button for more only when there are more. */
function paged(lines: readonly Action[], rest: readonly Action[], offset: number): readonly Action[] {
  const from = lines.length > 0 ? offset % (Math.ceil(lines.length / PAGE) * PAGE) : 0;
  const ways = lines.length > PAGE ? rest : rest.filter(({ answer }) => answer !== 'more');
  return [...lines.slice(from, from + PAGE), ...ways];
}
