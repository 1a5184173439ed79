import type { TurnContext } from 'botbuilder';
import { Dialog, type DialogContext, type DialogInstance, type DialogTurnResult } from './sdk.ts';
import { type Turn, turnOf } from '../src/turn.ts';

/** Where a dialog begins: a topic, and a step of it. */
export interface Target {
  readonly topic: string;
  readonly step?: string | undefined;
}

/** A dialog of Attune. Its state names steps, never numbers, so that a release which adds a step loses nobody. */
export abstract class AttuneDialog<State extends object = object> extends Dialog {
  /** True when the parent can leave it for something else and come back to the same place. */
  readonly resumable: boolean = false;

  /** The topic whose words this instance says. */
  abstract topicOf(state: State): string;

  /** True when typed words answer what the dialog asked; then they are not matched to a topic. */
  understands(_turn: Turn, _state: State): boolean {
    return false;
  }

  abstract begin(dc: DialogContext, turn: Turn, target: Target): Promise<DialogTurnResult>;

  /** A button of this dialog's topic that names an `answer`, or typed words that it understands. */
  abstract answer(dc: DialogContext, turn: Turn, answer: string | undefined): Promise<DialogTurnResult>;

  /** Says again what it last asked. */
  abstract ask(turn: Turn, state: State): void;

  override beginDialog(dc: DialogContext, target?: object): Promise<DialogTurnResult> {
    return this.begin(dc, turnOf(dc.context), (target ?? { topic: this.id }) as Target);
  }

  override continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context);
    return this.answer(dc, turn, turn.pressed?.action.answer);
  }

  override async resumeDialog(dc: DialogContext): Promise<DialogTurnResult> {
    this.ask(turnOf(dc.context), this.stateOf(dc));
    return Dialog.EndOfTurn;
  }

  override async repromptDialog(context: TurnContext, instance: DialogInstance): Promise<void> {
    this.ask(turnOf(context), instance.state as State);
  }

  protected stateOf(dc: DialogContext): State {
    return dc.activeDialog?.state as State;
  }
}
