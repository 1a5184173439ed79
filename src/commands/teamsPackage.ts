import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { appPackage } from '../channels/teams/appPackage.ts';
import { loadTeamsWords } from '../channels/teams/teamsWords.ts';
import { ConfigError, configSchema, environment } from '../config.ts';
import { CONTENT_FOLDER } from '../content/folder.ts';
import { runCommand } from './runCommand.ts';

const { MICROSOFT_APP_ID, PUBLIC_URL, DATA_DIR } = configSchema.shape;
/** Not the whole configuration: the password need not be where the package is made. */
const settingsSchema = z
  .object({ MICROSOFT_APP_ID, PUBLIC_URL, DATA_DIR })
  .refine((settings) => settings.MICROSOFT_APP_ID, {
    path: ['MICROSOFT_APP_ID'],
    message: 'is needed: the application id of the Azure bot',
  })
  .refine((settings) => settings.PUBLIC_URL?.startsWith('https://'), {
    path: ['PUBLIC_URL'],
    message: 'must be the https address of the server: Teams takes no other',
  });

const page = z.url({ protocol: /^https$/, error: 'must be an address such as https://www.example.org/privacy' });
const optionsSchema = z.object({
  '--developer': z.string().min(1).max(32, 'is longer than 32 characters, which Teams does not take'),
  '--privacy': page,
  '--terms': page,
  '--out': z.string(),
});

/**
 * `npm run teams:package -- [--developer "Name"] [--privacy https://...] [--terms https://...] [--out file.zip]
 * [--read-channels]`: writes the package of the Teams app for MICROSOFT_APP_ID and PUBLIC_URL.
 */
await runCommand(() => {
  const settings = checked(settingsSchema, environment());
  const botId = String(settings.MICROSOFT_APP_ID);
  const websiteUrl = String(settings.PUBLIC_URL);
  const { developer, privacy, terms, out, 'read-channels': readsChannels } = givenOptions();
  const options = checked(optionsSchema, {
    '--developer': developer ?? 'Attune',
    '--privacy': privacy ?? websiteUrl,
    '--terms': terms ?? websiteUrl,
    '--out': out ?? join(settings.DATA_DIR, 'attune-teams.zip'),
  });
  const version = packageVersion();
  const file = appPackage(
    {
      botId,
      version,
      developer: options['--developer'],
      websiteUrl,
      privacyUrl: options['--privacy'],
      termsUrl: options['--terms'],
      ...(readsChannels && { readsChannels }),
    },
    loadTeamsWords(CONTENT_FOLDER),
  );
  mkdirSync(dirname(options['--out']), { recursive: true });
  writeFileSync(options['--out'], file);
  console.log(`${options['--out']}: version ${version} of the app for bot ${botId} (${file.length} bytes).`);
  console.log('Upload it in the Teams admin center, under Teams apps, Manage apps. docs/teams.md has every step.');
});

function givenOptions() {
  const option = { type: 'string' } as const;
  try {
    const options = { developer: option, privacy: option, terms: option, out: option };
    return parseArgs({ options: { ...options, 'read-channels': { type: 'boolean' } } }).values;
  } catch (error) {
    throw new ConfigError([(error as Error).message]);
  }
}

/** The value as the schema has it. Throws a ConfigError that names all mistakes. */
function checked<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  return String(version);
}
