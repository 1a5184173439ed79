import { createHash } from 'node:crypto';
import type { LanguageData } from '../content/load.ts';
import { isEmergency, type Language, type Route } from '../content/routes.ts';
import { type Classifier, classify, quantise } from './classifier.ts';
import { BUCKETS, type Features, features } from './features.ts';
import { type Example, seededRandom, train, type Weights } from './linearModel.ts';
import type { Model, Thresholds } from './modelFile.ts';
import { foldText, words } from './normalise.ts';
import { Spelling, type WordCount } from './spelling.ts';
import { withTypos } from './typos.ts';

/** A topic of the content, as far as training needs it. */
export interface TrainedTopic {
  readonly route: Route;
  /** Group of utterances -> step. */
  readonly entries: Readonly<Record<string, string>>;
}

/** A text as the model learns it. */
interface Sample {
  readonly plain: Features;
  readonly mistyped: Features;
}

interface LabelledText {
  readonly text: string;
  readonly topic: string;
  readonly group: string;
}

const FOLDS = 5;
const EPOCHS = 12;
const L2 = 3e-4;
const RATE = 0.5;
/** A feature seen in one utterance only says more about that utterance than about its topic. */
const MIN_UTTERANCES = 2;
/** One letter in this many is mistyped in the copies. */
const LETTERS_PER_TYPO = 14;
const MISTYPED_WEIGHT = 0.4;
const ENTRY_BUCKETS = 1 << 14;
/** Raised when features or training change, so that an older model file counts as stale. */
const VERSION = '5';

/** Fingerprint of all that a model is made from. */
export function fingerprint(data: LanguageData, topics: ReadonlyMap<string, TrainedTopic>): string {
  const hash = createHash('sha256').update(VERSION);
  const texts = labelledTexts(data, topics);
  for (const { text, topic, group } of texts) hash.update(`${topic}\n${group}\n${text}\n`);
  // A topic without utterances, such as the hand-off, is no matter of the model.
  const learnt = new Set(texts.map(({ topic }) => topic));
  const trained = [...topics].filter(([topic]) => learnt.has(topic));
  hash.update(JSON.stringify(trained.map(([topic, { route, entries }]) => [topic, route, entries])));
  return hash.digest('hex').slice(0, 16);
}

