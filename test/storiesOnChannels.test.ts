import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { Activity } from 'botbuilder';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import { buttonsOf, contentIdsOf, playIn, StoryClock } from '../src/stories/play.ts';
import { loadStories } from '../src/stories/story.ts';
import { startEchoServer, type TestServer } from './helpers.ts';
import { DirectLineStory, TeamsStory } from './storyChannels.ts';
import { expectAsWritten, type Shown } from './storyExpectations.ts';
import { cardButtons, cardText, Teams } from './teamsPerson.ts';

const clock = new StoryClock();
const { bot, library } = buildBot({ log: pino({ level: 'silent' }), country: 'us', now: clock.now });
const stories = loadStories(fileURLToPath(new URL('./stories', import.meta.url))).flatMap((file) =>
  // Nobody of a desk is at these channels: test/handoff*.test.ts has both sides of a hand-off on real ones.
  file.stories.filter(({ botOnly, desk }) => !botOnly && !desk),
);
const startServer = () => startEchoServer({ LOG_LEVEL: 'silent' }, { bot, library });

describe('stories over Direct Line', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it.each(stories)('$story', async (story) => {
    clock.reset();
    for await (const played of playIn(new DirectLineStory(server, clock, story), story)) {
      const { replies, contentIds } = played;
      const text = replies.map((reply) => reply.text).join('\n');
      expectAsWritten(played, { contentIds, text, buttons: buttonsOf(replies) });
    }
  });
});

describe('stories in Teams', () => {
  let teams: Teams;
  beforeAll(async () => {
    teams = await Teams.start(await startServer());
  });
  afterAll(() => teams.close());

  it.each(stories)('$story', async (story) => {
    clock.reset();
    teams.reset();
    for await (const played of playIn(new TeamsStory(teams, clock, story), story)) {
      expectAsWritten(played, shownInTeams(played.replies));
    }
  });
});

/** A message of Teams may show several replies, and a card their buttons. */
function shownInTeams(sent: readonly Partial<Activity>[]): Shown {
  const ids = sent.flatMap(({ channelData }) => (channelData?.contentIds ?? []) as string[]);
  return {
    contentIds: contentIdsOf(ids.map((contentId) => ({ channelData: { contentId } }))),
    text: sent.flatMap((message) => [message.text ?? '', ...cardText(message)]).join('\n'),
    buttons: [...buttonsOf(sent), ...cardButtons(sent.at(-1)).map(({ title }) => title)],
  };
}
