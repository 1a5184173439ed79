import type { Activity } from 'botbuilder';
import type { Bot } from '../bot.ts';
import { ends, says, takes } from '../handoff/staffTurns.ts';
import { LocalConversation } from '../localConversation.ts';
import type { Story, StoryTurn } from './story.ts';

/** How long a parent takes to read a reply and to answer. */
const READING_MS = 20_000;
/** The staff of the stories. */
const ANA = { id: 'ana', name: 'Ana Ruiz' };
const BEN = { id: 'ben', name: 'Ben Okoro' };
const START = Date.parse('2026-11-23T03:00:00Z');

/** The time of a story, which the bot is built with. */
export class StoryClock {
  #at = START;

  readonly now = (): Date => new Date(this.#at);

  reset(): void {
    this.#at = START;
  }

  pass(ms: number): void {
    this.#at += ms;
  }
}

export interface PlayedTurn {
  readonly turn: StoryTurn;
  readonly replies: readonly Partial<Activity>[];
  readonly contentIds: readonly string[];
}

/** Plays a story through the bot, one turn after the other. `clock` is the one that the bot was built with. */
export async function* playStory(
  bot: Bot,
  clock: StoryClock,
  story: Story,
  channelId: string,
): AsyncGenerator<PlayedTurn> {
  clock.reset();
  const conversation = new LocalConversation(bot, { channelId, locale: story.locale });
  for (const turn of story.turns) {
    const byItself = await passTime(conversation, clock, turn.after ?? READING_MS);
    const answers = await happens(conversation, turn);
    const replies = [...byItself, ...answers];
    yield { turn, replies, contentIds: contentIdsOf(replies) };
  }
}

/** Lets time pass; what the bot wanted to do by then is done at its time. */
export async function passTime(
  conversation: LocalConversation,
  clock: StoryClock,
  ms: number,
): Promise<Partial<Activity>[]> {
  const end = clock.now().getTime() + ms;
  const said: Partial<Activity>[] = [];
  for (let { dueAt } = conversation; dueAt && dueAt.getTime() <= end; { dueAt } = conversation) {
    clock.pass(Math.max(0, dueAt.getTime() - clock.now().getTime()));
    said.push(...(await conversation.comeDue()));
  }
  clock.pass(end - clock.now().getTime());
  return said;
}

function happens(conversation: LocalConversation, { parent, nurse }: StoryTurn): Promise<Partial<Activity>[]> {
  if (parent !== undefined) return sayIt(conversation, parent);
  switch (nurse) {
    case undefined:
      return Promise.resolve([]);
    case '(takes)':
      return conversation.staff(takes(ANA));
    case '(another takes over)':
      return conversation.staff(takes(BEN, true));
    case '(ends)':
      return conversation.staff(ends(conversation.state?.handoff?.by ?? ANA));
    default:
      return conversation.staff(says(conversation.state?.handoff?.by ?? ANA, nurse));
  }
}

function sayIt(conversation: LocalConversation, words: string): Promise<Partial<Activity>[]> {
  switch (words) {
    case '(arrives)':
      return conversation.arrive();
    case '(photo)':
      return conversation.send({ type: 'message', attachments: [{ contentType: 'image/jpeg', contentUrl: 'data:,' }] });
    case '(nothing)':
      return conversation.say('');
    default:
      return conversation.say(words);
  }
}

/** The content ids of replies: the bubbles of one reply count once. */
export function contentIdsOf(replies: readonly Partial<Activity>[]): string[] {
  const ids = replies.map((reply) => String(reply.channelData?.contentId));
  return ids.filter((id, i) => id !== ids[i - 1]);
}

/** The titles of the buttons under the last reply. */
export function buttonsOf(replies: readonly Partial<Activity>[]): string[] {
  return replies.at(-1)?.suggestedActions?.actions.map(({ title }) => title) ?? [];
}
