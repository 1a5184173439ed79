import type { Language } from '../content/routes.ts';

/** How a hit is taken back by the words before it: not at all, in doubt ("I am not saying ..."), or plainly. */
export type Negation = 'none' | 'doubt' | 'plain';

interface Grammar {
  readonly negators: ReadonlySet<string>;
  /** Words that may stand between a negator and what it negates. */
  readonly between: ReadonlySet<string>;
  /** Verbs that may open a clause of its own between the two: not *think* I would. */
  readonly opening: ReadonlySet<string>;
  /** The same, but they leave it open whether the thing is so: not *saying* that I want to. */
  readonly doubting: ReadonlySet<string>;
  /** Right behind a negator: not *that* I want to, but. */
  readonly conceding: ReadonlySet<string>;
  readonly pronouns: ReadonlySet<string>;
  /** Not a negation, though it holds a negator: not joking, can not stop thinking. */
  readonly falseNegation: ReadonlySet<string>;
  /** After a negated hit, in the same sentence: the parent takes the denial back. */
  readonly takenBack: RegExp;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const GRAMMARS: Record<Language, Grammar> = {
  en: {
    negators: set(
      'not never without neither nor nothing nobody none hardly no denies deny denied zero cannot unlikely',
    ),
    between: set(
      'ever really actually going to want wanted wanting wants would could be been being having had have has any a an the in my life once at all that thoughts thought thinking of about intend intending intention intent plan plans planning so even currently anymore ever dream do did does consider considered considering tried try get feel feeling felt like urge urges desire wish need danger risk way history is was am are will consciously knowingly intentionally deliberately purposely physically let danger signs sign single once or either feelings desires considered ideation dreamed imagined',
    ),
    opening: set('think feel felt like that believe mean where if thought would so'),
    doubting: set('say saying sure know certain claiming pretending telling exactly admit'),
    conceding: set('that'),
    pronouns: set('i he she we you they it'),
    falseNegation: set(
      'joking kidding lying lie exaggerating only just because sleeping stop help sure why ok okay well good fine safe enough alone tired long',
    ),
    takenBack:
      /\b(but|though|although|except|yet|still)\b.*\b(scared|afraid|terrified|worried|might|want|wish|urge|urges|think about|thoughts?|thinking|images?|picture|imagine|what if|keep|close|nearly|almost|tempted|cross|crosses|feel like)\b/,
  },
  es: {
    negators: set('no nunca jamas sin tampoco ni nada nadie ningun ninguna'),
    between: set(
      'me le lo la a de que quiero quiero quisiera he haya estoy tengo pensado pensamientos pensamiento pensando en ganas intencion voy va ir mas jamas nunca realmente ni el un una hacer haria podria querer tener siento ideas idea',
    ),
    opening: set('creo pienso siento que digo'),
    doubting: set('digo diciendo se segura seguro'),
    conceding: set('que'),
    pronouns: set('yo el ella nosotros'),
    falseNegation: set('bromeo broma solo solamente puedo paro se dejo miento'),
    takenBack: /\b(pero|aunque|sin embargo)\b.*\b(miedo|quiero|pienso|pensamientos?|ganas|impulso|podria|casi|temo)\b/,
  },
};

/** As far back as a negator is looked for, in words. */
const REACH = 7;

/**
 * Whether the words before a hit, or inside it, negate it. Only words that grammatically carry a negation forward may
 * stand between, so that "I am not ok I want to die" without a full stop is not taken for a denial.
 */
export function negation(before: readonly string[], inside: readonly string[], language: Language): Negation {
  const grammar = GRAMMARS[language];
  if (inside.slice(1).some((word) => grammar.negators.has(word))) return 'plain';
  let doubt = false;
  for (let i = before.length - 1; i >= Math.max(0, before.length - REACH); i--) {
    const word = before[i] as string;
    const next = before[i + 1] ?? inside[0] ?? '';
    if (grammar.negators.has(word)) {
      if (grammar.doubting.has(next) || grammar.conceding.has(next)) return 'doubt';
      // "No I want to die" is an answer, "no thoughts of" a denial.
      if (grammar.falseNegation.has(next) || (word === 'no' && grammar.pronouns.has(next))) return 'none';
      return doubt ? 'doubt' : 'plain';
    }
    if (grammar.doubting.has(word)) doubt = true;
    else if (grammar.pronouns.has(word)) {
      const previous = before[i - 1] ?? '';
      if (!grammar.opening.has(previous) && !grammar.doubting.has(previous)) return 'none';
    } else if (!grammar.between.has(word) && !grammar.opening.has(word)) return 'none';
  }
  return 'none';
}

/** Whether the rest of the sentence takes a denial back: "I would never hurt him but I keep thinking about it". */
export function deniesDenial(after: string, language: Language): boolean {
  return GRAMMARS[language].takenBack.test(after);
}
