import type { ContentLibrary } from '../src/content/library.ts';
import type { Language } from '../src/content/routes.ts';
import { plain, type Turn } from '../src/turn.ts';
import { goTo, openDialog, readTarget } from './navigate.ts';
import type { DialogContext } from './sdk.ts';

/** The place of a title; of several, the one that is the start of a topic. An answer leads nowhere by itself. */
function onePlace(places: ReadonlySet<string>): string | undefined {
  if (places.has('')) return undefined;
  const starts = [...places].filter((place) => !place.includes('/'));
  const [first] = places.size === 1 ? [...places] : starts.length === 1 ? starts : [];
  return first;
}

/**
 * Titles of buttons that lead to the same place wherever they stand. One that is pressed long after its reply, when
 * nothing remembers that reply any more, still leads there.
 */
export class KnownTitles {
  readonly #library: ContentLibrary;
  readonly #places = new Map<Language, ReadonlyMap<string, string>>();

  constructor(library: ContentLibrary) {
    this.#library = library;
  }

  /** Goes where the text leads as a title; false when it is none, one of several meanings, or an emergency is open. */
  async follow(dc: DialogContext, turn: Turn): Promise<boolean> {
    if (openDialog(dc)?.id === 'escalationDialog') return false;
    const place = this.#of(turn.language).get(plain(turn.text));
    if (!place) return false;
    await goTo(dc, readTarget(turn, place));
    return true;
  }

  #of(language: Language): ReadonlyMap<string, string> {
    const known = this.#places.get(language) ?? this.#read(language);
    this.#places.set(language, known);
    return known;
  }

  #read(language: Language): ReadonlyMap<string, string> {
    const places = new Map<string, Set<string>>();
    for (const [topic, { steps }] of this.#library.topics()) {
      for (const step of Object.keys(steps)) {
        for (const { title, begin, next } of this.#library.words(topic, step, language, undefined).actions) {
          const place = begin ?? (next ? `${topic}/${next}` : '');
          places.set(plain(title), (places.get(plain(title)) ?? new Set()).add(place));
        }
      }
    }
    return new Map(
      [...places].flatMap(([title, all]) => {
        const place = onePlace(all);
        return place ? [[title, place] as const] : [];
      }),
    );
  }
}
