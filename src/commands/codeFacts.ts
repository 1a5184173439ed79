import { PLACES } from '../../dialogs/navigate.ts';
import { CODE_ANSWERS, CODE_STEPS, FOLLOWED_STEPS } from '../../dialogs/steps.ts';
import type { CodeFacts } from '../content/checkFlow.ts';

/** What the dialogs of this project bring to the content. */
export const CODE_FACTS: CodeFacts = {
  steps: CODE_STEPS,
  answers: CODE_ANSWERS,
  followed: FOLLOWED_STEPS,
  places: PLACES,
};
