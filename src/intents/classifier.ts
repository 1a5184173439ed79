import type { Language } from '../content/routes.ts';
import { bucketOf, type Features, type NamedFeature, namedFeatures } from './features.ts';
import { softmax, type Weights } from './linearModel.ts';

/** A trained softmax regression with names: 8-bit weights, one scale for all. */
export interface Classifier {
  readonly classes: readonly string[];
  /** Rows of the table; a power of two. */
  readonly buckets: number;
  /** `buckets` rows of `classes.length` weights. */
  readonly table: Int8Array;
  /** What one step of a weight is worth. */
  readonly scale: number;
  readonly bias: Float32Array;
  /** Divides the logits, so that a probability means how often it is right. Set by cross-validation. */
  readonly temperature: number;
}

/** Weights rounded to 8 bits. Rounding costs no accuracy; dropping small weights would (it loses emergencies). */
export function quantise(
  weights: Weights,
  classes: readonly string[],
  buckets: number,
  temperature: number,
): Classifier {
  let largest = 0;
  for (const weight of weights.table) largest = Math.max(largest, Math.abs(weight));
  const scale = largest > 0 ? largest / 127 : 1;
  const table = Int8Array.from(weights.table, (weight) => Math.round(weight / scale));
  return { classes, buckets, table, scale, bias: weights.bias, temperature };
}

/** Probability of each class, in the order of `classes`. */
export function classify(classifier: Classifier, features: Features): Float64Array {
  const { classes, buckets, table, scale, bias, temperature } = classifier;
  const size = classes.length;
  const logits = new Float64Array(size);
  const mask = buckets - 1;
  for (let i = 0; i < features.buckets.length; i++) {
    const row = ((features.buckets[i] as number) & mask) * size;
    const value = features.values[i] as number;
    for (let c = 0; c < size; c++) logits[c] = (logits[c] as number) + value * (table[row + c] as number);
  }
  for (let c = 0; c < size; c++) logits[c] = ((logits[c] as number) * scale + (bias[c] as number)) / temperature;
  softmax(logits);
  return logits;
}

/** How much one word or phrase speaks for a class, above the mean of all classes. */
export interface Contribution {
  readonly words: string;
  readonly weight: number;
}

/** The words that pulled most towards a class. Pieces of words count for the word that they sit in. */
export function contributions(
  classifier: Classifier,
  text: string,
  language: Language,
  className: string,
): Contribution[] {
  const named = namedFeatures(text, language);
  const size = classifier.classes.length;
  const target = classifier.classes.indexOf(className);
  const strongest = new Map<string, NamedFeature>();
  for (const feature of named) {
    const present = strongest.get(feature.name);
    if (!present || present.weight < feature.weight) strongest.set(feature.name, feature);
  }
  let square = 0;
  for (const { weight } of strongest.values()) square += weight * weight;
  const pulls = new Map<string, number>();
  for (const { name, weight } of strongest.values()) {
    const row = (bucketOf(name) & (classifier.buckets - 1)) * size;
    let mean = 0;
    for (let c = 0; c < size; c++) mean += (classifier.table[row + c] as number) / size;
    const pull = (((classifier.table[row + target] as number) - mean) * classifier.scale * weight) / Math.sqrt(square);
    const words = name.startsWith('~') ? ownerOf(name.slice(1).trim(), named) : name;
    pulls.set(words, (pulls.get(words) ?? 0) + pull);
  }
  return [...pulls].map(([words, weight]) => ({ words, weight })).sort((a, b) => b.weight - a.weight);
}

/** The word of the text that a piece was cut from. */
function ownerOf(piece: string, named: readonly NamedFeature[]): string {
  return named.find(({ name }) => !name.startsWith('~') && !name.includes(' ') && name.includes(piece))?.name ?? piece;
}
