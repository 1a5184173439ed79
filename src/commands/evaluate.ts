import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { CONTENT_FOLDER } from '../content/folder.ts';
import { loadContent } from '../content/load.ts';
import { LANGUAGES, type Language } from '../content/routes.ts';
import { type Baseline, baselineOf, compareWithBaseline } from '../evaluation/baseline.ts';
import { confusionChart, recallChart } from '../evaluation/charts.ts';
import { DISTURBANCES, disturb } from '../evaluation/disturb.ts';
import { type Figures, measure, type Outcome, type Share } from '../evaluation/measure.ts';
import { readMessages } from '../evaluation/messages.ts';
import { runMessages } from '../evaluation/run.ts';
import { loadUnderstanding, type Understanding } from '../understanding.ts';
import { runCommand } from './runCommand.ts';

const BASELINE = 'test/messages/baseline.json';
const CHARTS = 'docs/images';

const percent = ({ share, low, high, hits, of }: Share) =>
  `${(100 * share).toFixed(1).padStart(5)} %  (${(100 * low).toFixed(0)}-${(100 * high).toFixed(0)})  ${hits}/${of}`;

const FIGURES: readonly [keyof Figures, string][] = [
  ['caught', 'emergencies caught (act or check)'],
  ['caughtAtAct', '  of all emergencies, at act'],
  ['rightEmergency', '  right emergency route when caught'],
  ['ordinaryAct', 'ordinary messages at act'],
  ['ordinaryCheck', 'ordinary messages at check'],
  ['hardNegatives', 'hard negatives at act or check'],
  ['rightRoute', 'right route, ordinary messages'],
  ['topTwo', 'right route among the top two'],
  ['outOfScope', 'out of scope recognised'],
  ['clarified', 'asked "did you mean"'],
  ['notUnderstood', 'not understood'],
];

function print(language: Language, figures: Figures): void {
  console.log(`\n${language}`);
  for (const [key, name] of FIGURES) console.log(`  ${name.padEnd(38)}${percent(figures[key] as Share)}`);
  console.log(`  ${'calibration error'.padEnd(38)}${(100 * figures.calibrationError).toFixed(1).padStart(5)} points`);
  console.log(`\n  ${'route'.padEnd(18)}${'recall'.padEnd(28)}precision`);
  for (const { route, recall, precision } of figures.routes) {
    if (recall.of > 0) console.log(`  ${route.padEnd(18)}${percent(recall).padEnd(28)}${percent(precision)}`);
  }
  const [pairs] = [figures.confusions.slice(0, 10)];
  console.log(`\n  confused: ${pairs.map(([wanted, got, times]) => `${wanted} -> ${got} ${times}`).join(', ')}`);
}

function printMissed(figures: Figures, quote: boolean): void {
  const line = ({ message, route, level }: Outcome) =>
    `  ${message.id}  ${message.accept.join('|')} -> ${route} (${level})${quote ? `  ${message.text}` : ''}`;
  console.log(`\n  emergencies missed: ${figures.misses.length}`);
  for (const outcome of figures.misses) console.log(line(outcome));
  console.log(`\n  false alarms: ${figures.falseAlarms.length}`);
  for (const outcome of figures.falseAlarms) console.log(line(outcome));
}

function printRobustness(understanding: Understanding, language: Language, outcomes: readonly Outcome[]): void {
  const plain = measure(outcomes);
  const messages = outcomes.map(({ message }) => message);
  console.log(`\n  ${language} disturbed        routes          emergencies caught`);
  for (const kind of DISTURBANCES) {
    const figures = measure(runMessages(understanding, messages, ({ text }, i) => disturb(text, kind, i)));
    const change = (now: Share, before: Share) =>
      `${(100 * now.share).toFixed(1)} % (${(100 * (now.share - before.share)).toFixed(1)})`;
    console.log(
      `  ${kind.padEnd(20)}${change(figures.rightRoute, plain.rightRoute).padEnd(18)}${change(figures.caught, plain.caught)}`,
    );
  }
}

/** `npm run evaluate [-- --file messages.jsonl] [--quote] [--save] [--check]`. */
await runCommand(() => {
  const option = (name: string) => process.argv.includes(`--${name}`);
  const fileAt = process.argv.indexOf('--file');
  const given = fileAt > 0 ? process.argv[fileAt + 1] : undefined;
  const files = given
    ? [given]
    : LANGUAGES.map((language) => `test/messages/${language}.jsonl`).filter((file) => existsSync(file));
  const understanding = loadUnderstanding(loadContent(CONTENT_FOLDER), CONTENT_FOLDER);
  const messages = files.flatMap(readMessages);
  const results: Partial<Record<Language, { figures: Figures; outcomes: Outcome[] }>> = {};
  for (const language of LANGUAGES) {
    const outcomes = runMessages(
      understanding,
      messages.filter(({ lang }) => lang === language),
    );
    if (outcomes.length === 0) continue;
    const figures = measure(outcomes);
    results[language] = { figures, outcomes };
    print(language, figures);
    printMissed(figures, option('quote') || !given);
    printRobustness(understanding, language, outcomes);
  }
  if (given) return;
  const now = baselineOf(results);
  if (option('save')) {
    mkdirSync(CHARTS, { recursive: true });
    const outcomes = Object.values(results).flatMap((result) => result.outcomes);
    writeFileSync(`${CHARTS}/routing-confusion.svg`, confusionChart(outcomes));
    writeFileSync(`${CHARTS}/routing-recall.svg`, recallChart(understanding, outcomes));
    writeFileSync(BASELINE, `${JSON.stringify(now, null, 2)}\n`);
    console.log(`\nsaved ${BASELINE} and the charts`);
  }
  if (option('check')) {
    const problems = compareWithBaseline(now, JSON.parse(readFileSync(BASELINE, 'utf8')) as Baseline);
    if (problems.length > 0)
      throw new Error(`The routing is not what ${BASELINE} says:\n${problems.map((p) => `  ${p}`).join('\n')}`);
    console.log(`\nas good as ${BASELINE}, or better`);
  }
});
