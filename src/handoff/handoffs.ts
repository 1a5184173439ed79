import { randomUUID } from 'node:crypto';
import type { Bot } from '../bot.ts';
import type { Activity } from '../channels/activity.ts';
import { addressed, eventFrom } from '../channels/addressed.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../state/store.ts';
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
import {
  ends,
  has,
  isNotReached,
  isSilent,
  NothingDone,
  runStaffTurn,
  type StaffTurn,
  says,
  takes,
  timesOut,
  views,
  viewsAgain,
} from './staffTurns.ts';

export interface HandoffsParts {
  readonly bot: Bot;
  readonly store: Store;
  readonly metrics: Metrics;
  /** Shows a parent whose chat is open on this server that a person writes. */
  readonly showTyping: (open: HandoffState, typing: Partial<Activity>) => Promise<void>;
}

/** What became of an action: what it found, or that this id was seen before. */
type Outcome<Result> =
  | {
      readonly kind: 'done';
      readonly committed: boolean;
      readonly result: Result | Gone;
      readonly waited?: number | undefined;
    }
  | { readonly kind: 'repeated'; readonly row: HandoffRow };

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
    const outcome = await this.#act(handoffId, `take ${activityId}`, takes(nurse, over));
    if (outcome.kind === 'done') {
      if (outcome.waited !== undefined) this.#parts.metrics.handoffTaken(outcome.waited);
      return outcome.result;
    }
    const { by, stage } = outcome.row;
    if (stage === 'ended') return { kind: 'ended' };
    return by && by.id !== nurse.id ? { kind: 'alreadyTaken', by } : { kind: 'taken' };
  }

  async say(handoffId: string, nurse: StaffMember, text: string, activityId: string): Promise<SayResult> {
    const outcome = await this.#act(handoffId, `say ${activityId}`, says(nurse, text));
    return outcome.kind === 'repeated' ? { kind: 'said' } : outcome.result;
  }

  async typing(handoffId: string, nurse: StaffMember): Promise<void> {
    const open = await this.open(handoffId);
    if (!open || !has(nurse, open)) return;
    const name = shownName(nurse);
    const typing = { type: 'typing', from: { id: 'nurse', name }, channelData: { by: { name } } };
    await this.#parts.showTyping(open, addressed(typing, eventFrom(open.reference, 'handoff')));
  }

  async end(handoffId: string, nurse: StaffMember, activityId: string): Promise<EndResult> {
    const outcome = await this.#act(handoffId, `end ${activityId}`, ends(nurse));
    if (outcome.kind === 'repeated') return { kind: 'ended' };
    if (outcome.committed) this.#parts.metrics.handoff('ended');
    return outcome.result;
  }

  async view(handoffId: string, nurse: StaffMember, activityId: string): Promise<ViewResult> {
    const viewed = await this.#act(handoffId, `view ${activityId}`, views(nurse));
    if (viewed.kind === 'done') return viewed.result;
    const again = await this.#act(handoffId, randomUUID(), viewsAgain);
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

  /** Nobody took it in time: the parent is told, once for this id. */
  timeOut(handoffId: string, activityId: string): Promise<void> {
    return this.#tellNobodyComes(handoffId, `timeOut ${activityId}`, timesOut);
  }

  /** Who has taken it did not answer since then (ISO 8601): the parent is told, and is in line again. */
  noAnswer(handoffId: string, since: string, activityId: string): Promise<void> {
    return this.#tellNobodyComes(handoffId, `noAnswer ${activityId}`, isSilent(since));
  }

  /** The desk cannot be told of it at all: the parent is told, once for this id. */
  notReached(handoffId: string, activityId: string): Promise<void> {
    return this.#tellNobodyComes(handoffId, `notReached ${activityId}`, isNotReached);
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
      await this.#parts.store.turn(conversationId, randomUUID(), async (state) => {
        throw new NothingDone(state?.handoff);
      });
    } catch (error) {
      if (error instanceof NothingDone) return error.result as HandoffState | undefined;
      throw error;
    }
    return undefined;
  }

  async #tellNobodyComes(handoffId: string, turnId: string, action: StaffTurn<undefined>): Promise<void> {
    const outcome = await this.#act(handoffId, turnId, action);
    if (outcome.kind === 'done' && outcome.committed) this.#parts.metrics.handoff('timedOut');
  }

  /**
   * Runs an action as one turn of the parent's conversation. `turnId` names the kind of action with its id, as another
   * action of the same id is another one. What has no effect changes nothing.
   */
  async #act<Result>(handoffId: string, turnId: string, action: StaffTurn<Result>): Promise<Outcome<Result>> {
    const { bot, store } = this.#parts;
    const row = await this.find(handoffId);
    if (!row || row.stage === 'gone') return { kind: 'done', committed: false, result: { kind: 'unknown' } };
    let done: { result: Result; waited?: number | undefined } | undefined;
    try {
      const { repeated } = await store.turn(row.conversationId, `handoff ${handoffId} ${turnId}`, async (stored) => {
        const turn = runStaffTurn(bot, stored, handoffId, action);
        done = turn.done;
        return turn.commit;
      });
      if (repeated || !done) return { kind: 'repeated', row: (await this.find(handoffId)) ?? row };
      return { kind: 'done', committed: true, result: done.result, waited: done.waited };
    } catch (error) {
      if (!(error instanceof NothingDone)) throw error;
      return { kind: 'done', committed: false, result: error.result as Result | Gone };
    }
  }
}
