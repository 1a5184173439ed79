import { z } from 'zod';

const word = z.string().min(1);

/** The words around help lines: content/interface/lines.<language>.yaml. */
export const lineWordsSchema = z.strictObject({
  emergencyUnknown: word,
  call: word,
  text: word,
  textBody: word,
  textphone: word,
  web: word,
  email: word,
  always: word,
  openNow: word,
  /** For a line that stays open for more than a day. */
  openUntilDay: word,
  opensAt: word,
  opensOn: word,
  /** For lines where a parent leaves a message: until when, from when, and on which day they get an answer. */
  callBackNow: word,
  callBackAt: word,
  callBackOn: word,
  /** For a parent whose time zone is not known: {hours} in {zone}. */
  inZone: word,
  noon: word,
  midnight: word,
  tomorrow: word,
  hoursUnknown: word,
  emergencyName: word,
  languagesOther: word,
  linesOf: word,
  worldwide: word,
  mon: word,
  tue: word,
  wed: word,
  thu: word,
  fri: word,
  sat: word,
  sun: word,
  en: word,
  es: word,
  fr: word,
  cy: word,
  elsewhere: word,
});

export type LineWords = z.infer<typeof lineWordsSchema>;

const patterns = z
  .string()
  .transform((text) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  )
  .refine((lines) => lines.every(isPattern), 'has a line that is no regular expression: mend it');
const babyWord = z.strictObject({ says: word, heard: patterns });

/** What a parent calls the baby: content/interface/baby.<language>.yaml. */
export const babyWordsSchema = z.strictObject({
  baby: z.strictObject({ says: word }),
  son: babyWord,
  daughter: babyWord,
  twins: babyWord,
  /** Texts in which nothing is heard. */
  unless: patterns,
});

export type BabyWords = z.infer<typeof babyWordsSchema>;
/** What the slot {baby} can say. */
export type BabySlot = Exclude<keyof BabyWords, 'unless'>;

function isPattern(line: string): boolean {
  try {
    return Boolean(new RegExp(line));
  } catch {
    return false;
  }
}

/** Fills the slots of a word of ours: `fill('call {number}', { number: '988' })`. */
export function fill(text: string, slots: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => slots[name] ?? whole);
}
