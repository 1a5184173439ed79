import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '../../content/routes.ts';
import { type TeamsWords, type TeamsWordsByLanguage, wordsOf } from './teamsWords.ts';
import { zip } from './zip.ts';

const SCHEMAS = 'https://developer.microsoft.com/json-schemas/teams/v1.25';
const ICONS = join(import.meta.dirname, 'app');
const SCOPES = ['personal', 'groupChat', 'team'];
const [DEFAULT_LANGUAGE, ...TRANSLATIONS] = LANGUAGES;

/** What the package is made for. */
export interface AppSettings {
  /** Application id of the Azure bot; the app in Teams has the same. */
  readonly botId: string;
  /** Version of the app; Teams takes a new package only with a new one. */
  readonly version: string;
  /** Who runs it, at most 32 characters. */
  readonly developer: string;
  readonly websiteUrl: string;
  readonly privacyUrl: string;
  readonly termsUrl: string;
  /** Ask the owners of a team to let the bot read its channels: a nurse then needs no mention to answer a parent. */
  readonly readsChannels?: boolean;
}

/** Consent to this permission is given by the owners of each team, for that team alone. */
const READ_CHANNELS = { name: 'ChannelMessage.Read.Group', type: 'Application' };

/**
 * The manifest of the Teams app, schema 1.25. It asks for no permission beyond those that every bot has, unless
 * `readsChannels` says so.
 */
export function teamsManifest(settings: AppSettings, words: TeamsWordsByLanguage): object {
  const { shortDescription, fullDescription, commands } = wordsOf(words, DEFAULT_LANGUAGE);
  const { developer, websiteUrl, privacyUrl, termsUrl } = settings;
  return {
    $schema: `${SCHEMAS}/MicrosoftTeams.schema.json`,
    manifestVersion: '1.25',
    version: settings.version,
    id: settings.botId,
    developer: { name: developer, websiteUrl, privacyUrl, termsOfUseUrl: termsUrl },
    name: { short: 'Attune', full: 'Attune' },
    description: { short: shortDescription, full: fullDescription },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#2b5a5e',
    localizationInfo: {
      defaultLanguageTag: DEFAULT_LANGUAGE,
      additionalLanguages: TRANSLATIONS.map((language) => ({ languageTag: language, file: `${language}.json` })),
    },
    defaultInstallScope: 'personal',
    bots: [
      {
        botId: settings.botId,
        scopes: SCOPES,
        supportsFiles: false,
        isNotificationOnly: false,
        commandLists: [{ scopes: SCOPES, commands }],
      },
    ],
    ...(settings.readsChannels && {
      webApplicationInfo: { id: settings.botId, resource: settings.websiteUrl },
      authorization: { permissions: { resourceSpecific: [READ_CHANNELS] } },
    }),
  };
}

/** The manifest's words in another language. */
export function teamsTranslation({ shortDescription, fullDescription, commands }: TeamsWords): object {
  const titles = commands.flatMap(({ title, description }, i) => [
    [`bots[0].commandLists[0].commands[${i}].title`, title],
    [`bots[0].commandLists[0].commands[${i}].description`, description],
  ]);
  return {
    $schema: `${SCHEMAS}/MicrosoftTeams.Localization.schema.json`,
    'name.short': 'Attune',
    'name.full': 'Attune',
    'description.short': shortDescription,
    'description.full': fullDescription,
    ...Object.fromEntries(titles),
  };
}

/** The zip file that Teams takes: manifest, translations and icons. */
export function appPackage(settings: AppSettings, words: TeamsWordsByLanguage): Buffer {
  const json = (value: object) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`, 'utf8');
  return zip(
    new Map([
      ['manifest.json', json(teamsManifest(settings, words))],
      ...TRANSLATIONS.map(
        (language) => [`${language}.json`, json(teamsTranslation(wordsOf(words, language)))] as const,
      ),
      ...['color.png', 'outline.png'].map((icon) => [icon, readFileSync(join(ICONS, icon))] as const),
    ]),
  );
}
