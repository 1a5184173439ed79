import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { NamedTest } from './hazards.ts';
import { namePattern, STORIES_TEST } from './namedTests.ts';

/** Where the results of the last run are kept: each test file's own last one. Not in git. */
export const RUN_FILE = 'test/output/last-run.json';

const fileRunSchema = z.object({
  finished: z.iso.datetime(),
  /** `codeVersion` of what was tested. */
  code: z.string(),
  tests: z.array(z.object({ name: z.string(), status: z.enum(['passed', 'failed', 'skipped']) })),
});
const runSchema = z.record(z.string(), fileRunSchema);

/** The results of one test file. */
export type FileRun = z.infer<typeof fileRunSchema>;
/** The results of test files by their path from the folder of the project. */
export type TestRun = z.infer<typeof runSchema>;

/** What the last run says of a named test. */
export type Verdict =
  | { readonly kind: 'passed' | 'failed' | 'skipped' | 'otherCode'; readonly finished: string; readonly count: number }
  | { readonly kind: 'notRun' };

/** What is tested, and what tests it: when any of it changes, an earlier run proves nothing. */
const CODE = ['package-lock.json', 'src', 'dialogs', 'content', 'test'];

/** A fingerprint of the code, the content and the tests in `root`. */
export function codeVersion(root: string): string {
  const hash = createHash('sha256');
  const add = (path: string) =>
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  for (const top of CODE) {
    if (!top.includes('.')) {
      for (const path of filesIn(root, top)) add(path);
    } else if (existsSync(join(root, top))) add(top);
  }
  return hash.digest('hex');
}

function filesIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (path === dirname(RUN_FILE)) return [];
      return entry.isDirectory() ? filesIn(root, path) : [path];
    });
}

/** The results that are kept; none when nothing was run, or the file is damaged. */
export function readRun(root: string): TestRun {
  const path = join(root, RUN_FILE);
  if (!existsSync(path)) return {};
  try {
    return runSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

/** Keeps the results of these test files beside those of the others. */
export function keepRun(root: string, run: TestRun): void {
  mkdirSync(join(root, dirname(RUN_FILE)), { recursive: true });
  writeFileSync(join(root, RUN_FILE), JSON.stringify({ ...readRun(root), ...run }));
}

/** What a run says of a test, for the code that has this version. */
export function verdictOf(run: TestRun, test: NamedTest, code: string): Verdict {
  const file = run[test.file.endsWith('.yaml') ? STORIES_TEST : test.file];
  const pattern = namePattern(test);
  const found = file?.tests.filter(({ name }) => pattern.test(name)) ?? [];
  if (!file || found.length === 0) return { kind: 'notRun' };
  const { finished } = file;
  const count = found.length;
  if (found.some(({ status }) => status === 'failed')) return { kind: 'failed', finished, count };
  if (found.some(({ status }) => status === 'skipped')) return { kind: 'skipped', finished, count };
  return { kind: file.code === code ? 'passed' : 'otherCode', finished, count };
}
