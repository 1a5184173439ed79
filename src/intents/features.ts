import type { Language } from '../content/routes.ts';
import { foldText, words } from './normalise.ts';

/** Buckets that features are hashed into. */
export const BUCKETS = 1 << 18;

/** A text as the model sees it: bucket numbers with weights of unit length. */
export interface Features {
  readonly buckets: Uint32Array;
  readonly values: Float32Array;
}

/** One readable feature: a word, a run of words, or a piece of a word. */
export interface NamedFeature {
  readonly name: string;
  readonly weight: number;
}

const WORD_WEIGHT = 1;
const PIECE_WEIGHT = 0.35;

/** Words that carry a number's meaning rather than its digits. */
function numberWord(word: string, next: string | undefined): string {
  const value = Number(word);
  if (!Number.isFinite(value)) return word;
  if ((value >= 100.3 && value <= 108) || (value >= 38 && value <= 42.5 && word.includes('.'))) return '#fever';
  if ((value >= 95 && value < 100.3 && word.includes('.')) || (value >= 35 && value < 38 && word.includes('.')))
    return '#temperature';
  if (next?.startsWith('year') || next === 'anos') return value <= 1 ? '#year1' : '#years';
  if (next?.startsWith('month') || next?.startsWith('mes'))
    return value < 3 ? '#monthsYoung' : value <= 12 ? '#months' : '#monthsOld';
  if (next?.startsWith('week') || next?.startsWith('seman')) return value <= 12 ? '#weeks' : '#weeksOld';
  if (next?.startsWith('day') || next?.startsWith('dia')) return '#days';
  return '#number';
}

/** Every feature of a text by name. The same name may come twice. */
export function namedFeatures(text: string, language: Language): NamedFeature[] {
  const folded = foldText(text);
  const plainWords = words(folded, language);
  const list = plainWords.map((word, i) => numberWord(word, plainWords[i + 1]));
  const found: NamedFeature[] = [];
  const add = (name: string, weight: number) => found.push({ name, weight });
  const padded = ['<', ...list, '>'];
  for (let i = 0; i < list.length; i++) add(list[i] as string, WORD_WEIGHT);
  for (let i = 0; i < padded.length - 1; i++) add(`${padded[i]} ${padded[i + 1]}`, WORD_WEIGHT);
  for (let i = 0; i < list.length - 2; i++) {
    add(`${list[i]} ${list[i + 1]} ${list[i + 2]}`, 0.7);
    add(`${list[i]} * ${list[i + 2]}`, 0.7);
  }
  for (let i = 0; i < list.length - 3; i++) add(`${list[i]} ** ${list[i + 3]}`, 0.5);
  for (const word of list) {
    if (word.startsWith('#')) continue;
    const edged = ` ${word} `;
    for (let size = 3; size <= 5; size++) {
      for (let i = 0; i + size <= edged.length; i++) add(`~${edged.slice(i, i + size)}`, PIECE_WEIGHT);
    }
  }
  if (folded.includes('?')) add('#question', WORD_WEIGHT);
  add(
    list.length <= 3 ? '#short' : list.length <= 8 ? '#brief' : list.length <= 20 ? '#medium' : '#long',
    WORD_WEIGHT * 0.5,
  );
  return found;
}

/** FNV-1a, 32 bits. */
export function bucketOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash ^= name.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
}

/** The features of a text as hashed weights of unit length; each counts once, whatever its number. */
export function features(text: string, language: Language): Features {
  const weights = new Map<number, number>();
  for (const { name, weight } of namedFeatures(text, language)) {
    const bucket = bucketOf(name);
    const present = weights.get(bucket);
    if (present === undefined || present < weight) weights.set(bucket, weight);
  }
  const buckets = Uint32Array.from(weights.keys());
  const values = Float32Array.from(weights.values());
  let square = 0;
  for (const value of values) square += value * value;
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * scale;
  return { buckets, values };
}
