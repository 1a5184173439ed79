import { randomUUID } from 'node:crypto';
import type { Activity } from 'botbuilder';
import { sayHandoff, sayOfPerson, summaryOf } from '../../dialogs/handoffDialog.ts';
import type { Bot } from '../bot.ts';
import { addressed, eventFrom } from '../channels/addressed.ts';
import { CONVERSATION_PREFIX } from '../channels/directLine/clientActivity.ts';
import type { Metrics } from '../metrics.ts';
import type { ConversationState } from '../state/conversationState.ts';
import type { OutboxMessage } from '../state/handoffStore.ts';
import type { Store } from '../state/store.ts';
import { HANDOFF_TOPIC, type Turn } from '../turn.ts';
import { type StaffMember, shownName } from './desk.ts';
import type {
  EndResult,
  Gone,
  HandoffRow,
  HandoffState,
  SayResult,
  StaffActions,
  TakeResult,
  ViewResult,
} from './handoff.ts';

/** Longest text of the staff that is shown to a parent, in characters; the rest is cut. */
const MAX_TEXT = 4000;

export interface HandoffsParts {
  readonly bot: Bot;
  readonly store: Store;
  readonly metrics: Metrics;
  /** Shows that this person writes, to a parent whose chat is open on this server. */
  readonly showTyping: (state: HandoffState, typing: Partial<Activity>) => Promise<void>;
}

/** What an action of the staff found and did in the parent's conversation. */
interface Done<Result> {
  readonly result: Result;
  /** Messages of a person, before what the bot says. */
  readonly messages?: readonly Partial<Activity>[];
}

/** What became of an action: what it found, or that this id was seen before. */
type Outcome<Result> =
  | { readonly kind: 'done'; readonly committed: boolean; readonly result: Result | Gone }
  | { readonly kind: 'repeated'; readonly row: HandoffRow };

/** Thrown to leave a turn of the store without a change. */
class NothingDone extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super('nothing is done');
    this.result = result;
  }
}

/** The staff's side of hand-offs: each action is one turn of the parent's conversation. */
export class Handoffs implements StaffActions {
  readonly #parts: HandoffsParts;

  constructor(parts: HandoffsParts) {
    this.#parts = parts;
  }

