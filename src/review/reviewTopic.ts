import type { Checked } from '../content/check.ts';
import type { Signoff, Sources } from '../content/checkData.ts';
import type { CodeFacts } from '../content/checkFlow.ts';
import type { MeasuredReply } from '../content/checkLength.ts';
import type { RouteRule } from '../content/load.ts';
import { EMERGENCY_ROUTES, LANGUAGES, type Language } from '../content/routes.ts';
import type { Action, Need, Step, Topic } from '../content/schema.ts';
import { languagesOf, type ReadStep, readStep, type SignoffState, signoffState } from '../content/signoffs.ts';
import { type Flow, type FlowEdge, type FlowNode, layOut } from './flow.ts';
import { arrowKey, type ObservedArrows } from './observedArrows.ts';

/** A button and the steps that it leads to, as content ids. */
export interface ReviewButton {
  readonly title: string;
  readonly targets: readonly string[];
}

/** A step in one language. */
export interface ReviewVersion {
  readonly language: Language;
  readonly say: readonly string[];
  readonly buttons: readonly ReviewButton[];
  readonly measured: MeasuredReply | undefined;
  readonly read: ReadStep;
  readonly state: SignoffState;
  readonly signoff: Signoff | undefined;
}

export interface ReviewUtterances {
  readonly language: Language;
  readonly count: number;
  readonly sample: readonly string[];
}

export interface ReviewStep {
  readonly name: string;
  readonly versions: readonly ReviewVersion[];
  /** What is said after the words without a button: a content id, or a place such as `help`. */
  readonly follows: string | undefined;
  readonly needs: readonly Need[];
  readonly sources: readonly { readonly key: string; readonly source: Sources[string] | undefined }[];
  readonly utterances: readonly ReviewUtterances[];
}

/** One topic as a clinician reads it. */
export interface ReviewTopic {
  readonly name: string;
  readonly topic: Topic;
  readonly languages: readonly Language[];
  readonly steps: readonly ReviewStep[];
  readonly flow: Flow;
  /** Rules of the safety screen that lead here. */
  readonly rules: readonly (RouteRule & { readonly language: Language })[];
}

/** What a review is made from. */
export interface ReviewInput {
  readonly checked: Checked;
  readonly observed: ObservedArrows;
  /** Names that `begin:` may use besides topics. */
  readonly places: CodeFacts['places'];
  readonly rules: ReadonlyMap<Language, readonly RouteRule[]>;
}

const SAMPLE = 6;

/** Brings together all that belongs to one topic. */
export function reviewTopic(name: string, topic: Topic, input: ReviewInput): ReviewTopic {
  const { checked, rules, places } = input;
  const languages = languagesOf(checked.content, name);
  const steps = Object.entries(topic.steps).map(([step, found]) => ({
    name: step,
    versions: languages.flatMap((language) => version(name, step, found, language, input)),
    follows: found.next ? `${name}/${found.next}` : found.begin && placeOf(found.begin, places),
    needs: found.helpLines ?? [],
    sources: found.sources.map((key) => ({ key, source: checked.data.sources[key] })),
    utterances: LANGUAGES.map((language) => utterancesOf(name, step, topic, language, checked)),
  }));
  return {
    name,
    topic,
    languages,
    steps,
    flow: flowOf(name, topic, steps, input),
    rules: [...rules].flatMap(([language, found]) =>
      found.filter(({ route }) => route === name).map((rule) => ({ ...rule, language })),
    ),
  };
}

function version(topic: string, step: string, found: Step, language: Language, input: ReviewInput): ReviewVersion[] {
  const { checked } = input;
  const read = readStep(checked.content, topic, step, language);
  if (!read) return [];
  const signoff = checked.data.signoffs[topic]?.[step]?.[language];
  const titles = checked.content.translations.get(language)?.get(topic)?.steps[step]?.suggestedActions;
  return [
    {
      language,
      say: read.say,
      buttons: found.suggestedActions.map((action, i) => ({
        title: titles?.[i] ?? action.title,
        targets: targetsOf(topic, step, action, input),
      })),
      measured: checked.replies.find(
        (reply) =>
          reply.topic === topic &&
          reply.step === step &&
          reply.language === language &&
          reply.file.startsWith(`content/${topic}/`),
      ),
      read,
      state: signoffState(read, signoff),
      signoff,
    },
  ];
}

/** Where a button leads, as content ids. What code reads is known from watching it; empty when it was never seen. */
function targetsOf(topic: string, step: string, action: Action, { observed, places }: ReviewInput): string[] {
  if (action.next) return [`${topic}/${action.next}`];
  if (action.begin) return [placeOf(action.begin, places)];
  return [...(observed.get(arrowKey(`${topic}/${step}`, action.title)) ?? [])];
}

/** The content id that a name such as `menu` stands for; a topic stands for itself. */
function placeOf(name: string, places: CodeFacts['places']): string {
  const place = places[name];
  return place ? [place.topic, place.step].filter(Boolean).join('/') : name;
}

/** Training utterances whose group enters at this step. */
function utterancesOf(
  name: string,
  step: string,
  topic: Topic,
  language: Language,
  { languageData }: Checked,
): ReviewUtterances {
  const own = (languageData.get(language)?.utterances ?? []).filter(
    (utterance) => utterance.topic === name && (topic.entries[utterance.group] ?? topic.start) === step,
  );
  const every = Math.max(1, Math.floor(own.length / SAMPLE));
  const sample = own.filter((_, i) => i % every === 0).slice(0, SAMPLE);
  return { language, count: own.length, sample: sample.map(({ text }) => text) };
}

function flowOf(name: string, topic: Topic, steps: readonly ReviewStep[], input: ReviewInput): Flow {
  const edges: FlowEdge[] = [];
  const nodes: FlowNode[] = [];
  for (const { name: step, versions, follows, needs, utterances } of steps) {
    const buttons = (topic.steps[step]?.suggestedActions ?? []).map((action) => ({
      label: action.title,
      targets: targetsOf(name, step, action, input),
    }));
    const all = follows ? [...buttons, { label: 'without a button', targets: [follows] }] : buttons;
    const exits = new Set<string>();
    for (const { label, targets } of all) {
      for (const target of targets) {
        const [place = '', inside] = target.split('/');
        if (place === name && inside && topic.steps[inside]) edges.push({ from: step, to: inside, label });
        else exits.add(place);
      }
    }
    nodes.push({
      step,
      words: versions[0]?.say[0] ?? '',
      exits: [...exits],
      kind: step === topic.start ? 'start' : leadsToEmergency(exits) ? 'emergency' : 'plain',
      utterances: utterances.reduce((sum, { count }) => sum + count, 0),
      helpLines: needs.length > 0,
    });
  }
  return layOut(nodes, uniquePairs(edges), topic.start);
}

function leadsToEmergency(exits: ReadonlySet<string>): boolean {
  return EMERGENCY_ROUTES.some((route) => exits.has(route));
}

function uniquePairs(edges: readonly FlowEdge[]): FlowEdge[] {
  const pairs = Map.groupBy(edges, ({ from, to }) => `${from} ${to}`);
  return [...pairs.values()].map(([edge, ...others]) => ({
    ...(edge as FlowEdge),
    label: [edge, ...others].map((one) => one?.label).join(', '),
  }));
}
