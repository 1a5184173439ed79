import { randomUUID } from 'node:crypto';
import type { Activity, ConversationReference } from '../channels/activity.ts';
import type { Language, Route } from '../content/routes.ts';
import type { ConversationState } from '../state/conversationState.ts';
import type { HandoffCommit, OutboxMessage } from '../state/handoffStore.ts';
import type { Desk, DeskMessage, HandoffView, StaffMember, Stage, Summary } from './desk.ts';
import type { AuditAction, AuditEntry, HandoffRow, HandoffState } from './handoff.ts';

/** Until the hand-off ends: only what takes back waits so long. */
const NEVER = new Date('9999-12-31T00:00:00Z');

/** What the hospital chose for its desk. */
export interface DeskSettings {
  readonly kind: Desk['kind'];
  readonly answerWithinMs: number;
  /** How long after its end what was relayed stays with the staff. */
  readonly retentionMs: number;
}

/** How many wait at the desk that are more urgent, or as urgent and asked before. */
export type WaitingBefore = (urgent: boolean, askedAt: Date) => Promise<number>;

/** The desk, as far as the bot has to know it. */
export interface BotDesk extends DeskSettings {
  readonly waitingBefore: WaitingBefore;
  /** True when what is written on this channel can be handed to the desk. */
  serves(channelId: string): boolean;
}

/** What the bot says when something happens that is no message of the parent, and what is committed with it. */
export interface Notice {
  readonly replies: readonly Partial<Activity>[];
  readonly commit: HandoffCommit;
}

interface HandoffTurnParts {
  readonly state: ConversationState;
  readonly now: Date;
  readonly settings: DeskSettings;
  /** How the parent's channel reaches them. */
  readonly reference: Partial<ConversationReference>;
  readonly waitingBefore: WaitingBefore;
}

/**
 * The hand-off of a conversation during one turn: every change of it is made here, in the parent's state, and what has
 * to be told to whom is committed with the turn.
 */
export class HandoffTurn {
  readonly #parts: HandoffTurnParts;
  readonly #outbox: OutboxMessage[] = [];
  readonly #audit: AuditEntry[] = [];
  #row: HandoffRow | undefined;

  constructor(parts: HandoffTurnParts) {
    this.#parts = parts;
  }

  /** The open hand-off, if any. */
  get open(): HandoffState | undefined {
    return this.#parts.state.handoff;
  }

  /** Who talks with the parent now. */
  get person(): StaffMember | undefined {
    return this.open?.stage === 'taken' ? this.open.by : undefined;
  }