  async take(
    handoffId: string,
    nurse: StaffMember,
    activityId: string,
    { over = false }: { readonly over?: boolean } = {},
  ): Promise<TakeResult> {
    let waited: number | undefined;
    const outcome = await this.#act<TakeResult>(handoffId, `take ${activityId}`, (turn, open) => {
      if (open.by && open.by.id !== nurse.id && !over) return undo({ kind: 'alreadyTaken', by: open.by });
      if (open.by?.id === nurse.id) return undo({ kind: 'taken' });
      const before = open.by;
      waited = before ? undefined : (turn.now.getTime() - Date.parse(open.askedAt)) / 1000;
      turn.handoffs?.take(nurse);
      sayOfPerson(turn, before ? 'takenOver' : 'taken', nurse);
      return { result: { kind: 'taken' } };
    });
    if (outcome.kind !== 'repeated') {
      if (waited !== undefined && outcome.result.kind === 'taken') this.#parts.metrics.handoffTaken(waited);
      return outcome.result;
    }
    const { by, stage } = outcome.row;
    if (stage === 'ended') return { kind: 'ended' };
    return by && by.id !== nurse.id ? { kind: 'alreadyTaken', by } : { kind: 'taken' };
  }

  async say(handoffId: string, nurse: StaffMember, text: string, activityId: string): Promise<SayResult> {
    const words = text.trim().slice(0, MAX_TEXT);
    if (!words) return { kind: 'empty' };
    const outcome = await this.#act<SayResult>(handoffId, `say ${activityId}`, (turn, open) => {
      if (open.stage !== 'taken' || open.by?.id !== nurse.id) return undo({ kind: 'notYours', by: open.by });
      turn.handoffs?.said(nurse);
      return { result: { kind: 'said' }, messages: [personMessage(turn, open, nurse, words)] };
    });
    return outcome.kind === 'repeated' ? { kind: 'said' } : outcome.result;
  }

  async typing(handoffId: string, nurse: StaffMember): Promise<void> {
    const open = await this.open(handoffId);
    if (open?.stage !== 'taken' || open.by?.id !== nurse.id) return;
    const activity = eventFrom(open.reference, 'handoff');
    const name = shownName(nurse);
    const typing = { type: 'typing', from: { id: 'nurse', name }, channelData: { by: { name } } };
    await this.#parts.showTyping(open, addressed(typing, activity));
  }

  async end(handoffId: string, nurse: StaffMember, activityId: string): Promise<EndResult> {
    const outcome = await this.#act<EndResult | Gone>(handoffId, `end ${activityId}`, (turn, open) => {
      if (open.stage !== 'callBack' && open.by?.id !== nurse.id) return undo({ kind: 'notYours', by: open.by });
      const talked = open.stage === 'taken';
      turn.handoffs?.end(nurse);
      if (talked) sayOfPerson(turn, 'left', nurse);
      return { result: { kind: 'ended' } };
    });
    if (outcome.kind === 'done' && outcome.committed) this.#parts.metrics.handoff('ended');
    return outcome.kind === 'repeated' ? { kind: 'ended' } : outcome.result;
  }

  async view(handoffId: string, nurse: StaffMember, activityId: string): Promise<ViewResult> {
    const viewed = await this.#act<ViewResult>(handoffId, `view ${activityId}`, (turn, open) => {
      turn.handoffs?.viewed(nurse);
      return { result: { kind: 'summary', summary: summaryOf(turn, open.shared) } };
    });
    if (viewed.kind === 'done') return viewed.result;
    // The same press again is shown the same, and not noted twice.
    const again = await this.#act<ViewResult>(handoffId, randomUUID(), (turn, open) =>
      undo({ kind: 'summary', summary: summaryOf(turn, open.shared) }),
    );
    return again.kind === 'done' ? again.result : { kind: 'unknown' };
  }

  async refuse(handoffId: string | undefined, person: StaffMember): Promise<void> {
    await this.#parts.store.handoffs.audit([{ at: new Date(), handoff: handoffId, actor: person, action: 'refused' }]);
  }

  find(handoffId: string): Promise<HandoffRow | undefined> {
    return this.#parts.store.handoffs.find(handoffId);
  }

  byThread(desk: HandoffRow['desk'], thread: string): Promise<HandoffRow | undefined> {
    return this.#parts.store.handoffs.byThread(desk, thread);
  }

  /** Nobody took it in time, or the desk cannot be reached at all: the parent is told, once for this id. */
  async timeOut(handoffId: string, activityId: string): Promise<void> {
    const outcome = await this.#act(handoffId, `timeOut ${activityId}`, (turn, open) => {
      if (open.stage !== 'waiting') return undo(undefined);
      turn.handoffs?.timeOut();
      sayHandoff(turn, 'nobody');
      return { result: undefined };
    });
    if (outcome.kind === 'done' && outcome.committed) this.#parts.metrics.handoff('timedOut');
  }

  /** Runs an action as one turn of the parent's conversation. What has no effect changes nothing. */
  async #act<Result>(
    handoffId: string,
    /** The kind of action, and its id: another action of the same id is another one. */
    turnId: string,
    action: (turn: Turn, open: HandoffState) => Done<Result>,
  ): Promise<Outcome<Result>> {
    const row = await this.find(handoffId);
    if (!row || row.stage === 'gone') return { kind: 'done', committed: false, result: { kind: 'unknown' } };
    let result: Result | undefined;
    try {
      const { repeated } = await this.#parts.store.turn(
        row.conversationId,
        `handoff ${handoffId} ${turnId}`,
        async (stored) => {
          const done = this.#run(stored, handoffId, action);
          result = done.result;
          return done.commit;
        },
      );
      if (!repeated) return { kind: 'done', committed: true, result: result as Result };
      return { kind: 'repeated', row: (await this.find(handoffId)) ?? row };
    } catch (error) {
      if (error instanceof NothingDone)
        return { kind: 'done', committed: false, result: error.result as Result | Gone };
      throw error;
    }
  }

  #run<Result>(
    stored: ConversationState | undefined,
    handoffId: string,
    action: (turn: Turn, open: HandoffState) => Done<Result>,
  ) {
    if (!stored) throw new NothingDone({ kind: 'unknown' });
    const { handoff } = stored;
    if (handoff?.id !== handoffId) throw new NothingDone({ kind: 'ended' });
    const activity = eventFrom(handoff.reference, 'handoff');
    const state = this.#parts.bot.open(stored, activity);
    let done: Done<Result> | undefined;
    const { replies, commit } = this.#parts.bot.notice(activity, state, (turn) => {
      const open = turn.handoffs?.open;
      if (!open) throw new NothingDone({ kind: 'ended' });
      done = action(turn, open);
    });
    const { result, messages = [] } = done as unknown as Done<Result>;
    const log = [...messages, ...replies].map((reply) => addressed(reply, activity));
    const outbox = [...(commit.outbox ?? []), ...toChannel(handoff, log)];
    return { result, commit: { state, log, ...commit, outbox } };
  }

  /** The open hand-off of this id, in its conversation; undefined when it is not open any more. */
  async open(handoffId: string): Promise<HandoffState | undefined> {
    const row = await this.find(handoffId);
    const open = row && (await this.openIn(row.conversationId));
    return open?.id === handoffId ? open : undefined;
  }

  /** The open hand-off of a conversation. */
  async openIn(conversationId: string): Promise<HandoffState | undefined> {
    try {
      await this.#parts.store.turn(conversationId, randomUUID(), async (state) => undo(state?.handoff));
    } catch (error) {
      if (error instanceof NothingDone) return error.result as HandoffState | undefined;
      throw error;
    }
    return undefined;
  }
}

