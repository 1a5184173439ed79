import { parseArgs } from 'node:util';
import { environment, readConfig } from '../config.ts';
import { restorePostgres } from '../operations/postgresBackup.ts';
import { restoreSqlite } from '../operations/sqliteBackup.ts';
import { runCommand } from './runCommand.ts';

/** `npm run restore -- --from <backup> [--keys <folder>]`: into the empty place of the settings, see docs/backup.md. */
await runCommand(async () => {
  const { values } = parseArgs({ options: { from: { type: 'string' }, keys: { type: 'string' } } });
  if (!values.from) {
    console.error('--from: name the folder of a backup');
    process.exitCode = 1;
    return;
  }
  const config = readConfig(environment());
  const { DATABASE_URL: url } = config;
  const conversations = url
    ? await restorePostgres(url, values.from)
    : await restoreSqlite(config, values.from, values.keys);
  console.log(`${conversations} conversations restored. Those older than RETENTION_HOURS go when the server starts.`);
});
