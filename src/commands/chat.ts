import { createInterface } from 'node:readline/promises';
import type { Activity } from 'botbuilder';
import { pino } from 'pino';
import { buildBot } from '../buildBot.ts';
import { environment, readConfig } from '../config.ts';
import { LocalConversation } from '../localConversation.ts';
import { understand } from '../understanding.ts';
import { runCommand } from './runCommand.ts';

/** A reply as lines of text, buttons numbered. */
function print(replies: readonly Partial<Activity>[], explain: boolean): void {
  for (const reply of replies) {
    console.log(`\n${reply.text}`);
    if (explain) console.log(`   [${reply.channelData?.contentId} · ${reply.channelData?.sources?.join(', ')}]`);
    for (const [i, action] of (reply.suggestedActions?.actions ?? []).entries())
      console.log(`   ${i + 1}  ${action.title}`);
  }
  console.log();
}

/** `npm run chat [-- --explain] [--lang=es]`: a conversation in the terminal. */
await runCommand(async () => {
  const explain = process.argv.includes('--explain');
  const locale = process.argv.includes('--lang=es') ? 'es-ES' : 'en-US';
  const { COUNTRY, SITE } = readConfig(environment());
  const built = buildBot({ log: pino({ level: 'silent' }), country: COUNTRY, site: SITE });
  const conversation = new LocalConversation(built.bot, { locale });
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: 'you> ' });
  print(await conversation.arrive(), explain);
  terminal.prompt();
  for await (const line of terminal) {
    if (explain && line.trim()) {
      const found = understand(built, line, conversation.state?.language ?? 'en');
      console.log(`   [${found.level} · ${found.route} ${found.score.toFixed(2)} · ${found.reasons.join(' · ')}]`);
    }
    print(await conversation.say(line), explain);
    terminal.prompt();
  }
});
