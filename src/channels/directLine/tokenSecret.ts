import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../config.ts';

const FILE = 'token.secret';

/**
 * The secret that signs chat tokens: the setting, else one that is made once and kept in DATA_DIR, readable by this
 * account only. Throws a ConfigError when DATA_DIR cannot be used.
 */
export function tokenSecret(config: { readonly TOKEN_SECRET?: string | undefined; readonly DATA_DIR: string }): string {
  if (config.TOKEN_SECRET) return config.TOKEN_SECRET;
  const file = join(config.DATA_DIR, FILE);
  try {
    mkdirSync(config.DATA_DIR, { recursive: true });
    makeOnce(file);
    const secret = readFileSync(file, 'utf8').trim();
    if (secret.length >= 32) return secret;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ConfigError([
      `DATA_DIR: ${file} cannot be read and written (${reason}). Name a folder that this account may write to.`,
    ]);
  }
  throw new ConfigError([`DATA_DIR: ${file} is damaged. Delete it: a new one is made, and open chats start anew.`]);
}

/** Several processes may start at once in one folder: the first one's secret stays, never a half-written one. */
function makeOnce(file: string): void {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    readFileSync(file);
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  writeFileSync(draft, randomBytes(48).toString('base64url'), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
