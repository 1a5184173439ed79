import { NEEDS, SOOTHING } from '../../dialogs/steps.ts';
import type { Activity } from '../channels/activity.ts';
import { MAX_ACTIONS } from '../channels/reply.ts';
import type { ContentLibrary } from '../content/library.ts';
import { isEmergency, type Route } from '../content/routes.ts';
import { MAX_TITLE } from '../content/schema.ts';
import type { Risk } from '../safety/types.ts';
import type { ConversationState } from '../state/conversationState.ts';
import { buttonsOf, contentIdsOf } from '../stories/play.ts';
import { plain } from '../turn.ts';
import type { Move } from './moves.ts';

/** One simulated turn, with what was remembered before and after it. */
export interface SimulatedTurn {
  readonly move: Move;
  readonly before: ConversationState | undefined;
  readonly after: ConversationState | undefined;
  readonly replies: readonly Partial<Activity>[];
  /** What the safety screen says of the words. */
  readonly risk: Risk;
  /** The parent is back after a silence that closes the list. */
  readonly stale: boolean;
}

/** Words that a parent typed stand in no state: this one is put into some of what the simulated parent types. */
export const PLANTED = 'zqxplanted';

const WAYS = new Set([...NEEDS, ...SOOTHING].map((step) => `crying/${step}`));
/** Replies after which what was tried may be asked anew. */
const ANEW = /^crying\/(start|danger|lastTime|stopped|notStopped)/;
const NOT_FILLED = /\{\w+\}|undefined|\[object|NaN/;

/** What must hold after every turn of one conversation. Returns a sentence for each thing that does not. */
export class TurnRules {
  readonly #library: ContentLibrary;
  readonly #isCommand: (text: string) => boolean;
  readonly #tried = new Set<string>();
  #released = false;

  constructor(library: ContentLibrary, isCommand: (text: string) => boolean) {
    this.#library = library;
    this.#isCommand = isCommand;
  }

  broken(turn: SimulatedTurn): string[] {
    const { move, replies } = turn;
    const silent = move.kind === 'event' || move.kind === 'release';
    const problems = silent && replies.length === 0 ? [] : [...this.#replies(turn)];
    if (JSON.stringify(turn.after ?? '').includes(PLANTED)) problems.push('a word of the parent is in the state');
    return [...problems, ...emergencies(turn), ...this.#repeated(turn)];
  }

  #replies({ replies }: SimulatedTurn): string[] {
    if (replies.length === 0) return ['there is no reply'];
    const problems: string[] = [];
    for (const reply of replies) {
      const [topic = '', step = ''] = String(reply.channelData?.contentId).split('/');
      if (!this.#library.hasStep(topic, step)) problems.push(`${topic}/${step} is no content id`);
      if (!reply.text?.trim() || NOT_FILLED.test(reply.text)) problems.push(`${topic}/${step} is not filled in`);
    }
    const titles = buttonsOf(replies);
    const last = contentIdsOf(replies).at(-1);
    if (titles.length === 0) problems.push(`${last} is a dead end`);
    if (titles.length > MAX_ACTIONS) problems.push(`${last} has ${titles.length} buttons`);
    if (new Set(titles).size < titles.length) problems.push(`${last} has a button twice`);
    if (titles.some((title) => title.length > MAX_TITLE)) problems.push(`${last} has a title that is too long`);
    return problems;
  }

  /** What was tried or ruled out is not asked again, and a new button does not lead to the same question. */
  #repeated({ move, before, replies, stale }: SimulatedTurn): string[] {
    const ids = contentIdsOf(replies);
    const last = ids.at(-1) ?? '';
    const [newest] = before?.shown ?? [];
    const commanded = move.kind === 'type' && this.#isCommand(move.text);
    const released = this.#released;
    this.#released = move.kind === 'release';
    if (stale || commanded || this.#released || ids.some((id) => ANEW.test(id))) this.#tried.clear();
    if (stale || commanded || released || !newest) return [];
    if (this.#tried.has(last) && move.kind !== 'pressTwice') return [`${last} is asked again, although it was tried`];
    if (move.kind !== 'press') return [];
    const action = newest.actions.find(({ title }) => title === move.text);
    const ruledOut = action?.answer === 'tried' || action?.answer === 'notThat';
    if (WAYS.has(newest.contentId) && ruledOut && last !== newest.contentId) this.#tried.add(newest.contentId);
    const leadsElsewhere = action?.answer !== undefined && last === newest.contentId && !isChoice(newest.contentId);
    return leadsElsewhere && move.afterMs >= 1000 ? [`${last} is asked again after "${move.text}"`] : [];
  }
}

/** Steps that ask for one more of the same. */
function isChoice(contentId: string): boolean {
  return ['help/noteMore', 'help/noteChange', 'help/country'].includes(contentId);
}

/** An emergency in what was typed always leads to its words, or to the one plain question. */
function emergencies({ move, before, replies, risk }: SimulatedTurn): string[] {
  if (move.kind !== 'type' || risk.level === 'none' || !risk.route || isTitle(before, move.text)) return [];
  const ids = contentIdsOf(replies);
  const inEmergency = ids.some((id) => isEmergency(id.split('/')[0] as Route));
  if (risk.level === 'act') {
    // An open escalation takes its own phrases for being safe.
    const answered = before?.dialogs.dialogStack.at(-1)?.id === 'escalationDialog' && inEmergency;
    return ids.includes(`${risk.route}/act`) || answered ? [] : [`${risk.route} was not escalated`];
  }
  const denied = before?.answeredNo?.[risk.route];
  const deniedLately = denied !== undefined && (before?.turns ?? 0) - denied <= 5;
  const open = (before?.dialogs.dialogStack.length ?? 0) > 0;
  const byModelAlone = risk.evidence.every(({ source, level }) => source === 'model' || level === 'none');
  const excused = deniedLately || (byModelAlone && open) || knownAlready(before, risk.route);
  return inEmergency || excused ? [] : [`${risk.route} was not checked`];
}

/** The escalation for this is open beneath: its lines were said. */
function knownAlready(before: ConversationState | undefined, route: Route): boolean {
  return (before?.dialogs.dialogStack ?? []).some(
    ({ id, state }) => id === 'escalationDialog' && (state as { topic?: string } | undefined)?.topic === route,
  );
}

/** Our own words on a button are no message about the parent. */
function isTitle(before: ConversationState | undefined, text: string): boolean {
  const typed = plain(text);
  if (/^\d$/.test(typed)) return true;
  return (before?.shown ?? []).some(({ actions }) => actions.some(({ title }) => plain(title) === typed));
}
