import type { Turn } from '../src/turn.ts';
import { AttuneDialog, type Target } from './attuneDialog.ts';
import { goTo, readTarget } from './navigate.ts';
import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';
import { WITHOUT_LINE } from './steps.ts';

export interface TopicState {
  topic: string;
  step: string;
}

/** Runs a topic that is data alone: says a step, and follows its arrows. */
export class TopicDialog<State extends TopicState = TopicState> extends AttuneDialog<State> {
  constructor(id = 'topicDialog') {
    super(id);
  }

  fresh({ topic, step }: Target): State {
    return { topic, step: step ?? 'start' } as State;
  }

  topicOf(state: State): string {
    return state.topic;
  }

  async begin(dc: DialogContext, turn: Turn, { topic, step }: Target): Promise<DialogTurnResult> {
    const said = turn.say(topic, standIn(turn, topic, step ?? startOf(turn, topic)));
    Object.assign(this.stateOf(dc), { topic, step: said });
    const { begin } = turn.library.words(topic, said, turn.language, turn.country);
    return begin ? goTo(dc, readTarget(turn, begin)) : Dialog.EndOfTurn;
  }

  async answer(dc: DialogContext, turn: Turn, _answer: string | undefined): Promise<DialogTurnResult> {
    this.ask(turn, this.stateOf(dc));
    return Dialog.EndOfTurn;
  }

  ask(turn: Turn, { topic, step }: State): void {
    turn.say(topic, standIn(turn, topic, turn.library.hasStep(topic, step) ? step : startOf(turn, topic)));
  }
}

/** The step, or what is said instead of it in a country without a line for what it offers first. */
function standIn(turn: Turn, topic: string, step: string): string {
  const without = WITHOUT_LINE[`${topic}/${step}`];
  if (!without || !turn.library.hasStep(topic, without)) return step;
  const [first] = turn.library.words(topic, step, turn.language, turn.country).needs;
  const { lines, country } = turn.lines(first ? [first] : []);
  return country !== undefined && lines.length === 0 ? without : step;
}

export function startOf(turn: Turn, topic: string): string {
  return turn.library.topic(topic)?.start ?? 'start';
}
