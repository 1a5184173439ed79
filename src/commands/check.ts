import { spawnSync } from 'node:child_process';

/** What must hold before every commit: types, style, content, licences, models that belong to their utterances, and routing as good as it was. */
const CHECKS: readonly (readonly [string, readonly string[]])[] = [
  ['types', ['node_modules/typescript/bin/tsc', '-p', '.']],
  ['style', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']],
  ['content', ['src/commands/contentCheck.ts']],
  ['safety case', ['src/commands/safetyCase.ts', '--check']],
  ['documents', ['src/commands/docsWrite.ts', '--check']],
  ['documentation links', ['src/commands/docs.ts', '--check']],
  ['transcripts', ['src/commands/transcripts.ts', '--check']],
  ['licences', ['src/commands/licences.ts', '--check']],
  ['models', ['src/commands/train.ts', '--check']],
  ['routing', ['src/commands/evaluate.ts', '--check']],
];

const failed = CHECKS.filter(([name, args]) => {
  console.log(`check: ${name}`);
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0;
});
console.log(failed.length === 0 ? 'all checks passed' : `failed: ${failed.map(([name]) => name).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
