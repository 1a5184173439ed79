import type { ConversationState } from '../state/conversationState.ts';
import type { Random } from './random.ts';
import { mistyped, type Words } from './words.ts';

/** What a simulated parent does next. */
export type Move =
  | { readonly kind: 'press' | 'pressLate' | 'pressTwice' | 'type'; readonly text: string; readonly afterMs: number }
  | { readonly kind: 'photo' | 'nothing' | 'arrive' | 'event'; readonly afterMs: number }
  /** A new release: names that the stored state holds are not known any more. */
  | { readonly kind: 'release'; readonly state: ConversationState; readonly afterMs: number };

const MOVES = {
  press: 55,
  pressLate: 5,
  pressTwice: 3,
  ordinary: 12,
  answer: 8,
  alarming: 4,
  command: 4,
  long: 3,
  hostile: 3,
  number: 1,
  photo: 0.5,
  nothing: 0.5,
  event: 0.5,
  release: 2,
} as const;

export function chooseMove(random: Random, words: Words, state: ConversationState | undefined): Move {
  const afterMs = random.weighted({ '20000': 90, '700': 3, '600000': 3, '14400000': 3, '700000000': 1 });
  const time = { afterMs: Number(afterMs) };
  const shown = state?.shown ?? [];
  const kind = random.weighted(MOVES);
  const typed = (text: string): Move => ({
    kind: 'type',
    text: random.chance(0.15) ? mistyped(text, random) : text,
    ...time,
  });
  switch (kind) {
    case 'press':
    case 'pressTwice': {
      const [newest] = shown;
      if (!newest) return { kind: 'arrive', ...time };
      return { kind, text: random.pick(newest.actions).title, ...time };
    }
    case 'pressLate':
      if (shown.length < 2) return { kind: 'arrive', ...time };
      return { kind, text: random.pick(random.pick(shown.slice(1)).actions).title, ...time };
    case 'answer':
      return typed(random.pick(words.answers));
    case 'command':
      return typed(random.pick(words.commands));
    case 'long':
      return typed([1, 2, 3].map(() => random.pick(words.ordinary)).join(random.pick(['. ', ' and ', ', '])));
    case 'number':
      return typed(String(random.below(12)));
    case 'ordinary':
    case 'alarming':
    case 'hostile':
      return typed(random.pick(words[kind]));
    case 'release':
      return state ? { kind, state: renamed(state, random), ...time } : { kind: 'arrive', ...time };
    default:
      return { kind, ...time };
  }
}

/** The state as an older release could have left it: with dialogs, topics, steps or targets that are gone. */
function renamed(state: ConversationState, random: Random): ConversationState {
  const copy = JSON.parse(JSON.stringify(state)) as ConversationState & Record<string, unknown>;
  const instances = copy.dialogs.dialogStack as { id: string; state: Record<string, unknown> }[];
  for (const instance of instances) {
    if (random.chance(0.3)) instance.id = 'goneDialog';
    if (random.chance(0.3)) instance.state.step = 'goneStep';
    if (random.chance(0.2)) instance.state.topic = 'gone-topic';
    if (random.chance(0.2)) instance.state = {};
  }
  copy.shown = (copy.shown ?? []).map(({ contentId, actions }) => ({
    contentId: random.chance(0.4) ? 'gone-topic/goneStep' : contentId,
    actions: actions.map((action) => (random.chance(0.3) ? { title: action.title, begin: 'gone-topic/gone' } : action)),
  }));
  if (random.chance(0.3)) copy.worked = 'goneStep';
  if (random.chance(0.3)) copy.later = 'gone-topic';
  if (random.chance(0.3)) copy.note = ['goneLine'];
  if (random.chance(0.3)) Reflect.deleteProperty(copy, random.pick(['answeredNo', 'notUnderstood', 'shown', 'turns']));
  return copy;
}

/** How long the second tap of a double one comes after the first. */
export const SECOND_TAP_MS = 300;
