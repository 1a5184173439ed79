import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadHazards } from '../safetyCase/hazards.ts';
import { reportPage, riskAfter } from '../safetyCase/reportPage.ts';
import { OPEN_FROM } from '../safetyCase/riskMatrix.ts';
import { codeVersion, readRun, verdictOf } from '../safetyCase/testRun.ts';
import { unprovedMessage } from '../safetyCase/unproved.ts';
import { runCommand } from './runCommand.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * `npm run safety:case [-- --out=<folder>]`: checks the hazards, looks up what the last run of the tests said of each
 * that is named, and writes the report, by default into safety-case/. Fails unless all of them passed in this version.
 * With `--check` it only checks the hazards, and that each named test and file is there.
 */
await runCommand(() => {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: 'safety-case' }, check: { type: 'boolean', default: false } },
  });
  const log = loadHazards(ROOT);
  const tests = log.hazards.flatMap((hazard) => hazard.tests);
  if (values.check) {
    console.log(`${log.hazards.length} hazards, ${tests.length} tests named, all of them there`);
    return;
  }
  const [run, code] = [readRun(ROOT), codeVersion(ROOT)];
  const page = reportPage({
    log,
    verdictOf: (test) => verdictOf(run, test, code),
    release: release(),
    made: new Date().toISOString().slice(0, 10),
  });
  mkdirSync(values.out, { recursive: true });
  const file = resolve(values.out, 'index.html');
  writeFileSync(file, page);
  const open = log.hazards.filter((hazard) => riskAfter(hazard) >= OPEN_FROM).length;
  console.log(`${log.hazards.length} hazards, ${open} still at ${OPEN_FROM} or higher: open ${file}`);
  if (!log.assessedBy) console.log('Not yet assessed by a clinical safety officer.');
  const unproved = unprovedMessage(tests.map((test) => ({ test, verdict: verdictOf(run, test, code) })));
  if (!unproved) return void console.log(`All ${tests.length} named tests passed in this version.`);
  console.error(unproved);
  process.exitCode = 1;
});

/** 0.1.0, and the commit where git knows it. */
function release(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const git = spawnSync('git', ['-C', ROOT, 'describe', '--always', '--dirty'], { encoding: 'utf8' });
  return git.status === 0 ? `${version} (${git.stdout.trim()})` : version;
}
