import { fileURLToPath } from 'node:url';
import { describe, it } from '@jest/globals';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import { buttonsOf, playStory, StoryClock } from '../src/stories/play.ts';
import { loadStories } from '../src/stories/story.ts';
import { expectAsWritten } from './storyExpectations.ts';

const clock = new StoryClock();
const options = { log: pino({ level: 'silent' }), country: 'us', now: clock.now };
const { bot } = buildBot(options);
const { bot: withDesk } = buildBot({ ...options, site: fileURLToPath(new URL('./desk.yaml', import.meta.url)) });

for (const { name, stories } of loadStories(fileURLToPath(new URL('./stories', import.meta.url)))) {
  describe(name, () => {
    it.each(stories.flatMap((story) => ['directline', 'msteams'].map((channel) => ({ story, channel }))))(
      '$story.story ($channel)',
      async ({ story, channel }) => {
        for await (const played of playStory(story.desk ? withDesk : bot, clock, story, channel)) {
          const { replies, contentIds } = played;
          const text = replies.map((reply) => reply.text).join('\n');
          expectAsWritten(played, { contentIds, text, buttons: buttonsOf(replies) });
        }
      },
    );
  });
}
