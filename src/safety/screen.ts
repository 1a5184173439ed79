import { EMERGENCY_ROUTES, type Language, type Route } from '../content/routes.ts';
import type { Model } from '../intents/modelFile.ts';
import { foldText } from '../intents/normalise.ts';
import { Reading } from '../intents/reading.ts';
import type { RuleSet } from './rules.ts';
import type { Evidence, Level, Risk } from './types.ts';

/** What the screen reads with. */
export interface ScreenParts {
  readonly rules: ReadonlyMap<Language, RuleSet>;
  readonly models: ReadonlyMap<Language, Model>;
}

/** How a folded text marks the end of a sentence. */
const SENTENCE_MARK = ' . ';
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

  /** The level of a text, the emergency route, and why. `shared`: what the model makes of it, when others read it too. */
  screen(text: string, language: Language, shared?: Reading): Risk {
    if (!/\p{L}/u.test(text)) return { level: 'none', evidence: [] };
    try {
      const reading = shared ?? this.#read(text, language);
      const rules = this.#parts.rules.get(language) ?? this.#parts.rules.get('en');
      if (!rules || !reading) return FAILED;
      return decide([...ruleEvidence(rules, text, reading.corrected), ...modelEvidence(reading)]);
    } catch {
      return FAILED;
    }
  }

  #read(text: string, language: Language): Reading | undefined {
    const model = this.#parts.models.get(language) ?? this.#parts.models.get('en');
    return model && new Reading(text, model, language);
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

/**
 * What the rules find in the message, and in those of its sentences whose spelling was corrected: a corrected word is
 * a guess, so it asks.
 */
function ruleEvidence(rules: RuleSet, text: string, corrected: string): Evidence[] {
  const found = rules.hits(text);
  const typed = foldText(text).split(SENTENCE_MARK);
  const changed = corrected.split(SENTENCE_MARK).filter((sentence, i) => sentence !== typed[i]);
  const guessed = changed.length > 0 ? rules.hits(changed.join(SENTENCE_MARK)) : [];
  const news = guessed.filter(({ source }) => !found.some((hit) => hit.source === source));
  return [...found, ...news.map((hit) => ({ ...hit, level: 'check' as const }))];
}

/**
 * A sentence out of its message sounds more alarming than it is, so it has to be surer than a whole message: by
 * this share of the way from the threshold to certainty.
 */
const SENTENCE_CAUTION = 0.5;

/** So few words say little to a model, and "my husband is at work" is short too: it has to be surer, by this share. */
const FEW_WORDS = 5;
const FEW_WORDS_CAUTION = 0.2;

/** An emergency of no kind in particular is asked about, not acted on: its likeliest route has to reach this. */
const LIKELY = 0.3;

/** What the model says of the whole text and of each sentence, as typed and as corrected: the strongest of them. */
function modelEvidence(reading: Reading): Evidence[] {
  const { model } = reading;
  const wordings = reading.isMended ? [reading.typed, reading.mended] : [reading.typed];
  const judge = (probabilities: Float64Array, caution: number) => {
    const { probability, route, likeliest } = emergency(model, probabilities);
    const level = levelOf(probability, model.thresholds, caution);
    return { probability, route, level: level === 'act' && likeliest < LIKELY ? ('check' as const) : level };
  };
  const caution = reading.text.trim().split(/\s+/).length <= FEW_WORDS ? FEW_WORDS_CAUTION : 0;
  const found = wordings.flatMap(({ whole, parts }) => [
    judge(whole, caution),
    ...parts.map((part) => judge(part, SENTENCE_CAUTION)),
  ]);
  const [strongest] = found.sort((a, b) => RANK[b.level] - RANK[a.level] || b.probability - a.probability);
  return strongest ? [{ source: 'model', reason: 'Sounds like messages of this kind.', ...strongest }] : [];
}

function levelOf(probability: number, { act, check }: Model['thresholds'], caution: number): Level {
  if (probability >= act + caution * (1 - act)) return 'act';
  return probability >= check + caution * (1 - check) ? 'check' : 'none';
}

/** Probability that a text is any emergency, and the likeliest of them. */
function emergency(
  model: Model,
  probabilities: Float64Array,
): { probability: number; route: Route; likeliest: number } {
  let sum = 0;
  let best = { route: EMERGENCY_ROUTES[0] as Route, p: -1 };
  for (const route of EMERGENCY_ROUTES) {
    const p = probabilities[model.topics.classes.indexOf(route)] ?? 0;
    sum += p;
    if (p > best.p) best = { route, p };
  }
  return { probability: sum, route: best.route, likeliest: best.p };
}
