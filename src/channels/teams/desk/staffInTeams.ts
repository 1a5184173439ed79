import { randomUUID } from 'node:crypto';
import { type Activity, ActivityTypes, type TurnContext } from 'botbuilder';
import type { Logger } from 'pino';
import { fill } from '../../../content/interface.ts';
import type { StaffMember } from '../../../handoff/desk.ts';
import type { HandoffRow, StaffActions } from '../../../handoff/handoff.ts';
import { type DeskButton, handoffCard } from './deskCard.ts';
import { hearAtDesk, pressedAtDesk } from './deskInbound.ts';
import type { DeskWords } from './deskWords.ts';
import { Members } from './members.ts';
import type { StaffChannel } from './staffChannel.ts';

interface StaffInTeamsParts {
  readonly channel: StaffChannel;
  readonly words: DeskWords;
  readonly staff: StaffActions;
  readonly log: Logger;
}

/** What is shown to who pressed or wrote: words, or a card that only they see. */
type Answer = string | { readonly card: object } | undefined;

/** What the staff do in their channel of Teams: they take hand-offs, talk in the threads, read notes and end talks. */
export class StaffInTeams {
  readonly #parts: StaffInTeamsParts;
  readonly #members: Members;

  constructor(parts: StaffInTeamsParts) {
    this.#parts = parts;
    this.#members = new Members({ log: parts.log, find: (id) => parts.channel.member(id) });
  }

  /** True for all that happens in the staff's channel, and for a button of its cards wherever it is pressed. */
  isFor(activity: Activity): boolean {
    return this.#parts.channel.owns(activity.conversation.id) || pressedAtDesk(activity) !== undefined;
  }

  /** Does what a member of the staff asks for. Attune's dialogs hear nothing of the staff's channel. Never throws. */
  async take(context: TurnContext): Promise<void> {
    const { activity } = context;
    const heard = hearAtDesk(activity);
    const { words } = this.#parts;
    switch (heard.kind) {
      case 'press':
        return this.#answer(context, await this.#press(activity, heard.button, heard.privately), heard.privately);
      case 'words':
        return this.#answer(context, await this.#write(activity, heard.text, heard.toBot));
      case 'edited':
        return this.#answer(context, (await this.#ownTalk(activity)) && words.edited);
      case 'removed':
        return this.#answer(context, (await this.#ownTalk(activity)) && words.removed);
      case 'typing': {
        const talk = await this.#ownTalk(activity);
        if (talk) await this.#parts.staff.typing(talk.id, talk.by);
        return;
      }
      case 'arrival':
        return this.#answer(context, words.help);
      case 'nothing':
        return;
    }
  }

  async #press(activity: Activity, button: DeskButton, privately: boolean): Promise<Answer> {
    const { words, channel, staff, log } = this.#parts;
    try {
      const nurse = channel.owns(activity.conversation.id) ? await this.#members.find(activity.from.id) : undefined;
      if (!nurse) return await this.#refuse(activity, button.handoff);
      const row = await staff.find(button.handoff);
      if (row?.desk !== 'teams') return words.isOver;
      return await this.#do(button, nurse, deskId(activity), privately);
    } catch (error) {
      log.error({ err: error }, 'a button of the desk did nothing');
      return words.pressFailed;
    }
  }

  async #do({ verb, handoff }: DeskButton, nurse: StaffMember, id: string, privately: boolean): Promise<Answer> {
    const { staff, words } = this.#parts;
    switch (verb) {
      case 'take':
      case 'takeOver': {
        const result = await staff.take(handoff, nurse, id, { over: verb === 'takeOver' });
        if (result.kind === 'alreadyTaken') return fill(words.alreadyTaken, { name: result.by.name });
        return result.kind === 'taken' ? this.#newCard(handoff, privately) : words.isOver;
      }
      case 'end': {
        const result = await staff.end(handoff, nurse, id);
        if (result.kind === 'notYours') return notYours(result.by, words.onlyTheirs, words);
        return result.kind === 'ended' ? this.#newCard(handoff, privately) : words.isOver;
      }
      case 'note': {
        // In a thread everybody reads the answer, and only one of them is in the log.
        if (!privately) return undefined;
        const result = await staff.view(handoff, nurse, id);
        const row = await staff.find(handoff);
        return result.kind === 'summary' && row ? { card: handoffCard(row, words, result.summary) } : words.isOver;
      }
    }
  }

  /** Who pressed sees the change at once; the others when the card in the channel is changed. */
  async #newCard(handoff: string, privately: boolean): Promise<Answer> {
    const { staff, words } = this.#parts;
    const row = privately ? await staff.find(handoff) : undefined;
    return row && { card: handoffCard(row, words) };
  }

  async #write(activity: Activity, text: string, toBot: boolean): Promise<Answer> {
    const { words, staff, log } = this.#parts;
    try {
      const row = await staff.byThread('teams', activity.conversation.id);
      if (!row) return toBot ? words.help : undefined;
      const nurse = await this.#members.find(activity.from.id);
      if (!nurse) return await this.#refuse(activity, row.id);
      const result = await staff.say(row.id, nurse, text, deskId(activity));
      switch (result.kind) {
        case 'said':
          return undefined;
        case 'empty':
          return words.empty;
        case 'notYours':
          return notYours(result.by, words.notYours, words);
        default:
          return words.isOver;
      }
    } catch (error) {
      // Silence would mean that the parent has it.
      log.error({ err: error }, 'words of the staff were not passed on');
      return words.failed;
    }
  }

  async #refuse(activity: Activity, handoff: string): Promise<Answer> {
    const { staff, words } = this.#parts;
    const known = await staff.find(handoff);
    await staff.refuse(known?.id, { id: activity.from.id, name: activity.from.name ?? '' });
    return words.refused;
  }

  /** The hand-off of this thread, when the one who acts is the one who talks there. */
  async #ownTalk(activity: Activity): Promise<(HandoffRow & { readonly by: StaffMember }) | undefined> {
    try {
      const row = await this.#parts.staff.byThread('teams', activity.conversation.id);
      const isTheirs = row?.stage === 'taken' && row.by?.id === activity.from.id;
      return isTheirs && row.by ? { ...row, by: row.by } : undefined;
    } catch (error) {
      this.#parts.log.error({ err: error }, 'a thread of the desk could not be looked up');
      return undefined;
    }
  }

  /** In the thread, or only to who pressed. Teams wants an answer to every button there. */
  async #answer(context: TurnContext, answer: Answer, privately = false): Promise<void> {
    try {
      if (privately) await context.sendActivity({ type: ActivityTypes.InvokeResponse, value: buttonAnswer(answer) });
      else if (typeof answer === 'string')
        await context.sendActivity({ type: 'message', text: answer, textFormat: 'plain' });
    } catch (error) {
      this.#parts.log.error({ err: error }, 'an answer did not reach the staff');
    }
  }
}

/** The answer to Action.Execute, as the Universal Actions of Teams define it. */
function buttonAnswer(answer: Answer): object {
  if (typeof answer === 'object') {
    return response({ type: 'application/vnd.microsoft.card.adaptive', value: answer.card });
  }
  return response({ type: 'application/vnd.microsoft.activity.message', value: answer ?? '' });
}

function response(body: object): object {
  return { status: 200, body: { statusCode: 200, ...body } };
}

function notYours(by: StaffMember | undefined, somebodys: string, { notTaken }: DeskWords): string {
  return by ? fill(somebodys, { name: by.name }) : notTaken;
}

/** What comes again counts once. */
function deskId(activity: Activity): string {
  return `teams desk ${activity.id ?? randomUUID()}`;
}
