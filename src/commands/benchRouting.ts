import { createRequire } from 'node:module';
import Fuse from 'fuse.js';
import { CONTENT_FOLDER } from '../content/folder.ts';
import { loadContent, loadLanguage } from '../content/load.ts';
import { isEmergency, type Route } from '../content/routes.ts';
import type { TestMessage } from '../evaluation/measure.ts';
import { readMessages } from '../evaluation/messages.ts';
import { bucketOf } from '../intents/features.ts';
import { score, train, type Weights } from '../intents/linearModel.ts';
import { foldText } from '../intents/normalise.ts';
import { labelledTexts } from '../intents/train.ts';
import { loadUnderstanding, understand } from '../understanding.ts';
import { runCommand } from './runCommand.ts';

/** Says the route of a message. */
type Engine = (text: string) => Route | Promise<Route>;

interface Labelled {
  readonly text: string;
  readonly route: Route;
}

const PLAIN_BUCKETS = 1 << 18;
/** fuse.js takes a third of a second a message here: it is measured on every so manieth message. */
const FUSE_EVERY = 8;

/** fuse.js alone, at the setting that was best on real messages: token search, the top hit's route. */
function fuseEngine(lines: readonly Labelled[]): Engine {
  const fuse = new Fuse(lines, { keys: ['text'], useTokenSearch: true, threshold: 0.2, ignoreLocation: true });
  return (text) => fuse.search(text, { limit: 1 })[0]?.item.route ?? 'other';
}

/** Softmax regression over words, pairs of words and pieces of words, without anything else of ours. */
function plainEngine(lines: readonly Labelled[]): Engine {
  const routes = [...new Set(lines.map(({ route }) => route))];
  const features = (text: string) => {
    const words = foldText(text).split(' ');
    const edged = ` ${words.join(' ')} `;
    const names = [...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)];
    for (let size = 3; size <= 5; size++) {
      for (let i = 0; i + size <= edged.length; i++) names.push(`~${edged.slice(i, i + size)}`);
    }
    const buckets = Uint32Array.from(new Set(names.map((name) => bucketOf(name) & (PLAIN_BUCKETS - 1))));
    return { buckets, values: new Float32Array(buckets.length).fill(1 / Math.sqrt(buckets.length)) };
  };
  const examples = lines.map(({ text, route }) => ({
    features: features(text),
    label: routes.indexOf(route),
    weight: 1,
  }));
  const weights: Weights = train(examples, {
    classes: routes.length,
    buckets: PLAIN_BUCKETS,
    epochs: 12,
    l2: 1e-4,
    rate: 0.5,
  });
  const scores = new Float64Array(routes.length);
  return (text) => {
    score(weights, features(text), scores);
    return routes[scores.indexOf(Math.max(...scores))] as Route;
  };
}

interface Nlp {
  addDocument(language: string, text: string, intent: string): void;
  train(): Promise<void>;
  process(language: string, text: string): Promise<{ intent: string }>;
}

/** nlp.js, as its own guide sets it up. */
async function nlpEngine(lines: readonly Labelled[]): Promise<Engine> {
  // It brings no types.
  const require = createRequire(import.meta.url);
  const { dockStart } = require('@nlpjs/basic') as { dockStart(options: object): Promise<{ get(name: 'nlp'): Nlp }> };
  const { LangEn } = require('@nlpjs/lang-en') as { LangEn: object };
  const dock = await dockStart({
    settings: { nlp: { languages: ['en'], autoSave: false, log: false } },
    use: ['Basic', LangEn],
  });
  const nlp = dock.get('nlp');
  for (const { text, route } of lines) nlp.addDocument('en', text, route);
  await nlp.train();
  return async (text) => {
    const { intent } = await nlp.process('en', text);
    return (intent === 'None' ? 'other' : intent) as Route;
  };
}

async function measureEngine(
  name: string,
  build: () => Engine | Promise<Engine>,
  messages: readonly TestMessage[],
): Promise<void> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const engine = await build();
  const ready = (performance.now() - started) / 1000;
  const memory = (process.memoryUsage().rss - before) / 1e6;
  const times: number[] = [];
  const got: { message: TestMessage; route: Route }[] = [];
  for (const message of messages) {
    const start = performance.now();
    const route = await engine(message.text);
    times.push(performance.now() - start);
    got.push({ message, route });
  }
  times.sort((a, b) => a - b);
  const emergencies = got.filter(({ message }) => isEmergency(message.accept[0] as Route));
  const ordinary = got.filter(({ message }) => !message.accept.some(isEmergency) && message.set !== 'hard-negative');
  const hard = got.filter(({ message }) => !message.accept.some(isEmergency) && message.set === 'hard-negative');
  const share = <T>(all: readonly T[], test: (one: T) => boolean) =>
    `${((100 * all.filter(test).length) / all.length).toFixed(1)} %`.padStart(8);
  const raised = ({ route }: { route: Route }) => isEmergency(route);
  const right = ({ message, route }: { message: TestMessage; route: Route }) => message.accept.includes(route);
  console.log(
    [
      name.padEnd(34),
      share(ordinary, right),
      share(emergencies, raised),
      share(ordinary, raised),
      share(hard, raised),
      `${(times[Math.floor(times.length / 2)] ?? 0).toFixed(2)} / ${(times[Math.floor(times.length * 0.99)] ?? 0).toFixed(2)}`.padStart(
        16,
      ),
      `${ready.toFixed(1)} s`.padStart(9),
      `${memory.toFixed(0)} MB`.padStart(8),
      String(messages.length).padStart(6),
    ].join(' '),
  );
}

/** `npm run bench:routing`: Attune beside fuse.js, nlp.js and a plain linear model, on the same lines and messages. */
await runCommand(async () => {
  const content = loadContent(CONTENT_FOLDER);
  const lines = labelledTexts(loadLanguage(CONTENT_FOLDER, 'en'), content.topics).map(({ text, topic }) => ({
    text,
    route: content.topics.get(topic)?.route as Route,
  }));
  const messages = readMessages('test/messages/en.jsonl');
  console.log(`${lines.length} utterances, ${messages.length} test messages, English\n`);
  console.log(
    `${'engine'.padEnd(34)}    route emergency   alarms hard neg.   ms med / p99     ready   memory     on\n${' '.repeat(34)}    right   raised  ordinary   raised`,
  );
  const understanding = loadUnderstanding(content, CONTENT_FOLDER);
  await measureEngine(
    'Attune (screen + matcher)',
    () => (text) => understand(understanding, text, 'en').route,
    messages,
  );
  await measureEngine('linear model, words + pieces', () => plainEngine(lines), messages);
  await measureEngine('nlp.js', () => nlpEngine(lines), messages);
  await measureEngine(
    'fuse.js alone, token search .2',
    () => fuseEngine(lines),
    messages.filter((_, i) => i % FUSE_EVERY === 0),
  );
});
