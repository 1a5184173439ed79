import { createInterface } from 'node:readline';
import { CONTENT_FOLDER } from '../content/folder.ts';
import { loadContent, loadLanguage } from '../content/load.ts';
import { LANGUAGES, type Language } from '../content/routes.ts';
import { contributions } from '../intents/classifier.ts';
import { features } from '../intents/features.ts';
import { loadUnderstanding, type Understanding, understand } from '../understanding.ts';
import { runCommand } from './runCommand.ts';

/** Reads JSON lines from standard input, and writes one JSON line each in the same order. */
async function routeLines(understanding: Understanding): Promise<void> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (!line.trim()) continue;
    const { id, text, lang } = JSON.parse(line) as { id: string; text: string; lang?: string };
    const found = understand(understanding, String(text), languageNamed(lang));
    const { route, level, topic, score, clarify, reasons } = found;
    process.stdout.write(`${JSON.stringify({ id, route, level, topic, score, clarify, reasons })}\n`);
  }
}

/** The training utterances whose words are most like a text's: cosine of their features. */
function nearestUtterances(text: string, language: Language, limit = 3) {
  const typed = features(text, language);
  const weights = new Map(Array.from(typed.buckets, (bucket, i) => [bucket, typed.values[i] as number]));
  return loadLanguage(CONTENT_FOLDER, language)
    .utterances.map(({ text: line, topic }) => {
      const { buckets, values } = features(line, language);
      let likeness = 0;
      for (let i = 0; i < buckets.length; i++) {
        likeness += (weights.get(buckets[i] as number) ?? 0) * (values[i] as number);
      }
      return { text: line, topic, likeness };
    })
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, limit);
}

/** Prints for a person why one message goes where it goes. */
function explain(understanding: Understanding, text: string, language: Language): void {
  const found = understand(understanding, text, language);
  const { thresholds } = understanding.matcher.model(language);
  console.log(`route   ${found.route}   (${found.topic})`);
  console.log(`level   ${found.level}`);
  console.log(
    `score   ${found.score.toFixed(2)}${found.clarify.length ? `   did you mean: ${found.clarify.join(', ')}` : ''}`,
  );
  console.log('why');
  for (const reason of found.reasons) console.log(`  ${reason}`);
  const { topics } = understanding.matcher.model(language);
  const [best, runnerUp] = understanding.matcher.candidates(text, language);
  for (const candidate of [best, runnerUp]) {
    if (!candidate) continue;
    const pulls = contributions(topics, text, language, candidate.topic).slice(0, 6);
    // `a ** b` is a pair of words with two others between them.
    const words = pulls.map(({ words, weight }) => `${words} ${weight > 0 ? '+' : ''}${weight.toFixed(2)}`).join(', ');
    console.log(`  ${candidate.score.toFixed(2)} ${candidate.topic}: ${words}`);
  }
  console.log('nearest utterances');
  for (const { text: line, topic, likeness } of nearestUtterances(text, language)) {
    console.log(`  ${likeness.toFixed(2)} ${topic}: ${line}`);
  }
  console.log(
    `thresholds   act ${thresholds.act}, check ${thresholds.check}, sure ${thresholds.sure}, lead ${thresholds.lead}`,
  );
}

function languageNamed(name: string | undefined): Language {
  return LANGUAGES.find((language) => name?.toLowerCase().startsWith(language)) ?? 'en';
}

/** `npm run route -- "..."` for a person, `npm run --silent route -- --jsonl` for programs. */
await runCommand(async () => {
  const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const language = languageNamed(process.argv.find((word) => word.startsWith('--lang='))?.slice('--lang='.length));
  const understanding = loadUnderstanding(loadContent(CONTENT_FOLDER), CONTENT_FOLDER);
  if (process.argv.includes('--jsonl')) await routeLines(understanding);
  else if (words.length > 0) explain(understanding, words.join(' '), language);
  else throw new Error('Say a message: npm run route -- "my baby will not stop crying"   (or --jsonl for JSON lines)');
});
