import type { Turn } from '../src/turn.ts';
import type { Answers } from './answers.ts';
import { AttuneDialog, type Target } from './attuneDialog.ts';
import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';

/** Languages that some help line speaks, by the answers of content/help; `langOther` stands for every other one. */
const CODES: Readonly<Record<string, string>> = { langEn: 'en', langEs: 'es', langFr: 'fr', langOther: 'other' };
const ANSWERS = Object.keys(CODES);
/** A longer text that no language was found in is no name of one. */
const MAX_NAME_WORDS = 3;

interface LanguageState {
  step: string;
}

/** Which help lines speak the parent's language, or bring in an interpreter: as far as each line's own page says so. */
export class LanguageDialog extends AttuneDialog<LanguageState> {
  readonly #answers: Answers;

  constructor(answers: Answers) {
    super('languageDialog');
    this.#answers = answers;
  }

  fresh({ step }: Target): LanguageState {
    return { step: step ?? 'language' };
  }

  topicOf(): string {
    return 'help';
  }

  override understands(turn: Turn, { step }: LanguageState): boolean {
    return step === 'language' && this.#read(turn) !== undefined;
  }

  async begin(dc: DialogContext, turn: Turn): Promise<DialogTurnResult> {
    this.ask(turn, this.stateOf(dc));
    return Dialog.EndOfTurn;
  }

  async answer(dc: DialogContext, turn: Turn, pressed: string | undefined): Promise<DialogTurnResult> {
    this.#show(turn, this.stateOf(dc), pressed ?? this.#read(turn));
    return Dialog.EndOfTurn;
  }

  ask(turn: Turn, state: LanguageState): void {
    state.step = turn.say('help', 'language');
  }

  /** A short word that nothing else was found for is the name of a language that we do not know. */
  override listen(turn: Turn, state: LanguageState): boolean {
    if (state.step !== 'language' || turn.text.split(/\s+/).length > MAX_NAME_WORDS) return false;
    this.#show(turn, state, 'langOther');
    return true;
  }

  #show(turn: Turn, state: LanguageState, answer: string | undefined): void {
    const speaking = CODES[answer ?? ''];
    if (!speaking) {
      this.ask(turn, state);
      return;
    }
    const { needs } = turn.library.words('help', 'languageLines', turn.language, turn.country);
    const { lines } = turn.lines(needs, speaking);
    const spoken = lines.some(({ languages }) => languages.includes(speaking));
    const step = spoken ? 'languageLines' : lines.length > 0 ? 'languageInterpreters' : 'languageNone';
    state.step = turn.say('help', step, { speaking });
  }

  #read(turn: Turn): string | undefined {
    return this.#answers.within(turn.text, turn.language, 'help', ANSWERS);
  }
}
