import { createHash } from 'node:crypto';
import type { Signoff, Signoffs } from './checkData.ts';
import type { Content } from './load.ts';
import type { Problem } from './problems.ts';
import { LANGUAGES, type Language } from './routes.ts';
import type { Action, Step } from './schema.ts';

/** What a clinician reads of one step in one language, and so what a sign-off stands for. */
export type ReadStep = Pick<Signoff, 'say' | 'buttons' | 'about'>;

/** The words of a step with where its buttons lead, its help lines and sources; undefined where it is not translated. */
export function readStep(content: Content, topic: string, name: string, language: Language): ReadStep | undefined {
  const step = content.topics.get(topic)?.steps[name];
  const translations = content.translations.get(language);
  const translated = translations?.get(topic)?.steps[name];
  if (!step || (translations && !translated)) return undefined;
  const { say, suggestedActions: titles } = translated ?? { say: step.say, suggestedActions: undefined };
  return {
    say,
    buttons: step.suggestedActions.map((action, i) => `${titles?.[i] ?? action.title} -> ${leadsTo(action)}`),
    about: aboutStep(step),
  };
}

function leadsTo({ next, begin, answer }: Action): string {
  return next ?? begin ?? `answer ${answer}`;
}

function aboutStep(step: Step): string[] {
  return [
    ...(step.helpLines ? [`help lines: ${step.helpLines.join(', ')}`] : []),
    ...(step.next ? [`then: ${step.next}`] : []),
    ...(step.begin ? [`then: ${step.begin}`] : []),
    `sources: ${step.sources.join(', ')}`,
  ];
}

/** Fingerprint of all that was read: a sign-off counts while it is the same. */
export function readFingerprint({ say, buttons, about }: ReadStep): string {
  return createHash('sha256')
    .update(JSON.stringify([say, buttons, about]))
    .digest('hex')
    .slice(0, 8);
}

export type SignoffState = 'signed' | 'changed' | 'unsigned';

/** Whether a step is signed as it stands now. */
export function signoffState(found: ReadStep, signoff: Signoff | undefined): SignoffState {
  if (!signoff) return 'unsigned';
  return signoff.of === readFingerprint(found) ? 'signed' : 'changed';
}

/** Languages in which a topic has words. */
export function languagesOf(content: Content, topic: string): Language[] {
  return LANGUAGES.filter((language) => content.translations.get(language)?.has(topic) ?? true);
}

/** What keeps a topic from being called reviewed: steps that nobody signed, or that changed since. */
export function unsignedSteps(content: Content, signoffs: Signoffs, topic: string): Problem[] {
  const steps = Object.keys(content.topics.get(topic)?.steps ?? {});
  return languagesOf(content, topic).flatMap((language) =>
    steps.flatMap((step) => {
      const found = readStep(content, topic, step, language);
      const signoff = signoffs[topic]?.[step]?.[language];
      const state = found ? signoffState(found, signoff) : 'signed';
      if (state === 'signed') return [];
      const file = `content/${topic}/topic${language === LANGUAGES[0] ? '' : `.${language}`}.yaml`;
      const what = signoff ? `changed since ${signoff.by} signed it on ${signoff.on}` : 'is signed by nobody';
      return [{ file, path: `steps.${step}`, message: `${what}: have it signed, or set status: draft in topic.yaml` }];
    }),
  );
}

/** Topics that say reviewed must be signed, step by step; sign-offs must belong to a topic. */
export function checkSignoffs(content: Content, signoffs: Signoffs, unread: ReadonlySet<string>): Problem[] {
  const reviewed = [...content.topics].filter(([, { status }]) => status === 'reviewed');
  const strange = Object.keys(signoffs).filter((topic) => !content.topics.has(topic) && !unread.has(topic));
  return [
    ...reviewed.flatMap(([topic]) => unsignedSteps(content, signoffs, topic)),
    ...strange.map((path) => ({
      file: 'content/signoffs.yaml',
      path,
      message: 'is no topic: rename or delete it',
    })),
  ];
}
