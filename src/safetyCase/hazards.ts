import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ContentError, type Problem } from '../content/problems.ts';
import { Reader } from '../content/reader.ts';
import { testFinder } from './namedTests.ts';
import { LIKELIHOODS, rate, SEVERITIES } from './riskMatrix.ts';

/** Where the hazards are written, from the folder of the project. */
export const HAZARDS_FILE = 'docs/safety/hazards.yaml';
const SUBJECT = 'The safety case has';

const sentence = z.string().min(10, 'must be a sentence');
const file = z.string().regex(/^[\w@.][\w@./-]*$/, 'must be a path from the folder of the project');

const mitigationSchema = z.strictObject({
  what: sentence,
  /** Files or folders that do it. */
  where: z.array(file).min(1, 'must name at least one file: a mitigation that is nowhere is a wish'),
});

const testSchema = z.strictObject({
  file: file.regex(
    /^test\/(\w+\.test\.ts|stories\/\w+\.yaml)$/,
    'must be test/<name>.test.ts or test/stories/<name>.yaml',
  ),
  /** As it stands in the file, with the describe() before it: `every hazard › %s`. */
  name: z.string().min(1),
});

const hazardSchema = z.strictObject({
  id: z.string().regex(/^H\d\d$/, 'must be H and two digits'),
  name: sentence,
  causes: z.array(sentence).min(1),
  effect: sentence,
  severity: z.enum(SEVERITIES),
  /** How likely the effect is without the mitigations, and with them. */
  likelihood: z.strictObject({ before: z.enum(LIKELIHOODS), after: z.enum(LIKELIHOODS) }),
  mitigations: z.array(mitigationSchema).min(1),
  tests: z.array(testSchema).min(1, 'must name at least one test that fails when the mitigation is gone'),
  /** What is known not to be solved. */
  open: z.array(sentence).default([]),
  /** What only the organisation that runs Attune can do (DCB0160). */
  hospital: z.array(sentence).default([]),
});

const hazardLogSchema = z.strictObject({
  /** The clinical safety officer who assessed this file as it stands; null until one did. */
  assessedBy: z.strictObject({ name: z.string(), registration: z.string(), on: z.iso.date() }).nullable(),
  hazards: z.array(hazardSchema).min(1),
});

export type Hazard = z.infer<typeof hazardSchema>;
export type NamedTest = z.infer<typeof testSchema>;
export type HazardLog = z.infer<typeof hazardLogSchema>;

/** Reads the hazards of the project in `root`. Throws a ContentError with everything that is wrong with them. */
export function loadHazards(root: string): HazardLog {
  const path = join(root, HAZARDS_FILE);
  const reader = new Reader(root);
  const log = reader.readAt(path, HAZARDS_FILE, hazardLogSchema);
  if (reader.problems.length > 0) throw new ContentError(reader.problems, SUBJECT);
  if (!log)
    throw new ContentError([{ file: HAZARDS_FILE, path: '', message: 'is missing: restore it from git' }], SUBJECT);
  const findTest = testFinder(root);
  const problems = log.hazards.flatMap((hazard, i) => [
    ...hazardProblems(root, hazard, i, log.hazards),
    ...hazard.tests.flatMap((test, t) => {
      const message = findTest(test);
      return message ? [problemOf(hazard, i, `tests.${t}`, message)] : [];
    }),
  ]);
  if (problems.length > 0) throw new ContentError(problems, SUBJECT);
  return log;
}

function problemOf({ id }: Hazard, index: number, path: string, message: string): Problem {
  return { file: HAZARDS_FILE, path: `hazards.${index} (${id}).${path}`, message };
}

function hazardProblems(root: string, hazard: Hazard, index: number, all: readonly Hazard[]): Problem[] {
  const problem = (path: string, message: string) => problemOf(hazard, index, path, message);
  const { severity, likelihood } = hazard;
  const missing = hazard.mitigations.flatMap(({ where }, m) =>
    where
      .filter((name) => !existsSync(join(root, name)))
      .map((name) => problem(`mitigations.${m}.where`, `${name} does not exist: name the file that does it now`)),
  );
  return [
    ...(all.findIndex(({ id }) => id === hazard.id) < index ? [problem('id', 'is used twice')] : []),
    ...(LIKELIHOODS.indexOf(likelihood.after) > LIKELIHOODS.indexOf(likelihood.before)
      ? [problem('likelihood', 'is higher after the mitigations than before')]
      : []),
    ...(rate(likelihood.after, severity) >= 4 && hazard.open.length === 0
      ? [problem('open', 'must say what is left to do: the risk is 4 or 5 after the mitigations')]
      : []),
    ...missing,
  ];
}
