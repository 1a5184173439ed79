import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadStories, type StoryFile } from '../stories/story.ts';
import type { NamedTest } from './hazards.ts';

/** Between the describe() and the it() of a test's name. */
export const NAME_MARK = ' › ';

/** The file that plays the stories, and how it names one. */
export const STORIES_TEST = 'test/stories.test.ts';

/**
 * Tells why there is no such test in `root`; undefined when there is one. A test without a name stands for its file. Reads
 * the files once, and runs nothing.
 */
export function testFinder(root: string): (test: NamedTest) => string | undefined {
  const sources = new Map<string, string | undefined>();
  const sourceOf = (file: string) => {
    const path = join(root, file);
    if (!sources.has(file)) sources.set(file, existsSync(path) ? readFileSync(path, 'utf8') : undefined);
    return sources.get(file);
  };
  let stories: readonly StoryFile[] | undefined;
  const storiesOf = (file: string) => {
    stories ??= loadStories(join(root, 'test/stories'));
    return stories.find(({ name }) => name === basename(file))?.stories;
  };
  return ({ file, name }) => {
    const source = sourceOf(file);
    if (source === undefined) return `${file} does not exist: name a test that is there`;
    if (name === '') return undefined;
    if (file.endsWith('.yaml')) {
      const found = storiesOf(file)?.some(({ story }) => story === name);
      return found ? undefined : `${file} has no story "${name}": name one that is there, or write it`;
    }
    const absent = name.split(NAME_MARK).find((title) => !hasTitle(source, title));
    return absent === undefined
      ? undefined
      : `${file} has no test "${absent}": use the words in the file, %s and $name included`;
  };
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
