import { createInterface } from 'node:readline/promises';
import { pino } from 'pino';
import { buildBot } from '../buildBot.ts';
import type { Activity } from '../channels/activity.ts';
import { environment, readConfig } from '../config.ts';
import { LocalConversation } from '../localConversation.ts';
import { understand } from '../understanding.ts';
import { runCommand } from './runCommand.ts';

/** Typed at the prompt: what the bot wants to say by itself later, such as the check-in, is said now. */
const LATER = '/later';
/** With `--fast` a minute of waiting lasts a second. */
const FAST = 60;

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

/**
 * `npm run chat [-- --explain] [--lang=es] [--fast]`: a conversation in the terminal. It checks in after ten minutes as
 * the web chat does; `/later` need not wait for it.
 */
await runCommand(async () => {
  const explain = process.argv.includes('--explain');
  const locale = process.argv.includes('--lang=es') ? 'es-ES' : 'en-US';
  const speed = process.argv.includes('--fast') ? FAST : 1;
  const { COUNTRY, SITE } = readConfig(environment());
  const built = buildBot({ log: pino({ level: 'silent' }), country: COUNTRY, site: SITE });
  const conversation = new LocalConversation(built.bot, { locale });
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: 'you> ' });
  let timer: NodeJS.Timeout | undefined;

  /** Prints what was said, and waits for what the bot wants to say later. */
  function show(replies: readonly Partial<Activity>[]): void {
    print(replies, explain);
    clearTimeout(timer);
    const { dueAt } = conversation;
    timer = dueAt && setTimeout(sayLater, Math.max(0, dueAt.getTime() - Date.now()) / speed);
    terminal.prompt();
  }

  async function sayLater(): Promise<void> {
    show(await conversation.comeDue());
  }

  show(await conversation.arrive());
  for await (const line of terminal) {
    if (line.trim() === LATER) {
      await sayLater();
      continue;
    }
    if (explain && line.trim()) {
      const found = understand(built, line, conversation.state?.language ?? 'en');
      console.log(`   [${found.level} · ${found.route} ${found.score.toFixed(2)} · ${found.reasons.join(' · ')}]`);
    }
    show(await conversation.say(line));
  }
  clearTimeout(timer);
});
