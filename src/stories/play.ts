import type { Bot } from '../bot.ts';
import type { Activity } from '../channels/activity.ts';
import type { StaffMember } from '../handoff/desk.ts';
import { ends, type StaffTurn, says, takes } from '../handoff/staffTurns.ts';
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

/** A conversation that a story is played in, over whatever channel. */
export interface StoryConversation {
  /** Lets so much time pass, in milliseconds. Returns what the bot says by itself meanwhile. */
  wait(ms: number): Promise<readonly Partial<Activity>[]>;
  /** What the parent writes, presses or does, as a story has it. Returns what the bot says to that. */
  send(words: string): Promise<readonly Partial<Activity>[]>;
  /** What a nurse does or writes, as a story has it; absent where there is no desk. Returns what the parent gets. */
  staff?(words: string): Promise<readonly Partial<Activity>[]>;
}

/** Plays a story through the bot alone, one turn after the other. `clock` is the one that the bot was built with. */
export function playStory(bot: Bot, clock: StoryClock, story: Story, channelId: string): AsyncGenerator<PlayedTurn> {
  clock.reset();
  const conversation = new LocalConversation(bot, { channelId, locale: story.locale });
  const wait = (ms: number) => passTime(conversation, clock, ms);
  const staff = (words: string) => conversation.staff(staffTurn(words, conversation.state?.handoff?.by ?? ANA));
  return playIn({ wait, send: (words) => sayIt(conversation, words), staff }, story);
}

/** Plays a story in this conversation, one turn after the other. */
export async function* playIn(conversation: StoryConversation, story: Story): AsyncGenerator<PlayedTurn> {
  for (const turn of story.turns) {
    const byItself = await conversation.wait(turn.after ?? READING_MS);
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

async function happens(
  conversation: StoryConversation,
  { parent, nurse }: StoryTurn,
): Promise<readonly Partial<Activity>[]> {
  if (parent !== undefined) return conversation.send(parent);
  return nurse === undefined || !conversation.staff ? [] : conversation.staff(nurse);
}

/** `by`: the nurse who has taken it, or would. */
function staffTurn(words: string, by: StaffMember): StaffTurn<unknown> {
  switch (words) {
    case '(takes)':
      return takes(ANA);
    case '(another takes over)':
      return takes(BEN, true);
    case '(ends)':
      return ends(by);
    default:
      return says(by, words);
  }
}

function sayIt(conversation: LocalConversation, words: string): Promise<Partial<Activity>[]> {
  return words === ARRIVES ? conversation.arrive() : conversation.send(messageOf(words));
}

/** What a story calls the arrival of the parent. */
export const ARRIVES = '(arrives)';

/** The message that stands for these words of a story. */
export function messageOf(words: string): Partial<Activity> {
  if (words === '(photo)') {
    return { type: 'message', attachments: [{ contentType: 'image/jpeg', contentUrl: 'data:,' }] };
  }
  return { type: 'message', text: words === '(nothing)' ? '' : words };
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
