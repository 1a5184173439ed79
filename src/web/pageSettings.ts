import type { Request } from 'restify';
import type { Config } from '../config.ts';
import type { ContentLibrary } from '../content/library.ts';
import { LANGUAGES, type Language } from '../content/routes.ts';

/** What the address of the page asks for. */
export interface PageSettings {
  readonly language: Language;
  /** File name in content/regions. */
  readonly country: string;
  /** #rrggbb of the hospital. */
  readonly color?: string | undefined;
  /** In a frame of another page. */
  readonly embedded: boolean;
}

/** Reads `?lang=es&country=england&color=005eb8&embed=1`; what is wrong or unknown is left out. */
export function pageSettings(req: Request, config: Config, library: ContentLibrary): PageSettings {
  const query = new URLSearchParams(req.getQuery());
  const country = query.get('country') ?? '';
  return {
    language: languageOf(query.get('lang')) ?? preferredLanguage(req.headers['accept-language']),
    country: library.region(country) ? country : config.COUNTRY,
    color: matching(query.get('color'), /^[0-9a-f]{6}$/i),
    embedded: query.has('embed'),
  };
}

/** The address of a page with the same settings. */
export function settingsQuery(settings: PageSettings, changed: Partial<PageSettings> = {}): string {
  const { language, country, color, embedded } = { ...settings, ...changed };
  const query = new URLSearchParams({ lang: language, country });
  if (color) query.set('color', color);
  if (embedded) query.set('embed', '1');
  return query.toString();
}

export function languageOf(tag: string | null | undefined): Language | undefined {
  const primary = tag?.toLowerCase().split('-')[0];
  return LANGUAGES.find((language) => language === primary);
}

/** The first language of the browser that Attune speaks. */
function preferredLanguage(header: string | undefined): Language {
  for (const part of (header ?? '').split(',')) {
    const language = languageOf(part.split(';')[0]?.trim());
    if (language) return language;
  }
  return LANGUAGES[0];
}

function matching(value: string | null, pattern: RegExp): string | undefined {
  return value !== null && pattern.test(value) ? value : undefined;
}
