import { z } from 'zod';
import { ROUTES } from './routes.ts';
import { timeZoneNamed } from './timeZones.ts';

/** What a help line is for. A step asks for needs; the region says which lines meet them, in order. */
export const NEEDS = [
  'emergency',
  'suicide',
  'crisisText',
  'maternal',
  'losingControl',
  'domestic',
  'nurse',
  'parenting',
  'talk',
  'local',
] as const;
export type Need = (typeof NEEDS)[number];

/** Longer titles turn buttons into a numbered list in Bot Framework channels. */
export const MAX_TITLE = 20;

const title = z.string().trim().min(1).max(MAX_TITLE, `is longer than ${MAX_TITLE} characters: shorten it`);
/** Words that somebody reads: never empty. */
export const words = z.string().trim().min(1, 'is empty: write what the parent reads');
const stepName = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'is not a name: use camelCase letters and digits');

/** Text that is empty where nobody wrote it yet is a mistake, as is a day that no calendar has. */
export const date = z
  .string()
  .refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text), 'is not a date: write it as 2026-11-23');

function isDay(text: string): boolean {
  const day = new Date(text);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** A button under a reply: exactly one of the three says where it leads. */
const action = z
  .strictObject({
    title,
    /** A step of this topic. */
    next: stepName.optional(),
    /** A dialog or a topic, or a step of a topic as `crying/soothe`. */
    begin: z.string().optional(),
    /** What the topic's own dialog reads. */
    answer: stepName.optional(),
  })
  .refine((a) => [a.next, a.begin, a.answer].filter(Boolean).length === 1, {
    message: 'leads nowhere: give it exactly one of next, begin, answer',
  });

const step = z.strictObject({
  /** One bubble each. */
  say: z.array(words).min(1),
  /** Help lines of the parent's country, shown after the words. */
  helpLines: z.array(z.enum(NEEDS)).optional(),
  suggestedActions: z.array(action).default([]),
  /** The step that follows at once, or after any free text that answers this one. */
  next: stepName.optional(),
  /** A dialog or topic begun at once after the words. */
  begin: z.string().optional(),
  /** Keys of clinical/facts.md section 12, `V3-a` marks, or `editorial` where no fact is stated. */
  sources: z.array(z.string().min(1)).min(1, 'names no source: give its keys, or editorial'),
});

/** Who signed, and when. */
export const review = z.strictObject({ by: z.string().min(1), role: z.string().min(1), on: date });

export const topicSchema = z
  .strictObject({
    /** Its button in menus and in "did you mean". */
    title,
    route: z.enum(ROUTES),
    status: z.enum(['draft', 'reviewed']),
    review: review.optional(),
    /** The dialog in dialogs/ that runs this topic; absent: the topic dialog, which follows the arrows. */
    dialog: stepName.optional(),
    /** Where a group of utterances.*.yaml enters, when it is not the start. */
    entries: z.record(z.string(), stepName).default({}),
    start: stepName.default('start'),
    steps: z.record(stepName, step),
  })
  .refine((t) => t.status === 'draft' || t.review, {
    message: 'says reviewed without a review: name who reviewed it and when, or set status: draft',
    path: ['review'],
  });

/** A translation holds words only, so that a flow cannot differ between languages. */
export const translationSchema = z.strictObject({
  title,
  steps: z.record(
    stepName,
    z.strictObject({
      /** Fingerprint of the English words that this was translated from. */
      of: z.string().regex(/^[0-9a-f]{8}$/, 'is not a fingerprint: run npm run content:stamp after translating'),
      say: z.array(words).min(1),
      suggestedActions: z.array(title).default([]),
    }),
  ),
});

/** A group of utterances: one a line. The name of a group is a voice, or a kind that `entries` maps to a step. */
export const utterancesSchema = z.record(z.string(), z.string());

export const contrastSchema = z.array(
  z.strictObject({ this: z.string().min(1), not: z.string().min(1), notRoute: z.enum(ROUTES) }),
);

export const rulesSchema = z.array(
  z.strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    level: z.enum(['check', 'act']),
    /** In plain language, for a clinician. */
    reason: words,
    /** Regular expressions on the normalised text (lower case, no accents, no apostrophes, single spaces). */
    patterns: z.array(z.string().min(1)).min(1),
    /** Expressions that take a hit back when they overlap it: idioms, jokes, objects. */
    except: z.array(z.string().min(1)).default([]),
    /** What a negation in the same clause does to a hit: it lowers it to check, removes it, or changes nothing. */
    negated: z.enum(['check', 'none', 'same']).default('none'),
    matches: z.array(z.string().min(1)).min(3, 'has fewer than three examples that it must match'),
    ignores: z.array(z.string().min(1)).min(3, 'has fewer than three examples that it must leave alone'),
  }),
);

/** Words in one language for all, or in each. */
export const translated = z.union([words, z.strictObject({ en: words, es: words })]);

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day: write it as 08:30, or 00:00 for midnight');
/** A time zone that computers know, such as America/Chicago. */
export const timeZone = z
  .string()
  .refine(
    (name) => timeZoneNamed(name) !== undefined,
    'is no time zone: write it as America/New_York or Europe/London',
  );
