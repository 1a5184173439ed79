import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { stepFingerprint } from '../content/fingerprint.ts';
import { CONTENT_FOLDER } from '../content/folder.ts';
import { loadContent } from '../content/load.ts';
import { LANGUAGES } from '../content/routes.ts';
import { runCommand } from './runCommand.ts';

/** `npm run content:stamp [-- topic ...]`: notes in the translations of these topics which English words they were made from. */
await runCommand(() => {
  const { topics } = loadContent(CONTENT_FOLDER);
  const named = process.argv.slice(2);
  for (const [name, topic] of topics) {
    if (named.length > 0 && !named.includes(name)) continue;
    for (const language of LANGUAGES.slice(1)) {
      const file = join(CONTENT_FOLDER, name, `topic.${language}.yaml`);
      if (!existsSync(file)) continue;
      const document = parseDocument(readFileSync(file, 'utf8'));
      for (const [step, words] of Object.entries(topic.steps)) {
        if (document.hasIn(['steps', step])) document.setIn(['steps', step, 'of'], stepFingerprint(words));
      }
      writeFileSync(file, document.toString({ lineWidth: 0 }));
      console.log(`${name}/topic.${language}.yaml`);
    }
  }
});
