import type { Content } from './load.ts';
import type { Problem } from './problems.ts';
import { ROUTES } from './routes.ts';
import type { Action, Topic } from './schema.ts';

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

/** Arrows, endings, and that every step can be got to. `unread`: topics whose file is broken, told of elsewhere. */
export function checkFlow(content: Content, code: CodeFacts, unread: ReadonlySet<string>): Problem[] {
  const missing = ROUTES.filter((route) => !content.topics.has(route) && !unread.has(route));
  return [
    ...missing.map((route) => ({
      file: `content/${route}/topic.yaml`,
      path: '',
      message: 'is missing: every route needs its topic',
    })),
    ...[...content.topics].flatMap(([name, topic]) => checkTopic(name, topic, { content, code, unread })),
    ...(unread.size === 0 ? checkReachable(content, code) : []),
    ...checkReasons(content),
  ];
}

interface Whole {
  readonly content: Content;
  readonly code: CodeFacts;
  readonly unread: ReadonlySet<string>;
}

function checkTopic(name: string, topic: Topic, whole: Whole): Problem[] {
  const { code } = whole;
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
    if (step.begin && !targetExists(step.begin, whole)) wrong(`${at}.begin`, unknownTarget(step.begin));
    const titles = new Set<string>();
    for (const [i, action] of step.suggestedActions.entries()) {
      const path = `${at}.suggestedActions.${i}`;
      if (titles.has(action.title.toLowerCase())) wrong(path, `"${action.title}" stands twice under this step`);
      titles.add(action.title.toLowerCase());
      const message = actionProblem(action, name, topic, whole);
      if (message) wrong(path, message);
    }
  }
  return problems;
}

function actionProblem(action: Action, name: string, topic: Topic, whole: Whole): string | undefined {
  if (action.next && !topic.steps[action.next]) return `"${action.next}" is not a step of this topic`;
  if (action.begin && !targetExists(action.begin, whole)) return unknownTarget(action.begin);
  if (action.answer && !whole.code.answers[name]?.includes(action.answer)) {
    return `no dialog of this topic reads the answer "${action.answer}": use next or begin`;
  }
  return undefined;
}

function unknownTarget(target: string): string {
  return `"${target}" is no topic, no step of a topic and no place: see the folders of content/`;
}

function targetExists(target: string, { content, code, unread }: Whole): boolean {
  const [topic = '', step] = target.split('/');
  if (code.places[target] || unread.has(topic)) return true;
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

/** Each group of reasons is a step of bonding, each line of it a regular expression. */
function checkReasons(content: Content): Problem[] {
  return [...content.reasons].flatMap(([language, reasons]) => {
    const file = `content/bonding/reasons.${language}.yaml`;
    return [...reasons].flatMap(([step, patterns]) => [
      ...(content.topics.get('bonding')?.steps[step]
        ? []
        : [{ file, path: step, message: 'is no step of content/bonding/topic.yaml: rename or delete it' }]),
      ...patterns
        .filter((pattern) => !isPattern(pattern))
        .map((pattern) => ({
          file,
          path: step,
          message: `"${pattern}" is no regular expression: mend it`,
        })),
    ]);
  });
}

function isPattern(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern));
  } catch {
    return false;
  }
}
