import type { TurnContext } from 'botbuilder';
import type { Inbound } from './channels/inbound.ts';
import type { Note, Reply } from './channels/reply.ts';
import { fill } from './content/interface.ts';
import type { ContentLibrary, ShownLines } from './content/library.ts';
import type { Language, Route } from './content/routes.ts';
import type { Action, Need } from './content/schema.ts';
import type { HandoffTurn } from './handoff/handoffTurn.ts';
import type { Reading } from './intents/reading.ts';
import type { Match } from './intents/types.ts';
import type { Risk } from './safety/types.ts';
import type { ConversationState, ShownReply } from './state/conversationState.ts';
import type { HandoffCommit } from './state/handoffStore.ts';

/** How many replies with buttons stay pressable: a parent may press one that is further up. */
export const PRESSABLE_REPLIES = 6;
/** Nobody reads a new reply so soon: the same button within this time is the same tap. */
const DOUBLE_TAP_MS = 1000;

/** A suggested action that the parent pressed, or typed whole, or by its number. */
export interface Pressed {
  readonly action: Action;
  /** The reply that it stood under. */
  readonly contentId: string;
  /** True when newer buttons were shown since. */
  readonly late: boolean;
  /** True when the channel tells on which reply's card it was pressed. */
  readonly certain?: boolean;
}

/** What a dialog may change about the words of a step. */
export interface SayOptions {
  /** Replaces the step's own buttons. */
  readonly actions?: readonly Action[] | undefined;
  /** Stand after the step's own buttons. */
  readonly moreActions?: readonly Action[] | undefined;
  /** False: no help lines, although the step names needs. */
  readonly lines?: boolean;
  /** Only help lines that speak this language (a code, or `other`), or bring in an interpreter. */
  readonly speaking?: string | undefined;
  /** A text that is the parent's own, said after the words of the step. */
  readonly note?: Note | undefined;
  /** Fills the slots of the words besides those of every step. */
  readonly slots?: Readonly<Record<string, string>>;
}

/** The topic whose steps lead to a person: its buttons stand only where the hospital has a desk. */
export const HANDOFF_TOPIC = 'handoff';

/** One turn: what came in, what was found in it, and the replies collected so far. */
export class Turn {
  readonly inbound: Inbound;
  readonly state: ConversationState;
  readonly library: ContentLibrary;
  readonly now: Date;
  /** The hospital's country; the parent's own choice in `state.country` wins. */
  readonly siteCountry: string;
  /** The hand-off to a person; undefined where there is no desk. */
  readonly handoffs: HandoffTurn | undefined;
  readonly replies: Reply[] = [];
  risk: Risk = { level: 'none', evidence: [] };
  pressed: Pressed | undefined;
  match: Match | undefined;
  /** What the model makes of the text: shared by the screen and the matcher. */
  reading: Reading | undefined;
  /** What the bot wants to do later, instead of what it wanted before: an event of this name. */
  due: { readonly name: string; readonly at: Date } | undefined;
  /** True when the parent asked to delete all that they wrote. */
  erase = false;

  constructor(parts: {
    readonly inbound: Inbound;
    readonly state: ConversationState;
    readonly library: ContentLibrary;
    readonly now: Date;
    readonly siteCountry: string;
    readonly handoffs?: HandoffTurn | undefined;
  }) {
    this.inbound = parts.inbound;
    this.state = parts.state;
    this.library = parts.library;
    this.now = parts.now;
    this.siteCountry = parts.siteCountry;
    this.handoffs = parts.handoffs;
  }

  /** What the parent wrote, empty when it was no text. */
  get text(): string {
    return this.inbound.kind === 'text' ? this.inbound.text : '';
  }

  get language(): Language {
    return this.state.language;
  }

  get country(): string {
    return this.state.country ?? this.siteCountry;
  }

  /** True for what the parent did, not for what the bot or the channel sends by itself. */
  get fromParent(): boolean {
    return this.inbound.kind !== 'event' && this.inbound.kind !== 'nothing';
  }

  /** How long the parent was silent before this turn, in milliseconds; 0 in the first turn. */
  get awayMs(): number {
    return this.state.lastAt === undefined ? 0 : this.now.getTime() - Date.parse(this.state.lastAt);
  }

  /** Adds the words of a step to the replies, and of the steps that follow it at once. Returns the last step said. */
  say(topic: string, step: string, options: SayOptions = {}): string {
    if (this.library.withholds(topic)) {
      this.#sayWithheld();
      return step;
    }
    const words = this.library.words(topic, step, this.language, this.country, this.state.babyWord);
    const lines =
      options.lines === false || words.needs.length === 0 ? undefined : this.lines(words.needs, options.speaking);
    const follows = words.next !== undefined && words.actions.length === 0;
    const actions = [...(options.actions ?? words.actions), ...(options.moreActions ?? [])].filter(
      ({ begin }) => this.handoffs || begin?.split('/')[0] !== HANDOFF_TOPIC,
    );
    const { slots } = options;
    this.replies.push({
      ...words,
      say: slots ? words.say.map((text) => fill(text, slots)) : words.say,
      actions: follows ? [] : actions,
      lines,
      note: options.note,
      language: this.language,
    });
    return follows && words.next ? this.say(topic, words.next, options) : step;
  }

