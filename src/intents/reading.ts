import type { Language } from '../content/routes.ts';
import { classify } from './classifier.ts';
import { type Features, features } from './features.ts';
import type { Model } from './modelFile.ts';
import { foldText, sentences } from './normalise.ts';

/** What the model says of one wording of a message. Probabilities are in the order of the model's topics. */
export interface Wording {
  readonly text: string;
  readonly features: Features;
  readonly whole: Float64Array;
  /** Each sentence; empty when the message is one sentence. */
  readonly parts: readonly Float64Array[];
}

/** One message as the model reads it: worked out when first asked for, and once for the screen and the matcher both. */
export class Reading {
  readonly text: string;
  readonly model: Model;
  readonly language: Language;
  #corrected: string | undefined;
  #typed: Wording | undefined;
  #mended: Wording | undefined;

  constructor(text: string, model: Model, language: Language) {
    this.text = text;
    this.model = model;
    this.language = language;
  }

  /** The text, folded, its mistyped words corrected. */
  get corrected(): string {
    this.#corrected ??= this.model.spelling.text(this.text, this.language);
    return this.#corrected;
  }

  /** As the parent typed it. */
  get typed(): Wording {
    this.#typed ??= this.#read(this.text);
    return this.#typed;
  }

  /** With corrected spelling. */
  get mended(): Wording {
    this.#mended ??= this.#read(this.corrected);
    return this.#mended;
  }

  /** True when a word was corrected. */
  get isMended(): boolean {
    return this.corrected !== foldText(this.text);
  }

  #read(text: string): Wording {
    const { topics } = this.model;
    const whole = features(text, this.language);
    const parts = sentences(text);
    return {
      text,
      features: whole,
      whole: classify(topics, whole),
      parts: parts.length < 2 ? [] : parts.map((part) => classify(topics, features(part, this.language))),
    };
  }
}
