import type { PageWords } from '../pageWords.ts';
import { cardHtml } from './cardHtml.ts';
import { cardsOf, cardText } from './cards.ts';
import { filled } from './filled.ts';
import { type Html, html } from './html.ts';
import { linesHtml } from './linesHtml.ts';
import { markdown, outside, plainText } from './markdown.ts';
import { noteHtml } from './noteHtml.ts';
import { type ChannelData, isFromBot, personOf, sideOf, type WireActivity } from './wireActivity.ts';

/** Names of sources by key. */
export type Sources = Readonly<Record<string, { readonly name: string; readonly url?: string | undefined }>>;

/** How a message is drawn beside its words. */
export interface MessageOptions {
  /** The time to show, as the parent's clock writes it. */
  readonly time?: string | undefined;
  /** The last bubble of its reply: carries the sources. */
  readonly last: boolean;
  /** Absent: the keys stand in for the names. */
  readonly sources?: Sources | undefined;
  /** True where a script runs that hears the buttons of a note. */
  readonly scripted?: boolean;
}

/** The inside of one message of the conversation, the same on the page with and without a script. */
export function messageHtml(activity: WireActivity, words: PageWords, options: MessageOptions): Html {
  switch (sideOf(activity)) {
    case 'own':
      return ownMessage(activity.text ?? '', words, options);
    case 'person':
      return personMessage(activity, words, options);
    default:
      return botMessage(activity, words, options);
  }
}

function botMessage(activity: WireActivity, words: PageWords, options: MessageOptions): Html {
  const { channelData = {}, timestamp } = activity;
  const { time, last, sources } = options;
  return html`<p class="who">${words.botSaid}</p>${bodyHtml(activity, words, options)}
${last && html`<div class="under">${timeHtml(timestamp, time)}${channelData.contentId && proofHtml(channelData, words, sources)}</div>`}`;
}

function bodyHtml(
  { text, channelData = {}, attachments }: WireActivity,
  words: PageWords,
  options: MessageOptions,
): Html {
  const { helpLines, note } = channelData;
  if (note) return html`<div class="bubble kept">${noteHtml(note, words, options.scripted ?? false)}</div>`;
  const cards = cardsOf(attachments).map(cardHtml);
  const said = helpLines ? linesHtml(helpLines, words) : text && markdown(text);
  return html`${(said || cards.length === 0) && html`<div class="bubble">${said}</div>`}${cards}`;
}

/** The words of a person, as they were typed, under the name: nobody should take them for the program's. */
function personMessage(activity: WireActivity, words: PageWords, { time }: MessageOptions): Html {
  return html`<p class="name">${speakerOf(activity, words)}</p><div class="bubble"><p>${activity.text}</p></div>
<div class="under">${timeHtml(activity.timestamp, time)}</div>`;
}

/** "Attune said:", "You said:", or who it was. */
export function speakerOf(activity: WireActivity, words: PageWords): string {
  const name = personOf(activity);
  if (name !== undefined) return filled(words.personSaid, { name });
  return isFromBot(activity) ? words.botSaid : words.youSaid;
}

/** What the parent wrote, as it was written: never read as Markdown. */
export function ownMessage(text: string, words: PageWords, { time }: Partial<MessageOptions> = {}): Html {
  return html`<p class="who">${words.youSaid}</p><div class="bubble"><p>${text}</p></div>
<div class="under">${timeHtml(undefined, time)}</div>`;
}

function timeHtml(timestamp: string | undefined, time: string | undefined): Html {
  return html`${time && html`<time${timestamp ? html` datetime="${timestamp}"` : ''}>${time}</time>`}`;
}

/** Sources, review status and content id: what a hospital must be able to prove. */
function proofHtml(data: ChannelData, words: PageWords, sources: Sources | undefined): Html {
  const keys = (data.sources ?? []).filter((key) => key !== 'editorial');
  const review =
    data.status === 'reviewed' ? filled(words.reviewed, { date: data.reviewedOn ?? '' }) : words.notReviewed;
  return html`<details class="proof"><summary>${words.whereFrom}</summary>
${keys.length > 0 ? html`<ul class="sources" data-keys="${keys.join(' ')}">${sourcesHtml(keys, sources)}</ul>` : html`<p>${words.sourcesNone}</p>`}
<p>${review}</p><p>${filled(words.contentId, { id: data.contentId ?? '' })}</p></details>`;
}

/** The sources of a reply, a line each. */
export function sourcesHtml(keys: readonly string[], sources: Sources = {}): Html {
  return html`${keys.map((key) => {
    const source = sources[key];
    return html`<li>${source?.url ? outside(source.url, source.name) : (source?.name ?? key)}</li>`;
  })}`;
}

/** The words of a message for a screen reader, a voice or a file. */
export function messageText(activity: WireActivity): string {
  if (sideOf(activity) !== 'bot') return activity.text ?? '';
  const said = [activity.text, ...cardsOf(activity.attachments).map(cardText)];
  return plainText(said.filter(Boolean).join('\n'));
}

/** Buttons that say what the parent may answer. They send their title, with a script and without. */
export function actionsHtml(titles: readonly string[]): Html {
  return html`${titles.map((title) => html`<button class="action" name="text" value="${title}">${title}</button>`)}`;
}
