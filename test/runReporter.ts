import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config, Reporter, TestResult } from '@jest/reporters';
import { NAME_MARK } from '../src/safetyCase/namedTests.ts';
import { codeVersion, keepRun, type TestRun } from '../src/safetyCase/testRun.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Keeps what each test said, for `npm run safety:case`. A run of a part of the tests by name is not kept. */
export default class RunReporter implements Pick<Reporter, 'onRunComplete'> {
  readonly #partial: boolean;
  readonly #root: string;

  /** `root` is the folder of the project: another one only in tests. */
  constructor({ testNamePattern }: Pick<Config.GlobalConfig, 'testNamePattern'>, { root = ROOT } = {}) {
    this.#partial = Boolean(testNamePattern);
    this.#root = root;
  }

  onRunComplete(
    _contexts: unknown,
    { testResults }: { readonly testResults: readonly Pick<TestResult, 'testFilePath' | 'testResults'>[] },
  ): void {
    if (this.#partial) return;
    const code = codeVersion(this.#root);
    const run: TestRun = {};
    for (const result of testResults) {
      run[relative(this.#root, result.testFilePath)] = {
        finished: new Date().toISOString(),
        code,
        tests: testsOf(result),
      };
    }
    keepRun(this.#root, run);
  }
}

function testsOf({ testResults }: Pick<TestResult, 'testResults'>): TestRun[string]['tests'] {
  return testResults.map(({ ancestorTitles, title, status }) => ({
    name: [...ancestorTitles, title].join(NAME_MARK),
    status: status === 'passed' || status === 'failed' ? status : 'skipped',
  }));
}
