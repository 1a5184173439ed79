import type { Attachment } from 'botbuilder';
import { fill } from '../../content/interface.ts';
import type { ShownLine } from '../../content/library.ts';
import type { TeamsWords } from './teamsWords.ts';

/** Teams on phones shows cards of this version, and of none above. */
const VERSION = '1.2';

interface OpenUrl {
  readonly type: 'Action.OpenUrl';
  readonly title: string;
  readonly url: string;
  /** Stands out. */
  readonly style?: 'positive';
}

interface Submit {
  readonly type: 'Action.Submit';
  readonly title: string;
  readonly data: object;
}

export type CardButton = OpenUrl | Submit;

/** A button that calls the line, or opens its page when it cannot be called. The text above names the line. */
export function lineButton(line: ShownLine, words: TeamsWords): CardButton | undefined {
  if (line.call) {
    const url = `tel:${line.call.replace(/[^0-9+]/g, '')}`;
    return { ...openUrl(fill(words.callButton, { number: line.call }), url), style: 'positive' };
  }
  if (line.web) return openUrl(fill(words.webButton, { site: new URL(line.web).hostname }), line.web);
  return undefined;
}

export function openUrl(title: string, url: string): OpenUrl {
  return { type: 'Action.OpenUrl', title, url };
}

/** The suggested action as a button of a card: pressing it sends `data` and the title, and shows nothing to others. */
export function answerButton(title: string, data: object): CardButton {
  return { type: 'Action.Submit', title, data: { ...data, title } };
}

/**
 * A card of words and buttons. The buttons stand one below the other: Teams cuts the titles of those in a row. Words
 * belong into the card that is to be changed later: Teams makes two messages of a text with a card, and tells the id of
 * neither.
 */
export function card(words: readonly string[], buttons: readonly CardButton[]): Attachment {
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      version: VERSION,
      body: [
        ...words.map((text) => ({ type: 'TextBlock', text, wrap: true })),
        ...buttons.map((button) => ({ type: 'ActionSet', spacing: 'Small', actions: [button] })),
      ],
    },
  };
}
