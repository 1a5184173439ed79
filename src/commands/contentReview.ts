import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { buildBot } from '../buildBot.ts';
import { environment, readConfig } from '../config.ts';
import { checkFolder } from '../content/check.ts';
import { CONTENT_FOLDER } from '../content/folder.ts';
import { readRules } from '../content/load.ts';
import { ContentError } from '../content/problems.ts';
import { LANGUAGES } from '../content/routes.ts';
import { type Clock, type ObservedArrows, observeArrows } from '../review/observedArrows.ts';
import { writeReview } from '../review/writeReview.ts';
import { CODE_FACTS } from './codeFacts.ts';
import { runCommand } from './runCommand.ts';

/** Utterances of each group that are tried, to see what follows them. */
const TRIED = 3;

/**
 * `npm run content:review [-- --out=<folder>]`: writes the content as a website for clinicians, by default into review/.
 */
await runCommand(async () => {
  const { values } = parseArgs({ options: { out: { type: 'string', default: 'review' } } });
  const config = readConfig(environment());
  const today = new Date().toISOString().slice(0, 10);
  const checked = checkFolder(CONTENT_FOLDER, { code: CODE_FACTS, today, site: config.SITE });
  const rules = new Map(LANGUAGES.map((language) => [language, readRules(CONTENT_FOLDER, language).value] as const));
  const english = Map.groupBy(
    checked.languageData.get('en')?.utterances ?? [],
    ({ topic, group }) => `${topic} ${group}`,
  );
  const utterances = [...english.values()].flatMap((group) => group.slice(0, TRIED).map(({ text }) => text));
  const observed = await watchTheBot(config.COUNTRY, utterances);
  const files = writeReview(values.out, { checked, rules, observed, places: CODE_FACTS.places }, today);
  console.log(
    `${files.length} pages for ${checked.content.topics.size} topics: open ${resolve(values.out, 'index.html')}`,
  );
  if (checked.problems.length > 0) console.log(`${checked.problems.length} problems stand on the first page`);
});

/** Where buttons lead that code reads. Content too broken to run is still shown, without them. */
async function watchTheBot(country: string, utterances: readonly string[]): Promise<ObservedArrows> {
  const clock: Clock = { now: new Date() };
  try {
    const { bot } = buildBot({ log: pino({ level: 'silent' }), country, now: () => clock.now });
    return await observeArrows(bot, clock, utterances);
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return new Map();
  }
}
