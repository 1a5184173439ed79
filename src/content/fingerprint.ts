import { createHash } from 'node:crypto';
import type { Step } from './schema.ts';

/** Fingerprint of the English words of a step: a translation that was made from other words is stale. */
export function stepFingerprint(step: Step): string {
  const words = JSON.stringify([step.say, step.suggestedActions.map((action) => action.title)]);
  return createHash('sha256').update(words).digest('hex').slice(0, 8);
}
