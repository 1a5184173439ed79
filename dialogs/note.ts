import type { Note } from '../src/channels/reply.ts';
import type { Turn } from '../src/turn.ts';
import { bandOf } from './bondingPlan.ts';

/** What the parent can put into a note, in the order of its lines: answers of content/help. */
export const NOTE_FEELINGS = ['low', 'worry', 'anger', 'far', 'sleep', 'birth', 'scary'] as const;
export const HOW_LONG = ['longDays', 'longWeeks', 'longMonths'] as const;

/** What the parent chose for the note, in the order of its lines; a release may have removed some. */
export function chosenLines(turn: Turn): string[] {
  const chosen = turn.state.note ?? [];
  return ['age', ...NOTE_FEELINGS, ...HOW_LONG].filter((line) => chosen.includes(line));
}

/** The note as it stands. */
export function noteOf(turn: Turn, kept: boolean): Note {
  const lines = noteSteps(turn).map((step) => turn.line('help', step));
  return { title: turn.line('help', 'noteTitle'), lines, kept };
}

/** The steps of content/help that say the note. */
export function noteSteps(turn: Turn): string[] {
  const steps = ['lineOpen', ...chosenLines(turn).map((line) => stepOf(turn, line)), 'lineAsk'];
  return steps.filter((step) => turn.library.hasStep('help', step));
}

/** `low` is said by the step `lineLow`; the age by the step of its band. */
function stepOf(turn: Turn, line: string): string {
  return line === 'age' ? `lineAge${bandOf(turn)}` : `line${line[0]?.toUpperCase()}${line.slice(1)}`;
}
