import type { NamedTest } from './hazards.ts';
import type { Verdict } from './testRun.ts';

/** Why a named test proves nothing now, and what to do. */
const REMEDIES: Record<Exclude<Verdict['kind'], 'passed'>, string> = {
  failed: 'failed: mend the program or the test, then npm test',
  notRun: 'have not been run here: npm test',
  otherCode: 'were run before the code, the content or the tests changed: npm test',
  skipped: 'were skipped, as this machine lacks what they need (a browser, PostgreSQL): run npm test where it is there',
};

/** Tests of one kind that are named before the rest is counted. */
const NAMED = 8;

/** What is not proved, kind by kind, with the way to prove it; undefined when all is. */
export function unprovedMessage(found: readonly { test: NamedTest; verdict: Verdict }[]): string | undefined {
  const parts = Object.entries(REMEDIES).flatMap(([kind, remedy]) => {
    const names = found
      .filter(({ verdict }) => verdict.kind === kind)
      .map(({ test }) => `  ${test.file}: ${test.name}`);
    const unique = [...new Set(names)];
    if (unique.length === 0) return [];
    const more = unique.length > NAMED ? [`  and ${unique.length - NAMED} more`] : [];
    return [`${unique.length} named tests ${remedy}`, ...unique.slice(0, NAMED), ...more];
  });
  return parts.length > 0 ? `Not proved:\n${parts.join('\n')}` : undefined;
}
