import { z } from 'zod';
import type { InterfaceWords } from './parentWords.ts';
import { type Read, Reader } from './reader.ts';
import { LANGUAGES, type Language } from './routes.ts';
import { date } from './schema.ts';

const reason = z.string().trim().min(1, 'is empty: say why');

/** content/sources.yaml: what a key in `sources:` stands for. */
export const sourcesSchema = z.record(
  z.string(),
  z.strictObject({
    organisation: z.string().min(1),
    title: z.string().min(1),
    address: z.url('is not an address: write it as https://www.example.org, or leave it out').optional(),
    year: z.number().int().optional(),
    /** How it was read; see the head of the file. */
    mark: z.enum(['V', 'V2', 'V3', 'E', 'G']),
    note: z.string().optional(),
  }),
);

/** content/checks/banned.<language>.yaml: words that no parent may read. */
export const bannedSchema = z.array(
  z.strictObject({
    /** Words and phrases; a star at the end stands for any ending. */
    words: z.array(z.string().min(1)).min(1),
    /** Phrases in which the same words are right. */
    except: z.array(z.string().min(1)).default([]),
    /** True where the words are right inside quotation marks. */
    exceptQuoted: z.boolean().default(false),
    /** Topics to which the entry is limited; `emergency` stands for the six crisis and urgent ones. */
    only: z.array(z.string().min(1)).optional(),
    /** Steps that may use the words all the same, as `topic/step`. */
    allow: z.array(z.string().min(1)).default([]),
    reason,
    /** What to write in their place. */
    instead: z.string().optional(),
  }),
);

/** content/checks/neverPrint.yaml: numbers and services that are dead, unsafe or unproven. */
export const neverPrintSchema = z.array(
  z
    .strictObject({
      number: z.string().regex(/\d/).optional(),
      /** The first digits of a whole tariff that is closed. */
      startsWith: z.string().regex(/^\d+$/).optional(),
      words: z.string().min(1).optional(),
      name: z.string().optional(),
      reason,
    })
    .refine((entry) => [entry.number, entry.startsWith, entry.words].filter(Boolean).length === 1, {
      message: 'needs exactly one of number, startsWith, words',
    }),
);

/** content/checks/emergencyNumbers.yaml: every region's number a second time. */
export const emergencyNumbersSchema = z.record(z.string(), z.string().regex(/^\d+$/, 'is not a number in quotes'));

/** content/checks/exceptions.yaml: steps that may be longer or harder than the rest. */
export const exceptionsSchema = z.record(
  z.string(),
  z.strictObject({
    maxWords: z.number().int().optional(),
    maxBubbles: z.number().int().optional(),
    maxGrade: z.number().optional(),
    minIndex: z.number().optional(),
    reason,
  }),
);

const signoff = z.strictObject({
  /** Fingerprint of all that was read: words, buttons and where they lead, help lines, sources. */
  of: z.string().regex(/^[0-9a-f]{8}$/),
  by: z.string().min(1),
  role: z.string().min(1),
  on: date,
  say: z.array(z.string()),
  buttons: z.array(z.string()),
  about: z.array(z.string()),
});

/** content/signoffs.yaml: who read which words, by topic, step and language. */
export const signoffsSchema = z.record(
  z.string(),
  z.record(z.string(), z.strictObject({ en: signoff.optional(), es: signoff.optional() })),
);

export type Sources = z.infer<typeof sourcesSchema>;
export type Banned = z.infer<typeof bannedSchema>;
export type NeverPrint = z.infer<typeof neverPrintSchema>;
export type Exceptions = z.infer<typeof exceptionsSchema>;
export type Signoff = z.infer<typeof signoff>;
export type Signoffs = z.infer<typeof signoffsSchema>;

/** Topics in which `only: emergency` counts. */
export const EMERGENCY = 'emergency';

/** All that the content is held against. */
export interface CheckData {
  readonly sources: Sources;
  readonly banned: ReadonlyMap<Language, Banned>;
  readonly neverPrint: NeverPrint;
  readonly emergencyNumbers: Readonly<Record<string, string>>;
  readonly exceptions: Exceptions;
  readonly signoffs: Signoffs;
  readonly pages: InterfaceWords;
}

/** Reads what the content is held against. A list that is absent is empty. */
export function readCheckData(folder: string): Read<CheckData> {
  const reader = new Reader(folder);
  const pages = reader
    .files('interface')
    .filter((file) => LANGUAGES.some((code) => file.endsWith(`.${code}.yaml`)))
    .map((file) => [`content/interface/${file}`, reader.read(`interface/${file}`, z.record(z.string(), z.unknown()))]);
  const value = {
    sources: reader.read('sources.yaml', sourcesSchema) ?? {},
    banned: new Map(LANGUAGES.map((code) => [code, reader.read(`checks/banned.${code}.yaml`, bannedSchema) ?? []])),
    neverPrint: reader.read('checks/neverPrint.yaml', neverPrintSchema) ?? [],
    emergencyNumbers: reader.read('checks/emergencyNumbers.yaml', emergencyNumbersSchema) ?? {},
    exceptions: reader.read('checks/exceptions.yaml', exceptionsSchema) ?? {},
    signoffs: reader.read('signoffs.yaml', signoffsSchema) ?? {},
    pages: new Map(pages as [string, Record<string, unknown>][]),
  };
  return { value, problems: reader.problems };
}
