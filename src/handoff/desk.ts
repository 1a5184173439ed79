import type { Language, Route } from '../content/routes.ts';

/** A person of the staff, as the channel of the desk knows them. */
export interface StaffMember {
  /** The same for the same person each time; never shown to a parent. */
  readonly id: string;
  /** The full name, of which a parent is shown the first word; empty where the desk does not tell it. */
  readonly name: string;
}

/** What a parent is shown of a name of the staff: the first word. */
export function shownName({ name }: StaffMember): string {
  return name.trim().split(/\s+/)[0]?.slice(0, 40) ?? '';
}

/**
 * Where a hand-off is. `callBack`: nobody is wanted in the chat, a number is to be called. `ended`: the talk is over,
 * and what was relayed is taken back later. `gone`: the conversation was deleted.
 */
export type Stage = 'waiting' | 'taken' | 'callBack' | 'ended' | 'gone';

/** A hand-off as a desk shows it. No words of the parent. */
export interface HandoffView {
  readonly id: string;
  readonly stage: Stage;
  /** What the parent reads and writes. */
  readonly language: Language;
  /** The safety screen found an emergency in what the parent wrote, before or after they asked. */
  readonly urgent: boolean;
  /** ISO 8601. */
  readonly askedAt: string;
  /** How many wait longer or are more urgent, when the message was made, and this one: 1 is the next. */
  readonly position?: number | undefined;
  /** Who talks with the parent. */
  readonly by?: StaffMember | undefined;
  /** ISO 8601. */
  readonly takenAt?: string | undefined;
}

/** What the parent has read and said yes to: nothing else is told of them. Without lines when they share nothing. */
export interface Summary {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Fields that every message to a desk has. */
interface ToDesk {
  /** Stable across retries: a desk that has seen it has nothing to do. */
  readonly id: string;
  /** The hand-off as it was when the message was made. */
  readonly handoff: HandoffView;
  /** What an earlier `deliver` of this hand-off returned. */
  readonly thread?: string | undefined;
}

/** What a desk is told. Messages of one hand-off come in order, each at least once. */
export type DeskMessage = ToDesk &
  (
    | { readonly kind: 'asked'; readonly summary: Summary }
    /** The parent's own words, while somebody has taken the hand-off. */
    | { readonly kind: 'parentSaid'; readonly text: string; readonly language: Language }
    /** The safety screen found this in what the parent has just written. The bot has said its words for `act`. */
    | { readonly kind: 'warning'; readonly level: 'check' | 'act'; readonly route: Route }
    /** Not kept and not repeated: it may be lost. */
    | { readonly kind: 'parentTyping' }
    /** The parent ended it, or deleted the chat. */
    | { readonly kind: 'parentLeft' }
    /** The parent asks to be called at this number. */
    | { readonly kind: 'callBack'; readonly number: string }
    | { readonly kind: 'ended'; readonly by: StaffMember }
    | { readonly kind: 'timedOut' }
    /** Somebody took it, took it over, or it became urgent: what is shown of it has to be drawn again. */
    | { readonly kind: 'changed' }
    /** Take back what holds words of the parent: the time to keep them is over, or they deleted the chat. */
    | { readonly kind: 'retract'; readonly posts: readonly string[] }
  );

export type DeskMessageOf<Kind extends DeskMessage['kind']> = Extract<DeskMessage, { kind: Kind }>;

/** What a desk remembers of a message that it has taken. */
export interface Receipt {
  /** Where the staff talk about this hand-off: kept with it, and given with every later message. */
  readonly thread?: string | undefined;
  /** What holds words of the parent and has to be taken back later: given in `retract`. */
  readonly post?: string | undefined;
}

/** Where the staff of a hospital are told of hand-offs. */
export interface Desk {
  readonly kind: 'teams' | 'webhook' | 'event';
  /**
   * Brings a message to the staff. What it throws means "not yet": the message comes again, later when it is DeskBusy,
   * and every later one of this hand-off waits for it. DeskRefused is final.
   */
  deliver(message: DeskMessage): Promise<Receipt | undefined>;
  /** Ends what it holds open. */
  close?(): Promise<void>;
}

/** The desk cannot take it now. `retryAfterMs`: when it may be asked again, if it said so. */
export class DeskBusy extends Error {
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.name = 'DeskBusy';
    this.retryAfterMs = retryAfterMs;
  }
}

/** The desk will never take this message, such as an address that is gone for good (410). */
export class DeskRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DeskRefused';
  }
}
