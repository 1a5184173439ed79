import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { Activity } from 'botbuilder';
import { pino } from 'pino';
import { parse } from 'yaml';
import { buildBot } from '../src/buildBot.ts';
import { LocalConversation } from '../src/localConversation.ts';

interface StoryTurn {
  /** What the parent writes; `(arrives)` for joining. */
  parent: string;
  /** Content ids of the replies, in order. */
  bot: string[];
  /** Parts of the words, for numbers that must be there. */
  says?: string[];
  never?: string[];
}

interface Story {
  story: string;
  locale?: string;
  turns: StoryTurn[];
}

const folder = fileURLToPath(new URL('./stories', import.meta.url));
const log = pino({ level: 'silent' });
const { bot } = buildBot({ log, country: 'us', now: () => new Date('2026-11-23T03:00:00Z') });

/** The content ids of a turn: the bubbles of one reply count once. */
function contentIds(replies: readonly Partial<Activity>[]): string[] {
  const ids = replies.map((reply) => String(reply.channelData?.contentId));
  return ids.filter((id, i) => id !== ids[i - 1]);
}

for (const file of readdirSync(folder).sort()) {
  const stories = parse(readFileSync(join(folder, file), 'utf8')) as Story[];
  describe(file, () => {
    for (const channelId of ['directline', 'msteams']) {
      for (const { story, locale, turns } of stories) {
        it(`${story} (${channelId})`, async () => {
          const conversation = new LocalConversation(bot, { channelId, locale });
          for (const { parent, bot: expected, says, never } of turns) {
            const replies = parent === '(arrives)' ? await conversation.arrive() : await conversation.say(parent);
            expect({ parent, bot: contentIds(replies) }).toEqual({ parent, bot: expected });
            const text = replies.map((reply) => reply.text).join('\n');
            for (const part of says ?? []) expect(text).toContain(part);
            for (const part of never ?? []) expect(text).not.toContain(part);
          }
        });
      }
    }
  });
}
