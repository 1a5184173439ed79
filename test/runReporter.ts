import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AggregatedResult, Config, Reporter, TestResult } from '@jest/reporters';
import { NAME_MARK } from '../src/safetyCase/namedTests.ts';
import { codeVersion, keepRun, type TestRun } from '../src/safetyCase/testRun.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Keeps what each test said, for `npm run safety:case`. A run of a part of the tests by name is not kept. */
export default class RunReporter implements Pick<Reporter, 'onRunComplete'> {
  readonly #partial: boolean;

  constructor({ testNamePattern }: Pick<Config.GlobalConfig, 'testNamePattern'>) {
    this.#partial = Boolean(testNamePattern);
  }

  onRunComplete(_contexts: unknown, { testResults }: Pick<AggregatedResult, 'testResults'>): void {
    if (this.#partial) return;
    const code = codeVersion(ROOT);
    const run: TestRun = {};
    for (const result of testResults) {
      run[relative(ROOT, result.testFilePath)] = { finished: new Date().toISOString(), code, tests: testsOf(result) };
    }
    keepRun(ROOT, run);
  }
}

function testsOf({ testResults }: TestResult): TestRun[string]['tests'] {
  return testResults.map(({ ancestorTitles, title, status }) => ({
    name: [...ancestorTitles, title].join(NAME_MARK),
    status: status === 'passed' || status === 'failed' ? status : 'skipped',
  }));
}
