import type { TurnContext } from 'botbuilder';
import { type Turn, turnOf } from '../src/turn.ts';
import { Dialog, type DialogContext, type DialogInstance, type DialogTurnResult } from './sdk.ts';

/** Where a dialog begins: a topic, and a step of it. */
export interface Target {
  readonly topic: string;
  readonly step?: string | undefined;
}

/** A dialog of Attune. Its state names steps, never numbers, so that a release which adds a step loses nobody. */
export abstract class AttuneDialog<State extends object = object> extends Dialog {
  /** What a new instance remembers. */
  abstract fresh(target: Target): State;

  /** The topic whose words this instance says. */
  abstract topicOf(state: State): string;

  /** True when the parent can leave it for something else and come back to the same place. */
  resumable(_state: State): boolean {
    return false;
  }

  /** Where the button that leads back goes. Its title is the first one of the step `resume` of this topic. */
  returnTo(state: State): string {
    return this.topicOf(state);
  }

  /** True when it waits however long the parent is silent; else it is closed, because the baby may be in another state. */
  readonly waitsForever: boolean = false;

  /** True when typed words answer what the dialog asked; then they are not matched to a topic. */
  understands(_turn: Turn, _state: State): boolean {
    return false;
  }

  /** True when a button of this topic that was shown before still counts, although the dialog is not open any more. */
  takesLate(_answer: string): boolean {
    return true;
  }

  abstract begin(dc: DialogContext, turn: Turn, target: Target): Promise<DialogTurnResult>;

  /** A button of this dialog's topic that names an `answer`, or typed words that it understands. */
  abstract answer(dc: DialogContext, turn: Turn, answer: string | undefined): Promise<DialogTurnResult>;

  /** Says again what it last asked. */
  abstract ask(turn: Turn, state: State): void;

  /** Something that the dialog wanted to do later has come due. */
  async comeDue(_turn: Turn, _state: State, _name: string): Promise<void> {}

  /** Answers words that no topic was found for. Returns false when it asked nothing open. */
  listen(_turn: Turn, _state: State): boolean {
    return false;
  }

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
