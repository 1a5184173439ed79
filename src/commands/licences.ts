import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import {
  licenceProblems,
  licenceRulesSchema,
  licencesPage,
  lockfileSchema,
  shippedPackages,
} from '../release/licences.ts';
import { runCommand } from './runCommand.ts';

const path = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const PAGE = path('docs/licences.md');

/** `npm run licences [-- --check]`: writes docs/licences.md, or says whether it is true. Fails on a licence that is not allowed. */
await runCommand(() => {
  const rules = licenceRulesSchema.parse(parse(readFileSync(path('docs/licences.yaml'), 'utf8')));
  const lockfile = lockfileSchema.parse(JSON.parse(readFileSync(path('package-lock.json'), 'utf8')));
  const shipped = shippedPackages(lockfile, rules);
  const problems = licenceProblems(shipped, rules);
  const page = licencesPage(shipped, rules);
  if (!process.argv.includes('--check')) writeFileSync(PAGE, page);
  else if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== page) {
    problems.push('docs/licences.md is stale: run npm run licences');
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`docs/licences.md: ${shipped.length} packages, each with a licence that is allowed`);
});
