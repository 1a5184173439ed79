import { seededRandom } from '../intents/linearModel.ts';

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
      return withTypos(text, seededRandom(seed + 1));
  }
}

function withTypos(text: string, random: () => number): string {
  const letters = [...text];
  for (let i = 0; i < letters.length; i++) {
    if (!/\p{L}/u.test(letters[i] as string) || random() > 1 / LETTERS_PER_TYPO) continue;
    const kind = Math.floor(random() * 4);
    const next = letters[i + 1];
    if (kind === 0) letters[i] = '';
    else if (kind === 1 && next) [letters[i], letters[i + 1]] = [next, letters[i] as string];
    else if (kind === 2) letters[i] = `${letters[i]}${letters[i]}`;
    else letters[i] = String.fromCharCode(97 + Math.floor(random() * 26));
    i += 1;
  }
  return letters.join('');
}
