import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadContent, loadLanguage, loadRules } from '../content/load.ts';
import type { Language } from '../content/routes.ts';
import type { Baseline } from '../evaluation/baseline.ts';
import { isHardNegative, isOrdinary, isOutside, isReal, shareOf, type TestMessage } from '../evaluation/measure.ts';
import { readMessages } from '../evaluation/messages.ts';
import { labelledTexts } from '../intents/train.ts';

const NAMES: Record<Language, string> = { en: 'English', es: 'Spanish' };

type FigureName = keyof NonNullable<Baseline[Language]>['figures'];

/** What each figure says, and of which messages it is a share. */
const FIGURES: readonly (readonly [FigureName, string, (message: TestMessage) => boolean])[] = [
  ['caught', 'Emergencies that are asked about or answered as one', isReal],
  ['caughtAtAct', 'Emergencies that are answered at once, without a question', isReal],
  ['rightEmergency', 'Of those found: the right kind of emergency', isReal],
  ['ordinaryAct', 'Ordinary messages answered as an emergency', isOrdinary],
  ['ordinaryCheck', 'Ordinary messages asked about', isOrdinary],
  ['hardNegatives', 'Harmless messages written to sound alarming: asked about or answered as one', isHardNegative],
  ['rightRoute', 'Ordinary messages led to the right topic', isOrdinary],
  ['topTwo', 'Right topic among the first two', isOrdinary],
  ['outOfScope', 'Messages about something else, recognised as such', isOutside],
];

/** The figures of test/messages/baseline.json as Markdown, each with its 95 % interval and how many messages it is of. */
export function modelCardFigures(root: string): string {
  const baseline = JSON.parse(readFileSync(join(root, 'test/messages/baseline.json'), 'utf8')) as Baseline;
  return Object.entries(baseline)
    .map(([language, { figures, knownFailures }]) => {
      const messages = readMessages(join(root, `test/messages/${language}.jsonl`));
      const rows = FIGURES.map(([name, meaning, test]) => {
        const all = messages.filter(test).length;
        const of = name === 'rightEmergency' ? Math.round(figures.caught * all) : all;
        return `| ${meaning} | ${shareInWords(figures[name], of)} | ${of} |`;
      });
      return [
        `### ${NAMES[language as Language]}`,
        '',
        '| What | Share (95 % interval) | Of messages |',
        '|---|---|---|',
        ...rows,
        '',
        `${knownFailures.length} of ${messages.length} messages get another route than a clinician would accept; each is listed by its id in [baseline.json](../../test/messages/baseline.json).`,
      ].join('\n');
    })
    .join('\n\n');
}

function shareInWords(share: number, of: number): string {
  const { low, high } = shareOf(share * of, of);
  const percent = (value: number) => (100 * value).toFixed(0);
  return `${(100 * share).toFixed(1)} % (${percent(low)}-${percent(high)})`;
}

/** How much the models learnt from and how many rules there are, as a Markdown table. */
export function modelCardMaterial(root: string): string {
  const folder = join(root, 'content');
  const { topics } = loadContent(folder);
  const rows = (Object.keys(NAMES) as Language[]).map((language) => {
    const lines = labelledTexts(loadLanguage(folder, language), topics).length;
    const rules = loadRules(folder, language);
    const act = rules.filter(({ level }) => level === 'act').length;
    return `| ${NAMES[language]} | ${lines} | ${rules.length}, of which ${act} act and ${rules.length - act} ask |`;
  });
  return ['| Language | Training lines | Rules of the screen |', '|---|---|---|', ...rows].join('\n');
}
