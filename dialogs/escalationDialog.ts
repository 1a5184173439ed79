import type { Action } from '../src/content/schema.ts';
import { HANDOFF_TOPIC, type Turn } from '../src/turn.ts';
import type { Answers } from './answers.ts';
import { AttuneDialog, type Target } from './attuneDialog.ts';
import { close } from './navigate.ts';
import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';

interface EscalationState {
  /** The emergency route whose words are said. */
  topic: string;
}

/** The answer to an emergency: fixed words, the right line first. It stays open until the parent closes it. */
export class EscalationDialog extends AttuneDialog<EscalationState> {
  readonly #answers: Answers;

  constructor(answers: Answers) {
    super('escalationDialog');
    this.#answers = answers;
  }

  fresh({ topic }: Target): EscalationState {
    return { topic };
  }

  topicOf(state: EscalationState): string {
    return state.topic;
  }

  /** Choosing a country, or reading on, leads back here. */
  override resumable(): boolean {
    return true;
  }

  override understands(turn: Turn, { topic }: EscalationState): boolean {
    return this.#answers.exact(turn.text, turn.language, topic) !== undefined;
  }

  async begin(dc: DialogContext, turn: Turn, { topic, step }: Target): Promise<DialogTurnResult> {
    Object.assign(this.stateOf(dc), { topic });
    turn.say(topic, step ?? 'act', { moreActions: personButton(turn) });
    return Dialog.EndOfTurn;
  }

  async answer(dc: DialogContext, turn: Turn, pressed: string | undefined): Promise<DialogTurnResult> {
    const { topic } = this.stateOf(dc);
    const answer = pressed ?? this.#answers.exact(turn.text, turn.language, topic);
    if (answer === 'resume') return close(dc);
    if (answer === 'safe' || answer === 'other') turn.say(topic, answer, { moreActions: personButton(turn) });
    else this.ask(turn, { topic });
    return Dialog.EndOfTurn;
  }

  ask(turn: Turn, { topic }: EscalationState): void {
    turn.say(topic, 'still', { moreActions: personButton(turn) });
  }
}

/** A person as a further way, never instead of the numbers, and only when one is on duty. */
export function personButton(turn: Turn): Action[] {
  if (!turn.handoffs || turn.handoffs.open || !turn.deskHours.open) return [];
  return [{ title: turn.library.title(HANDOFF_TOPIC, turn.language), begin: HANDOFF_TOPIC }];
}
