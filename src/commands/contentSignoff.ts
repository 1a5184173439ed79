import { parseArgs } from 'node:util';
import { CONTENT_FOLDER } from '../content/folder.ts';
import { describe } from '../content/problems.ts';
import { LANGUAGES } from '../content/routes.ts';
import { signOff } from '../review/signOff.ts';
import { CODE_FACTS } from './codeFacts.ts';
import { runCommand } from './runCommand.ts';

/**
 * `npm run content:signoff -- --topic bonding --by "Name, role" [--language es] [--step start --step why]`: records that
 * this clinician has read and approved these words as they stand. Only for a review that happened.
 */
await runCommand(() => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      topic: text,
      by: text,
      language: text,
      on: text,
      content: text,
      step: { type: 'string', multiple: true },
    },
  });
  const [by, ...role] = (values.by ?? '').split(',').map((part) => part.trim());
  const language = LANGUAGES.find((code) => code === values.language);
  const today = new Date().toISOString().slice(0, 10);
  const on = values.on ?? today;
  const mistakes = [
    !values.topic && '--topic: name the topic that was read, such as bonding',
    (!by || !role.join('')) && '--by: name the clinician and the role, such as "Name, role"',
    values.language && !language && `--language: choose one of ${LANGUAGES.join(', ')}`,
    !(on <= today && /^\d{4}-\d{2}-\d{2}$/.test(on)) && '--on: the day of the review, as 2026-11-23, not in the future',
  ].filter((mistake) => typeof mistake === 'string');
  if (!values.topic || !by || mistakes.length > 0) {
    console.error(`Nothing was recorded.\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
    process.exitCode = 1;
    return;
  }
  const request = { topic: values.topic, by, role: role.join(', '), on, language, steps: values.step };
  const { signed, missing } = signOff(values.content ?? CONTENT_FOLDER, request, { code: CODE_FACTS, today });
  console.log(`${signed} step texts of ${values.topic} signed by ${by}, ${request.role}, on ${on}`);
  if (missing.length === 0) console.log(`${values.topic} is now reviewed`);
  else
    console.log(
      `${values.topic} stays as it is; not signed yet:\n${missing.map((p) => `  ${describe(p)}`).join('\n')}`,
    );
});
