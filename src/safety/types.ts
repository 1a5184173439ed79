import type { Route } from '../content/routes.ts';

/** none: go on. check: ask the one plain question. act: escalate now. */
export type Level = 'none' | 'check' | 'act';

/** What made the screen raise a level, for a clinician to read. Never logged: it quotes the parent. */
export interface Evidence {
  /** Id of the rule, or `model`. */
  readonly source: string;
  readonly route: Route;
  readonly level: Level;
  readonly reason: string;
  /** The words that were hit. */
  readonly words?: string;
  /** Probability of an emergency, for the model. */
  readonly probability?: number;
}

export interface Risk {
  readonly level: Level;
  /** The emergency route, when the level is not none. */
  readonly route?: Route;
  readonly evidence: readonly Evidence[];
}
