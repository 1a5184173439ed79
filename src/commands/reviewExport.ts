import { pino } from 'pino';
import { environment, readConfig } from '../config.ts';
import { exportSamples } from '../samples/exportSamples.ts';
import { openStore } from '../state/openStore.ts';
import { runCommand } from './runCommand.ts';

/** `npm run review:export`: prints what reviewers made of samples as utterances, to be put into content/ by hand. */
await runCommand(async () => {
  const store = await openStore(readConfig(environment()), pino({ level: 'silent' }));
  try {
    const judged = await store.samples.judged();
    if (judged.length === 0) console.error('Nothing is judged yet: see /review.');
    else console.log(exportSamples(judged));
  } finally {
    await store.close();
  }
});
