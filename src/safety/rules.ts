import type { RouteRule } from '../content/load.ts';
import { foldText } from '../intents/normalise.ts';
import type { Evidence } from './types.ts';

/** The compiled rules of one language. */
export class RuleSet {
  readonly #rules: readonly { readonly rule: RouteRule; readonly patterns: readonly RegExp[] }[];

  constructor(rules: readonly RouteRule[]) {
    this.#rules = rules.map((rule) => ({ rule, patterns: rule.patterns.map((pattern) => new RegExp(pattern)) }));
  }

  /** Every rule that the text hits. */
  hits(text: string): Evidence[] {
    const folded = foldText(text);
    return this.#rules.flatMap(({ rule, patterns }) => {
      const words = patterns.map((pattern) => pattern.exec(folded)?.[0]).find(Boolean);
      return words ? [{ source: rule.id, route: rule.route, level: rule.level, reason: rule.reason, words }] : [];
    });
  }
}
