import { z } from 'zod';
import type { ContentLibrary } from '../content/library.ts';
import { Reader, whole } from '../content/reader.ts';
import { LANGUAGES, type Language } from '../content/routes.ts';
import type { Model } from '../intents/modelFile.ts';
import { foldText } from '../intents/normalise.ts';
import type { KnownWords } from './redaction.ts';

const list = z.string().transform((text) => new Set(text.split(/\s+/).filter(Boolean)));

/** content/checks/names.yaml: first names that are words of the vocabulary too. */
const namesSchema = z.strictObject({ names: list, alsoWords: list });

/**
 * The words that samples may keep: those that the models know, and those of our own replies. Throws a ContentError for
 * a missing or wrong list of names: without it nothing may be kept.
 */
export function loadKnownWords(
  folder: string,
  library: ContentLibrary,
  modelOf: (language: Language) => Model,
): KnownWords {
  const reader = new Reader(folder);
  const names = reader.read('checks/names.yaml', namesSchema);
  if (!names && reader.problems.length === 0) {
    reader.problems.push({ file: 'content/checks/names.yaml', path: '', message: 'is missing: put it back' });
  }
  const found = whole({
    value: names ?? { names: new Set<string>(), alsoWords: new Set<string>() },
    problems: reader.problems,
  });
  const vocabularies = new Map(
    LANGUAGES.map((language) => [language, vocabularyOf(library, language, modelOf(language))]),
  );
  return { ...found, vocabulary: (language) => vocabularies.get(language) ?? new Set() };
}

function vocabularyOf(library: ContentLibrary, language: Language, model: Model): ReadonlySet<string> {
  const said = [...library.topics()].flatMap(([topic, { steps }]) =>
    Object.keys(steps).flatMap((step) => library.words(topic, step, language, undefined).say),
  );
  return new Set([
    ...model.spelling.vocabulary.map(([word]) => word),
    ...said.flatMap((text) => foldText(text).split(' ')).filter((word) => /^\p{L}+$/u.test(word)),
  ]);
}
