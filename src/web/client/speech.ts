import type { PageWords } from '../pageWords.ts';
import { messageText } from '../shared/messageHtml.ts';
import type { WireActivity } from '../shared/wireActivity.ts';
import type { WordKey } from '../shared/worded.ts';
import { byId, make } from './dom.ts';
import type { Storage } from './storage.ts';

/** The part of the browser's speech recognition that is used; TypeScript does not know it. */
interface Recognition extends EventTarget {
  lang: string;
  start(): void;
  stop(): void;
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null;
  onerror: (() => void) | null;
  onend: (() => void) | null;
}

type Recognitions = { SpeechRecognition?: new () => Recognition; webkitSpeechRecognition?: new () => Recognition };

export interface SpeechParts {
  readonly words: PageWords;
  /** The language that the page speaks now. */
  readonly language: () => string;
  readonly storage: Storage;
  readonly embedded: boolean;
  /** What was heard. */
  readonly heard: (text: string) => void;
  readonly notice: (text: string) => void;
}

/** Spoken replies and dictation by the browser's own speech. Both are off until the parent turns them on. */
export class Speech {
  readonly #parts: SpeechParts;
  readonly #aloud = byId<HTMLInputElement>('read-aloud');
  #recognition: Recognition | undefined;

  constructor(parts: SpeechParts) {
    this.#parts = parts;
    if ('speechSynthesis' in window) this.#remember(this.#aloud, () => this.#aloud.checked || speechSynthesis.cancel());
    else byId('read-aloud-choice').hidden = byId('read-aloud-note').hidden = true;
    this.#offerDictation();
  }

  /** Reads a message aloud, after those before it. */
  say(activity: WireActivity): void {
    if (!this.#aloud.checked || !('speechSynthesis' in window)) return;
    const spoken = new SpeechSynthesisUtterance(messageText(activity));
    spoken.lang = activity.locale ?? this.#parts.language();
    speechSynthesis.speak(spoken);
  }

  /** No more sound: the parent writes, or leaves. */
  hush(): void {
    if ('speechSynthesis' in window) speechSynthesis.cancel();
    this.#recognition?.stop();
  }

  /** In a frame the hospital's page would have to lend the microphone: dictation is for the full page only. */
  #offerDictation(): void {
    const { SpeechRecognition, webkitSpeechRecognition } = window as unknown as Recognitions;
    const Recognizer = SpeechRecognition ?? webkitSpeechRecognition;
    const choice = byId<HTMLInputElement>('dictation');
    if (!Recognizer || this.#parts.embedded) {
      byId('dictation-choice').hidden = byId('dictation-note').hidden = true;
      return;
    }
    const button = make('button', 'dictate');
    button.type = 'button';
    this.#word(button, 'dictate');
    button.addEventListener('click', () =>
      this.#recognition ? this.#recognition.stop() : this.#listen(new Recognizer(), button),
    );
    const show = () => {
      button.hidden = !choice.checked;
    };
    byId('send').before(button);
    this.#remember(choice, show);
    show();
  }

  #listen(recognition: Recognition, button: HTMLButtonElement): void {
    const { words, language } = this.#parts;
    this.hush();
    this.#recognition = recognition;
    recognition.lang = language();
    recognition.onresult = ({ results }) => {
      this.#parts.heard(Array.from(results, (result) => result[0]?.transcript ?? '').join(' '));
    };
    recognition.onerror = () => this.#parts.notice(words.dictationFailed);
    recognition.onend = () => {
      this.#recognition = undefined;
      this.#word(button, 'dictate');
    };
    this.#word(button, 'stopDictation');
    recognition.start();
  }

  #word(button: HTMLElement, key: WordKey): void {
    button.dataset.word = key;
    button.textContent = this.#parts.words[key];
  }

  #remember(choice: HTMLInputElement, changed: () => void): void {
    choice.checked = this.#parts.storage.get<boolean>(choice.id) ?? false;
    choice.addEventListener('change', () => {
      this.#parts.storage.set(choice.id, choice.checked);
      changed();
    });
  }
}
