import { type Content, loadRules } from './content/load.ts';
import { LANGUAGES, type Language, type Route } from './content/routes.ts';
import { Matcher } from './intents/matcher.ts';
import { loadModels } from './intents/models.ts';
import { RuleSet } from './safety/rules.ts';
import { SafetyScreen } from './safety/screen.ts';
import type { Level } from './safety/types.ts';

/** What reads a parent's words: the screen for danger, the matcher for topics. */
export interface Understanding {
  readonly screen: SafetyScreen;
  readonly matcher: Matcher;
}

/** Loads rules and models. Throws a ContentError for a broken rule file. */
export function loadUnderstanding(content: Content, folder: string): Understanding {
  const models = loadModels();
  const rules = new Map(
    LANGUAGES.map((language) => [language, loadRules(folder, language)] as const).map(
      ([language, found]) => [language, new RuleSet(found, language)] as const,
    ),
  );
  const routeOf = (topic: string) => content.topics.get(topic)?.route;
  return { screen: new SafetyScreen({ rules, models }), matcher: new Matcher(models, routeOf) };
}

/** Where one message goes, and why: what the bot does with it in a new conversation. */
export interface Understood {
  readonly route: Route;
  readonly level: Level;
  readonly topic: string;
  /** Probability of the route, 0 to 1. */
  readonly score: number;
  /** Routes offered in "did you mean", when the bot would ask. */
  readonly clarify: readonly Route[];
  /** A line each, for a clinician. Quotes the message: never logged. */
  readonly reasons: readonly string[];
}

/** The safety screen, then the matcher: as in a turn. */
export function understand({ screen, matcher }: Understanding, text: string, language: Language): Understood {
  const reading = matcher.read(text, language);
  const risk = screen.screen(text, language, reading);
  const raised = risk.evidence.filter(({ level }) => level !== 'none');
  const reasons = raised.map(
    ({ source, level, reason, words }) => `${level} ${source}: ${reason}${words ? ` "${words}"` : ''}`,
  );
  const probability = Math.max(0, ...risk.evidence.map((evidence) => evidence.probability ?? 0));
  if (risk.level !== 'none' && risk.route) {
    return { route: risk.route, level: risk.level, topic: risk.route, score: probability, clarify: [], reasons };
  }
  const match = matcher.match(text, language, reading);
  const candidates = match.kind === 'route' ? [match.best, ...match.others] : match.candidates;
  const [best] = candidates;
  reasons.push(
    `${match.kind}: ${candidates
      .slice(0, 3)
      .map((c) => `${c.route} ${c.score.toFixed(2)}`)
      .join(', ')}`,
  );
  return {
    route: best?.route ?? 'other',
    level: 'none',
    topic: best?.topic ?? 'other',
    score: best?.score ?? 0,
    clarify: match.kind === 'clarify' ? match.candidates.map(({ route }) => route) : [],
    reasons,
  };
}
