import { stepFingerprint } from './fingerprint.ts';
import type { Content, LanguageData } from './load.ts';
import type { Problem } from './problems.ts';
import type { Language } from './routes.ts';
import type { Step, Translation } from './schema.ts';

/** That every step is translated from the words of today, with the same slots and numbers, and buttons that differ. */
export function checkTranslations(language: Language, content: Content): Problem[] {
  const translations = content.translations.get(language);
  if (!translations || translations.size === 0) return [];
  return [...content.topics].flatMap(([name, topic]) => {
    const file = `content/${name}/topic.${language}.yaml`;
    const translation = translations.get(name);
    if (!translation) return [{ file, path: '', message: 'is missing: translate topic.yaml' }];
    const strange = Object.keys(translation.steps).filter((step) => !topic.steps[step]);
    return [
      ...Object.entries(topic.steps).flatMap(([step, ours]) => {
        const translated = translation.steps[step];
        const messages = translated ? stepMessages(ours, translated) : ['is missing: translate this step'];
        return messages.map((message) => ({ file, path: `steps.${step}`, message }));
      }),
      ...strange.map((step) => ({
        file,
        path: `steps.${step}`,
        message: 'is no step of the English topic: delete it',
      })),
    ];
  });
}

function stepMessages(ours: Step, translated: Translation['steps'][string]): string[] {
  const { suggestedActions: titles, say, of } = translated;
  const messages: string[] = [];
  if (titles.length !== ours.suggestedActions.length) {
    messages.push(`has ${titles.length} button titles, the English step has ${ours.suggestedActions.length}`);
  }
  const twice = titles.find((title, i) => titles.findIndex((t) => t.toLowerCase() === title.toLowerCase()) < i);
  if (twice) messages.push(`"${twice}" stands twice under this step: give each button its own title`);
  if (of !== stepFingerprint(ours)) {
    return [...messages, 'is stale: the English words changed; translate again, then run npm run content:stamp'];
  }
  const [english, other] = [figures(ours.say), figures(say)];
  if (english !== other) {
    messages.push(
      `has other numbers than the English words (${other || 'none'}; there ${english || 'none'}): mend them`,
    );
  }
  return messages;
}

/** Slots and numbers of a text, each once, in order of size: what no translation may change. */
function figures(bubbles: readonly string[]): string {
  const found = bubbles.join(' ').match(/\{\w+\}|\d+(?:[.,:]\d+)?/g) ?? [];
  return [...new Set(found.map((figure) => figure.replace(',', '.')))].sort().join(' ');
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
