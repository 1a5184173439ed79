import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import { buttonsOf, playStory, StoryClock } from '../src/stories/play.ts';
import { loadStories } from '../src/stories/story.ts';

const clock = new StoryClock();
const options = { log: pino({ level: 'silent' }), country: 'us', now: clock.now };
const { bot } = buildBot(options);
const { bot: withDesk } = buildBot({ ...options, site: fileURLToPath(new URL('./desk.yaml', import.meta.url)) });

for (const { name, stories } of loadStories(fileURLToPath(new URL('./stories', import.meta.url)))) {
  describe(name, () => {
    it.each(stories.flatMap((story) => ['directline', 'msteams'].map((channel) => ({ story, channel }))))(
      '$story.story ($channel)',
      async ({ story, channel }) => {
        for await (const { turn, replies, contentIds } of playStory(
          story.desk ? withDesk : bot,
          clock,
          story,
          channel,
        )) {
          const { parent, nurse, after } = turn;
          const bot = contentIds.map((id, i) => (turn.bot[i]?.includes('/') ? id : id.split('/')[0]));
          expect({ parent, nurse, after, bot }).toEqual({ parent, nurse, after, bot: turn.bot });
          const text = replies.map((reply) => reply.text).join('\n');
          for (const part of turn.says) expect(text).toContain(part);
          for (const part of turn.never) expect(text).not.toContain(part);
          const buttons = buttonsOf(replies);
          expect(buttons).toEqual(expect.arrayContaining(turn.buttons));
          expect(buttons.filter((title) => turn.noButtons.includes(title))).toEqual([]);
        }
      },
    );
  });
}
