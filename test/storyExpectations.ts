import { expect } from '@jest/globals';
import type { PlayedTurn } from '../src/stories/play.ts';

/** What a channel showed in one turn. */
export interface Shown {
  readonly contentIds: readonly string[];
  readonly text: string;
  readonly buttons: readonly string[];
}

/** That a turn of a story went as it is written. A topic alone stands for any of its steps. */
export function expectAsWritten({ turn }: PlayedTurn, { contentIds, text, buttons }: Shown): void {
  const { parent, nurse, after } = turn;
  const bot = contentIds.map((id, i) => (turn.bot[i]?.includes('/') ? id : id.split('/')[0]));
  expect({ parent, nurse, after, bot }).toEqual({ parent, nurse, after, bot: turn.bot });
  for (const part of turn.says) expect(text).toContain(part);
  for (const part of turn.never) expect(text).not.toContain(part);
  expect(buttons).toEqual(expect.arrayContaining(turn.buttons));
  expect(buttons.filter((title) => turn.noButtons.includes(title))).toEqual([]);
}
