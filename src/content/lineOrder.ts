import { type Opening, opening } from './hours.ts';
import type { Language } from './routes.ts';
import type { HelpLine, Need } from './schema.ts';

/** A line, and whether it is open now. */
export interface OpenLine {
  readonly line: HelpLine;
  readonly opening: Opening;
}

interface Wanted {
  readonly needs: readonly Need[];
  /** The language that the parent reads. */
  readonly language: Language;
  /** Only lines that speak this one, by code, or bring in an interpreter. */
  readonly speaking?: string | undefined;
  readonly now: Date;
}

/**
 * The lines that meet the needs, in the order of the needs, each need by those in the parent's language if there are
 * any. Who answers now stands first, then who calls back, what is only to read, and what is closed; and of those that
 * were asked to speak a language, those that do stand before those that bring in an interpreter.
 */
export function chosenLines(lines: readonly HelpLine[], { needs, language, speaking, now }: Wanted): OpenLine[] {
  const able = lines.filter((line) => speaking === undefined || speaksOrInterprets(line, speaking));
  return needs
    .flatMap((need) => forNeed(able, need, speaking ?? language))
    .filter((line, i, all) => all.indexOf(line) === i)
    .map((line) => ({ line, opening: opening(line.hours, line.timeZone, now) }))
    .sort((a, b) => rank(a) - rank(b))
    .sort((a, b) => Number(speaks(b.line, speaking)) - Number(speaks(a.line, speaking)));
}

function forNeed(lines: readonly HelpLine[], need: Need, language: string): readonly HelpLine[] {
  const all = lines.filter(({ needs }) => needs.includes(need));
  const own = all.filter((line) => speaksOrInterprets(line, language));
  return own.length > 0 ? own : all;
}

function speaks({ languages }: HelpLine, language: string | undefined): boolean {
  return language !== undefined && languages.includes(language);
}

function speaksOrInterprets(line: HelpLine, language: string): boolean {
  return line.interpreters === true || speaks(line, language);
}

function rank({ line, opening }: OpenLine): number {
  if (opening.state === 'closed') return 3;
  if (!line.call && !line.text) return 2;
  return line.callBack ? 1 : 0;
}
