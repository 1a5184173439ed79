import { EMERGENCY_ROUTES, type Language, type Route } from '../content/routes.ts';
import { classify } from '../intents/classifier.ts';
import { features } from '../intents/features.ts';
import type { Model } from '../intents/modelFile.ts';
import { sentences } from '../intents/normalise.ts';
import type { RuleSet } from './rules.ts';
import type { Evidence, Level, Risk } from './types.ts';

/** What the screen reads with. */
export interface ScreenParts {
  readonly rules: ReadonlyMap<Language, RuleSet>;
  readonly models: ReadonlyMap<Language, Model>;
}

const RANK: Record<Level, number> = { none: 0, check: 1, act: 2 };
/** What to do when the screen itself fails: ask a person, now. */
const FAILED: Risk = { level: 'act', route: 'crisis-self', evidence: [] };

/**
 * Reads every message for danger. Rules decide; the model can raise a level and never lower one. Pure, and it
 * fails closed: an error in it counts as `act`.
 */
export class SafetyScreen {
  readonly #parts: ScreenParts;

  constructor(parts: ScreenParts) {
    this.#parts = parts;
  }

  /** The level of a text, the emergency route, and why. */
  screen(text: string, language: Language): Risk {
    if (!/\p{L}/u.test(text)) return { level: 'none', evidence: [] };
    try {
      const rules = this.#parts.rules.get(language) ?? this.#parts.rules.get('en');
      const model = this.#parts.models.get(language) ?? this.#parts.models.get('en');
      if (!rules || !model) return FAILED;
      return decide([...rules.hits(text), ...modelEvidence(model, text, language)]);
    } catch {
      return FAILED;
    }
  }
}

/** The highest level found; among its routes the most urgent, rules before the model. */
function decide(evidence: readonly Evidence[]): Risk {
  const level = evidence.reduce<Level>((high, { level }) => (RANK[level] > RANK[high] ? level : high), 'none');
  if (level === 'none') return { level, evidence };
  const decisive = evidence.filter((item) => item.level === level);
  const byRules = decisive.filter((item) => item.source !== 'model');
  const routes = (byRules.length > 0 ? byRules : decisive).map((item) => item.route);
  const route = EMERGENCY_ROUTES.find((candidate) => routes.includes(candidate));
  return { level, ...(route && { route }), evidence };
}

/** What the model says of the whole text and of each sentence: the strongest of them. */
function modelEvidence(model: Model, text: string, language: Language): Evidence[] {
  const { act, check } = model.thresholds;
  const parts = sentences(text);
  let strongest: { probability: number; route: Route } | undefined;
  for (const part of parts.length > 1 ? [text, ...parts] : [text]) {
    const found = emergency(model, part, language);
    if (found.probability > (strongest?.probability ?? 0)) strongest = found;
  }
  if (!strongest) return [];
  const { probability, route } = strongest;
  const level: Level = probability >= act ? 'act' : probability >= check ? 'check' : 'none';
  return [{ source: 'model', route, level, probability, reason: 'Sounds like messages of this kind.' }];
}

/** Probability that a text is any emergency, and the likeliest of them. */
function emergency(model: Model, text: string, language: Language): { probability: number; route: Route } {
  const probabilities = classify(model.topics, features(text, language));
  let sum = 0;
  let best = { route: EMERGENCY_ROUTES[0] as Route, p: -1 };
  for (const route of EMERGENCY_ROUTES) {
    const p = probabilities[model.topics.classes.indexOf(route)] ?? 0;
    sum += p;
    if (p > best.p) best = { route, p };
  }
  return { probability: sum, route: best.route };
}
