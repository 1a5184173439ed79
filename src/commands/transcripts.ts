import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { buildBot } from '../buildBot.ts';
import { playStory, StoryClock } from '../stories/play.ts';
import { loadStories } from '../stories/story.ts';
import { transcript } from '../stories/transcript.ts';
import { runCommand } from './runCommand.ts';

const STORIES = fileURLToPath(new URL('../../test/stories', import.meta.url));
/** The hospital of the stories that need one with a desk. */
const DESK = fileURLToPath(new URL('../../test/desk.yaml', import.meta.url));
const FILE = fileURLToPath(new URL('../../docs/transcripts.md', import.meta.url));
const HEAD = `# How Attune talks

The main conversations as a parent has them, word for word, for a clinician to read. Every word is in \`content/\`, under
the name that stands beside it. Made by the stories in \`test/stories/\` with \`npm run transcripts\`: change it there.`;

/** `npm run transcripts [-- --check]`: writes docs/transcripts.md, or says whether it is what the stories say now. */
await runCommand(async () => {
  const clock = new StoryClock();
  const options = { log: pino({ level: 'silent' }), country: 'us', now: clock.now };
  const { bot } = buildBot(options);
  const { bot: withDesk } = buildBot({ ...options, site: DESK });
  const parts = [HEAD];
  for (const story of loadStories(STORIES).flatMap(({ stories }) => stories)) {
    if (!story.transcript) continue;
    const played = [];
    for await (const turn of playStory(story.desk ? withDesk : bot, clock, story, 'directline')) played.push(turn);
    parts.push(transcript(story, played));
  }
  const text = `${parts.join('\n\n')}\n`;
  const said = `${parts.length - 1} conversations`;
  if (!process.argv.includes('--check')) {
    writeFileSync(FILE, text);
    console.log(`docs/transcripts.md: ${said}`);
    return;
  }
  const fresh = existsSync(FILE) && readFileSync(FILE, 'utf8') === text;
  console.log(
    fresh ? `docs/transcripts.md: ${said}, up to date` : 'docs/transcripts.md is stale: run npm run transcripts',
  );
  if (!fresh) process.exitCode = 1;
});
