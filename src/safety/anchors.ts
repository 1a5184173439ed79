/**
 * Which letters a text must hold before an expression can match it, so that most of a thousand expressions need not be
 * tried on a message. Reads the part of regular expression syntax that the rules use: groups, alternatives, classes,
 * quantifiers, lookarounds.
 */

/** Letters of which every match holds at least one run; undefined: nothing can be said. */
export type Anchors = readonly string[] | undefined;

const SHORTEST = 3;
/** In nearly every message: anchors that hold back nothing. */
const COMMON = new Set(
  'the and that with have this not him her she his when what you for want from was but are has had how baby husband they all out feel like will just been them then because about over does did who day time get got going would could back down really cant dont said says too now one two its off our let put '.split(
    ' ',
  ),
);

interface Part {
  /** A letter, when the part is one. */
  readonly letter?: string;
  readonly anchors?: Anchors;
  /** The part may be left out. */
  readonly optional: boolean;
  /** The part may come more than once. */
  readonly repeats: boolean;
}

/** The anchors of an expression's source. */
export function anchorsOf(source: string): Anchors {
  const reader = new Reader(source);
  return reader.alternatives();
}

class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Up to the end, or to the bracket that closes the group: what one of the alternatives needs, for each of them. */
  alternatives(): Anchors {
    const all: string[] = [];
    let known = true;
    for (;;) {
      const anchors = this.#sequence();
      if (anchors) all.push(...anchors);
      else known = false;
      if (this.#source[this.#at] !== '|') break;
      this.#at++;
    }
    return known ? [...new Set(all)] : undefined;
  }

  /** What all of a sequence needs: the rarest of the needs of its parts. */
  #sequence(): Anchors {
    let best: Anchors;
    let run = '';
    const consider = (anchors: Anchors) => {
      if (anchors && (!best || cost(anchors) < cost(best))) best = anchors;
    };
    const endRun = () => {
      if (run.length >= SHORTEST) consider([run]);
      run = '';
    };
    while (this.#at < this.#source.length && this.#source[this.#at] !== '|' && this.#source[this.#at] !== ')') {
      const part = this.#part();
      if (part.letter !== undefined && !part.optional) {
        run += part.letter;
        if (part.repeats) endRun();
        continue;
      }
      endRun();
      if (!part.optional) consider(part.anchors);
    }
    endRun();
    return best;
  }

  #part(): Part {
    const letter = this.#source[this.#at++] as string;
    if (letter === '(') return this.#group();
    if (letter === '[') {
      while (this.#source[this.#at++] !== ']');
      return this.#quantified({});
    }
    if (letter === '\\') {
      this.#at++;
      return this.#quantified({});
    }
    return this.#quantified(/[a-z0-9_ ]/.test(letter) ? { letter } : {});
  }

  #group(): Part {
    const kind = /^\?(:|<?[=!])/.exec(this.#source.slice(this.#at, this.#at + 3))?.[0] ?? '';
    this.#at += kind.length;
    const anchors = this.alternatives();
    this.#at++;
    // A lookaround takes no letters, and a negative one forbids them.
    return this.#quantified(kind === '?:' ? { anchors } : {});
  }

  #quantified(part: Pick<Part, 'letter' | 'anchors'>): Part {
    const quantifier = /^(?:[?*+]|\{(\d+)(?:,\d*)?\})/.exec(this.#source.slice(this.#at, this.#at + 8));
    this.#at += quantifier?.[0].length ?? 0;
    const sign = quantifier?.[0][0];
    return {
      ...part,
      optional: sign === '?' || sign === '*' || quantifier?.[1] === '0',
      repeats: sign !== undefined && sign !== '?',
    };
  }
}

/** How often anchors will let a text through, roughly. */
function cost(anchors: readonly string[]): number {
  return anchors.reduce((sum, run) => sum + (COMMON.has(run.trim()) ? 100 : run.length === SHORTEST ? 4 : 1), 0);
}

/** Finds the expressions that a text may match, by the first letters of their anchors. */
export class AnchorIndex {
  readonly #always: readonly number[];
  readonly #byLetters = new Map<number, number[]>();
  readonly #size: number;

  constructor(all: readonly Anchors[]) {
    this.#size = all.length;
    this.#always = all.flatMap((anchors, i) => (anchors ? [] : [i]));
    for (const [i, anchors] of all.entries()) {
      for (const run of anchors ?? []) {
        const key = [...run.slice(0, SHORTEST + 1)].reduce(withLetter, 0);
        const list = this.#byLetters.get(key);
        if (!list) this.#byLetters.set(key, [i]);
        else if (list.at(-1) !== i) list.push(i);
      }
    }
  }

  /** Numbers of the expressions to try, in their order. */
  candidates(text: string): number[] {
    const found = new Uint8Array(this.#size);
    for (const i of this.#always) found[i] = 1;
    const mark = (key: number) => {
      for (const i of this.#byLetters.get(key) ?? []) found[i] = 1;
    };
    let run = 0;
    for (let at = 0; at < text.length; at++) {
      run = ((run << 7) | (text.charCodeAt(at) & 127)) & RUN;
      if (at >= SHORTEST - 1) mark(run & SHORT_RUN);
      if (at >= SHORTEST) mark(run);
    }
    const numbers: number[] = [];
    for (let i = 0; i < found.length; i++) if (found[i]) numbers.push(i);
    return numbers;
  }
}

/** Seven bits a letter: letters of other alphabets may be taken for one another, which only lets more be tried. */
const SHORT_RUN = (1 << (7 * SHORTEST)) - 1;
const RUN = (1 << (7 * (SHORTEST + 1))) - 1;

function withLetter(run: number, letter: string): number {
  return (run << 7) | (letter.charCodeAt(0) & 127);
}
