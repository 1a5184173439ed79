import { fileURLToPath } from 'node:url';
import { freshenParts } from '../documents/writtenParts.ts';
import { runCommand } from './runCommand.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * `npm run docs:write [-- --check]`: writes the parts of docs/ that are made from code, content and figures, or says
 * which of them are out of date.
 */
await runCommand(() => {
  const check = process.argv.includes('--check');
  const stale = freshenParts(ROOT, !check);
  if (stale.length === 0) return void console.log('the made parts of docs/ are up to date');
  if (!check) return void console.log(stale.map((part) => `written ${part}`).join('\n'));
  console.error(`Out of date (npm run docs:write):\n${stale.map((part) => `  ${part}`).join('\n')}`);
  process.exitCode = 1;
});
