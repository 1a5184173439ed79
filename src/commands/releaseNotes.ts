import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { releaseNotes } from '../release/releaseNotes.ts';

const CHANGELOG = fileURLToPath(new URL('../../CHANGELOG.md', import.meta.url));

/** `npm run --silent release:notes -- 0.2.0`: prints that version's part of CHANGELOG.md; without a version, what is unreleased. */
try {
  console.log(releaseNotes(readFileSync(CHANGELOG, 'utf8'), process.argv[2] ?? 'Unreleased'));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
