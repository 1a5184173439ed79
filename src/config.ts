import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const blankIsAbsent = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsAbsent, schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, value: z.input<T>) =>
  z.preprocess((given) => blankIsAbsent(given) ?? value, schema);

const origin = z
  .string()
  .regex(
    /^https?:\/\/(\*\.)?[a-z0-9.-]+(:(\d+|\*))?$/i,
    'must be origins such as https://www.example.org, with spaces between',
  );
const origins = z
  .string()
  .transform((list) => list.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(origin));

/** Every setting, in the order of .env.example. */
export const configSchema = z
  .object({
    /** TCP port of the server. */
    PORT: withDefault(z.coerce.number().int('must be a whole number').min(0).max(65535), '3978'),
    /** Address to listen on. 127.0.0.1 keeps the server on this machine; 0.0.0.0 opens it to the network. */
    HOST: withDefault(z.string(), '127.0.0.1'),
    /** The address that browsers use, when a proxy stands before the server. */
    PUBLIC_URL: optional(z.url({ protocol: /^https?$/, error: 'must be an address such as https://chat.example.org' })),
    /** How many trusted proxies stand before the server, one behind the other: the outermost tells a caller's address. */
    TRUSTED_PROXIES: withDefault(z.coerce.number().int('must be a whole number').min(0).max(10), '0'),
    /** Origins whose pages may embed the chat and call it, separated by spaces. * stands for any port or subdomain. */
    EMBED_ORIGINS: withDefault(origins, 'http://localhost:* http://127.0.0.1:*'),
    /**
     * Conversations that one address may start in a minute; its requests and sockets are limited in proportion. A
     * hospital's Wi-Fi is one address. 0: no limits.
     */
    ADDRESS_LIMIT: withDefault(z.coerce.number().int('must be a whole number').min(0), '60'),
    /** The hospital's country or nation: a file name in content/regions. Its emergency number and help lines are shown. */
    COUNTRY: withDefault(
      z.string().regex(/^[a-z-]+$/, 'must be a file name in content/regions, such as us or england'),
      'us',
    ),
    /** The hospital's own name, lines and words: a file name in content/sites, or an absolute path. */
    SITE: optional(
      z
        .string()
        .refine(
          (site) => /^[a-z0-9-]+$/.test(site) || isAbsolute(site),
          'must be a file name in content/sites, such as example, or the absolute path of a file',
        ),
    ),
    /** Serve words that no clinician has signed yet, and say so on the page. False: they are withheld (ADR 10). */
    SERVE_DRAFT: withDefault(flag, 'true'),
    /** Folder of the database and of the keys. */
    DATA_DIR: withDefault(z.string(), 'data'),
    /**
     * Encrypt what is stored: keys of 32 bytes in base64, comma-separated; the first encrypts, all decrypt. One is made
     * and kept in DATA_DIR when empty. To change keys, add the new one at the end on every server, then move it to the
     * front, then remove the old one after RETENTION_HOURS.
     */
    DATA_ENCRYPTION_KEYS: optional(
      z
        .string()
        .regex(
          /^\s*[A-Za-z0-9+/]{43}=(\s*,\s*[A-Za-z0-9+/]{43}=)*\s*$/,
          'must be 32 bytes in base64 each: openssl rand -base64 32',
        ),
    ),
    /** PostgreSQL, for more than one server. Empty: SQLite in DATA_DIR. */
    DATABASE_URL: optional(
      z.url({
        protocol: /^postgres(ql)?$/,
        error: 'must be an address such as postgres://user:password@host/database',
      }),
    ),
    /** Hours after its last message until a conversation is deleted. */
    RETENTION_HOURS: withDefault(
      z.coerce
        .number()
        .min(1)
        .max(24 * 365),
      '24',
    ),
    /** Days for which the audit log of hand-offs is kept: who took, viewed and ended which. */
    AUDIT_DAYS: withDefault(
      z.coerce
        .number()
        .min(1)
        .max(365 * 30),
      '365',
    ),
    /** Signs what goes to the webhook of the hospital's desk, and what comes from it; at least 32 characters. */
    HANDOFF_SECRET: optional(z.string().min(32, 'must have at least 32 characters: openssl rand -base64 32')),
    /** Signs the chat tokens; at least 32 characters. Made and kept in DATA_DIR when empty. */
    TOKEN_SECRET: optional(z.string().min(32, 'must have at least 32 characters')),
    /** What Prometheus sends as a bearer token to read /metrics. Empty: only programs on this machine may read it. */
    METRICS_TOKEN: optional(z.string().min(16, 'must have at least 16 characters')),
    /** Application id of the Azure bot. Empty: /api/messages answers only programs on this machine. */
    MICROSOFT_APP_ID: optional(z.guid('must be an id such as 00000000-0000-0000-0000-000000000000')),
    MICROSOFT_APP_PASSWORD: optional(z.string()),
    MICROSOFT_APP_TYPE: withDefault(z.enum(['SingleTenant', 'MultiTenant', 'UserAssignedMSI']), 'SingleTenant'),
    MICROSOFT_APP_TENANT_ID: optional(z.string()),
    /** fatal, error, warn, info, debug or silent. */
    LOG_LEVEL: withDefault(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']), 'info'),
  })
  .refine((c) => !c.MICROSOFT_APP_ID || c.MICROSOFT_APP_TYPE === 'UserAssignedMSI' || c.MICROSOFT_APP_PASSWORD, {
    path: ['MICROSOFT_APP_PASSWORD'],
    message: 'is needed with MICROSOFT_APP_ID',
  })
  .refine((c) => !c.MICROSOFT_APP_ID || c.MICROSOFT_APP_TYPE !== 'SingleTenant' || c.MICROSOFT_APP_TENANT_ID, {
    path: ['MICROSOFT_APP_TENANT_ID'],
    message: 'is needed for a single-tenant bot',
  });

export type Config = z.infer<typeof configSchema>;

/** Thrown with every mistake at once, a line each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Attune cannot start: ${problems.length} wrong setting(s).\n${problems.map((p) => `  ${p}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Reads the settings. Throws a ConfigError that names all mistakes. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const result = configSchema.safeParse(environment);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

/**
 * The environment, with the settings of .env for what it does not set, and of files: container platforms hand out secrets
 * as files, so DATABASE_URL_FILE=/run/secrets/database-url is DATABASE_URL with what that file holds. Throws a
 * ConfigError for a file that cannot be read, and where a setting is given both ways.
 */
export function environment(file = '.env'): Record<string, string | undefined> {
  if (existsSync(file)) process.loadEnvFile(file);
  return { ...process.env, ...settingsOfFiles(process.env) };
}

function settingsOfFiles(given: Record<string, string | undefined>): Record<string, string> {
  const problems: string[] = [];
  const settings: Record<string, string> = {};
  for (const name of Object.keys(configSchema.shape)) {
    const file = given[`${name}_FILE`];
    if (!file) continue;
    if (given[name]) problems.push(`${name}: is given twice. Remove ${name} or ${name}_FILE.`);
    try {
      settings[name] = readFileSync(file, 'utf8').trim();
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code;
      problems.push(`${name}_FILE: ${file} cannot be read (${reason}). Name a file that this account may read.`);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return settings;
}
