import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadStories } from '../stories/story.ts';
import type { NamedTest } from './hazards.ts';

/** Between the describe() and the it() of a test's name. */
export const NAME_MARK = ' › ';

/** The file that plays the stories, and how it names one. */
export const STORIES_TEST = 'test/stories.test.ts';

/** Why there is no such test; undefined when there is one. Reads the files and runs nothing. */
export function existenceProblem(root: string, { file, name }: NamedTest): string | undefined {
  const path = join(root, file);
  if (!existsSync(path)) return `${file} does not exist: name a test that is there`;
  if (file.endsWith('.yaml')) {
    const group = loadStories(join(root, 'test/stories')).find((stories) => file.endsWith(`/${stories.name}`));
    const found = group?.stories.some(({ story }) => story === name);
    return found ? undefined : `${file} has no story "${name}": name one that is there, or write it`;
  }
  const source = readFileSync(path, 'utf8');
  const absent = name.split(NAME_MARK).find((title) => !hasTitle(source, title));
  return absent === undefined
    ? undefined
    : `${file} has no test "${absent}": use the words in the file, %s and $name included`;
}

/** True when the source has a call whose first argument is this title. */
function hasTitle(source: string, title: string): boolean {
  return ["'", '"', '`'].some((quote) => {
    const written = title.replaceAll(quote, `\\${quote}`);
    const at = new RegExp(`\\(\\s*${quote}${escapePattern(written)}${quote}`);
    return at.test(source);
  });
}

/**
 * What the names of a run must look like for this test: a test of a table or of a template literal has many names. The
 * last parts of the name count: what stands around them need not be given.
 */
export function namePattern({ file, name }: NamedTest): RegExp {
  if (file.endsWith('.yaml')) {
    return new RegExp(`^${escapePattern(basename(file))}${NAME_MARK}${escapePattern(name)} \\(\\w+\\)$`);
  }
  const filledIn = /%[sjdifop#]|\\\$\\\{[^}]*\}|\\\$[\w.]+/g;
  return new RegExp(`(^|${NAME_MARK})${escapePattern(name).replace(filledIn, '.+')}$`, 's');
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
