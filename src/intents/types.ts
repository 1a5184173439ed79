import type { Route } from '../content/routes.ts';

/** One possible answer to "what is this utterance about". */
export interface Candidate {
  readonly route: Route;
  /** Folder in content/; finer than the route for some. */
  readonly topic: string;
  /** The step of the topic at which this utterance enters, when it is not the start. */
  readonly step?: string;
  /** Calibrated probability, 0 to 1. */
  readonly score: number;
}

export type Match =
  /** Sure enough to go there. */
  | { readonly kind: 'route'; readonly best: Candidate; readonly others: readonly Candidate[] }
  /** "Did you mean", two or three, best first. */
  | { readonly kind: 'clarify'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'notUnderstood'; readonly candidates: readonly Candidate[] };
