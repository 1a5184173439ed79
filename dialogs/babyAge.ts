const UNIT_DAYS: readonly [RegExp, number][] = [
  [/^(d|days?|dias?)$/, 1],
  [/^(w|wk|wks|weeks?|semanas?)$/, 7],
  [/^(m|mo|mos|mth|mths|months?|mes|meses)$/, 30.4],
];
const NUMBERS: Record<string, number> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  un: 1,
  una: 1,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
  nueve: 9,
  diez: 10,
  once: 11,
  doce: 12,
  a: 1,
};
const AGE =
  /\b(?:(\d{1,2}) ?(?:to|-|\u2013|or|a|o) ?)?(\d{1,3}(?:[.,]5)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)[ -]?(d|days?|d[ií]as?|w|wks?|weeks?|semanas?|m|mo|mos|mths?|months?|mes(?:es)?)\b/gi;
/** A time that is no age: "for 3 weeks", "the last two months", "cried two days". */
const BEFORE_A_TIME =
  /\b(for|last|past|every|each|in|within|since|next|after|over|another|these|cried|crying|screaming|awake|sick|ill|fever|desde hace|durante|por|cada|hace|en|ultim[oa]s?|llorando) $/;
/** "Two weeks ago", "six weeks early", "two days straight". */
const AFTER_A_TIME =
  /^ (ago|early|premature|pregnant|apart|from|until|left|straight|in a row|nonstop|without|antes|de embarazo|seguid[oa]s)\b/;
/** "Under 3 months" is not yet three months. */
const NOT_YET = /\b(under|less than|below|almost|nearly|not quite|not yet|just under|menos de|casi) $/;
const NEWBORN = /\b(new ?born|reci[eé]n nacid[oa])\b/;
const NEWBORN_DAYS = 14;
/** A longer text that names an age says more than the age. */
const MAX_AGE_WORDS = 7;

/** Ages from which another fever rule holds, in days. */
export const THREE_MONTHS = 91;
export const SIX_MONTHS = 183;

/** Ages that the buttons stand for, in days. */
const AGE_OF_BUTTON: Record<string, number> = { under3: 45, from3to6: 135, from6to12: 270 };

export function ageOfButton(answer: string | undefined): number | undefined {
  return AGE_OF_BUTTON[answer ?? ''];
}

/** True when a short text says how old the baby is, and little else. */
export function isAboutAge(text: string): boolean {
  return text.trim().split(/\s+/).length <= MAX_AGE_WORDS && readBabyAge(text) !== undefined;
}

/** The baby's age in days that a text names ("2 weeks", "3mo", "seis meses"); undefined when it names none under 2 years. */
export function readBabyAge(text: string): number | undefined {
  const lower = text.toLowerCase();
  for (const found of lower.matchAll(AGE)) {
    const before = lower.slice(0, found.index);
    const after = lower.slice(found.index + found[0].length);
    if (BEFORE_A_TIME.test(before) || AFTER_A_TIME.test(after)) continue;
    // Of "3 to 6 months" the younger age: the stricter fever rule is the safe one.
    const days = daysOf(found[1] ?? found[2] ?? '', found[3] ?? '');
    if (days !== undefined) return NOT_YET.test(before) ? Math.max(0, days - 1) : days;
  }
  return NEWBORN.test(lower) ? NEWBORN_DAYS : undefined;
}

function daysOf(amount: string, unit: string): number | undefined {
  const count = NUMBERS[amount] ?? Number(amount.replace(',', '.'));
  const plainUnit = unit.normalize('NFD').replace(/[^a-z]/g, '');
  const perUnit = UNIT_DAYS.find(([pattern]) => pattern.test(plainUnit))?.[1];
  if (perUnit === undefined || !Number.isFinite(count)) return undefined;
  const days = Math.round(count * perUnit);
  return days <= 730 ? days : undefined;
}
