import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { type CheckOptions, checkFolder } from '../content/check.ts';
import type { Signoff } from '../content/checkData.ts';
import { ContentError, type Problem } from '../content/problems.ts';
import type { Language } from '../content/routes.ts';
import { languagesOf, readFingerprint, readStep, unsignedSteps } from '../content/signoffs.ts';

/** Who signs what. */
export interface SignOffRequest {
  readonly topic: string;
  readonly by: string;
  readonly role: string;
  /** The day of the signature, as 2026-11-23. */
  readonly on: string;
  /** Absent: every language that the topic has. */
  readonly language?: Language | undefined;
  /** Absent: every step. */
  readonly steps?: readonly string[] | undefined;
}

export interface SignOffResult {
  /** How many step texts were signed now. */
  readonly signed: number;
  /** What still keeps the topic from being reviewed; empty when it now is. */
  readonly missing: readonly Problem[];
}

/** Records a sign-off in signoffs.yaml. Throws a ContentError when the topic has problems: nobody should sign those. */
export function signOff(folder: string, request: SignOffRequest, options: CheckOptions): SignOffResult {
  const { topic, by, role, on } = request;
  const { content, problems } = checkFolder(folder, options);
  const found = content.topics.get(topic);
  const file = `content/${topic}/topic.yaml`;
  if (!found) throw new ContentError([{ file, path: '', message: 'is no topic: see the folders of content/' }]);
  // A reviewed topic whose steps have changed is exactly what is signed again.
  const own = problems.filter((problem) => problem.file.startsWith(`content/${topic}/`) && !isSignoffProblem(problem));
  const strange = (request.steps ?? []).filter((step) => !found.steps[step]);
  const unknown = strange.map((step) => ({ file, path: `steps.${step}`, message: 'is no step: mend the name' }));
  if (own.length + unknown.length > 0) throw new ContentError([...own, ...unknown]);

  const entries = (request.steps ?? Object.keys(found.steps)).flatMap((step) =>
    (request.language ? [request.language] : languagesOf(content, topic)).flatMap((language) => {
      const read = readStep(content, topic, step, language);
      return read ? [{ step, language, signoff: { of: readFingerprint(read), by, role, on, ...read } }] : [];
    }),
  );
  record(folder, topic, entries);
  const { data } = checkFolder(folder, options);
  const missing = unsignedSteps(content, data.signoffs, topic);
  if (missing.length === 0) setReviewed(join(folder, topic, 'topic.yaml'), request);
  return { signed: entries.length, missing };
}

function isSignoffProblem({ message }: Problem): boolean {
  return message.includes('have it signed');
}

function record(
  folder: string,
  topic: string,
  entries: readonly { step: string; language: Language; signoff: Signoff }[],
): void {
  const path = join(folder, 'signoffs.yaml');
  const document = parseDocument(existsSync(path) ? readFileSync(path, 'utf8') : '{}\n');
  if (isMap(document.contents)) document.contents.flow = false;
  for (const { step, language, signoff } of entries) {
    document.setIn([topic, step, language], document.createNode(signoff));
  }
  writeFileSync(path, document.toString({ lineWidth: 0 }));
}

/** Changes two lines, and leaves the rest of the file as people wrote it. */
function setReviewed(path: string, { by, role, on }: SignOffRequest): void {
  const review = `review: { by: ${JSON.stringify(by)}, role: ${JSON.stringify(role)}, on: "${on}" }`;
  const text = readFileSync(path, 'utf8')
    .replace(/^review:.*\n/m, '')
    .replace(/^status: (draft|reviewed)$/m, () => `status: reviewed\n${review}`);
  writeFileSync(path, text);
}
