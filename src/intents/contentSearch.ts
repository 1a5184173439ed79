import Fuse from 'fuse.js';
import type { ContentLibrary } from '../content/library.ts';
import type { Language } from '../content/routes.ts';

/** A place in the content that a few words lead to. */
export interface Found {
  readonly topic: string;
  readonly step: string;
}

interface Page extends Found {
  readonly title: string;
  readonly words: string;
}

/** Finds steps by the words in them: for short messages that the matcher does not understand. */
export class ContentSearch {
  readonly #indexes = new Map<Language, Fuse<Page>>();
  readonly #library: ContentLibrary;
  readonly #ordinary: (topic: string) => boolean;

  /** `ordinary` says which topics may be found: an emergency is never a guess. */
  constructor(library: ContentLibrary, ordinary: (topic: string) => boolean) {
    this.#library = library;
    this.#ordinary = ordinary;
  }

  /** The best steps, at most one a topic. */
  find(text: string, language: Language, limit = 3): Found[] {
    if (!/\p{L}{3}/u.test(text)) return [];
    const found = this.#index(language).search(text, { limit: 12 });
    const topics = new Set<string>();
    return found
      .map(({ item: { topic, step } }) => ({ topic, step }))
      .filter(({ topic }) => !topics.has(topic) && topics.add(topic))
      .slice(0, limit);
  }

  #index(language: Language): Fuse<Page> {
    const there = this.#indexes.get(language);
    if (there) return there;
    const pages = [...this.#library.topics()]
      .filter(([topic]) => this.#ordinary(topic))
      .flatMap(([topic, { steps }]) =>
        Object.keys(steps).map((step) => {
          const { say } = this.#library.words(topic, step, language, undefined);
          return { topic, step, title: this.#library.title(topic, language), words: say.join(' ') };
        }),
      );
    const index = new Fuse(pages, {
      useTokenSearch: true,
      threshold: 0.3,
      ignoreFieldNorm: true,
      keys: [
        { name: 'title', weight: 2 },
        { name: 'words', weight: 1 },
      ],
    });
    this.#indexes.set(language, index);
    return index;
  }
}
