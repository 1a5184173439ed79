import { seededRandom } from '../intents/linearModel.ts';
import { withTypos } from '../intents/typos.ts';

/** Ways in which a tired thumb changes a message without changing what it means. */
export const DISTURBANCES = ['typos', 'noPunctuation', 'caps', 'emoji'] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

/** One letter in this many is hit. */
const LETTERS_PER_TYPO = 12;

/** The message, disturbed; the same at every run. */
export function disturb(text: string, kind: Disturbance, seed: number): string {
  switch (kind) {
    case 'caps':
      return text.toUpperCase();
    case 'noPunctuation':
      return text.replace(/[^\p{L}\p{N}\s]/gu, '').toLowerCase();
    case 'emoji':
      return `${text} \u{1F62D}\u{1F494}`;
    case 'typos':
      return withTypos(text, LETTERS_PER_TYPO, seededRandom(seed + 1));
  }
}
