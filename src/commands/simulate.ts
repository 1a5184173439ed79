import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { buildBot } from '../buildBot.ts';
import { environment, readConfig } from '../config.ts';
import { CONTENT_FOLDER } from '../content/folder.ts';
import { LANGUAGES, type Language } from '../content/routes.ts';
import { simulate } from '../simulation/simulate.ts';
import { loadWords } from '../simulation/words.ts';
import { StoryClock } from '../stories/play.ts';
import { runCommand } from './runCommand.ts';

/** How many broken rules are told with what led to them. */
const TOLD = 10;

/**
 * `npm run simulate [-- --turns 20000 --seed 1 --lang es]`: talks to the bot at random and tells each rule that did
 * not hold, with the turns that led to it. Exits with 1 when there is one.
 */
await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      turns: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      lang: { type: 'string', default: 'en' },
    },
  });
  const language = LANGUAGES.find((known) => known === values.lang) as Language | undefined;
  if (!language) throw new Error(`--lang: choose one of ${LANGUAGES.join(', ')}`);
  const clock = new StoryClock();
  const { COUNTRY } = readConfig(environment());
  const built = buildBot({ log: pino({ level: 'silent' }), country: COUNTRY, now: clock.now });
  const words = loadWords(built.content, CONTENT_FOLDER, language);
  const started = performance.now();
  const seed = Number(values.seed);
  const report = await simulate(built, clock, words, { seed, turns: Number(values.turns), language });
  const steps = [...built.library.topics()].reduce((sum, [, topic]) => sum + Object.keys(topic.steps).length, 0);
  const perTurn = (performance.now() - started) / report.turns;
  console.log(`${report.turns} turns in ${report.conversations} conversations, ${perTurn.toFixed(2)} ms a turn`);
  console.log(
    `${report.escalated} escalations, ${report.checked} checks, ${report.reached.size} of ${steps} steps said`,
  );
  for (const { rule, conversation, turns } of report.broken.slice(0, TOLD)) {
    console.log(`\nconversation ${conversation}: ${rule}\n  ${turns.join('\n  ')}`);
  }
  console.log(`\nseed ${seed}: ${report.broken.length} broken rules`);
  if (report.broken.length > 0) process.exitCode = 1;
});
