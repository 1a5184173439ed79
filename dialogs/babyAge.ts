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
  /\b(\d{1,3}(?:[.,]5)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)[ -]?(d|days?|d[ií]as?|w|wks?|weeks?|semanas?|m|mo|mos|mths?|months?|mes(?:es)?)\b/i;

/** The baby's age in days that a text names ("2 weeks", "3mo", "seis meses"); undefined when it names none under 2 years. */
export function readBabyAge(text: string): number | undefined {
  const found = AGE.exec(text.toLowerCase());
  if (!found) return undefined;
  const [, amount = '', unit = ''] = found;
  const count = NUMBERS[amount] ?? Number(amount.replace(',', '.'));
  const plainUnit = unit.normalize('NFD').replace(/[^a-z]/g, '');
  const perUnit = UNIT_DAYS.find(([pattern]) => pattern.test(plainUnit))?.[1];
  if (perUnit === undefined || !Number.isFinite(count)) return undefined;
  const days = Math.round(count * perUnit);
  return days <= 730 ? days : undefined;
}
