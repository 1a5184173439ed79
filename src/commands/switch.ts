import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { environment, readConfig } from '../config.ts';
import { openStore } from '../state/openStore.ts';
import { runCommand } from './runCommand.ts';

const USAGE = `npm run switch -- off --reason "why"   closes the chat on all servers within seconds
npm run switch -- on                   opens it again
npm run switch -- status               says how it is`;

/** `npm run switch -- off|on|status`: closes and opens the chat for all servers on the store of the settings. */
await runCommand(async () => {
  const { values, positionals } = parseArgs({ options: { reason: { type: 'string' } }, allowPositionals: true });
  const [wish] = positionals;
  const isKnown = wish === 'on' || wish === 'status' || (wish === 'off' && values.reason?.trim());
  if (!isKnown) {
    console.error(wish === 'off' ? `--reason: say why, for who comes after you.\n${USAGE}` : USAGE);
    process.exitCode = 1;
    return;
  }
  const config = readConfig(environment());
  const store = await openStore(config, pino({ level: 'silent' }));
  try {
    if (wish === 'off') {
      await store.switch.set({ since: new Date().toISOString(), reason: String(values.reason).trim() });
    } else if (wish === 'on') await store.switch.set(undefined);
    const off = await store.switch.read();
    console.log(off ? `The chat is closed since ${off.since}: ${off.reason}` : 'The chat is open.');
    if (config.SWITCHED_OFF) console.log('SWITCHED_OFF is true here: servers with this setting stay closed.');
  } finally {
    await store.close();
  }
});
