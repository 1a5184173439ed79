import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { type LineWords, lineWordsSchema } from './interface.ts';
import { ContentError, type Problem, schemaProblems } from './problems.ts';
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
  utterancesSchema,
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
  /** Typed words that answer a question, by language, topic and answer. */
  readonly answers: ReadonlyMap<Language, ReadonlyMap<string, Phrases>>;
  /** What a parent may name as a reason why bonding is hard: regular expressions by step of bonding, by language. */
  readonly reasons: ReadonlyMap<Language, Phrases>;
  /** Typed words that are a command to the bot itself, by language. */
  readonly commands: ReadonlyMap<Language, Phrases>;
}

/** Phrases by the name of what they mean. */
export type Phrases = ReadonlyMap<string, readonly string[]>;

/** The training material of one language. */
export interface LanguageData {
  readonly utterances: readonly Utterance[];
  readonly contrast: readonly (ContrastPair & { readonly topic: string })[];
}

/** Folders of content/ that are no topics. */
const NOT_TOPICS = ['regions', 'interface'];

/** Collects problems while files are read, so that all of them are told at once. */
class Reader {
  readonly problems: Problem[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws when any file was wrong. */
  done(): void {
    if (this.problems.length > 0) throw new ContentError(this.problems);
  }

  folders(): string[] {
    return readdirSync(this.#folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !NOT_TOPICS.includes(entry.name))
      .map((entry) => entry.name)
      .sort();
  }

  files(folder: string): string[] {
    const path = join(this.#folder, folder);
    return existsSync(path) ? readdirSync(path).sort() : [];
  }

  /** The phrases of a file, one a line; empty when it is absent. */
  phrases(file: string): Phrases {
    const blocks = Object.entries(this.read(file, utterancesSchema) ?? {});
    return new Map(
      blocks.map(([name, block]) => [
        name,
        block
          .split('\n')
          .map((line) => line.trim())
          .filter(Boolean),
      ]),
    );
  }

  /** The file, parsed and checked; undefined when it is absent or wrong. */
  read<T extends z.ZodType>(file: string, schema: T): z.infer<T> | undefined {
    const path = join(this.#folder, file);
    if (!existsSync(path)) return undefined;
    const name = `content/${file}`;
    const document = parseDocument(readFileSync(path, 'utf8'));
    if (document.errors.length > 0) {
      for (const error of document.errors) {
        const line = error.linePos?.[0].line;
        this.problems.push({
          file: name,
          path: line ? `line ${line}` : '',
          message: `is not valid YAML: ${error.message.split('\n')[0]}`,
        });
      }
      return undefined;
    }
    const result = schema.safeParse(document.toJS());
    if (result.success) return result.data;
    this.problems.push(...schemaProblems(name, result.error));
    return undefined;
  }
}

/** Reads topics, translations and regions. Throws a ContentError that names every broken file. */
export function loadContent(folder: string): Content {
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
  }
  reader.done();
  return { topics, translations, regions, lineWords, answers, reasons, commands };
}

/** Reads what the matcher learns from, for one language. Throws a ContentError. */
export function loadLanguage(folder: string, language: Language): LanguageData {
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
  reader.done();
  return { utterances, contrast };
}

/** A rule of the safety screen and the emergency route in whose folder it stands. */
export type RouteRule = Rule & { readonly route: Route };

/** Reads the rules of the safety screen, for one language. Throws a ContentError. */
export function loadRules(folder: string, language: Language): RouteRule[] {
  const reader = new Reader(folder);
  const rules = EMERGENCY_ROUTES.flatMap((route) =>
    (reader.read(`${route}/rules.${language}.yaml`, rulesSchema) ?? []).map((rule) => ({ ...rule, route })),
  );
  reader.done();
  return rules;
}
