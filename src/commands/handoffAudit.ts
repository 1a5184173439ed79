import { parseArgs } from 'node:util';
import { ConfigError, environment, readConfig } from '../config.ts';
import { serverLog } from '../parts.ts';
import { openStore } from '../state/openStore.ts';
import { runCommand } from './runCommand.ts';

/** `npm run handoff:audit [-- --since 2026-11-01]`: prints who did what about which hand-off, a JSON line each. */
await runCommand(async () => {
  const { values } = parseArgs({ options: { since: { type: 'string', default: '1970-01-01' } } });
  const since = new Date(values.since);
  if (Number.isNaN(since.getTime())) {
    throw new ConfigError(['--since: is no date: write it as 2026-11-01 or 2026-11-01T03:00:00Z']);
  }
  const config = readConfig(environment());
  const store = await openStore(config, serverLog(config));
  try {
    for await (const entry of store.handoffs.readAudit(since)) console.log(JSON.stringify(entry));
  } finally {
    await store.close();
  }
});
