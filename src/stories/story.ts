import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const UNIT_MS = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const duration = z
  .string()
  .regex(/^\d+ (second|minute|hour|day)s?$/, 'is no time: write it as 10 minutes')
  .transform((text) => {
    const [amount, unit = ''] = text.split(' ');
    return Number(amount) * UNIT_MS[unit.replace(/s$/, '') as keyof typeof UNIT_MS];
  });

const turn = z
  .strictObject({
    /** How long the parent is silent before; what the bot says by itself meanwhile stands before its answer. */
    after: duration.optional(),
    /** What the parent writes or presses; `(arrives)`, `(photo)`, `(nothing)` for what has no words. */
    parent: z.string().optional(),
    /** What a nurse writes who has taken the hand-off; `(takes)`, `(another takes over)`, `(ends)` for what they do. */
    nurse: z.string().optional(),
    /**
     * Content ids of the replies, in order; the bubbles of one reply count once. A topic alone stands for any of its
     * steps: where free text enters a topic is the matcher's business.
     */
    bot: z.array(z.string()),
    /** Parts of the words, for numbers that must be there. */
    says: z.array(z.string()).default([]),
    never: z.array(z.string()).default([]),
    /** Titles that must be among the buttons, or must not. */
    buttons: z.array(z.string()).default([]),
    noButtons: z.array(z.string()).default([]),
  })
  .refine((t) => [t.parent, t.nurse, t.after].some((happens) => happens !== undefined), {
    message: 'has neither parent nor nurse nor after',
  });

const storySchema = z.strictObject({
  story: z.string(),
  /** True when a clinician reads it in docs/transcripts.md. */
  transcript: z.boolean().default(false),
  locale: z.string().optional(),
  /** True when it is a hospital with a desk: that of test/desk.yaml. */
  desk: z.boolean().default(false),
  /** True for what only the bot alone sees: real channels tell of an arrival once, before anything else. */
  botOnly: z.boolean().default(false),
  turns: z.array(turn).min(1),
});

export type Story = z.infer<typeof storySchema>;
export type StoryTurn = Story['turns'][number];

/** A file of stories. */
export interface StoryFile {
  readonly name: string;
  readonly stories: readonly Story[];
}

/** Reads every story file of a folder. Throws an Error that names the file and the place in it. */
export function loadStories(folder: string): StoryFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const result = z.array(storySchema).safeParse(parse(readFileSync(join(folder, file), 'utf8')));
      if (result.success) return { name: file, stories: result.data };
      const problems = result.error.issues.map((issue) => `${file}: ${issue.path.join('.')}: ${issue.message}`);
      throw new Error(problems.join('\n'));
    });
}
