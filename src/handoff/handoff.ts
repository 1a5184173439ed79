import type { ConversationReference } from '../channels/activity.ts';
import type { Desk, StaffMember, Stage, Summary } from './desk.ts';

/** The hand-off of a conversation, in the parent's own state: ids and names of the staff, no words of the parent. */
export interface HandoffState {
  readonly id: string;
  stage: Extract<Stage, 'waiting' | 'taken' | 'callBack'>;
  /** ISO 8601. */
  readonly askedAt: string;
  urgent: boolean;
  /** Who talks with the parent. */
  by?: StaffMember;
  /** ISO 8601. */
  takenAt?: string;
  /** When the parent first wrote what the person has not answered yet, ISO 8601. */
  unansweredSince?: string;
  /** Lines of the note that the parent said yes to, as steps of content/help; empty when nothing is shared. */
  readonly shared: readonly string[];
  /** How the parent's channel reaches them when somebody else writes. */
  readonly reference: Partial<ConversationReference>;
}

/** An open hand-off, as it is looked up from outside its conversation. */
export interface HandoffRow {
  readonly id: string;
  readonly conversationId: string;
  readonly desk: Desk['kind'];
  readonly stage: Stage;
  readonly urgent: boolean;
  readonly askedAt: Date;
  readonly language: 'en' | 'es';
  readonly takenAt?: Date | undefined;
  readonly by?: StaffMember | undefined;
  /** What the desk returned as its thread; undefined before that. */
  readonly thread?: string | undefined;
}

/** What somebody did, for the audit log. Never words of a parent. */
export interface AuditEntry {
  readonly at: Date;
  /** Absent for a refusal that named no hand-off of ours. */
  readonly handoff?: string | undefined;
  readonly actor: 'parent' | 'bot' | StaffMember;
  readonly action: AuditAction;
}

export type AuditAction =
  | 'asked'
  | 'viewed'
  | 'taken'
  | 'takenOver'
  | 'messageToParent'
  | 'messageToStaff'
  | 'callBackAsked'
  | 'ended'
  | 'timedOut'
  | 'left'
  | 'warned'
  | 'refused'
  | 'retracted';

/** `unknown`: no hand-off of this id, or it was deleted. */
export type Gone = { readonly kind: 'unknown' } | { readonly kind: 'ended' };
/** Somebody else talks with the parent; absent `by`: nobody has taken it yet. */
export type NotYours = { readonly kind: 'notYours'; readonly by?: StaffMember | undefined };

export type TakeResult =
  | { readonly kind: 'taken' }
  | { readonly kind: 'alreadyTaken'; readonly by: StaffMember }
  | Gone;
export type SayResult = { readonly kind: 'said' } | { readonly kind: 'empty' } | NotYours | Gone;
export type EndResult = { readonly kind: 'ended' } | NotYours | { readonly kind: 'unknown' };
export type ViewResult = { readonly kind: 'summary'; readonly summary: Summary } | Gone;

/**
 * What the staff do, from whatever desk. The caller has checked that this person may. Each is one turn of the parent's
 * conversation: the same `activityId` again changes nothing and returns the same. Throws a StoreError when the store is
 * away: then nothing has happened.
 */
export interface StaffActions {
  /** `over`: also when somebody else has it. */
  take(
    handoffId: string,
    nurse: StaffMember,
    activityId: string,
    options?: { readonly over?: boolean },
  ): Promise<TakeResult>;
  /** Only who took it may talk. */
  say(handoffId: string, nurse: StaffMember, text: string, activityId: string): Promise<SayResult>;
  /** Shown to a parent whose chat is open now; not kept. */
  typing(handoffId: string, nurse: StaffMember): Promise<void>;
  /** Ends the talk, or closes a call back; the bot says that it is a program again. */
  end(handoffId: string, nurse: StaffMember, activityId: string): Promise<EndResult>;
  /** What the parent said yes to. In the audit log as viewed. */
  view(handoffId: string, nurse: StaffMember, activityId: string): Promise<ViewResult>;
  /** Somebody tried what they may not: in the audit log as refused. */
  refuse(handoffId: string | undefined, person: StaffMember): Promise<void>;
  find(handoffId: string): Promise<HandoffRow | undefined>;
  byThread(desk: Desk['kind'], thread: string): Promise<HandoffRow | undefined>;
}
