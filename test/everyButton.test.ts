import { describe, expect, it } from '@jest/globals';
import type { Activity } from 'botbuilder';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import { LocalConversation } from '../src/localConversation.ts';

const log = pino({ level: 'silent' });
const { bot } = buildBot({ log, country: 'us', now: () => new Date('2026-11-23T03:00:00Z') });

interface Pressed {
  readonly conversation: LocalConversation;
  readonly title: string;
  readonly from: string;
}

const idOf = (replies: readonly Partial<Activity>[]) => String(replies.at(-1)?.channelData?.contentId);
const buttons = (replies: readonly Partial<Activity>[]) => replies.at(-1)?.suggestedActions?.actions ?? [];

/** Presses every button of every reply that can be reached, each once. Returns what was found on the way. */
async function pressEverything(
  locale: string,
): Promise<{ pressed: Set<string>; reached: Set<string>; deadEnds: string[] }> {
  const reached = new Set<string>();
  const pressed = new Set<string>();
  const deadEnds: string[] = [];
  const queue: Pressed[] = [];
  const arrive = (conversation: LocalConversation, replies: readonly Partial<Activity>[]) => {
    for (const reply of replies) reached.add(String(reply.channelData?.contentId));
    const from = idOf(replies);
    if (buttons(replies).length === 0) deadEnds.push(from);
    for (const { title } of buttons(replies)) queue.push({ conversation, title, from });
  };
  const conversation = new LocalConversation(bot, { locale });
  arrive(conversation, await conversation.arrive());
  while (queue.length > 0) {
    const { conversation, title, from } = queue.pop() as Pressed;
    if (pressed.has(`${from}: ${title}`)) continue;
    pressed.add(`${from}: ${title}`);
    const next = conversation.fork();
    arrive(next, await next.say(title));
  }
  return { pressed, reached, deadEnds };
}

describe('every button that can be reached from the welcome', () => {
  it('leads to a reply with a content id and a way on', async () => {
    const { pressed, reached, deadEnds } = await pressEverything('en-US');
    expect(deadEnds).toEqual([]);
    expect(reached).not.toContain('undefined');
    expect(pressed.size).toBeGreaterThan(300);
  }, 60_000);
});
