import { randomUUID } from 'node:crypto';
import { sayHandoff, sayOfPerson, summaryOf } from '../../dialogs/handoffDialog.ts';
import type { Bot } from '../bot.ts';
import type { Activity } from '../channels/activity.ts';
import { addressed, eventFrom } from '../channels/addressed.ts';
import { CONVERSATION_PREFIX } from '../channels/directLine/clientActivity.ts';
import type { ConversationState } from '../state/conversationState.ts';
import type { OutboxMessage } from '../state/handoffStore.ts';
import type { TurnCommit } from '../state/store.ts';
import { HANDOFF_TOPIC, PRESSABLE_REPLIES, type Turn } from '../turn.ts';
import { type StaffMember, shownName } from './desk.ts';
import type { EndResult, Gone, HandoffState, SayResult, TakeResult, ViewResult } from './handoff.ts';

/** Longest text of the staff that is shown to a parent, in characters; the rest is cut. */
const MAX_TEXT = 4000;

/** What an action of the staff did in the parent's conversation. */
interface Done<Result> {
  readonly result: Result;
  /** Words of a person, before what the bot says. */
  readonly messages?: readonly Partial<Activity>[];
  /** How long the parent waited until now, in seconds. */
  readonly waited?: number | undefined;
}

/** An action on the open hand-off of a conversation. Throws NothingDone when it has no effect. */
export type StaffTurn<Result> = (turn: Turn, open: HandoffState) => Done<Result>;

/** Thrown to leave a turn of the store without a change. */
export class NothingDone extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super('nothing is done');
    this.result = result;
  }
}

export function takes(nurse: StaffMember, over = false): StaffTurn<TakeResult> {
  return (turn, open) => {
    const { by } = open;
    if (by?.id === nurse.id) throw new NothingDone({ kind: 'taken' });
    if (by && !over) throw new NothingDone({ kind: 'alreadyTaken', by });
    turn.handoffs?.take(nurse);
    sayOfPerson(turn, by ? 'takenOver' : 'taken', nurse);
    const waited = by ? undefined : (turn.now.getTime() - Date.parse(open.askedAt)) / 1000;
    return { result: { kind: 'taken' }, waited };
  };
}

export function says(nurse: StaffMember, text: string): StaffTurn<SayResult> {
  return (turn, open) => {
    const words = text.trim().slice(0, MAX_TEXT);
    if (!words) throw new NothingDone({ kind: 'empty' });
    if (!has(nurse, open)) throw new NothingDone({ kind: 'notYours', by: open.by });
    turn.handoffs?.said(nurse);
    return { result: { kind: 'said' }, messages: [personMessage(turn, open, nurse, words)] };
  };
}

/** Who has a talk ends it; a call back is closed by anybody. */
export function ends(nurse: StaffMember): StaffTurn<EndResult> {
  return (turn, open) => {
    const talks = open.stage === 'taken';
    if (!has(nurse, open) && open.stage !== 'callBack') throw new NothingDone({ kind: 'notYours', by: open.by });
    turn.handoffs?.end(nurse);
    if (talks) sayOfPerson(turn, 'left', nurse);
    return { result: { kind: 'ended' } };
  };
}

export function views(nurse: StaffMember): StaffTurn<ViewResult> {
  return (turn, open) => {
    turn.handoffs?.viewed(nurse);
    return { result: summaryResult(turn, open) };
  };
}

/** What `views` has shown before: shown again, and noted nowhere. */
export const viewsAgain: StaffTurn<ViewResult> = (turn, open) => {
  throw new NothingDone(summaryResult(turn, open));
};

/** Nobody took it in time. */
export const timesOut = nobodyComes('waiting');

/** The desk cannot be told, neither of the parent nor of their number. */
export const isNotReached = nobodyComes('waiting', 'callBack');

