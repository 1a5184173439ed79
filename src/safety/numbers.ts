/** What stands after a number that is no temperature: 38 weeks, 39.5 cm, 40 minutes. */
const UNITS =
  /^(dias?|semanas?|mes|meses|horas?|minutos?|anos?|days?|weeks?|weeker|months?|years?|hours?|h|minutes?|min|seconds?|secs?|times|ml|mls|oz|ounces?|lbs?|pounds?|kgs?|kilos?|cm|mm|inch(es)?|in|feet|ft|miles?|km|percent|pct|percentile|k|dollars?|usd|euros?|quid|people|wipes|diapers|pregnant|outside|gestation|am|pm|st|th|nd|rd)$/;
const FEVER_TALK =
  /^(fiebre|temperatura|grados|fever|feverish|feverishly|temperature|temperatures|thermometer|rectal|rectally|armpit|forehead|calpol|tylenol|motrin|paracetamol|ibuprofen|nurofen|degrees?|celsius|fahrenheit|chills|shivering|burning|shaking|mastitis|infection|hot)$/;
const AIR_TALK =
  /^(outside|weather|room|bedroom|nursery|bath|bathwater|water|heatwave|oven|aircon|ac|sunny|bottle|formula|car|conditioner|forecast|humidity|fm|isofix)$/;
const DEGREES = /^(c|f|grados|fiebre|degrees?|celsius|fahrenheit|fever|temperature)$/;
const NUMBER_WORDS: ReadonlyMap<string, number> = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen'
    .split(' ')
    .map((word, number) => [word, number]),
);
const DAYS = /^(days?|dias?)$/;
const WEEKS = /^(weeks?|semanas?)$/;
const MONTHS = /^(months?|mes|meses)$/;
/** A span of time, not an age: for 2 weeks, 3 days ago. */
const NOT_AGE_BEFORE = /^(for|in|last|past|every|next|within|since|until|another|over|lasted|wait|waited|after)$/;
const NOT_AGE_AFTER = /^(ago|later|apart|early|premature|pregnant|straight|running|of|gestation|off|maternity)$/;

/**
 * Puts a mark behind each number that means something to a rule, so that patterns can ask for it.
 * Temperatures: `_fever` (38.0 C / 100.4 F and up), `_high` (39.0 / 102.2), `_cold` (under 36.0 / 96.8).
 * Ages: `_young` (under 3 months), `_older`. Times: `_hours8` (8 to 11 hours), `_hours12`. Breaths: `_fast` (60 and up).
 * An underscore cannot be typed by a parent: folding takes it away. Thresholds: facts 5.1 to 5.3.
 */
export function markNumbers(tokens: readonly string[]): string[] {
  const feverTalk = tokens.some((token) => FEVER_TALK.test(token));
  const airTalk = tokens.some((token) => AIR_TALK.test(token));
  return tokens.flatMap((token, i) => {
    const value =
      NUMBER_WORDS.get(token) ?? (/^\d+(\.\d+)?[cfh]?$/.test(token) ? Number.parseFloat(token) : Number.NaN);
    if (Number.isNaN(value)) return [token];
    const unit = /\d[cfh]$/.test(token) ? token.slice(-1) : (tokens[i + 1] ?? '');
    const mark =
      temperatureMark(token, value, unit, feverTalk, airTalk) ??
      ageMark(value, unit, tokens[i - 1] ?? '', tokens[i + 2] ?? '') ??
      timeMark(value, unit);
    return mark ? [token, mark] : [token];
  });
}

function temperatureMark(token: string, value: number, unit: string, feverTalk: boolean, airTalk: boolean) {
  const saysDegrees = DEGREES.test(unit);
  if (airTalk && !feverTalk) return undefined;
  if (!saysDegrees && UNITS.test(unit)) return undefined;
  if (!saysDegrees && !feverTalk && !/^\d+\.\d/.test(token)) return undefined;
  const celsius = value >= 90 ? ((value - 32) * 5) / 9 : value;
  // 100.4 F is 38.0 C: a rounding error must not hide it.
  if (celsius >= 38.999 && celsius < 43) return '_high';
  if (celsius >= 37.999 && celsius < 43) return '_fever';
  if (celsius >= 33 && celsius < 35.95 && (feverTalk || saysDegrees)) return '_cold';
  return undefined;
}

function ageMark(value: number, unit: string, before: string, after: string) {
  const days = DAYS.test(unit) ? value : WEEKS.test(unit) ? value * 7 : MONTHS.test(unit) ? value * 30.4 : undefined;
  if (days === undefined || NOT_AGE_BEFORE.test(before) || NOT_AGE_AFTER.test(after)) return undefined;
  return days < 90 ? '_young' : '_older';
}

function timeMark(value: number, unit: string) {
  if (/^(hours?|h|horas?)$/.test(unit)) return value >= 12 ? '_hours12' : value >= 8 ? '_hours8' : undefined;
  if (/^breaths?$/.test(unit)) return value >= 60 && value < 200 ? '_fast' : undefined;
  return undefined;
}
