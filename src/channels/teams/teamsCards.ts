import type { Attachment, CardAction } from 'botbuilder';
import { fill } from '../../content/interface.ts';
import type { ShownLine } from '../../content/library.ts';
import type { TeamsWords } from './teamsWords.ts';

/** Teams on phones shows cards of this version, and of none above. */
const VERSION = '1.2';

interface OpenUrl {
  readonly type: 'Action.OpenUrl';
  readonly title: string;
  readonly url: string;
}

interface Submit {
  readonly type: 'Action.Submit';
  readonly title: string;
  readonly data: object;
}

export type CardButton = OpenUrl | Submit;

/** A button that calls the line, or opens its page when it cannot be called. The text above names the line. */
export function lineButton(line: ShownLine, words: TeamsWords): CardButton | undefined {
  if (line.call)
    return openUrl(fill(words.callButton, { number: line.call }), `tel:${line.call.replace(/[^0-9+]/g, '')}`);
  if (line.web) return openUrl(fill(words.webButton, { site: new URL(line.web).hostname }), line.web);
  return undefined;
}

export function openUrl(title: string, url: string): CardButton {
  return { type: 'Action.OpenUrl', title, url };
}

/** The suggested action as a button of a card: pressing it sends `data` and the title, and shows nothing to others. */
export function answerButton({ title }: Pick<CardAction, 'title'>, data: object): CardButton {
  return { type: 'Action.Submit', title, data: { ...data, title } };
}

/** A card of buttons, one below the other: Teams cuts the titles of those that stand in a row. */
export function buttonCard(buttons: readonly CardButton[]): Attachment {
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      version: VERSION,
      body: buttons.map((button) => ({ type: 'ActionSet', spacing: 'Small', actions: [button] })),
    },
  };
}