/** The person has not answered what the parent wrote first at this time (ISO 8601): their device may be lost. */
export function isSilent(since: string): StaffTurn<undefined> {
  return (turn, { stage, by, unansweredSince }) => {
    if (stage !== 'taken' || !by || unansweredSince !== since) throw new NothingDone(undefined);
    turn.handoffs?.giveBack();
    sayHandoff(turn, 'noAnswer', { name: shownName(by) });
    return { result: undefined };
  };
}

function nobodyComes(...stages: HandoffState['stage'][]): StaffTurn<undefined> {
  return (turn, { stage }) => {
    if (!stages.includes(stage)) throw new NothingDone(undefined);
    turn.handoffs?.timeOut();
    sayHandoff(turn, 'nobody');
    return { result: undefined };
  };
}

/** True when this person talks with the parent. */
export function has(nurse: StaffMember, { stage, by }: HandoffState): boolean {
  return stage === 'taken' && by?.id === nurse.id;
}

/**
 * Runs an action on what a conversation remembers. Returns what is to be committed. Throws NothingDone with the result
 * when nothing is.
 */
export function runStaffTurn<Result>(
  bot: Bot,
  stored: ConversationState | undefined,
  handoffId: string,
  action: StaffTurn<Result>,
): { readonly done: Done<Result>; readonly commit: TurnCommit } {
  if (!stored) throw new NothingDone({ kind: 'unknown' } satisfies Gone);
  const { handoff } = stored;
  if (handoff?.id !== handoffId) throw new NothingDone({ kind: 'ended' } satisfies Gone);
  const activity = eventFrom(handoff.reference, 'handoff');
  const state = bot.open(stored, activity);
  let done: Done<Result> | undefined;
  const { replies, commit } = bot.notice(activity, state, (turn) => {
    const open = turn.handoffs?.open;
    // The hospital has no desk any more.
    if (!open) throw new NothingDone({ kind: 'ended' } satisfies Gone);
    done = action(turn, open);
  });
  const { messages = [] } = done as unknown as Done<Result>;
  const log = [...messages, ...replies].map((reply) => addressed(reply, activity));
  const outbox = [...(commit.outbox ?? []), ...toChannel(handoff, log)];
  return { done: done as unknown as Done<Result>, commit: { state, log, ...commit, outbox } };
}

function summaryResult(turn: Turn, open: HandoffState): ViewResult {
  return { kind: 'summary', summary: summaryOf(turn, open.shared) };
}

/** What a person wrote, as the parent gets it: with the name, and the way to end the talk. */
function personMessage(turn: Turn, open: HandoffState, nurse: StaffMember, words: string): Partial<Activity> {
  const name = shownName(nurse);
  const { actions } = turn.library.words(HANDOFF_TOPIC, 'taken', turn.language, turn.country);
  const shown = { contentId: `${HANDOFF_TOPIC}/taken`, actions: [...actions] };
  const others = turn.state.shown.filter(({ contentId }) => contentId !== shown.contentId);
  turn.state.shown = [shown, ...others].slice(0, PRESSABLE_REPLIES);
  const buttons = actions.map(({ title }) => ({ type: 'imBack', title, value: title }));
  return {
    type: 'message',
    // Clients of the web chat show the name beside the words.
    text: isWeb(open) ? words : `${name}: ${words}`,
    textFormat: 'plain',
    from: { id: 'nurse', name },
    channelData: { contentId: 'handoff/nurse', by: { name }, status: 'person' },
    suggestedActions: { to: [], actions: buttons },
  };
}

/** Clients of the web chat read the log; other channels have to be sent what stands in it. */
function toChannel({ id: handoff, reference }: HandoffState, log: readonly Partial<Activity>[]): OutboxMessage[] {
  if (isWeb({ reference }) || log.length === 0) return [];
  const body = { reference, activities: log };
  return [{ id: randomUUID(), handoff, to: 'parent', kind: 'said', lane: `${handoff} parent`, at: new Date(), body }];
}

/** True for a conversation of our own web chat. */
function isWeb({ reference }: Pick<HandoffState, 'reference'>): boolean {
  return reference.conversation?.id.startsWith(CONVERSATION_PREFIX) ?? false;
}
