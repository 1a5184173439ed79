import type { Turn } from '../src/turn.ts';
import type { Answers } from './answers.ts';
import { goTo } from './navigate.ts';
import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';
import { TopicDialog, type TopicState } from './topicDialog.ts';

/** What the bot says as itself; it asks one thing back, which is whether to delete the chat. */
export class ChatDialog extends TopicDialog {
  readonly #answers: Answers;

  constructor(answers: Answers) {
    super('chatDialog');
    this.#answers = answers;
  }

  override understands(turn: Turn, { step }: TopicState): boolean {
    return step === 'deleteAsk' && this.#read(turn) !== undefined;
  }

  override async answer(dc: DialogContext, turn: Turn, pressed: string | undefined): Promise<DialogTurnResult> {
    const answer = pressed ?? this.#read(turn);
    if (answer !== 'delete' && answer !== 'yes') return goTo(dc, { topic: 'chat', step: 'menu' });
    turn.erase = true;
    dc.stack.length = 0;
    turn.say('chat', 'deleted');
    return Dialog.EndOfTurn;
  }

  #read(turn: Turn): string | undefined {
    const answer = this.#answers.exact(turn.text, turn.language, 'chat');
    return answer && ['delete', 'yes', 'no'].includes(answer) ? answer : undefined;
  }
}
