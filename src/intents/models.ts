import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LANGUAGES, type Language } from '../content/routes.ts';
import { type Model, readModel } from './modelFile.ts';

/** Where the trained model of a language is kept. */
export function modelPath(language: Language): string {
  return fileURLToPath(new URL(`./models/${language}.model`, import.meta.url));
}

/** Every trained model. Throws when the English one is missing or a file is damaged. */
export function loadModels(): Map<Language, Model> {
  const models = new Map<Language, Model>();
  for (const language of LANGUAGES) {
    const path = modelPath(language);
    if (!existsSync(path)) continue;
    try {
      models.set(language, readModel(readFileSync(path)));
    } catch {
      throw new Error(`src/intents/models/${language}.model is damaged: run npm run train, or get it again with git`);
    }
  }
  if (!models.has('en')) throw new Error('src/intents/models/en.model is missing: run npm run train');
  return models;
}
