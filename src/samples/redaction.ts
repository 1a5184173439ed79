import type { Language } from '../content/routes.ts';
import { foldText } from '../intents/normalise.ts';

/** What stands in place of what was taken out. */
export const PLACEHOLDERS = ['[number]', '[date]', '[name]', '[place]', '[word]'] as const;

/** A longer message tells too much of one life. */
const LONGEST = 300;
const FEWEST_WORDS = 3;
const MOST_NAMES = 2;
/** Of all words and placeholders. */
const MOST_TAKEN_OUT = 1 / 3;
/** So many digits are a telephone, a postcode or a record. */
const DIGITS_OF_SOMEBODY = 5;

/** Messages that hold one of these are not kept at all. */
const IDENTIFYING: readonly RegExp[] = [
  /@/,
  /:\/\/|\bwww\b|\p{L}\.(?:com|org|net|edu|gov|info|io|co|uk|es|mx|us|ca|au|nz|ie)\b/iu,
  /\b(?:gmail|hotmail|outlook|yahoo|icloud|protonmail)\b/i,
  /\b(?:street|road|avenue|lane|boulevard|blvd|postcode|zip code|calle|avenida|avda|plaza|paseo|carretera|colonia|c[oó]digo postal)(?!\p{L})/iu,
  /\d+\s+(?:\p{L}+\s+){0,3}(?:st|rd|ave|drive|court|close|crescent|square|terrace|way|place|piso|n[uú]m)(?!\p{L})/iu,
];

const MONTHS =
  'january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|' +
  'enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre';
/** Words as well as months: taken out only beside a number. */
const MONTHS_ALONE = MONTHS.replace('march|', '')
  .replace('may|', '')
  .replace('mar|', '')
  .replace('jan|', '')
  .replace('dec|', '');
const BESIDE_NUMBER = new RegExp(
  `(?:\\[number\\](?:st|nd|rd|th)?\\s*(?:of\\s+|de\\s+)?(?:${MONTHS})|(?:${MONTHS})\\s*(?:the\\s+)?\\[number\\](?:st|nd|rd|th)?)(?!\\p{L})(?:[\\s,]*(?:de\\s+|del\\s+)?\\[number\\])?`,
  'giu',
);
const MONTH = new RegExp(`(?<!\\p{L})(?:${MONTHS_ALONE})(?!\\p{L})`, 'giu');

/** Digits with what stands between and beside them: 7/11/26, 38,5, 2nd, 11pm, A12B. */
const NUMBER = /[\p{L}]*\p{N}[\p{L}\p{N}]*(?:[\s.,:/()+\-\u2010-\u2015\u2044]*\p{N}[\p{L}\p{N}]*)*/gu;

const DIGIT_WORDS =
  'zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|double|triple|cero|uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez';
/** Three in a row are a number that somebody spells out. */
const SPELLED = new RegExp(`(?<!\\p{L})(?:${DIGIT_WORDS})(?:[\\s,-]+(?:${DIGIT_WORDS})){2,}(?!\\p{L})`, 'giu');

/** After these the next word is a name, or a place, whatever it is. */
const BEFORE_NAME =
  /(?<=(?<!\p{L})(?:names? (?:is|was|are)|name'?s|(?:i am|i'm|is|was) called|named|call me|dr|mrs?|ms|me llamo|se llama|llamad[oa]|nombre es|le pusimos|dra|do[nñ]a|sra?)[.:]?\s+)[\p{L}'-]+/giu;
const BEFORE_PLACE =
  /(?<=(?<!\p{L})(?:(?:live|lives|living|lived|born|moved|work|works) (?:in|at|near|to)|we're from|i'm from|i am from|come from|hospital in|(?:viv[oe]|vivimos|naci[oó]|trabajo) en|soy de|somos de)\s+)(?!(?:the|a|an|my|our|his|her|their|home|night|el|la|los|las|un|una|mi|su|casa)(?!\p{L}))[\p{L}'-]+/giu;

/** Written with a capital letter in the middle of a sentence, and no name. */
const CAPITAL_WORDS = /^I(?:'(?:m|ve|d|ll))?$/;

/** What the redaction knows about words. */
export interface KnownWords {
  /** Words of one language, folded, that tell nothing about anybody: all others are taken out. */
  readonly vocabulary: (language: Language) => ReadonlySet<string>;
  /** First names that are in the vocabulary. */
  readonly names: ReadonlySet<string>;
  /** Those of them that are kept when they are written small. */
  readonly alsoWords: ReadonlySet<string>;
}

/**
 * The message without what could tell who wrote it, or undefined when it must not be kept at all. Fails closed: only
 * words of our own vocabulary stay, so what no rule foresaw goes too. It cannot see a story that only one family has;
 * hence the limits on its length, and the reviewer.
 */
export function redact(text: string, language: Language, known: KnownWords): string | undefined {
  const typed = text
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/\[|\]/g, ' ')
    .trim();
  if (typed.length > LONGEST || IDENTIFYING.some((pattern) => pattern.test(typed))) return undefined;
  if ((typed.match(/\p{N}/gu) ?? []).length >= DIGITS_OF_SOMEBODY) return undefined;
  const marked = typed
    .replace(NUMBER, '[number]')
    .replace(SPELLED, '[number]')
    .replace(BESIDE_NUMBER, '[date]')
    .replace(MONTH, '[date]')
    .replace(BEFORE_NAME, '[name]')
    .replace(BEFORE_PLACE, '[place]');
  const redacted = takeOutWords(marked, language, known)
    .replace(/[^\p{L}\s'.,!?\u00a1\u00bf[\]-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return isHarmless(redacted) ? redacted : undefined;
}

function takeOutWords(text: string, language: Language, { vocabulary, names, alsoWords }: KnownWords): string {
  const words = vocabulary(language);
  const isShouted = !/\p{Ll}/u.test(text.replace(/\[\w+\]/g, ''));
  return text.replace(/\[\w+\]|[\p{L}\p{M}](?:['-]?[\p{L}\p{M}])*/gu, (word, offset: number) => {
    if (word.startsWith('[')) return word;
    const folded = foldText(word);
    const parts = folded.split(' ');
    const isCapital = /^\p{Lu}/u.test(word);
    const isName = parts.some((part) => names.has(part) && (isCapital || !alsoWords.has(part)));
    if (isName || (isCapital && parts.some((part) => alsoWords.has(part)))) return '[name]';
    if (isCapital && !isShouted && !CAPITAL_WORDS.test(word) && !startsSentence(text, offset)) return '[name]';
    return parts.every((part) => words.has(part)) ? word : '[word]';
  });
}

function startsSentence(text: string, offset: number): boolean {
  return /(?:^|[.!?\u2026\n])[\s"'(\u00a1\u00bf]*$/.test(text.slice(0, offset));
}

function isHarmless(redacted: string): boolean {
  const tokens = redacted.match(/\[\w+\]|\p{L}[\p{L}'-]*/gu) ?? [];
  const marks = tokens.filter((token) => token.startsWith('['));
  const isKnownMark = marks.every((mark) => PLACEHOLDERS.some((placeholder) => placeholder === mark));
  return (
    isKnownMark &&
    !/\p{N}/u.test(redacted) &&
    tokens.length - marks.length >= FEWEST_WORDS &&
    marks.length <= tokens.length * MOST_TAKEN_OUT &&
    marks.filter((mark) => mark === '[name]').length <= MOST_NAMES
  );
}
