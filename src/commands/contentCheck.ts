import { parseArgs } from 'node:util';
import { environment, readConfig } from '../config.ts';
import { checkFolder } from '../content/check.ts';
import { CONTENT_FOLDER } from '../content/folder.ts';
import { ContentError, describe } from '../content/problems.ts';
import { checkReport } from '../content/report.ts';
import { CODE_FACTS } from './codeFacts.ts';
import { runCommand } from './runCommand.ts';

/**
 * `npm run content:check [-- --date=2027-05-01] [--content=<folder>]`: a report, what will be wrong soon, and every
 * problem at once. The date is the day on which help lines must still be valid: today, unless it is given.
 */
await runCommand(() => {
  const { values } = parseArgs({ options: { date: { type: 'string' }, content: { type: 'string' } } });
  const today = values.date ?? new Date().toISOString().slice(0, 10);
  const { SITE } = readConfig(environment());
  const checked = checkFolder(values.content ?? CONTENT_FOLDER, { code: CODE_FACTS, today, site: SITE });
  console.log(checkReport(checked));
  for (const warning of checked.warnings) console.log(`soon: ${describe(warning)}`);
  if (checked.problems.length > 0) throw new ContentError(checked.problems);
  console.log('\nno problem found');
});
