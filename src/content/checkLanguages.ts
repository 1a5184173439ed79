import { stepFingerprint } from './fingerprint.ts';
import type { Content, LanguageData } from './load.ts';
import type { Problem } from './problems.ts';
import type { Language } from './routes.ts';

/** That every step is translated, from the words of today, with the same slots and buttons that differ. */
export function checkTranslations(language: Language, content: Content): Problem[] {
  const translations = content.translations.get(language);
  if (!translations || translations.size === 0) return [];
  const problems: Problem[] = [];
  for (const [name, topic] of content.topics) {
    const file = `content/${name}/topic.${language}.yaml`;
    const translation = translations.get(name);
    if (!translation) {
      problems.push({ file, path: '', message: 'is missing: translate topic.yaml' });
      continue;
    }
    for (const [stepName, step] of Object.entries(topic.steps)) {
      const path = `steps.${stepName}`;
      const translated = translation.steps[stepName];
      if (!translated) problems.push({ file, path, message: 'is missing: translate this step' });
      else if (translated.suggestedActions.length !== step.suggestedActions.length) {
        problems.push({
          file,
          path,
          message: `has ${translated.suggestedActions.length} button titles, the English step has ${step.suggestedActions.length}`,
        });
      } else if (translated.of !== stepFingerprint(step)) {
        problems.push({
          file,
          path,
          message: 'is stale: the English words changed; translate again, then run npm run content:stamp',
        });
      }
    }
    for (const stepName of Object.keys(translation.steps)) {
      if (!topic.steps[stepName])
        problems.push({ file, path: `steps.${stepName}`, message: 'is no step of the English topic: delete it' });
    }
  }
  return problems;
}

/** That no utterance stands in two topics. */
export function checkUtterances(
  language: Language,
  data: LanguageData,
  content: Content,
  unread: ReadonlySet<string>,
): Problem[] {
  const owner = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { text, topic } of data.utterances) {
    const key = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    const other = owner.get(key);
    const file = `content/${topic}/utterances.${language}.yaml`;
    if (other && other !== topic)
      problems.push({ file, path: '', message: `"${text}" stands in content/${other} too: keep it in one` });
    owner.set(key, topic);
    if (!content.topics.has(topic) && !unread.has(topic))
      problems.push({ file, path: '', message: 'belongs to no topic: add topic.yaml' });
  }
  return problems;
}
