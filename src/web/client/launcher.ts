import { isToHost, type ToFrame } from '../shared/frameMessages.ts';
import type { LauncherSettings, LauncherWords } from '../shared/launcherSettings.ts';
import { isDark } from './contrast.ts';
import { LAUNCHER_STYLES } from './launcherStyles.ts';

/** How long the chat may take to say that it runs. */
const PATIENCE_MS = 10_000;

type EventName = 'open' | 'close' | 'unread';

/** What a hospital's page can do with the chat: `window.Attune`. */
export interface AttuneApi {
  open(): void;
  close(): void;
  /** `en`, `es` ... The conversation goes on. */
  setLanguage(language: string): void;
  /** Calls the listener when the chat opens, closes, or has this many unread messages. */
  on(event: EventName, listener: (count?: number) => void): void;
}

/** The button on a hospital's page, and the frame that it opens: everything in a shadow tree of its own. */
export class Launcher {
  readonly #options: DOMStringMap;
  readonly #origin: string;
  readonly #settings: LauncherSettings;
  readonly #button = document.createElement('button');
  readonly #panel = document.createElement('div');
  readonly #failed = document.createElement('p');
  readonly #listeners: [EventName, (count?: number) => void][] = [];
  #frame: HTMLIFrameElement | undefined;
  #language: string;
  #patience: ReturnType<typeof setTimeout> | undefined;

  readonly api: AttuneApi = {
    open: () => this.#toggle(true),
    close: () => this.#toggle(false),
    setLanguage: (language) => this.#setLanguage(language),
    on: (event, listener) => void this.#listeners.push([event, listener]),
  };

  constructor(options: DOMStringMap, origin: string, settings: LauncherSettings) {
    this.#options = options;
    this.#origin = origin;
    this.#settings = settings;
    this.#language = options.lang ?? document.documentElement.lang;
    this.#build();
    addEventListener('message', (event) => {
      const fromChat = event.origin === origin && event.source === this.#frame?.contentWindow;
      if (fromChat && isToHost(event.data)) this.#hear(event.data);
    });
  }

  get #words(): LauncherWords {
    const { words } = this.#settings;
    return (words[this.#language.slice(0, 2)] ?? words.en) as LauncherWords;
  }

  get #isOpen(): boolean {
    return !this.#panel.hidden;
  }

  #build(): void {
    const host = document.createElement('div');
    const root = host.attachShadow({ mode: 'open' });
    // Styles of a sheet object need no permission of the page's own policy.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LAUNCHER_STYLES);
    root.adoptedStyleSheets = [sheet];
    host.dataset.attune = '';
    const { position, color } = this.#options;
    this.#panel.className = this.#button.className = position === 'left' ? 'left' : '';
    if (color && /^#?[\da-f]{6}$/i.test(color)) {
      this.#button.style.setProperty('--color', `#${color.replace('#', '')}`);
      this.#button.style.setProperty('--text', isDark(color.replace('#', '')) ? '#fff' : '#000');
    }
    this.#panel.hidden = true;
    this.#panel.id = 'panel';
    this.#button.type = 'button';
    this.#button.setAttribute('aria-controls', 'panel');
    this.#button.addEventListener('click', () => this.#toggle(!this.#isOpen));
    this.#label();
    root.append(this.#panel, this.#button);
    document.body.append(host);
  }

  #label(count = 0): void {
    const { launcher, launcherClose, launcherUnread } = this.#words;
    this.#button.textContent = this.#isOpen ? launcherClose : (this.#options.label ?? launcher);
    this.#button.setAttribute('aria-expanded', String(this.#isOpen));
    this.#button.dataset.unread = count > 0 ? String(count) : '';
    if (count > 0) this.#button.append(` (${launcherUnread})`);
  }

  #toggle(open: boolean): void {
    if (open === this.#isOpen) return;
    this.#panel.hidden = !open;
    if (open && !this.#frame) this.#load();
    this.#say({ attune: open ? 'opened' : 'closed' });
    this.#label();
    if (open) this.#frame?.focus();
    else this.#button.focus();
    this.#tell(open ? 'open' : 'close');
  }

  /** The chat is loaded with the first press, not before. */
  #load(): void {
    this.#frame = document.createElement('iframe');
    this.#frame.title = this.#words.frameTitle;
    // A kept note is copied when the parent presses for it.
    this.#frame.allow = 'clipboard-write';
    this.#frame.src = this.#address();
    this.#frame.addEventListener('load', () => this.#say({ attune: 'hello' }));
    this.#failed.setAttribute('role', 'alert');
    this.#panel.append(this.#failed, this.#frame);
    this.#wait();
  }

  #address(): string {
    const { country, color } = this.#options;
    const query = new URLSearchParams({ embed: '1', lang: this.#language });
    if (country) query.set('country', country);
    if (color) query.set('color', color.replace('#', ''));
    return `${this.#origin}/chat?${query}`;
  }

  /** When the chat does not come, the page says so, with the number to call. */
  #wait(): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      const { launcherFailed, emergency, emergencyUnknown } = this.#words;
      const { numbers, country } = this.#settings;
      const number = numbers[this.#options.country ?? country];
      this.#failed.textContent = `${launcherFailed} ${number ? `${emergency}: ${number}` : emergencyUnknown}`;
    }, PATIENCE_MS);
  }

  #hear(message: { readonly attune: string; readonly count?: number }): void {
    if (message.attune === 'ready') {
      clearTimeout(this.#patience);
      this.#failed.textContent = '';
      // The chat has a button to close it, so this one can go while it is open.
      this.#panel.classList.add('ready');
      this.#say({ attune: this.#isOpen ? 'opened' : 'closed' });
    } else if (message.attune === 'close') {
      this.#toggle(false);
    } else if (message.attune === 'unread') {
      this.#label(message.count);
      this.#tell('unread', message.count);
    } else {
      this.#panel.remove();
      location.replace(this.#settings.leaveTo);
    }
  }

  #setLanguage(language: string): void {
    this.#language = language;
    this.#label();
    if (!this.#frame) return;
    this.#frame.title = this.#words.frameTitle;
    this.#frame.src = this.#address();
    this.#wait();
  }

  #say(message: ToFrame): void {
    this.#frame?.contentWindow?.postMessage(message, this.#origin);
  }

  #tell(event: EventName, count?: number): void {
    for (const [name, listener] of this.#listeners) if (name === event) listener(count);
  }
}