function undo(result: unknown): never {
  throw new NothingDone(result);
}

/** What a person wrote, as the parent gets it: with the name, and the way to end the talk. */
function personMessage(turn: Turn, open: HandoffState, nurse: StaffMember, words: string): Partial<Activity> {
  const name = shownName(nurse);
  const [end] = turn.library.words(HANDOFF_TOPIC, 'taken', turn.language, turn.country).actions;
  const [newest] = turn.state.shown;
  if (end && newest?.contentId !== `${HANDOFF_TOPIC}/taken`) {
    turn.state.shown = [{ contentId: `${HANDOFF_TOPIC}/taken`, actions: [end] }, ...turn.state.shown].slice(0, 6);
  }
  return {
    type: 'message',
    // Clients of the web chat show the name beside the words.
    text: isWeb(open) ? words : `${name}: ${words}`,
    textFormat: 'plain',
    from: { id: 'nurse', name },
    channelData: { contentId: 'handoff/nurse', by: { name }, status: 'person' },
    ...(end && { suggestedActions: { to: [], actions: [{ type: 'imBack', title: end.title, value: end.title }] } }),
  };
}

/** Clients of the web chat read the log; other channels have to be sent what stands in it. */
function toChannel(open: HandoffState, activities: readonly Partial<Activity>[]): OutboxMessage[] {
  const { id: handoff, reference } = open;
  if (isWeb(open) || activities.length === 0) return [];
  const body = { reference, activities };
  return [{ id: randomUUID(), handoff, to: 'parent', kind: 'said', lane: `${handoff} parent`, at: new Date(), body }];
}

/** True for a conversation of our own web chat. */
function isWeb({ reference }: HandoffState): boolean {
  return reference.conversation?.id.startsWith(CONVERSATION_PREFIX) ?? false;
}
