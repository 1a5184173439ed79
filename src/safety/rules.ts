import type { RouteRule } from '../content/load.ts';
import type { Language } from '../content/routes.ts';
import { type Clause, clausesOf } from './clauses.ts';
import { deniesDenial, negation } from './negation.ts';
import { patternOf } from './slots.ts';
import type { Evidence } from './types.ts';

interface CompiledRule extends Pick<RouteRule, 'id' | 'route' | 'level' | 'reason' | 'negated'> {
  readonly patterns: readonly CompiledPattern[];
  readonly except: readonly RegExp[];
}

interface CompiledPattern {
  readonly expression: RegExp;
  /** The pattern names a negation ("do not want to live"), so that a negator in a hit does not take it back. */
  readonly namesNegation: boolean;
}

/** From one character to before another. */
type Span = readonly [number, number];

const NEGATION = /\b(not|never|no|nothing|without|nobody|none|nunca|sin|nadie|jamas|nada)\b/;

/** The compiled rules of one language. */
export class RuleSet {
  readonly #rules: readonly CompiledRule[];
  readonly #language: Language;

  /** Compiles each pattern once. Throws one Error that names every pattern that is no regular expression. */
  constructor(rules: readonly RouteRule[], language: Language = 'en') {
    const problems: string[] = [];
    this.#language = language;
    this.#rules = rules.map((rule) => compileRule(rule, language, problems));
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }

  /** The strongest hit of each rule in a message, in the order of the rules. Pure, and linear in the text. */
  hits(text: string): Evidence[] {
    const clauses = clausesOf(text, this.#language);
    return this.#rules.flatMap((rule) => {
      let best: Evidence | undefined;
      for (const clause of clauses) {
        const hit = hitIn(clause, rule, this.#language);
        if (hit && (!best || hit.level === 'act')) best = hit;
        if (best?.level === rule.level) break;
      }
      return best ? [best] : [];
    });
  }
}

function compileRule(rule: RouteRule, language: Language, problems: string[]): CompiledRule {
  const compile = (field: 'patterns' | 'except') =>
    rule[field].flatMap((pattern, i) => {
      try {
        return [patternOf(pattern, language)];
      } catch (error) {
        const place = `content/${rule.route}/rules.${language}.yaml: ${rule.id}.${field}.${i}`;
        problems.push(`${place}: ${(error as Error).message}`);
        return [];
      }
    });
  const patterns = compile('patterns').map((expression, i) => ({
    expression,
    namesNegation: NEGATION.test(rule.patterns[i] ?? ''),
  }));
  return { ...rule, patterns, except: compile('except') };
}

function hitIn(clause: Clause, rule: CompiledRule, language: Language): Evidence | undefined {
  let best: Evidence | undefined;
  let taken: readonly Span[] | undefined;
  for (const { expression, namesNegation } of rule.patterns) {
    for (const [from, to] of spans(clause.text, expression)) {
      taken ??= rule.except.flatMap((except) => spans(clause.text, except));
      if (taken.some(([start, end]) => start < to && from < end)) continue;
      const wanted = namesNegation && NEGATION.test(clause.text.slice(from, to));
      const level = wanted ? rule.level : levelAfterNegation(clause, from, to, rule, language);
      if (level === 'none' || (best && level === 'check')) continue;
      best = { source: rule.id, route: rule.route, level, reason: rule.reason, words: quote(clause.text.slice(from, to)) };
      if (level === rule.level) return best;
    }
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
  return hit.replaceAll(/_[a-z]\w*/g, '').replaceAll(/ +/g, ' ').trim();
}
