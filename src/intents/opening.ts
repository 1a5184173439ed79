/** Words that open a digression and say nothing about it. */
const OPENING =
  /^(?:(?:oh|ok|okay|ah|y|pero)[\s,]+)?(?:wait|hang on|hold on|one sec(?:ond)?|sorry|by the way|btw|(?:a )?quick question|(?:one |an)other (?:thing|question)|espera|oye|perd[oó]n|por cierto|una pregunta|otra (?:cosa|pregunta))[\s,.:!\u2026-]+/i;
const MIN_WORDS = 3;

/** "Wait, is my milk enough?" is about milk. A text of which too little would be left stays as it is. Pure. */
export function withoutOpening(text: string): string {
  const rest = text.trim().replace(OPENING, '');
  return rest.split(/\s+/).length >= MIN_WORDS ? rest : text;
}
