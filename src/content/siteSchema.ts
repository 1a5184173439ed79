import { z } from 'zod';
import { LANGUAGES } from './routes.ts';
import { hours, review, siteLine, timeZone, translated, words } from './schema.ts';

/** What every desk has in common: who sits there, when, and what is promised to a parent. */
const deskFields = {
  /** Who answers, as it stands within a sentence: "our baby nurses". */
  staff: translated,
  /** When somebody is there to take a hand-off. */
  duty: hours,
  /** Time zone of the duty hours. */
  timeZone: timeZone.optional(),
  /** Minutes after which a parent is told that nobody could take it. */
  answerWithin: z.number().int('is no whole number of minutes').min(1).max(240),
  /** Whether a parent may ask to be called instead. */
  callBack: z.boolean().default(false),
};

/** Where parents write as anybody: there an event may come from a browser. */
const OPEN_CHANNELS = ['directline', 'webchat'];

/** Where the staff are told of hand-offs. */
const desk = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('teams'),
      ...deskFields,
      /** Id of the channel of the staff, as in its link: 19:...@thread.tacv2, or with its signs encoded, as copied. */
      channel: z
        .string()
        .transform((id) => id.replace(/%3a/i, ':').replace(/%40/, '@'))
        .pipe(
          z
            .string()
            .regex(/^19:[^;/%]+@thread\.(tacv2|skype)$/, 'is no id of a channel: copy it from the link of the channel'),
        ),
      /** The connector of Teams: another one in the clouds of governments. */
      serviceUrl: z
        .url('is not an address: write it as https://smba.trafficmanager.net/teams')
        .refine(isSafeAddress, { message: "must begin with https: parents' words are sent to it" })
        .default('https://smba.trafficmanager.net/teams'),
      /** What the cards and posts in the channel are written in. */
      language: z.enum(LANGUAGES).default(LANGUAGES[0]),
    }),
    z.strictObject({
      kind: z.literal('webhook'),
      ...deskFields,
      url: z.url('is not an address: write it as https://desk.example.org/attune').refine(isSafeAddress, {
        message: "must begin with https: parents' words are sent to it (http only for a program on this machine)",
      }),
    }),
    z.strictObject({
      kind: z.literal('event'),
      ...deskFields,
      /** Channels behind which the hub sits, such as msteams. */
      channels: z
        .array(
          z.string().refine((name) => !OPEN_CHANNELS.includes(name), 'is open to browsers, which may forge events'),
        )
        .min(1, 'is empty: name the channels that your hub serves'),
    }),
  ])
  .refine(({ duty, timeZone }) => typeof duty === 'string' || timeZone, {
    message: 'has duty hours without a timeZone',
  });

function isSafeAddress(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));
}

/** A hospital's own name, lines and words: content/sites/<name>.yaml, or a file elsewhere. */
export const siteSchema = z.strictObject({
  name: translated,
  /** A file name in content/regions: it goes before the setting COUNTRY. */
  country: z.string(),
  /** Where the hospital's nurses are found: shown where a step offers a nurse. */
  nursePage: z
    .strictObject({
      name: translated,
      web: z.url('is not an address: write it as https://www.example.org'),
      note: translated.optional(),
    })
    .optional(),
  lines: z.array(siteLine).default([]),
  /** Where a parent who asks for a person is handed to; without it there are only the lines. */
  desk: desk.optional(),
  /** By content id, such as help/nurse: what the hospital says instead of our words. */
  words: z
    .record(
      z.string().regex(/^[a-z-]+\/[a-z][A-Za-z0-9]*$/, 'is no content id: write it as topic/step'),
      z
        .strictObject({
          /** Fingerprint of our English words that these were made from. */
          of: z.string().optional(),
          en: z.array(words).min(1).optional(),
          es: z.array(words).min(1).optional(),
          review: review.optional(),
        })
        .refine((own) => own.en || own.es, { message: 'says nothing: give it en or es' }),
    )
    .default({}),
});

export type Site = z.infer<typeof siteSchema>;
export type SiteDesk = z.infer<typeof desk>;
