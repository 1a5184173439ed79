import { join } from 'node:path';
import { loadContent } from '../content/load.ts';

/** The steps of content/about that a notice for parents is made of, in the order of reading. */
const STEPS = ['start', 'who', 'privacy', 'watched', 'sources', 'limits'] as const;

/** What content/about says, word for word, as Markdown: the page and the notice have one text. */
export function parentWords(root: string, language: 'en' | 'es'): string {
  const content = loadContent(join(root, 'content'));
  const about = content.topics.get('about');
  const emergencyNumber = content.lineWords.get(language)?.emergencyUnknown ?? '';
  const translation = content.translations.get(language)?.get('about');
  return STEPS.flatMap((step) => {
    const say = translation?.steps[step]?.say ?? about?.steps[step]?.say;
    if (!say)
      throw new Error(`content/about/topic.yaml has no step ${step}: change STEPS in src/documents/parentWords.ts`);
    // The first step ends with a question that only a chat asks.
    return (step === 'start' ? say.slice(0, 1) : say).map(
      (bubble) => `> ${bubble.replaceAll('{emergencyNumber}', emergencyNumber)}`,
    );
  }).join('\n>\n');
}
