import { type BabyWords, babyWordsSchema, type LineWords, lineWordsSchema } from './interface.ts';
import { type Phrases, type Read, Reader, whole } from './reader.ts';
import { EMERGENCY_ROUTES, LANGUAGES, type Language, type Route } from './routes.ts';
import {
  type ContrastPair,
  contrastSchema,
  type Region,
  type Rule,
  regionSchema,
  rulesSchema,
  type Topic,
  type Translation,
  topicSchema,
  translationSchema,
} from './schema.ts';

/** One thing that a parent might write, and where it belongs. */
export interface Utterance {
  readonly text: string;
  readonly topic: string;
  /** The name of its block in the file: a voice, or a kind that topic.yaml maps to a step. */
  readonly group: string;
}

/** All files of content/, checked one by one. How they fit together is checked in check.ts. */
export interface Content {
  readonly topics: ReadonlyMap<string, Topic>;
  /** Translations by language and topic. */
  readonly translations: ReadonlyMap<Language, ReadonlyMap<string, Translation>>;
  readonly regions: ReadonlyMap<string, Region>;
  /** The words around help lines, by language. */
  readonly lineWords: ReadonlyMap<Language, LineWords>;
  /** What a parent may call the baby, by language. */
  readonly babyWords: ReadonlyMap<Language, BabyWords>;
  /** Typed words that answer a question, by language, topic and answer. */
  readonly answers: ReadonlyMap<Language, ReadonlyMap<string, Phrases>>;
  /** What a parent may name as a reason why bonding is hard: regular expressions by step of bonding, by language. */
  readonly reasons: ReadonlyMap<Language, Phrases>;
  /** Typed words that are a command to the bot itself, by language. */
  readonly commands: ReadonlyMap<Language, Phrases>;
}

/** The training material of one language. */
export interface LanguageData {
  readonly utterances: readonly Utterance[];
  readonly contrast: readonly (ContrastPair & { readonly topic: string })[];
}

/** Reads topics, translations and regions. Throws a ContentError that names every broken file. */
export function loadContent(folder: string): Content {
  return whole(readContent(folder));
}

/** What can be read of topics, translations and regions, and every problem of the rest. */
export function readContent(folder: string): Read<Content> {
  const reader = new Reader(folder);
  const topics = new Map<string, Topic>();
  const translations = new Map<Language, Map<string, Translation>>(LANGUAGES.slice(1).map((l) => [l, new Map()]));
  for (const name of reader.folders()) {
    const topic = reader.read(`${name}/topic.yaml`, topicSchema);
    if (topic) topics.set(name, topic);
    for (const [language, map] of translations) {
      const translation = reader.read(`${name}/topic.${language}.yaml`, translationSchema);
      if (translation) map.set(name, translation);
    }
  }
  const regions = new Map<string, Region>();
  for (const file of reader.files('regions')) {
    const region = reader.read(`regions/${file}`, regionSchema);
    if (region) regions.set(file.replace(/\.yaml$/, ''), region);
  }
  const lineWords = new Map<Language, LineWords>();
  const babyWords = new Map<Language, BabyWords>();
  const answers = new Map<Language, Map<string, Phrases>>();
  const commands = new Map<Language, Phrases>();
  const reasons = new Map<Language, Phrases>();
  for (const language of LANGUAGES) {
    answers.set(
      language,
      new Map(reader.folders().map((topic) => [topic, reader.phrases(`${topic}/answers.${language}.yaml`)])),
    );
    commands.set(language, reader.phrases(`chat/commands.${language}.yaml`));
    reasons.set(language, reader.phrases(`bonding/reasons.${language}.yaml`));
    const words = reader.read(`interface/lines.${language}.yaml`, lineWordsSchema);
    if (words) lineWords.set(language, words);
    const baby = reader.read(`interface/baby.${language}.yaml`, babyWordsSchema);
    if (baby) babyWords.set(language, baby);
  }
  const value = { topics, translations, regions, lineWords, babyWords, answers, reasons, commands };
  return { value, problems: reader.problems };
}

/** Reads what the matcher learns from, for one language. Throws a ContentError. */
export function loadLanguage(folder: string, language: Language): LanguageData {
  return whole(readLanguage(folder, language));
}

/** What can be read of it, and every problem of the rest. */
export function readLanguage(folder: string, language: Language): Read<LanguageData> {
  const reader = new Reader(folder);
  const utterances: Utterance[] = [];
  const contrast: (ContrastPair & { topic: string })[] = [];
  for (const topic of reader.folders()) {
    for (const [group, lines] of reader.phrases(`${topic}/utterances.${language}.yaml`)) {
      utterances.push(...lines.map((text) => ({ text, topic, group })));
    }
    for (const pair of reader.read(`${topic}/contrast.${language}.yaml`, contrastSchema) ?? []) {
      contrast.push({ ...pair, topic });
    }
  }
  return { value: { utterances, contrast }, problems: reader.problems };
}

/** A rule of the safety screen and the emergency route in whose folder it stands. */
export type RouteRule = Rule & { readonly route: Route };

/** Reads the rules of the safety screen, for one language. Throws a ContentError. */
export function loadRules(folder: string, language: Language): RouteRule[] {
  return whole(readRules(folder, language));
}

/** What can be read of them, and every problem of the rest. */
export function readRules(folder: string, language: Language): Read<RouteRule[]> {
  const reader = new Reader(folder);
  const rules = EMERGENCY_ROUTES.flatMap((route) =>
    (reader.read(`${route}/rules.${language}.yaml`, rulesSchema) ?? []).map((rule) => ({ ...rule, route })),
  );
  return { value: rules, problems: reader.problems };
}
