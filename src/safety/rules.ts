import type { RouteRule } from '../content/load.ts';
import type { Language } from '../content/routes.ts';
import { AnchorIndex, anchorsOf } from './anchors.ts';
import { type Clause, clausesOf } from './clauses.ts';
import { deniesDenial, negation } from './negation.ts';
import { patternOf } from './slots.ts';
import type { Evidence } from './types.ts';

interface CompiledRule extends Pick<RouteRule, 'id' | 'route' | 'level' | 'reason' | 'negated'> {
  readonly except: readonly RegExp[];
}

interface CompiledPattern {
  /** Place of its rule among the rules. */
  readonly rule: number;
  readonly expression: RegExp;
  /** The pattern names a negation ("do not want to live"), so that a negator in a hit does not take it back. */
  readonly namesNegation: boolean;
}

/** From one character to before another. */
type Span = readonly [number, number];

const NEGATION = /\b(not|never|no|nothing|without|nobody|none|nunca|sin|nadie|jamas|nada)\b/;

/** The compiled rules of one language. */
export class RuleSet {
  readonly #language: Language;
  readonly #rules: readonly CompiledRule[];
  readonly #patterns: readonly CompiledPattern[];
  readonly #index: AnchorIndex;

  /** Compiles each pattern once. Throws one Error that names every pattern that is no regular expression. */
  constructor(rules: readonly RouteRule[], language: Language = 'en') {
    const problems: string[] = [];
    const compile = (rule: RouteRule, field: 'patterns' | 'except') =>
      rule[field].map((pattern, i) => {
        try {
          return patternOf(pattern, language);
        } catch (error) {
          const place = `content/${rule.route}/rules.${language}.yaml: ${rule.id}.${field}.${i}`;
          problems.push(`${place}: ${(error as Error).message}`);
          return /(?!)/g;
        }
      });
    this.#language = language;
    this.#rules = rules.map((rule) => ({ ...rule, except: compile(rule, 'except') }));
    this.#patterns = rules.flatMap((rule, place) =>
      compile(rule, 'patterns').map((expression, i) => ({
        rule: place,
        expression,
        namesNegation: NEGATION.test(rule.patterns[i] ?? ''),
      })),
    );
    if (problems.length > 0) throw new Error(problems.join('\n'));
    this.#index = new AnchorIndex(this.#patterns.map(({ expression }) => anchorsOf(expression.source)));
  }

  /** The strongest hit of each rule in a message, in the order of the rules. Pure, and linear in the text. */
  hits(text: string): Evidence[] {
    const best = new Array<Evidence | undefined>(this.#rules.length);
    for (const clause of clausesOf(text, this.#language)) {
      const taken = new Map<CompiledRule, readonly Span[]>();
      for (const candidate of this.#index.candidates(clause.text)) {
        const pattern = this.#patterns[candidate] as CompiledPattern;
        const rule = this.#rules[pattern.rule] as CompiledRule;
        if (best[pattern.rule]?.level === rule.level) continue;
        best[pattern.rule] = hitOf(pattern, rule, clause, taken, this.#language) ?? best[pattern.rule];
      }
    }
    return best.filter((hit) => hit !== undefined);
  }
}

/** The strongest hit of one pattern in one clause. `taken` remembers what the exceptions of a rule cover. */
function hitOf(
  pattern: CompiledPattern,
  rule: CompiledRule,
  clause: Clause,
  taken: Map<CompiledRule, readonly Span[]>,
  language: Language,
): Evidence | undefined {
  let best: Evidence | undefined;
  for (const [from, to] of spans(clause.text, pattern.expression)) {
    let excepted = taken.get(rule);
    if (!excepted) {
      excepted = rule.except.flatMap((except) => spans(clause.text, except));
      taken.set(rule, excepted);
    }
    if (excepted.some(([start, end]) => start < to && from < end)) continue;
    const words = clause.text.slice(from, to);
    const wanted = pattern.namesNegation && NEGATION.test(words);
    const level = wanted ? rule.level : levelAfterNegation(clause, from, to, rule, language);
    if (level === 'none' || (best && level === 'check')) continue;
    best = { source: rule.id, route: rule.route, level, reason: rule.reason, words: quote(words) };
    if (level === rule.level) return best;
  }
  return best;
}

/** Where an expression matches. By exec, for matchAll would copy the expression each time and is ten times as slow. */
function spans(text: string, expression: RegExp): Span[] {
  const found: Span[] = [];
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match; match = expression.exec(text)) {
    found.push([match.index, match.index + match[0].length]);
    if (match[0] === '') expression.lastIndex++;
  }
  return found;
}

function levelAfterNegation(clause: Clause, from: number, to: number, rule: CompiledRule, language: Language) {
  if (rule.negated === 'same') return rule.level;
  const before = clause.text.slice(Math.max(0, from - 120), from).trim();
  const found = negation(before ? before.split(' ') : [], clause.text.slice(from, to).split(' '), language);
  if (found === 'none') return rule.level;
  if (found === 'doubt' || rule.negated === 'check') return 'check';
  return deniesDenial(`${clause.text.slice(to)} ${clause.rest}`, language) ? 'check' : 'none';
}

/** The words of a hit without the marks that were put behind its numbers. */
function quote(hit: string): string {
  return hit
    .replaceAll(/_[a-z]\w*/g, '')
    .replaceAll(/ +/g, ' ')
    .trim();
}
