import type { Features } from './features.ts';

/** A text of the training set and the number of its class. */
export interface Example {
  readonly features: Features;
  readonly label: number;
  readonly weight: number;
}

export interface TrainingOptions {
  readonly classes: number;
  readonly buckets: number;
  readonly epochs: number;
  /** Pull of the weights towards zero. */
  readonly l2: number;
  readonly rate: number;
}

/** Weights of a softmax regression: `buckets` rows of `classes`, and a bias each. */
export interface Weights {
  readonly classes: number;
  readonly table: Float32Array;
  readonly bias: Float32Array;
}

/** Numbers in [0, 1) that are the same at every run: training must repeat to the bit. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x100000000;
  };
}

/** A class whose gradient is smaller learns nothing from this example. */
const NEGLIGIBLE = 1e-3;

/** Softmax regression by AdaGrad, examples in a seeded order. */
export function train(examples: readonly Example[], options: TrainingOptions): Weights {
  const { classes, buckets, epochs, l2, rate } = options;
  const table = new Float32Array(buckets * classes);
  const bias = new Float32Array(classes);
  const squares = new Float32Array(buckets * classes).fill(1e-3);
  const biasSquares = new Float32Array(classes).fill(1e-3);
  const order = Uint32Array.from(examples.keys());
  const random = seededRandom(7);
  const scores = new Float64Array(classes);
  const gradients = new Float64Array(classes);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const index of order) {
      const { features, label, weight } = examples[index] as Example;
      const { buckets: rows, values } = features;
      score({ classes, table, bias }, features, scores);
      softmax(scores);
      for (let c = 0; c < classes; c++) {
        const gradient = weight * ((scores[c] as number) - (c === label ? 1 : 0));
        gradients[c] = Math.abs(gradient) < NEGLIGIBLE ? 0 : gradient;
        biasSquares[c] = (biasSquares[c] as number) + gradient * gradient;
        bias[c] = (bias[c] as number) - (rate * gradient) / Math.sqrt(biasSquares[c] as number);
      }
      for (let i = 0; i < rows.length; i++) {
        const row = (rows[i] as number) * classes;
        const value = values[i] as number;
        for (let c = 0; c < classes; c++) {
          const gradient = gradients[c] as number;
          if (gradient === 0) continue;
          const at = row + c;
          const slope = gradient * value + l2 * (table[at] as number);
          const square = (squares[at] as number) + slope * slope;
          squares[at] = square;
          table[at] = (table[at] as number) - (rate * slope) / Math.sqrt(square);
        }
      }
    }
  }
  return { classes, table, bias };
}

function shuffle(order: Uint32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = order[i] as number;
    order[i] = order[j] as number;
    order[j] = kept;
  }
}

/** Writes the class scores (logits) of a text into `into`. */
export function score(weights: Weights, { buckets, values }: Features, into: Float64Array): void {
  const { classes, table, bias } = weights;
  for (let c = 0; c < classes; c++) into[c] = bias[c] as number;
  for (let i = 0; i < buckets.length; i++) {
    const row = (buckets[i] as number) * classes;
    const value = values[i] as number;
    for (let c = 0; c < classes; c++) into[c] = (into[c] as number) + value * (table[row + c] as number);
  }
}

/** Turns logits into probabilities, in place. */
export function softmax(scores: Float64Array): void {
  let top = -Infinity;
  for (const value of scores) if (value > top) top = value;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const power = Math.exp((scores[i] as number) - top);
    scores[i] = power;
    sum += power;
  }
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] as number) / sum;
}
