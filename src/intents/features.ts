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
/** Three words in a row, or two with one between. */
const NEAR_WEIGHT = 0.7;
/** Two words with two between. */
const FAR_WEIGHT = 0.5;
const PIECE_WEIGHT = 0.35;
const LENGTH_WEIGHT = 0.5;
const SHORTEST_PIECE = 3;
const LONGEST_PIECE = 5;
const QUESTION = '#question';

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

/** The words that features are made of, and whether the text asks something. */
interface Read {
  readonly list: readonly string[];
  readonly asks: boolean;
}

function read(text: string, language: Language): Read {
  const folded = foldText(text);
  const plain = words(folded, language);
  return { list: plain.map((word, i) => numberWord(word, plain[i + 1])), asks: folded.includes('?') };
}

function lengthName({ length }: readonly string[]): string {
  return length <= 3 ? '#short' : length <= 8 ? '#brief' : length <= 20 ? '#medium' : '#long';
}

/** Every feature of a text by name, for who wants to read them. The same name may come twice. */
export function namedFeatures(text: string, language: Language): NamedFeature[] {
  const { list, asks } = read(text, language);
  const found: NamedFeature[] = [];
  const add = (name: string, weight: number) => found.push({ name, weight });
  const padded = ['<', ...list, '>'];
  for (const word of list) add(word, WORD_WEIGHT);
  for (let i = 0; i < padded.length - 1; i++) add(`${padded[i]} ${padded[i + 1]}`, WORD_WEIGHT);
  for (let i = 0; i < list.length - 2; i++) {
    add(`${list[i]} ${list[i + 1]} ${list[i + 2]}`, NEAR_WEIGHT);
    add(`${list[i]} * ${list[i + 2]}`, NEAR_WEIGHT);
  }
  for (let i = 0; i < list.length - 3; i++) add(`${list[i]} ** ${list[i + 3]}`, FAR_WEIGHT);
  for (const word of list) {
    if (word.startsWith('#')) continue;
    const edged = ` ${word} `;
    for (let size = SHORTEST_PIECE; size <= LONGEST_PIECE; size++) {
      for (let i = 0; i + size <= edged.length; i++) add(`~${edged.slice(i, i + size)}`, PIECE_WEIGHT);
    }
  }
  if (asks) add(QUESTION, WORD_WEIGHT);
  add(lengthName(list), LENGTH_WEIGHT);
  return found;
}

const FNV_OFFSET = 0x811c9dc5;

/** FNV-1a, 32 bits, from the hash of what came before. */
function hashOn(hash: number, text: string): number {
  let state = hash;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state;
}

function bucketAt(hash: number): number {
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
}

/** The bucket of a feature by its name. */
export function bucketOf(name: string): number {
  return bucketAt(hashOn(FNV_OFFSET, name));
}

/** Buckets in the order in which they came, each once, with the largest weight that it was given. */
class WeightedBuckets {
  readonly #buckets: Uint32Array;
  readonly #weights: Float32Array;
  /** Open addressing: one more than the place of a bucket, 0 where nothing is. */
  readonly #places: Uint16Array | Uint32Array;
  #count = 0;

  /** `most`: how many names are added at most. */
  constructor(most: number) {
    this.#buckets = new Uint32Array(most);
    this.#weights = new Float32Array(most);
    const size = 1 << (33 - Math.clz32(most));
    this.#places = most < 0xffff ? new Uint16Array(size) : new Uint32Array(size);
  }

  add(hash: number, weight: number): void {
    const bucket = bucketAt(hash);
    const mask = this.#places.length - 1;
    let at = bucket & mask;
    for (let place = this.#places[at] as number; place !== 0; place = this.#places[at] as number) {
      if (this.#buckets[place - 1] === bucket) {
        if ((this.#weights[place - 1] as number) < weight) this.#weights[place - 1] = weight;
        return;
      }
      at = (at + 1) & mask;
    }
    this.#buckets[this.#count] = bucket;
    this.#weights[this.#count] = weight;
    this.#count++;
    this.#places[at] = this.#count;
  }

  /** The weights scaled to unit length. */
  features(): Features {
    const buckets = this.#buckets.slice(0, this.#count);
    const values = this.#weights.slice(0, this.#count);
    let square = 0;
    for (const value of values) square += value * value;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * scale;
    return { buckets, values };
  }
}

/** The features of a text as hashed weights: namedFeatures, without writing out a thousand names. */
export function features(text: string, language: Language): Features {
  const { list, asks } = read(text, language);
  const letters = list.reduce((sum, word) => sum + word.length + 2, 0);
  const found = new WeightedBuckets(5 * list.length + (LONGEST_PIECE - SHORTEST_PIECE + 1) * letters + 3);
  const add = (hash: number, weight: number) => found.add(hash, weight);
  const padded = ['<', ...list, '>'];
  const alone = list.map((word) => hashOn(FNV_OFFSET, word));
  for (const hash of alone) add(hash, WORD_WEIGHT);
  for (let i = 0; i < padded.length - 1; i++) {
    const first = i === 0 ? hashOn(FNV_OFFSET, '<') : (alone[i - 1] as number);
    add(hashOn(hashOn(first, ' '), padded[i + 1] as string), WORD_WEIGHT);
  }
  for (let i = 0; i < list.length - 2; i++) {
    const [first, second, third] = [alone[i] as number, list[i + 1] as string, list[i + 2] as string];
    add(hashOn(hashOn(hashOn(hashOn(first, ' '), second), ' '), third), NEAR_WEIGHT);
    add(hashOn(hashOn(first, ' * '), third), NEAR_WEIGHT);
  }
  for (let i = 0; i < list.length - 3; i++) {
    add(hashOn(hashOn(alone[i] as number, ' ** '), list[i + 3] as string), FAR_WEIGHT);
  }
  const piece = hashOn(FNV_OFFSET, '~');
  for (const word of list) {
    if (word.startsWith('#')) continue;
    const edged = ` ${word} `;
    for (let i = 0; i < edged.length; i++) {
      let hash = piece;
      for (let size = 1; size <= LONGEST_PIECE && i + size <= edged.length; size++) {
        hash = Math.imul(hash ^ edged.charCodeAt(i + size - 1), 0x01000193);
        if (size >= SHORTEST_PIECE) add(hash, PIECE_WEIGHT);
      }
    }
  }
  if (asks) add(hashOn(FNV_OFFSET, QUESTION), WORD_WEIGHT);
  add(hashOn(FNV_OFFSET, lengthName(list)), LENGTH_WEIGHT);
  return found.features();
}
