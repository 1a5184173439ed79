import MiniSearch, { type Options } from 'minisearch';
import type { Document } from './documents.ts';

/** One result: a heading of a page and what stands below it. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly heading: string;
  readonly text: string;
}

/** Words that say nothing of what is looked for. */
const SMALL_WORDS = new Set(
  'a an and are as at be by can do does for how i if in is it my of on or the this to what with'.split(' '),
);

/** The build and the browser read the index in the same way. Titles and headings count more than text. */
export const SEARCH: Options<Entry> = {
  fields: ['title', 'heading', 'text'],
  storeFields: ['title', 'heading', 'text'],
  processTerm: (term) => (SMALL_WORDS.has(term.toLowerCase()) ? null : term.toLowerCase()),
  searchOptions: {
    boost: { title: 2, heading: 6 },
    prefix: (term) => term.length > 2,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    combineWith: 'AND',
  },
};

/** An index of every section; an entry's id is the address of its heading. */
export function searchIndex(documents: readonly Document[]): string {
  const index = new MiniSearch(SEARCH);
  for (const { page, title, sections } of documents) {
    const told = sections.filter(({ heading, text }) => heading || text);
    index.addAll(
      told.map(({ id, heading, text }) => ({
        id: id ? `${page}#${encodeURIComponent(id)}` : page,
        title,
        heading,
        text,
      })),
    );
  }
  return JSON.stringify(index);
}
