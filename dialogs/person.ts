import { isEmergency, type Route } from '../src/content/routes.ts';
import { HANDOFF_TOPIC, type Pressed, type Turn } from '../src/turn.ts';
import type { Answers } from './answers.ts';
import type { Commands } from './commands.ts';
import { sayOfPerson } from './handoffDialog.ts';
import { goTo, openDialog } from './navigate.ts';
import type { DialogContext } from './sdk.ts';

/** After such a silence the parent is told again that a person gets what they write. */
const AWAY_MS = 30 * 60_000;

/**
 * The pressed button, when it is still the program's. While a person talks with the parent, "yes" answers the person:
 * only the newest buttons of the hand-off, of an emergency and of "delete my chat" count.
 */
export function programsOwn(turn: Turn, pressed: Pressed | undefined): Pressed | undefined {
  if (!pressed || !turn.handoffs?.person) return pressed;
  const [topic = ''] = pressed.contentId.split('/');
  const own = topic === HANDOFF_TOPIC || isEmergency(topic as Route) || pressed.contentId === 'chat/deleteAsk';
  return own && (!pressed.late || pressed.certain) ? pressed : undefined;
}

/** What the parent writes while a person has taken the hand-off. */
export class Person {
  readonly #parts: { readonly commands: Commands; readonly answers: Answers };

  constructor(parts: { readonly commands: Commands; readonly answers: Answers }) {
    this.#parts = parts;
  }

  /** Gives the parent's words to the person. Returns false when nobody is there, or the program itself is meant. */
  async relay(dc: DialogContext, turn: Turn, escalated: boolean): Promise<boolean> {
    const { handoffs, inbound } = turn;
    if (!handoffs?.person || inbound.kind !== 'text') return false;
    const { pressed } = turn;
    if (pressed) {
      if (isEmergency(pressed.contentId.split('/')[0] as Route)) handoffs.parentSaid(turn.text, turn.language);
      return false;
    }
    if (!escalated && (await this.#isForProgram(dc, turn))) return true;
    if (!escalated && this.#deletes(dc, turn)) return false;
    handoffs.parentSaid(turn.text, turn.language);
    if (!escalated && turn.awayMs > AWAY_MS) {
      sayOfPerson(turn, 'withPerson', handoffs.person);
    }
    return true;
  }

  /** "End the talk", typed. */
  async #isForProgram(dc: DialogContext, turn: Turn): Promise<boolean> {
    if (this.#parts.answers.exact(turn.text, turn.language, HANDOFF_TOPIC, ['end']) === undefined) return false;
    await goTo(dc, { topic: HANDOFF_TOPIC, step: 'ended' });
    return true;
  }

  /** "Delete my chat", and the answer to our question about it. */
  #deletes(dc: DialogContext, turn: Turn): boolean {
    if (this.#parts.commands.read(turn) === 'delete') return true;
    const open = openDialog(dc);
    return open?.id === 'chatDialog' && open.understands(turn, dc.activeDialog?.state);
  }
}
