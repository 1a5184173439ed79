import type { Route } from '../src/content/routes.ts';
import type { Turn } from '../src/turn.ts';
import type { Answers } from './answers.ts';
import { AttuneDialog, type Target } from './attuneDialog.ts';
import { close, goTo, readTarget } from './navigate.ts';
import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';

interface CheckState {
  /** The emergency route that is asked about. */
  topic: Route;
  /** Where the conversation goes on after a clear no; absent: to what waits beneath. */
  pending?: string | undefined;
}

/**
 * Asks one plain question about an emergency that may be there. Only a clear "no" goes on;
 * "yes", "not sure" and anything else lead to the escalation.
 */
export class CheckDialog extends AttuneDialog<CheckState> {
  readonly #answers: Answers;

  constructor(answers: Answers) {
    super('checkDialog');
    this.#answers = answers;
  }

  fresh({ topic }: Target): CheckState {
    return { topic: topic as Route };
  }

  topicOf(state: CheckState): string {
    return state.topic;
  }

  override understands(): boolean {
    return true;
  }

  async begin(dc: DialogContext, turn: Turn, target: object): Promise<DialogTurnResult> {
    const { topic, pending } = target as CheckState;
    Object.assign(this.stateOf(dc), { topic, pending });
    turn.say(topic, 'check');
    return Dialog.EndOfTurn;
  }

  async answer(dc: DialogContext, turn: Turn, pressed: string | undefined): Promise<DialogTurnResult> {
    const { topic, pending } = this.stateOf(dc);
    const answer = pressed ?? this.#answers.exact(turn.text, turn.language, topic);
    if (answer === 'scared' && turn.library.hasStep(topic, 'scared')) {
      turn.state.answeredNo[topic] = turn.state.turns;
      return goTo(dc, { topic, step: 'scared' });
    }
    // "None of these" denies a list of signs; it is no answer to a question about thoughts.
    const denied = answer === 'no' || (answer === 'none' && topic.startsWith('urgent-'));
    if (!denied) return dc.replaceDialog('escalationDialog', { topic });
    turn.state.answeredNo[topic] = turn.state.turns;
    turn.say(topic, 'checkNo');
    return pending ? goTo(dc, readTarget(turn, pending)) : close(dc);
  }

  ask(turn: Turn, { topic }: CheckState): void {
    turn.say(topic, 'check');
  }
}
