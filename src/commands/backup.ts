import { parseArgs } from 'node:util';
import { environment, readConfig } from '../config.ts';
import { backUpPostgres } from '../operations/postgresBackup.ts';
import { backUpKeys, backUpSqlite } from '../operations/sqliteBackup.ts';
import { runCommand } from './runCommand.ts';

/** `npm run backup -- --to <new folder> [--keys <another folder>]`: while servers run, see docs/backup.md. */
await runCommand(async () => {
  const { values } = parseArgs({ options: { to: { type: 'string' }, keys: { type: 'string' } } });
  if (!values.to) {
    console.error('--to: name a folder that is not there yet, such as backups/2026-11-23');
    process.exitCode = 1;
    return;
  }
  const config = readConfig(environment());
  const { DATABASE_URL: url } = config;
  const { sha256 } = url ? await backUpPostgres(url, values.to) : await backUpSqlite(config, values.to);
  console.log(`backed up into ${values.to} (sha256 ${sha256.slice(0, 12)}...)`);
  if (values.keys) {
    const files = backUpKeys(config, values.keys);
    console.log(files.length > 0 ? `${files.join(', ')} copied into ${values.keys}` : 'no keys are in DATA_DIR');
  } else console.log('The keys are not in it, and nothing can be read without them: keep them elsewhere (--keys).');
});
