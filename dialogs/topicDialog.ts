import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';
import type { Turn } from '../src/turn.ts';
import { AttuneDialog, type Target } from './attuneDialog.ts';
import { goTo, readTarget, wayBack } from './navigate.ts';

interface TopicState {
  topic: string;
  step: string;
}

/** Runs a topic that is data alone: says a step, and follows its arrows. */
export class TopicDialog extends AttuneDialog<TopicState> {
  constructor() {
    super('topicDialog');
  }

  topicOf(state: TopicState): string {
    return state.topic;
  }

  async begin(dc: DialogContext, turn: Turn, { topic, step }: Target): Promise<DialogTurnResult> {
    const first = step ?? turn.library.topic(topic)?.start ?? 'start';
    const said = turn.say(topic, first, { moreActions: wayBack(dc, turn) });
    Object.assign(this.stateOf(dc), { topic, step: said });
    const { begin } = turn.library.words(topic, said, turn.language, turn.country);
    return begin ? goTo(dc, readTarget(turn, begin)) : Dialog.EndOfTurn;
  }

  async answer(dc: DialogContext, turn: Turn): Promise<DialogTurnResult> {
    this.ask(turn, this.stateOf(dc));
    return Dialog.EndOfTurn;
  }

  ask(turn: Turn, { topic, step }: TopicState): void {
    turn.say(topic, turn.library.hasStep(topic, step) ? step : (turn.library.topic(topic)?.start ?? 'start'));
  }
}
