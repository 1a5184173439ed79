import { PLACES } from '../../dialogs/navigate.ts';
import { CODE_ANSWERS, CODE_STEPS, FOLLOWED_STEPS } from '../../dialogs/steps.ts';
import { checkContent } from '../content/check.ts';
import { CONTENT_FOLDER } from '../content/folder.ts';
import { loadContent, loadLanguage, loadRules } from '../content/load.ts';
import { ContentError } from '../content/problems.ts';
import { LANGUAGES } from '../content/routes.ts';
import { runCommand } from './runCommand.ts';

/** `npm run content:check`: every problem of the content, or a line that says there is none. */
await runCommand(() => {
  const content = loadContent(CONTENT_FOLDER);
  const data = new Map(LANGUAGES.map((language) => [language, loadLanguage(CONTENT_FOLDER, language)] as const));
  for (const language of LANGUAGES) loadRules(CONTENT_FOLDER, language);
  const code = { steps: CODE_STEPS, answers: CODE_ANSWERS, followed: FOLLOWED_STEPS, places: PLACES };
  const problems = checkContent({ content, code, languageData: data, unread: new Set() });
  if (problems.length > 0) throw new ContentError(problems);
  const steps = [...content.topics.values()].reduce((sum, topic) => sum + Object.keys(topic.steps).length, 0);
  console.log(`${content.topics.size} topics, ${steps} steps, ${content.regions.size} countries: no problem found`);
});