  /** In place of what no clinician has signed: that it is so, and who can help. Once a turn. */
  #sayWithheld(): void {
    if (this.replies.at(-1)?.contentId !== 'chat/withheld') this.say('chat', 'withheld');
  }

  /** The help lines of the parent's country that meet these needs; `speaking` as in SayOptions. */
  lines(needs: readonly Need[], speaking?: string): ShownLines {
    const { timeZone } = this.state;
    return this.library.lines(needs, this.country, this.language, this.now, { timeZone, speaking });
  }

  /** Whether somebody is at the hospital's desk, and when there is, in words. */
  get deskHours(): { readonly open: boolean; readonly text: string } {
    return this.library.deskHours(this.language, this.now, this.state.timeZone);
  }

  /** The reply whose card a pressed button stood on, where the channel tells. */
  get #under(): string | undefined {
    return this.inbound.kind === 'text' ? this.inbound.under : undefined;
  }

  /** The pressed button among those shown: a whole title, or the bare number of one under the newest reply. */
  findPressed(): Pressed | undefined {
    const typed = plain(this.text);
    if (!typed) return undefined;
    const [newest] = this.state.shown;
    const byNumber = /^\d$/.test(typed) ? newest?.actions[Number(typed) - 1] : undefined;
    if (newest && byNumber) return { action: byNumber, contentId: newest.contentId, late: false };
    // Steps of a list have the same buttons: a card tells which step it showed.
    const own = this.state.shown.find(({ contentId }) => contentId === this.#under);
    for (const shown of own ? [own, ...this.state.shown] : this.state.shown) {
      const action = shown.actions.find((candidate) => plain(candidate.title) === typed);
      if (action) return { action, contentId: shown.contentId, late: shown !== newest, certain: shown === own };
    }
    return undefined;
  }

  /** One line of content that is put together with others, such as a line of the parent's note. */
  line(topic: string, step: string): string {
    return this.library.words(topic, step, this.language, this.country, this.state.babyWord).say.join(' ');
  }

  /** Adds a button to the last reply, unless a button of this title is there, or the reply has none at all. */
  offer(action: Action): void {
    const last = this.replies.at(-1);
    if (!last || last.actions.length === 0) return;
    if (last.actions.some(({ title }) => plain(title) === plain(action.title))) return;
    this.replies[this.replies.length - 1] = { ...last, actions: [...last.actions, action] };
  }

  /** True when the button that was pressed is pressed again, before anybody could read what came. */
  get tappedTwice(): boolean {
    const { state, awayMs } = this;
    if (this.#under !== undefined) return false;
    return state.lastPressed !== undefined && state.lastPressed === plain(this.text) && awayMs < DOUBLE_TAP_MS;
  }

  /** Remembers the buttons of this turn's last reply, and the one that was pressed. */
  rememberActions(): void {
    if (this.pressed) this.state.lastPressed = plain(this.text);
    else if (this.inbound.kind === 'text') delete this.state.lastPressed;
    const last = this.replies.at(-1);
    if (!last || last.actions.length === 0) return;
    const shown: ShownReply = { contentId: last.contentId, actions: [...last.actions] };
    this.state.shown = [shown, ...this.state.shown].slice(0, PRESSABLE_REPLIES);
  }

  /** The emergency that the parent has plainly denied in the last few turns. */
  deniedLately(route: Route): boolean {
    const turn = this.state.answeredNo[route];
    return turn !== undefined && this.state.turns - turn <= 5;
  }
}

/** Lower case, without apostrophes and the punctuation and spaces around it: how typed titles are compared. */
export function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['\u2018\u2019`\u00b4]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s".,!?¡¿]+|[\s".,!?]+$/g, '');
}

const TURN = Symbol('turn');

/** Puts the turn where dialogs find it. */
export function attachTurn(context: TurnContext, turn: Turn): void {
  context.turnState.set(TURN, turn);
}

/** True when the turn of this context deletes what was written before. */
export function erases(context: TurnContext): boolean {
  return context.turnState.get<Turn | undefined>(TURN)?.erase ?? false;
}

/** What the turn of this context commits for a hand-off. */
export function handoffCommitOf(context: TurnContext): HandoffCommit {
  return context.turnState.get<Turn | undefined>(TURN)?.handoffs?.commit ?? {};
}

/** What the turn of this context wants to do later. */
export function dueOf(context: TurnContext): Turn['due'] {
  return context.turnState.get<Turn | undefined>(TURN)?.due;
}

/** The level that the safety screen gave in the turn of this context. */
export function riskOf(context: TurnContext): Risk['level'] | undefined {
  return context.turnState.get<Turn | undefined>(TURN)?.risk?.level;
}

/** The turn that a dialog runs in. */
export function turnOf(context: TurnContext): Turn {
  return context.turnState.get<Turn>(TURN);
}
