import type { Activity } from 'botbuilder';
import { fill } from '../../../content/interface.ts';
import type { Language } from '../../../content/routes.ts';
import type { StaffMember, Stage, Summary } from '../../../handoff/desk.ts';
import type { DeskWords } from './deskWords.ts';

/** Buttons that answer only who presses them (Action.Execute) came with this version of Adaptive Cards. */
const VERSION = '1.4';

/** What a button on a card of the desk asks for. */
export type DeskVerb = 'take' | 'takeOver' | 'note' | 'end';

/** What the button of a hand-off sends. */
export interface DeskButton {
  readonly verb: DeskVerb;
  readonly handoff: string;
}

/** A hand-off as its card shows it. */
export interface ShownHandoff {
  readonly id: string;
  readonly stage: Stage;
  readonly language: Language;
  readonly urgent: boolean;
  readonly askedAt: string | Date;
  readonly position?: number | undefined;
  readonly by?: StaffMember | undefined;
  readonly takenAt?: string | Date | undefined;
}

type CardAttachment = NonNullable<Activity['attachments']>[number];

/**
 * The card of a hand-off, and, for one who pressed "Read the note", with the note. Its times are shown in the time zone
 * of whoever reads it. It holds no word of the parent but the note.
 */
export function handoffCard(handoff: ShownHandoff, words: DeskWords, note?: Summary): object {
  const open = handoff.stage !== 'ended' && handoff.stage !== 'gone';
  return {
    type: 'AdaptiveCard',
    version: VERSION,
    body: [
      heading(handoff, words),
      ...lines(handoff, words).map((line) => text(line)),
      ...(note ? noteBlocks(note, words) : []),
      ...(open ? [{ type: 'ActionSet', actions: buttons(handoff, words) }] : []),
      ...(handoff.stage === 'taken' ? [{ ...text(words.threadHint), isSubtle: true, size: 'Small' }] : []),
    ],
  };
}

/** A card in the thread: the parent may be in danger. Red when the safety screen is sure, else yellow. */
export function warningCard(words: string, sure: boolean): object {
  const heading = { ...text(words), ...(sure && { weight: 'Bolder' }) };
  return {
    type: 'AdaptiveCard',
    version: VERSION,
    body: [{ type: 'Container', style: sure ? 'attention' : 'warning', bleed: true, items: [heading] }],
  };
}

/** A card as a message; `summary` is what notifications show. */
export function cardMessage(content: object, summary: string): Partial<Activity> {
  const attachment: CardAttachment = { contentType: 'application/vnd.microsoft.card.adaptive', content };
  return { type: 'message', summary, attachments: [attachment] };
}

/** The first line of the card, which notifications show as well. */
export function headline({ stage, urgent, by }: ShownHandoff, words: DeskWords): string {
  switch (stage) {
    case 'waiting':
      return urgent ? words.asksNow : words.asks;
    case 'callBack':
      return words.asksForCall;
    case 'taken':
      return fill(words.talking, { name: by?.name ?? '' });
    case 'ended':
      return words.over;
    case 'gone':
      return words.deleted;
  }
}

function heading(handoff: ShownHandoff, words: DeskWords): object {
  const { stage, urgent } = handoff;
  const alarming = urgent && (stage === 'waiting' || stage === 'callBack');
  const style = alarming ? 'attention' : stage === 'waiting' || stage === 'callBack' ? 'accent' : 'emphasis';
  const items = [{ ...text(headline(handoff, words)), weight: 'Bolder' }, ...(alarming ? [text(words.urgent)] : [])];
  return { type: 'Container', style, bleed: true, items };
}

function lines({ stage, language, askedAt, position, takenAt }: ShownHandoff, words: DeskWords): string[] {
  return [
    fill(words.language, { language: words[language] }),
    fill(words.askedAt, { time: moment(askedAt) }),
    stage === 'waiting' && position !== undefined && fill(words.place, { place: String(position) }),
    stage === 'taken' && takenAt && fill(words.takenAt, { time: moment(takenAt) }),
  ].filter((line) => typeof line === 'string');
}

function noteBlocks({ title, lines }: Summary, words: DeskWords): object[] {
  const said = lines.length > 0 ? [title, ...lines.map((line) => `- ${line}`)] : [words.noNote];
  const items = said.map((line, index) => ({ ...text(line), ...(index === 0 && { weight: 'Bolder' }) }));
  return [{ type: 'Container', style: 'emphasis', items }];
}

function buttons({ id, stage }: ShownHandoff, words: DeskWords): object[] {
  const note = button(id, 'note', words.noteButton);
  if (stage === 'waiting') return [{ ...button(id, 'take', words.takeButton), style: 'positive' }, note];
  const end = button(id, 'end', stage === 'callBack' ? words.calledButton : words.endButton);
  return stage === 'callBack' ? [end, note] : [end, button(id, 'takeOver', words.takeOverButton), note];
}

/**
 * A client of Teams that knows no Action.Execute gets a button that shows its answer to all in the thread; the note has
 * none there.
 */
function button(handoff: string, verb: DeskVerb, title: string): object {
  const data: DeskButton = { handoff, verb };
  const fallback = verb === 'note' ? 'drop' : { type: 'Action.Submit', title, data };
  return { type: 'Action.Execute', title, verb, data, fallback };
}

function text(words: string): { type: string; text: string; wrap: boolean } {
  return { type: 'TextBlock', text: words, wrap: true };
}

/** Adaptive Cards write it in the reader's own zone and language. */
function moment(time: string | Date): string {
  const iso = `${new Date(time).toISOString().slice(0, 19)}Z`;
  return `{{DATE(${iso}, SHORT)}} {{TIME(${iso})}}`;
}

const VERBS: readonly string[] = ['take', 'takeOver', 'note', 'end'] satisfies DeskVerb[];

/** The button of a desk's card that was pressed, from the data that Teams sends. */
export function deskButton(data: unknown): DeskButton | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { verb, handoff } = data as Partial<Record<keyof DeskButton, unknown>>;
  if (typeof handoff !== 'string' || typeof verb !== 'string' || !VERBS.includes(verb)) return undefined;
  return { handoff, verb: verb as DeskVerb };
}
