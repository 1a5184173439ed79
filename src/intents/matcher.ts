import { isEmergency, type Language, type Route } from '../content/routes.ts';
import { classify } from './classifier.ts';
import type { Features } from './features.ts';
import type { Model } from './modelFile.ts';
import { Reading } from './reading.ts';
import type { Candidate, Match } from './types.ts';

/** Most sentences of one message that are read one by one; a longer message is read whole as well. */
const MAX_SENTENCES = 200;
/** Only the likeliest candidates are told a step. */
const WITH_ENTRY = 6;
/** A topic step is entered instead of the start from this probability on. */
const SURE_OF_ENTRY = 0.5;

/** Where a topic belongs: its route. */
export type RouteOf = (topic: string) => Route | undefined;

/** Says what an utterance is about. Pure: the models are given, nothing is remembered. */
export class Matcher {
  readonly #models: ReadonlyMap<Language, Model>;
  readonly #routeOf: RouteOf;

  constructor(models: ReadonlyMap<Language, Model>, routeOf: RouteOf) {
    this.#models = models;
    this.#routeOf = routeOf;
  }

  /**
   * One topic, two or three to choose from, or not understood. The safety screen has read the text before and
   * found no emergency, so those routes are no candidates here. `reading`: what the model makes of it, when
   * the screen has read it too.
   */
  match(text: string, language: Language, reading = this.read(text, language)): Match {
    if (!/\p{L}/u.test(text)) return { kind: 'notUnderstood', candidates: [] };
    const { sure, lead, offer } = reading.model.thresholds;
    const all = this.candidates(text, language, reading).filter(({ route }) => !isEmergency(route));
    const ordinary = all.reduce((sum, { score }) => sum + score, 0);
    const candidates = all.map((candidate) => ({ ...candidate, score: candidate.score / Math.max(ordinary, 1e-9) }));
    const [best, second] = candidates;
    if (!best || best.score < offer) return { kind: 'notUnderstood', candidates: candidates.slice(0, 3) };
    if (best.score >= sure || best.score - (second?.score ?? 0) >= lead) {
      return { kind: 'route', best, others: candidates.slice(1) };
    }
    return { kind: 'clarify', candidates: candidates.slice(0, 3) };
  }

  /** The routes by probability, the best first, each with its best topic and step. */
  candidates(text: string, language: Language, reading = this.read(text, language)): Candidate[] {
    const { model } = reading;
    const probabilities = topicProbabilities(reading);
    const typed = reading.mended.features;
    const byRoute = new Map<Route, { score: number; topic: string; topicScore: number }>();
    for (const [i, topic] of model.topics.classes.entries()) {
      const route = this.#routeOf(topic);
      const p = probabilities[i] as number;
      if (!route) continue;
      const present = byRoute.get(route);
      if (!present) byRoute.set(route, { score: p, topic, topicScore: p });
      else {
        present.score += p;
        if (p > present.topicScore) Object.assign(present, { topic, topicScore: p });
      }
    }
    return [...byRoute]
      .map(([route, { score, topic }]) => ({ route, topic, score }))
      .sort((a, b) => b.score - a.score)
      .map((candidate, i) =>
        i < WITH_ENTRY ? { ...candidate, ...entryOf(candidate.topic, typed, model) } : candidate,
      );
  }

  /** What the model makes of a text: worked out once, when it is asked for. */
  read(text: string, language: Language): Reading {
    return new Reading(text, this.model(language), language);
  }

  model(language: Language): Model {
    const model = this.#models.get(language) ?? this.#models.get('en');
    if (!model) throw new Error('no model is loaded: run npm run train');
    return model;
  }
}

/** Probability of each topic for a text: of the whole, and of its sentences where it is long. */
export function topicProbabilities({ mended: { whole, parts } }: Reading): Float64Array {
  const read = parts.slice(0, MAX_SENTENCES);
  if (read.length < 2) return whole;
  return whole.map((p, i) => (p + read.reduce((sum, part) => sum + (part[i] as number), 0) / read.length) / 2);
}

/** The step of a topic at which a text enters, when it is not the start and that is likely enough. */
function entryOf(topic: string, typed: Features, model: Model): { step?: string } {
  const classifier = model.entries.get(topic);
  if (!classifier) return {};
  const probabilities = classify(classifier, typed);
  const top = probabilities.indexOf(Math.max(...probabilities));
  const step = classifier.classes[top];
  return step && (probabilities[top] as number) >= SURE_OF_ENTRY ? { step } : {};
}