/** Utterances and both sides of the contrastive pairs, each once, of topics that exist. */
export function labelledTexts(data: LanguageData, topics: ReadonlyMap<string, TrainedTopic>): LabelledText[] {
  const all: LabelledText[] = [
    ...data.utterances,
    ...data.contrast.map((pair) => ({ text: pair.this, topic: pair.topic, group: 'contrast' })),
    ...data.contrast.map((pair) => ({ text: pair.not, topic: pair.notRoute, group: 'contrast' })),
  ];
  const seen = new Set<string>();
  return all.filter(({ text, topic }) => {
    const key = text.toLowerCase();
    if (!topics.has(topic) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Learns topics and entries of one language. Deterministic: the same data give the same model. Takes a minute or two.
 * `dictionary`: ordinary words that must not be taken for mistyped ones.
 */
export function trainModel(
  language: Language,
  data: LanguageData,
  topics: ReadonlyMap<string, TrainedTopic>,
  dictionary: readonly string[] = [],
): Model {
  const texts = labelledTexts(data, topics);
  const classes = [...new Set(texts.map(({ topic }) => topic))].sort();
  const all = samples(texts, language);
  const labels = texts.map(({ topic }) => classes.indexOf(topic));
  const routes = classes.map((topic) => topics.get(topic)?.route as Route);
  const held = crossValidate(texts, all, labels, classes);
  const temperature = fitTemperature(held, labels);
  const thresholds = chooseThresholds(
    held.map((logits) => probabilities(logits, temperature)),
    texts.map(({ group }, i) => ({ route: routes[labels[i] as number] as Route, hard: group === 'contrast' })),
    routes,
  );
  const weights = learn(all, labels, classes.length, BUCKETS);
  return {
    language,
    fingerprint: fingerprint(data, topics),
    examples: texts.length,
    thresholds,
    topics: quantise(weights, classes, BUCKETS, temperature),
    spelling: new Spelling(vocabulary(texts, language, dictionary)),
    entries: trainEntries(texts, topics, language),
  };
}

/** Every text, and a mistyped copy of it that counts for less: so that a tired thumb does not hide an emergency. */
function learn(
  all: readonly Sample[],
  labels: readonly number[],
  classes: number,
  buckets: number,
  withCopies = true,
): Weights {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const mean = labels.length / classes;
  const examples: Example[] = all.flatMap(({ plain, mistyped }, i) => {
    const label = labels[i] as number;
    // A rare topic counts for more, but not as much as if it were common.
    const weight = Math.min(2, Math.sqrt(mean / (counts[label] as number)));
    const copy = { features: mistyped, label, weight: weight * MISTYPED_WEIGHT };
    return withCopies ? [{ features: plain, label, weight }, copy] : [{ features: plain, label, weight }];
  });
  return train(examples, { classes, buckets, epochs: EPOCHS, l2: L2, rate: RATE });
}

/** Logits of every text by a model that has not seen it. */
function crossValidate(
  texts: readonly LabelledText[],
  all: readonly Sample[],
  labels: readonly number[],
  classes: readonly string[],
): Float64Array[] {
  const fold = texts.map(({ text }) => createHash('sha256').update(text).digest().readUInt32LE() % FOLDS);
  const held: Float64Array[] = new Array(texts.length);
  for (let k = 0; k < FOLDS; k++) {
    const inside = texts.flatMap((_, i) => (fold[i] === k ? [] : [i]));
    const weights = learn(
      inside.map((i) => all[i] as Sample),
      inside.map((i) => labels[i] as number),
      classes.length,
      BUCKETS,
      // The copies would double the time of five trainings, and change the thresholds little.
      false,
    );
    const model = quantise(weights, classes, BUCKETS, 1);
    for (const [i, item] of all.entries()) {
      if (fold[i] === k) held[i] = classify(model, item.plain).map((p) => Math.log(Math.max(p, 1e-9)));
    }
  }
  return held;
}

function probabilities(logits: Float64Array, temperature: number): Float64Array {
  const scaled = logits.map((value) => Math.exp(value / temperature));
  const sum = scaled.reduce((a, b) => a + b, 0);
  return scaled.map((value) => value / sum);
}

/** The temperature at which the held-out texts are least surprising. */
function fitTemperature(held: readonly Float64Array[], labels: readonly number[]): number {
  let best = { temperature: 1, loss: Infinity };
  for (let temperature = 0.4; temperature <= 2.5; temperature += 0.05) {
    let loss = 0;
    for (const [i, logits] of held.entries()) {
      loss -= Math.log(probabilities(logits, temperature)[labels[i] as number] as number);
    }
    if (loss < best.loss) best = { temperature: Math.round(temperature * 100) / 100, loss };
  }
  return best.temperature;
}

/** Share of held-out emergencies that the check must reach, and of ordinary utterances that act may reach. */
const CHECK_RECALL = 0.835;
const ACT_FALSE_ALARMS = 0.07;

function chooseThresholds(
  held: readonly Float64Array[],
  wanted: readonly { readonly route: Route; readonly hard: boolean }[],
  routes: readonly Route[],
): Thresholds {
  const emergency = (p: Float64Array) =>
    p.reduce((sum, value, c) => (isEmergency(routes[c] as Route) ? sum + value : sum), 0);
  const scores = held.map(emergency);
  const sorted = (keep: (i: number) => boolean) => scores.filter((_, i) => keep(i)).sort((a, b) => a - b);
  const emergencies = sorted((i) => isEmergency(wanted[i]?.route as Route));
  const ordinary = sorted((i) => !isEmergency(wanted[i]?.route as Route) && !wanted[i]?.hard);
  const quantile = (values: number[], share: number) =>
    values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 1;
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return {
    check: round(quantile(emergencies, 1 - CHECK_RECALL)),
    act: round(quantile(ordinary, 1 - ACT_FALSE_ALARMS)),
    sure: 0.45,
    lead: 0.12,
    offer: 0.15,
  };
}

/** The features of each text and of its mistyped copy, without what occurs in one text only. */
function samples(texts: readonly LabelledText[], language: Language): Sample[] {
  const random = seededRandom(11);
  const both = texts.map(({ text }) => ({
    plain: features(text, language),
    mistyped: features(withTypos(text, LETTERS_PER_TYPO, random), language),
  }));
  const counts = new Map<number, number>();
  for (const { plain, mistyped } of both) {
    for (const bucket of new Set([...plain.buckets, ...mistyped.buckets])) {
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
  }
  const frequent = ({ buckets, values }: Features): Features => {
    const kept = [...buckets.keys()].filter((i) => (counts.get(buckets[i] as number) ?? 0) >= MIN_UTTERANCES);
    return {
      buckets: Uint32Array.from(kept, (i) => buckets[i] as number),
      values: Float32Array.from(kept, (i) => values[i] as number),
    };
  };
  return both.map(({ plain, mistyped }) => ({ plain: frequent(plain), mistyped: frequent(mistyped) }));
}

/** The words of more than one text, since one that occurs once may itself be a mistake; then those of the dictionary. */
function vocabulary(texts: readonly LabelledText[], language: Language, dictionary: readonly string[]): WordCount[] {
  const counts = new Map<string, number>();
  for (const { text } of texts) {
    for (const word of words(foldText(text), language)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const used = [...counts].filter(([, count]) => count >= MIN_UTTERANCES);
  const known = new Set(used.map(([word]) => word));
  const others = new Set(dictionary.map(foldText).filter((word) => /^[a-z]+$/.test(word) && !known.has(word)));
  return [...used, ...[...others].sort().map((word) => [word, 0] as const)];
}

/** For each topic with entries: which step an utterance enters at, '' for the start. */
function trainEntries(
  texts: readonly LabelledText[],
  topics: ReadonlyMap<string, TrainedTopic>,
  language: Language,
): Map<string, Classifier> {
  const found = new Map<string, Classifier>();
  for (const [topic, { entries }] of topics) {
    const own = texts.filter((text) => text.topic === topic && text.group !== 'contrast');
    const steps = own.map(({ group }) => entries[group] ?? '');
    const classes = [...new Set(steps)].sort();
    if (classes.length < 2) continue;
    const all = samples(own, language).map(({ plain, mistyped }) => ({
      plain: folded(plain),
      mistyped: folded(mistyped),
    }));
    const labels = steps.map((step) => classes.indexOf(step));
    found.set(topic, quantise(learn(all, labels, classes.length, ENTRY_BUCKETS), classes, ENTRY_BUCKETS, 1));
  }
  return found;
}

function folded({ buckets, values }: Features): Features {
  return { buckets: buckets.map((bucket) => bucket & (ENTRY_BUCKETS - 1)), values };
}
