import type { Bot } from '../bot.ts';
import type { Activity } from '../channels/activity.ts';
import { LocalConversation } from '../localConversation.ts';

/** Where a button was seen to lead: content ids of the replies, by `topic/step|title`. */
export type ObservedArrows = ReadonlyMap<string, ReadonlySet<string>>;

/** How often one button is pressed: what it does may depend on what the parent said before. */
const PRESSES = 3;
/** A parent reads before pressing: quicker presses count as one. */
const PAUSE_MS = 60_000;
/** A bound on the work, far above what the content needs. */
const MAX_TURNS = 8000;

/** The key of a button in the observed arrows. */
export function arrowKey(contentId: string, title: string): string {
  return `${contentId}|${title}`;
}

/** The time that the bot is told; each conversation has its own. */
export interface Clock {
  now: Date;
}

/**
 * Presses every button of the bot, beginning with what it says first and with its answers to `utterances`, and notes
 * where each leads: an `answer:` is read by code, so the content alone cannot tell.
 */
export async function observeArrows(
  bot: Bot,
  clock: Clock,
  utterances: readonly string[],
  presses = PRESSES,
): Promise<ObservedArrows> {
  const arrows = new Map<string, Set<string>>();
  const pressed = new Map<string, number>();
  const queue: { conversation: LocalConversation; key: string; title: string }[] = [];
  const arrive = (conversation: LocalConversation, replies: readonly Partial<Activity>[]) => {
    const from = String(replies.at(-1)?.channelData?.contentId);
    for (const { title } of replies.at(-1)?.suggestedActions?.actions ?? []) {
      queue.push({ conversation, title, key: arrowKey(from, title) });
    }
  };
  for (const text of utterances) {
    const conversation = new LocalConversation(bot);
    arrive(conversation, await conversation.say(text));
  }
  const conversation = new LocalConversation(bot);
  arrive(conversation, await conversation.arrive());
  for (let turns = 0; queue.length > 0 && turns < MAX_TURNS; ) {
    const { conversation, key, title } = queue.pop() as (typeof queue)[number];
    const times = pressed.get(key) ?? 0;
    if (times >= presses) continue;
    pressed.set(key, times + 1);
    turns += 1;
    const next = conversation.fork();
    clock.now = new Date(Date.parse(next.state?.lastAt ?? '') + PAUSE_MS);
    const replies = await next.say(title);
    const targets = arrows.get(key) ?? new Set<string>();
    const first = replies[0]?.channelData?.contentId;
    if (typeof first === 'string') targets.add(first);
    arrows.set(key, targets);
    arrive(next, replies);
  }
  return arrows;
}
