import type { Activity } from '../channels/activity.ts';
import { buttonsOf, type PlayedTurn } from './play.ts';
import type { Story, StoryTurn } from './story.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A played story as a clinician reads it, in Markdown: what the parent wrote, every word of the reply, its buttons. */
export function transcript(story: Story, played: readonly PlayedTurn[]): string {
  const title = story.story[0]?.toUpperCase() + story.story.slice(1);
  const turns = played.flatMap(({ turn, replies }) => [...before(turn), ...replyLines(replies)]);
  return [`## ${title}`, ...turns].join('\n\n');
}

function before({ after, parent, nurse }: StoryTurn): string[] {
  const [unit, ms] = UNITS.find(([, length]) => after !== undefined && after >= length) ?? [];
  const amount = after && ms ? after / ms : 0;
  const time = amount > 0 ? [`*${amount} ${unit}${amount === 1 ? '' : 's'} later*`] : [];
  if (nurse !== undefined) return [...time, `**Nurse:** ${nurse}`];
  return parent === undefined ? time : [...time, `**Parent:** ${parent}`];
}

function replyLines(replies: readonly Partial<Activity>[]): string[] {
  if (replies.length === 0) return ['*Attune says nothing.*'];
  const bubbles = replies.map((reply, i) => {
    const id = reply.channelData?.contentId;
    const speaker = id === replies[i - 1]?.channelData?.contentId ? [] : [`**Attune** \`${id}\``, ''];
    return [...speaker, ...String(reply.text).split('\n')].map((line) => `> ${line}`.trimEnd()).join('\n');
  });
  const buttons = buttonsOf(replies).map((title) => `\`${title}\``);
  return [bubbles.join('\n>\n'), ...(buttons.length > 0 ? [`Buttons: ${buttons.join(' ')}`] : [])];
}