  get answerWithinMinutes(): number {
    return Math.round(this.#parts.settings.answerWithinMs / 60_000);
  }

  /** What the turn commits besides its state and its log. */
  get commit(): HandoffCommit {
    return {
      ...(this.#outbox.length > 0 && { outbox: this.#outbox }),
      ...(this.#row && { handoff: this.#row }),
      ...(this.#audit.length > 0 && { audit: this.#audit }),
    };
  }

  /** Place in the queue: 1 is the next. */
  async position(): Promise<number> {
    const { open } = this;
    if (!open) return 1;
    return (await this.#parts.waitingBefore(open.urgent, new Date(open.askedAt))) + 1;
  }

  /** The parent said yes to exactly this summary, whose lines are the steps `shared`. Returns the place in the queue. */
  async ask(summary: Summary, shared: readonly string[], urgent: boolean): Promise<number> {
    const { now, settings } = this.#parts;
    this.#begin('waiting', shared, urgent);
    const position = await this.position();
    this.#tell('asked', { summary }, position);
    this.#remind('timeout', new Date(now.getTime() + settings.answerWithinMs));
    this.#note('asked', 'parent');
    return position;
  }

  /** The parent asks to be called, with or without having waited for somebody. */
  askForCall(number: string, summary: Summary): void {
    if (this.open) {
      this.open.stage = 'callBack';
    } else {
      this.#begin('callBack', [], false);
      this.#tell('asked', { summary });
    }
    this.#changed();
    this.#tell('callBack', { number });
    this.#note('callBackAsked', 'parent');
  }

  /** The parent waits on after nobody came. */
  waitOn(): void {
    const { now, settings } = this.#parts;
    this.#remind('timeout', new Date(now.getTime() + settings.answerWithinMs));
  }

  take(nurse: StaffMember): void {
    const { open } = this;
    if (!open) return;
    const over = open.by !== undefined;
    Object.assign(open, { stage: 'taken', by: nurse, takenAt: this.#parts.now.toISOString() });
    delete open.unansweredSince;
    this.#changed();
    this.#tell('changed', {});
    this.#note(over ? 'takenOver' : 'taken', nurse);
  }

  /** What the parent wrote while a person is there. A hub of the `event` kind hears it from the channel itself. */
  parentSaid(text: string, language: Language): void {
    if (this.#parts.settings.kind === 'event') return;
    this.#tell('parentSaid', { text, language });
    this.#note('messageToStaff', 'parent');
    const { open } = this;
    if (!open || open.unansweredSince !== undefined) return;
    const { now, settings } = this.#parts;
    open.unansweredSince = now.toISOString();
    this.#remind('silence', new Date(now.getTime() + settings.answerWithinMs), { since: open.unansweredSince });
  }

  /** The person has not answered: the parent is in line again, and anybody can take it. */
  giveBack(): void {
    const { open } = this;
    if (!open) return;
    open.stage = 'waiting';
    for (const field of ['by', 'takenAt', 'unansweredSince'] as const) delete open[field];
    this.#changed();
    this.#tell('changed', {});
    this.timeOut();
    this.waitOn();
  }

  said(nurse: StaffMember): void {
    delete this.open?.unansweredSince;
    this.#note('messageToParent', nurse);
  }

  viewed(nurse: StaffMember): void {
    this.#note('viewed', nurse);
  }

  /** The safety screen found this in what the parent has just written. */
  warn(level: 'check' | 'act', route: Route): void {
    const { open } = this;
    if (!open || open.stage === 'callBack') return;
    const raised = !open.urgent;
    open.urgent = true;
    if (raised) this.#changed();
    this.#tell('warning', { level, route });
    this.#note('warned', 'bot');
  }

  /** Nobody took it in time, or a number cannot be given to them. It can still be taken. */
  timeOut(): void {
    if (this.open?.stage === 'callBack') {
      this.open.stage = 'waiting';
      this.#changed();
    }
    this.#tell('timedOut', {});
    this.#note('timedOut', 'bot');
  }

  /** The parent does not wait any more, or ends the talk. */
  leave(): void {
    this.#tell('parentLeft', {});
    this.#note('left', 'parent');
    this.#close('ended');
  }

  /** The parent deletes the chat: the store makes what takes back due at once. */
  erase(): void {
    if (!this.open) return;
    this.#outbox.length = 0;
    this.#tell('parentLeft', {});
    this.#note('left', 'parent');
    this.#close('gone');
  }

  end(nurse: StaffMember): void {
    this.#tell('ended', { by: nurse });
    this.#note('ended', nurse);
    this.#close('ended');
  }

  #begin(stage: HandoffState['stage'], shared: readonly string[], urgent: boolean): void {
    const { state, now, reference } = this.#parts;
    state.handoff = { id: randomUUID(), stage, askedAt: now.toISOString(), urgent, shared, reference };
    this.#changed();
    this.#takeBackAt(NEVER);
  }

  #close(stage: 'ended' | 'gone'): void {
    const { state, now, settings } = this.#parts;
    this.#changed(stage);
    if (stage === 'ended') this.#takeBackAt(new Date(now.getTime() + settings.retentionMs));
    delete state.handoff;
  }

  #changed(stage: Stage | undefined = this.open?.stage): void {
    const { open } = this;
    const { reference, settings, state } = this.#parts;
    if (!open || !stage) return;
    const { id, urgent, by, takenAt } = open;
    this.#row = {
      id,
      conversationId: reference.conversation?.id ?? '',
      desk: settings.kind,
      stage,
      urgent,
      askedAt: new Date(open.askedAt),
      language: state.language,
      takenAt: takenAt === undefined ? undefined : new Date(takenAt),
      by,
    };
  }

  #tell<K extends DeskMessage['kind']>(kind: K, fields: object, position?: number): void {
    const { open } = this;
    if (!open) return;
    const body = { handoff: this.#view(open, position), ...fields };
    const at = this.#parts.now;
    this.#outbox.push({ id: randomUUID(), handoff: open.id, to: 'desk', kind, lane: `${open.id} desk`, at, body });
  }

  #view({ id, stage, urgent, askedAt, by, takenAt }: HandoffState, position?: number): HandoffView {
    return { id, stage, language: this.#parts.state.language, urgent, askedAt, position, by, takenAt };
  }

  /** What makes the bot look again then: nobody has taken it, or the person is silent. */
  #remind(kind: 'timeout' | 'silence', at: Date, body: object = {}): void {
    const { open } = this;
    if (!open) return;
    const id = `${open.id} ${kind} ${at.toISOString()}`;
    this.#outbox.push({ id, handoff: open.id, to: 'bot', kind, lane: id, at, body });
  }

  #takeBackAt(at: Date): void {
    const { open } = this;
    if (!open) return;
    const id = `${open.id} retract`;
    const body = { handoff: this.#view(open) };
    this.#outbox.push({ id, handoff: open.id, to: 'desk', kind: 'retract', lane: id, at, body });
  }

  #note(action: AuditAction, actor: AuditEntry['actor']): void {
    const { open } = this;
    if (open) this.#audit.push({ at: this.#parts.now, handoff: open.id, actor, action });
  }
}
