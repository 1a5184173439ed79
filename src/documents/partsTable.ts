import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The parts that take part in a turn, in its order, and what they are for. `src` stands for the files at its top. */
const PARTS: Readonly<Record<string, string>> = {
  src: 'start, server, the turn and its order',
  'src/channels': 'the wire: Direct Line, Teams and Azure; activities to text and back',
  'src/web': 'the chat page, with and without its script, and the button on a hospital’s page',
  'src/state': 'SQLite and PostgreSQL; one transaction a turn; encryption; what is due later',
  'src/safety': 'the safety screen: rules, negation, numbers',
  dialogs: 'what needs logic: the crying list, escalation, the check question, ways on',
  'src/intents': 'the matcher: spelling, features, models, buttons, search',
  'src/content': 'loading and checking words, sources, help lines, signatures',
};

/** Which part uses which, read from the imports of the files, as a Markdown table. */
export function partsTable(root: string): string {
  const names = Object.keys(PARTS);
  const uses = new Set<string>();
  for (const { part, imports } of ['src', 'dialogs'].flatMap((top) => sourceFiles(root, top))) {
    for (const target of imports) uses.add(`${part} ${target}`);
  }
  const short = (name: string) => (name === 'src' ? 'src/*.ts' : name.replace('src/', ''));
  const row = (name: string) =>
    names.map((target) => (target !== name && uses.has(`${name} ${target}`) ? 'uses' : '·')).join(' | ');
  return [
    `| Part | For | ${names.map(short).join(' | ')} |`,
    `|---|---|${names.map(() => '---|').join('')}`,
    ...names.map((name) => `| \`${name === 'src' ? 'src/*.ts' : name}\` | ${PARTS[name]} | ${row(name)} |`),
  ].join('\n');
}

/** Every TypeScript file of a folder, with the other parts that it imports. */
function sourceFiles(root: string, folder: string): { part: string; imports: ReadonlySet<string> }[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = posix.relative(root, file);
      const targets = [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)];
      const resolve = (target = '') => partOf(posix.join(posix.dirname(path), target));
      return { part: partOf(path), imports: new Set(targets.map(([, target]) => resolve(target))) };
    });
}

/** `src/web/page.ts` belongs to `src/web`, `src/bot.ts` to `src`, `dialogs/note.ts` to `dialogs`. */
function partOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' && !second.endsWith('.ts') ? `${top}/${second}` : top;
}