/** Opening hours: always, or spans on days of the week. */
export const hours = z.union(
  [
    z.literal('always'),
    z.literal('unknown'),
    z
      .array(
        z.strictObject({
          days: z
            .string()
            .regex(
              /^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$/,
              'are no days: write them as mon, mon-fri or sat-sun',
            ),
          from: time,
          to: time,
        }),
      )
      .min(1, 'is empty: write always, unknown, or the hours'),
  ],
  {
    error: 'are no hours: write always, unknown, or a list such as [{ days: mon-fri, from: "09:00", to: "17:00" }]',
  },
);

/** How facts section 9 verified a row. Only V, or V2 and V3 together, may be printed. */
const proof = z
  .array(z.enum(['V', 'V2', 'V3']))
  .min(1)
  .refine(isProven, { message: 'may not be printed: facts section 9 asks for V, or V2 and V3' });

/** What may be said to a parent: read at its source, or in two independent places. */
export function isProven(marks: readonly string[]): boolean {
  return marks.includes('V') || (marks.includes('V2') && marks.includes('V3'));
}

/** What a parent sees of a help line. */
const lineFields = {
  id: z.string().regex(/^[a-z0-9-]+$/, 'is not an id: use small letters, digits and hyphens'),
  name: translated,
  needs: z.array(z.enum(NEEDS)).min(1),
  call: z
    .string()
    .regex(/^[0-9 +-]+$/, 'is not a telephone number')
    .optional(),
  text: z
    .strictObject({ to: z.string().regex(/^[0-9 +-]+$/, 'is not a telephone number'), body: z.string().optional() })
    .optional(),
  web: z.url('is not an address: write it as https://www.example.org').optional(),
  textphone: z.string().optional(),
  email: z.email().optional(),
  hours,
  /** Time zone of the hours, such as Europe/London. */
  timeZone: timeZone.optional(),
  /** Nobody answers at once: a parent leaves a message, and `hours` are when they get an answer. */
  callBack: z.boolean().optional(),
  /** Languages that are spoken there, by code. */
  languages: z.array(z.string()).min(1),
  /** True when the line brings in an interpreter for other languages. */
  interpreters: z.boolean().optional(),
  /** Who answers, what it costs, what to press: one short sentence. */
  note: translated.optional(),
  checked: date,
  /** The line is not shown after this day until somebody has checked it again. */
  expires: date,
};

interface LineRules {
  readonly call?: string | undefined;
  readonly text?: object | undefined;
  readonly web?: string | undefined;
  readonly email?: string | undefined;
  readonly hours: unknown;
  readonly timeZone?: string | undefined;
  readonly callBack?: boolean | undefined;
  readonly checked: string;
  readonly expires: string;
}

/** What must hold between the fields of a line. */
function lineWith<T extends z.ZodType<LineRules>>(schema: T): T {
  return schema
    .refine((line) => line.call || line.text || line.web || line.email, { message: 'has no way to reach it' })
    .refine((line) => typeof line.hours === 'string' || line.timeZone, { message: 'has hours without a timeZone' })
    .refine((line) => !line.callBack || typeof line.hours !== 'string', {
      message: 'gives answers at no known hours: write them as hours, or delete callBack',
      path: ['callBack'],
    })
    .refine((line) => line.expires > line.checked, { message: 'must be later than checked', path: ['expires'] });
}

const helpLine = lineWith(z.strictObject({ ...lineFields, source: words, proof }));

/** A line of the hospital itself: it answers for it with a name instead of a source. */
export const siteLine = lineWith(z.strictObject({ ...lineFields, checkedBy: words })).refine(
  (line) => !line.needs.includes('emergency'),
  { message: "may not stand in for the country's emergency number: name other needs", path: ['needs'] },
);

export const regionSchema = z.strictObject({
  name: translated,
  /** Titles of the country button. */
  title: z.union([title, z.strictObject({ en: title, es: title })]),
  /** Locale regions that this file serves, such as US. */
  locales: z.array(z.string().regex(/^[A-Z]{2}$/)).default([]),
  timeZone,
  emergency: z.strictObject({
    number: z.string().regex(/^[0-9]+$/, 'is not an emergency number: digits only'),
    note: translated.optional(),
    source: words,
    proof,
    checked: date,
  }),
  lines: z.array(helpLine),
});

export type Action = z.infer<typeof action>;
export type Step = z.infer<typeof step>;
export type Topic = z.infer<typeof topicSchema>;
export type Translation = z.infer<typeof translationSchema>;
export type Rule = z.infer<typeof rulesSchema>[number];
export type ContrastPair = z.infer<typeof contrastSchema>[number];
/** A line of a country, or of the hospital itself. */
export type HelpLine = z.infer<typeof helpLine> | z.infer<typeof siteLine>;
export type Region = z.infer<typeof regionSchema>;
export type Hours = HelpLine['hours'];
