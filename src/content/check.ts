import { createHash } from 'node:crypto';
import type { Content, LanguageData } from './load.ts';
import type { Problem } from './problems.ts';
import { type Language, ROUTES } from './routes.ts';
import type { Action, Step, Topic } from './schema.ts';

/** What the dialogs in code bring to the content: plain data, so that content knows nothing of dialogs. */
export interface CodeFacts {
  /** Steps that code says by name, by topic. */
  readonly steps: Readonly<Record<string, readonly string[]>>;
  /** Answers that a topic's dialog reads. */
  readonly answers: Readonly<Record<string, readonly string[]>>;
  /** Steps after which code goes on at once, so that they need no buttons. */
  readonly followed: readonly string[];
  /** Names that `begin:` may use besides topics. */
  readonly places: Readonly<Record<string, { readonly topic: string; readonly step?: string | undefined }>>;
}

/** Fingerprint of the English words of a step: a translation that was made from other words is stale. */
export function stepFingerprint(step: Step): string {
  const words = JSON.stringify([step.say, step.suggestedActions.map((action) => action.title)]);
  return createHash('sha256').update(words).digest('hex').slice(0, 8);
}

/** How the files fit together: arrows, endings, translations, utterances. Every problem at once. */
export function checkContent(
  content: Content,
  code: CodeFacts,
  languageData: ReadonlyMap<Language, LanguageData>,
): Problem[] {
  return [
    ...ROUTES.filter((route) => !content.topics.has(route)).map((route) => ({
      file: `content/${route}/topic.yaml`,
      path: '',
      message: 'is missing: every route needs its topic',
    })),
    ...[...content.topics].flatMap(([name, topic]) => checkTopic(name, topic, content, code)),
    ...checkReachable(content, code),
    ...[...content.translations].flatMap(([language]) => checkTranslations(language, content)),
    ...[...languageData].flatMap(([language, data]) => checkUtterances(language, data, content)),
  ];
}

function checkTopic(name: string, topic: Topic, content: Content, code: CodeFacts): Problem[] {
  const file = `content/${name}/topic.yaml`;
  const problems: Problem[] = [];
  const wrong = (path: string, message: string) => problems.push({ file, path, message });
  for (const step of [topic.start, ...Object.values(topic.entries), ...(code.steps[name] ?? [])]) {
    if (!topic.steps[step]) wrong('steps', `has no step "${step}", which is entered by name`);
  }
  for (const [stepName, step] of Object.entries(topic.steps)) {
    const at = `steps.${stepName}`;
    if (step.suggestedActions.length === 0 && !step.next && !step.begin && !code.followed.includes(stepName)) {
      wrong(at, 'is a dead end: give it suggestedActions, next or begin');
    }
    if (step.next && !topic.steps[step.next]) wrong(`${at}.next`, `"${step.next}" is not a step of this topic`);
    if (step.begin && !targetExists(step.begin, content, code)) wrong(`${at}.begin`, unknownTarget(step.begin));
    const titles = new Set<string>();
    for (const [i, action] of step.suggestedActions.entries()) {
      const path = `${at}.suggestedActions.${i}`;
      if (titles.has(action.title.toLowerCase())) wrong(path, `"${action.title}" stands twice under this step`);
      titles.add(action.title.toLowerCase());
      const message = actionProblem(action, name, topic, content, code);
      if (message) wrong(path, message);
    }
  }
  return problems;
}

function actionProblem(
  action: Action,
  name: string,
  topic: Topic,
  content: Content,
  code: CodeFacts,
): string | undefined {
  if (action.next && !topic.steps[action.next]) return `"${action.next}" is not a step of this topic`;
  if (action.begin && !targetExists(action.begin, content, code)) return unknownTarget(action.begin);
  if (action.answer && !code.answers[name]?.includes(action.answer)) {
    return `no dialog of this topic reads the answer "${action.answer}": use next or begin`;
  }
  return undefined;
}

function unknownTarget(target: string): string {
  return `"${target}" is no topic, no step of a topic and no place: see the folders of content/`;
}

function targetExists(target: string, content: Content, code: CodeFacts): boolean {
  if (code.places[target]) return true;
  const [topic = '', step] = target.split('/');
  const found = content.topics.get(topic);
  return Boolean(found && (step === undefined || found.steps[step]));
}

/** Every step can be got to: from a start, an entry, code, or a button of a step that can. */
function checkReachable(content: Content, code: CodeFacts): Problem[] {
  const reached = new Set<string>();
  const visit = (topic: string, step: string): void => {
    const id = `${topic}/${step}`;
    const found = content.topics.get(topic)?.steps[step];
    if (!found || reached.has(id)) return;
    reached.add(id);
    for (const arrow of [found, ...found.suggestedActions]) {
      if (arrow.next) visit(topic, arrow.next);
      if (arrow.begin) follow(arrow.begin);
    }
  };
  const follow = (target: string): void => {
    const place = code.places[target];
    const [name = '', named] = target.split('/');
    const topic = place?.topic ?? name;
    visit(topic, place?.step ?? named ?? content.topics.get(topic)?.start ?? 'start');
  };
  for (const [name, topic] of content.topics) {
    for (const step of [topic.start, ...Object.values(topic.entries), ...(code.steps[name] ?? [])]) visit(name, step);
  }
  return [...content.topics].flatMap(([name, topic]) =>
    Object.keys(topic.steps)
      .filter((step) => !reached.has(`${name}/${step}`))
      .map((step) => ({
        file: `content/${name}/topic.yaml`,
        path: `steps.${step}`,
        message: 'cannot be reached: let a button or an entry lead to it, or delete it',
      })),
  );
}

function checkTranslations(language: Language, content: Content): Problem[] {
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

function checkUtterances(language: Language, data: LanguageData, content: Content): Problem[] {
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
    if (!content.topics.has(topic)) problems.push({ file, path: '', message: 'belongs to no topic: add topic.yaml' });
  }
  return problems;
}
