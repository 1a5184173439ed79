import type { PageWords } from '../pageWords.ts';
import { type Html, html } from '../shared/html.ts';
import { messageHtml, ownMessage } from '../shared/messageHtml.ts';
import { endsReply, sideOf, type WireActivity } from '../shared/wireActivity.ts';
import { Clock } from './clock.ts';
import { fill, make } from './dom.ts';
import type { Unsent } from './outbox.ts';

export type UnsentStatus = 'sending' | 'waiting' | 'refused';

/** What a message that could not be sent offers. */
export interface UnsentActions {
  retry(message: Unsent): void;
  remove(message: Unsent): void;
}

/** A new message, and where it stands on the page. */
export interface Drawn {
  readonly activity: WireActivity;
  readonly item: HTMLElement;
}

/** The messages on the page, in the order of the server; those that are not yet sent stand last. */
export class Transcript {
  readonly #list: HTMLOListElement;
  readonly #words: PageWords;
  readonly #actions: UnsentActions;
  #clock: Clock;
  readonly #seen = new Set<string>();
  readonly #unsent = new Map<string, HTMLLIElement>();
  #messages: WireActivity[] = [];
  readonly #drawn: (Drawn & { readonly last: boolean })[] = [];
  /** The first words, which the server put into the page: they give way to the conversation's own. */
  #first: readonly WireActivity[];

  constructor(
    list: HTMLOListElement,
    words: PageWords,
    language: string,
    first: readonly WireActivity[],
    actions: UnsentActions,
  ) {
    this.#list = list;
    this.#words = words;
    this.#actions = actions;
    this.#first = first;
    this.#clock = new Clock(language);
  }

  /** All messages that are shown and sent, in order. */
  get messages(): readonly WireActivity[] {
    return this.#messages.length > 0 ? this.#messages : this.#first;
  }

  /** A message of the parent has no reply yet. */
  get awaitsReply(): boolean {
    return [...this.#unsent.values()].some((item) => item.dataset.status !== 'refused');
  }

  /** The page's words are in this language now: what was said in it is drawn anew with them. */
  speak(language: string): void {
    this.#clock = new Clock(language);
    for (const { activity, item, last } of this.#drawn) {
      if (activity.locale === language) fill(item, this.#content(activity, last));
    }
  }

  /** Shows what is new, and returns it. A message that was shown before is not new. `following` is shown later. */
  receive(activities: readonly WireActivity[], following?: WireActivity): Drawn[] {
    const news = activities.filter((activity) => activity.type === 'message' && this.#isNew(activity));
    if (news.length > 0 && this.#messages.length === 0) this.#clearFirst();
    this.#messages.push(...news);
    return news.map((activity, i) => ({ activity, item: this.#draw(activity, news[i + 1] ?? following) }));
  }

  /** Shows a message of the parent at once, before it is sent. */
  showUnsent(message: Unsent, status: UnsentStatus): HTMLElement {
    const item = this.#unsent.get(message.id) ?? this.#addUnsent(message);
    item.dataset.status = status;
    const under = item.querySelector('.under');
    if (under) under.replaceChildren(this.#statusLine(message, status));
    return item;
  }

  /** The server has it: from now on it is a message like others. */
  confirm(message: Unsent): void {
    const item = this.#unsent.get(message.id);
    if (!item) return;
    delete item.dataset.status;
    item.querySelector('.under')?.replaceChildren(make('time', '', this.#clock.time(message.at)));
  }

  removeUnsent(id: string): void {
    this.#unsent.get(id)?.remove();
    this.#unsent.delete(id);
  }

  /** Empties the page; unsent messages stay when they are still to be sent. */
  reset(first: readonly WireActivity[], keepUnsent: boolean): void {
    const kept = keepUnsent ? [...this.#unsent.values()] : [];
    if (!keepUnsent) this.#unsent.clear();
    this.#list.replaceChildren();
    this.#seen.clear();
    this.#messages = [];
    this.#drawn.length = 0;
    this.#first = first;
    for (const [i, activity] of first.entries()) this.#list.append(this.#item(activity, first[i + 1]));
    this.#list.append(...kept);
  }

  #clearFirst(): void {
    for (const item of [...this.#list.children]) {
      if (!(item as HTMLElement).dataset.unsent) item.remove();
    }
  }

  #isNew({ id }: WireActivity): boolean {
    if (!id || this.#seen.has(id)) return false;
    this.#seen.add(id);
    return true;
  }

  /** Draws a message before those that are not sent yet; a message of the parent may be on the page already. */
  #draw(activity: WireActivity, next: WireActivity | undefined): HTMLElement {
    const clientId = activity.channelData?.clientActivityID ?? '';
    const shown = this.#unsent.get(clientId);
    const item = shown ?? this.#item(activity, next);
    if (shown) this.confirm({ id: clientId, text: '', at: Date.parse(activity.timestamp ?? '') || Date.now() });
    this.#unsent.delete(clientId);
    delete item.dataset.unsent;
    const before = this.#unsent.values().next().value ?? null;
    if (!shown || before?.compareDocumentPosition(item) === Node.DOCUMENT_POSITION_FOLLOWING) {
      this.#list.insertBefore(item, before);
    }
    return item;
  }

  #item(activity: WireActivity, next: WireActivity | undefined): HTMLLIElement {
    const last = endsReply(activity, next);
    const item = make('li', `message ${sideOf(activity)}`, this.#content(activity, last));
    if (activity.locale) item.lang = activity.locale;
    item.tabIndex = -1;
    this.#drawn.push({ activity, item, last });
    return item;
  }

  #content(activity: WireActivity, last: boolean): Html {
    const at = Date.parse(activity.timestamp ?? '');
    const time = Number.isNaN(at) ? undefined : this.#clock.time(at);
    return messageHtml(activity, this.#words, { last, time, scripted: true });
  }

  #addUnsent(message: Unsent): HTMLLIElement {
    const item = make('li', 'message own', ownMessage(message.text, this.#words));
    item.dataset.unsent = 'true';
    item.tabIndex = -1;
    this.#unsent.set(message.id, item);
    this.#list.append(item);
    return item;
  }

  #statusLine(message: Unsent, status: UnsentStatus): HTMLElement {
    const { sending, waiting, notSent, tryAgain, remove } = this.#words;
    if (status !== 'refused') return make('span', 'unsent', status === 'sending' ? sending : waiting);
    const line = make(
      'span',
      'unsent wrong',
      html`${notSent} <button type="button">${tryAgain}</button> <button type="button">${remove}</button>`,
    );
    const [retry, drop] = line.querySelectorAll('button');
    retry?.addEventListener('click', () => this.#actions.retry(message));
    drop?.addEventListener('click', () => this.#actions.remove(message));
    return line;
  }
}
