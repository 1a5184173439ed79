import type { Request, Response } from 'restify';
import type { Config } from '../config.ts';
import type { ContentLibrary } from '../content/library.ts';
import { LANGUAGES, type Language } from '../content/routes.ts';
import type { Need } from '../content/schema.ts';
import { contentSecurityPolicy } from '../securityHeaders.ts';
import { sendPage } from './assets.ts';
import { type PageView, pageHtml, plainNote } from './page.ts';
import { languageOf, type PageSettings, pageSettings } from './pageSettings.ts';
import type { PageWordsByLanguage } from './pageWords.ts';
import type { SpokenPage } from './shared/clientConfig.ts';
import type { EmergencyNumbers } from './shared/emergencyHtml.ts';
import type { Sources } from './shared/messageHtml.ts';
import { sideOf, type WireActivity } from './shared/wireActivity.ts';
import type { WebFiles } from './webFiles.ts';

/** Whose lines stand in the panel of the emergency bar, in this order. */
const NEEDS: readonly Need[] = ['emergency', 'suicide', 'maternal', 'domestic', 'losingControl', 'nurse', 'parenting'];

export interface ChatPagesParts {
  readonly config: Config;
  readonly library: ContentLibrary;
  readonly words: PageWordsByLanguage;
  readonly files: WebFiles;
  readonly sources: Sources;
}

/** The chat page, with its script and without. */
export class ChatPages {
  readonly #parts: ChatPagesParts;
  readonly #draft: boolean;

  constructor(parts: ChatPagesParts) {
    this.#parts = parts;
    this.#draft = parts.config.SERVE_DRAFT && [...parts.library.topics()].some(([, topic]) => topic.status === 'draft');
  }

  settings(req: Request): PageSettings {
    return pageSettings(req, this.#parts.config, this.#parts.library);
  }

  /** GET / and /chat: the page with its script. It is a page with forms until the script runs. */
  async chat(req: Request, res: Response): Promise<void> {
    const settings = this.settings(req);
    const spoken = this.#spoken(settings);
    const view = await this.#view(settings, spoken.welcome);
    const config = { ...settings, ...spoken, hosts: this.#parts.config.EMBED_ORIGINS };
    await this.#send(req, res, pageHtml({ ...view, config }));
  }

  /** GET /chat/language?lang=es: the page's words, for a page that changes its language while it is open. */
  async language(req: Request, res: Response): Promise<void> {
    res.send(200, this.#spoken(this.settings(req)));
  }

  /** The page without a script, with this conversation or the first words. */
  async plain(req: Request, res: Response, messages: readonly WireActivity[]): Promise<void> {
    const started = messages.length > 0;
    const settings = following(this.settings(req), messages);
    const view = await this.#view(settings, started ? messages : this.#welcome(settings));
    const note = plainNote(view.words, view.hours);
    const { sources } = this.#parts;
    await this.#send(req, res, pageHtml({ ...view, note, sources, deletable: started }));
  }

  /** GET /chat/numbers?country=england: what stays on screen once the parent has chosen a country. */
  async numbers(req: Request, res: Response): Promise<void> {
    res.send(200, this.#numbers(this.settings(req)));
  }

  /** GET /chat/sources: what "Where this comes from" names, read when it is opened. */
  async sources(_req: Request, res: Response): Promise<void> {
    res.setHeader('Cache-Control', 'public, max-age=3600');
    res.send(200, this.#parts.sources);
  }

  async #view(settings: PageSettings, messages: readonly WireActivity[]): Promise<PageView> {
    const { words, files, config } = this.#parts;
    const [style, script, icon] = await Promise.all(
      ['chat.css', 'chat.js', 'icon.svg'].map((name) => files.address(name)),
    );
    return {
      settings,
      words: wordsOf(words, settings.language),
      hospital: this.#parts.library.siteName(settings.language),
      numbers: this.#numbers(settings),
      draft: this.#draft,
      messages,
      files: { style, script, icon },
      deletable: false,
      hours: config.RETENTION_HOURS,
      languages: [...words],
    };
  }

  #numbers({ country, language }: PageSettings): EmergencyNumbers {
    const { library } = this.#parts;
    const now = new Date();
    return {
      country,
      emergency: library.emergencyNumber(country),
      crisis: library.lines(['suicide'], country, language, now).lines.find((line) => line.call),
      lines: library.lines(NEEDS, country, language, now),
    };
  }

  #spoken(settings: PageSettings): SpokenPage {
    const { language } = settings;
    return {
      language,
      words: wordsOf(this.#parts.words, language),
      hospital: this.#parts.library.siteName(language),
      welcome: this.#welcome(settings),
    };
  }

  /** What the bot says first, before there is a conversation: a look at the page leaves nothing on the server. */
  #welcome({ language, country }: PageSettings): WireActivity[] {
    const { library } = this.#parts;
    const { say, actions, contentId, sources, status } = library.words('chat', 'welcome', language, country);
    const from = { id: 'attune', role: 'bot' };
    return say.map((text, i) => ({
      type: 'message',
      id: `welcome-${i}`,
      from,
      text,
      locale: library.speaks(language) ? language : LANGUAGES[0],
      channelData: { contentId, sources, status },
      ...(i === say.length - 1 && { suggestedActions: { actions: actions.map(({ title }) => ({ title })) } }),
    }));
  }

  async #send(req: Request, res: Response, page: string): Promise<void> {
    res.setHeader('Content-Security-Policy', pagePolicy(this.#parts.config));
    res.setHeader('Permissions-Policy', 'camera=(), microphone=(self), geolocation=()');
    await sendPage(req, res, page);
  }
}

/** The server's policy, with forms to itself, and with markup that only one named policy of the script may make. */
function pagePolicy(config: Config): string {
  const policy = contentSecurityPolicy(config).replace("form-action 'none'", "form-action 'self'");
  return `${policy}; require-trusted-types-for 'script'; trusted-types attune`;
}

/** The page's own words follow the conversation, which may have changed its language. */
function following(settings: PageSettings, messages: readonly WireActivity[]): PageSettings {
  const last = messages.findLast((message) => message.locale && sideOf(message) === 'bot');
  const language = languageOf(last?.locale);
  return language ? { ...settings, language } : settings;
}

function wordsOf(words: PageWordsByLanguage, language: Language) {
  const found = words.get(language);
  if (!found) throw new Error(`content/interface/page.${language}.yaml was not loaded`);
  return found;
}
