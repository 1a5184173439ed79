import type { PageWords } from '../pageWords.ts';
import type { ClientConfig } from '../shared/clientConfig.ts';
import { filled } from '../shared/filled.ts';
import { messageText, speakerOf } from '../shared/messageHtml.ts';
import { actionTitles, isFromBot, personOf, sideOf, type WireActivity } from '../shared/wireActivity.ts';
import { Announcer } from './announcer.ts';
import { Composer } from './composer.ts';
import { Conversation } from './conversation.ts';
import { byId } from './dom.ts';
import { Numbers } from './numbers.ts';
import type { Unsent } from './outbox.ts';
import { Pace } from './pace.ts';
import type { PageLanguage } from './pageLanguage.ts';
import { isAtEnd, showEnd, showNews } from './scroll.ts';
import { StatusLine } from './statusLine.ts';
import type { Storage } from './storage.ts';
import { Suggestions } from './suggestions.ts';
import { type Drawn, Transcript } from './transcript.ts';
import { WritingSign } from './writingSign.ts';

/** The bot says this once the words are deleted because the parent asked in the chat. */
const DELETED = 'chat/deleted';
const WRITING_TOLD_EACH_MS = 5000;

/** The chat: puts the conversation on the page, and what the parent does there into the conversation. */
export class Chat {
  readonly #language: PageLanguage;
  readonly #words: PageWords;
  readonly #conversation: Conversation;
  readonly #transcript: Transcript;
  readonly #suggestions: Suggestions;
  readonly #composer: Composer;
  readonly #announcer: Announcer;
  readonly #status: StatusLine;
  readonly #numbers: Numbers;
  readonly #scroller = byId('conversation');
  readonly #writing: WritingSign;
  readonly #pace: Pace;
  /** Where the reply begins whose bubbles are coming. */
  #replyStart: HTMLElement | undefined;
  /** When a person was last told that the parent writes, in milliseconds since 1970. */
  #toldWriting = 0;
  /** Messages before this conversation went online are no news: the parent has read them, or reads them now. */
  #replaying: boolean;

  constructor(config: ClientConfig, storage: Storage, language: PageLanguage) {
    const { words } = language;
    this.#language = language;
    this.#words = words;
    this.#numbers = new Numbers(words, language.current, config.country);
    this.#status = new StatusLine(words, () => this.#numbers.copies());
    this.#announcer = new Announcer(words);
    this.#suggestions = new Suggestions((title) => this.send(title));
    this.#writing = new WritingSign(this.#suggestions.element);
    this.#composer = new Composer(
      (text) => this.send(text),
      () => this.#tellWriting(),
    );
    const list = byId<HTMLOListElement>('transcript');
    this.#transcript = new Transcript(list, words, language.current, language.welcome, {
      retry: (message) => this.#sendAgain(message),
      remove: (message) => this.#remove(message),
    });
    this.#pace = new Pace(
      (activity) => this.#isWelcome(activity),
      (activities, next) => this.#show(activities, next),
    );
    language.onChange(() => this.#speak());
    this.#conversation = new Conversation({
      storage,
      language: language.current,
      about: { country: config.country },
      events: {
        received: (activities) => this.#received(activities),
        linkChanged: (state) => this.#status.show(state),
        sent: (message) => this.#transcript.confirm(message),
        waiting: (message) => this.#notSent(message, 'waiting'),
        refused: (message) => this.#notSent(message, 'refused'),
        ended: () => this.#ended(),
      },
    });
    this.#replaying = this.#conversation.isOpen;
  }

  get messages(): readonly WireActivity[] {
    return this.#transcript.messages;
  }

  /** Called with each new message of the bot. */
  onBotMessage: (activity: WireActivity) => void = () => {};

  /** There is a conversation to go on with. */
  get isOpen(): boolean {
    return this.#conversation.isOpen;
  }

  /** Goes on with the conversation of this browser, if there is one. */
  async start(): Promise<void> {
    if (this.#replaying) {
      this.#transcript.reset([], false);
      this.#suggestions.show([]);
      this.#status.opening();
    }
    for (const message of this.#conversation.unsent) this.#transcript.showUnsent(message, 'waiting');
    // Asked before the page follows the conversation: a parent who comes by a page in another language wants that one.
    const asksToFollow = this.#conversation.changesLanguage();
    if (this.isOpen) await this.#language.speak(this.#conversation.language);
    this.#conversation.resume();
    if (asksToFollow) this.send(this.#words.speakThis);
  }

  /** Puts page and conversation into this language. Throws when the page's words could not be had. */
  async changeLanguage(language: string): Promise<void> {
    if (!(await this.#language.speak(language))) throw new Error(`no words in ${language}`);
    this.send(this.#words.speakThis);
  }

  /** A few words about what the page just did. */
  notice(text: string): void {
    this.#status.notice(text);
  }

  send(text: string): void {
    this.#pace.hurry();
    this.#status.seen();
    const moveFocus = this.#suggestions.hasFocus;
    const message = this.#conversation.send(text);
    const item = this.#transcript.showUnsent(message, navigator.onLine ? 'sending' : 'waiting');
    this.#suggestions.show([]);
    this.#writing.soon(this.#words.writing);
    item.scrollIntoView({ block: 'end' });
    // The pressed button is gone: reading goes on from what it said.
    if (moveFocus) item.focus({ preventScroll: true });
  }

  /** Deletes the conversation, and begins anew. Returns false when the server could not be reached. */
  async delete(): Promise<boolean> {
    if (!(await this.#conversation.delete())) return false;
    this.#reset(false);
    this.#status.notice(this.#words.deleted);
    this.#composer.focus();
    return true;
  }

  /** Deletes the conversation while the page is being left. */
  abandon(): void {
    this.#conversation.abandon();
    this.#reset(false);
    this.#composer.clear();
  }

  /** Adds spoken words to the message. */
  dictated(text: string): void {
    this.#composer.append(text);
  }

  #received(activities: readonly WireActivity[]): void {
    const messages = activities.filter((activity) => activity.type === 'message');
    if (this.#replaying) this.#show(messages, undefined);
    else this.#pace.take(messages);
    const newest = activities.at(-1);
    const name = newest?.type === 'typing' ? personOf(newest) : undefined;
    if (name === undefined) return;
    const follow = isAtEnd(this.#scroller);
    this.#writing.person(filled(this.#words.personWriting, { name }));
    if (follow) showEnd(this.#suggestions.element);
  }

  #show(activities: readonly WireActivity[], next: WireActivity | undefined): void {
    const news = this.#transcript.receive(activities, next);
    if (news.length === 0) return;
    const last = news.at(-1)?.activity;
    const titles = this.#showSuggestions();
    if (next) this.#writing.now(this.#words.writing);
    else if (!this.#transcript.awaitsReply) this.#writing.hide();
    void this.#numbers.follow(news.map(({ activity }) => activity));
    if (this.#replaying) showEnd(this.#suggestions.element);
    else this.#tell(news, titles.length);
    if (!next) this.#replyStart = undefined;
    this.#replaying = false;
    this.#followLanguage(news.findLast(({ activity }) => sideOf(activity) === 'bot')?.activity.locale);
    if (last?.channelData?.contentId === DELETED) this.#deletedInChat(last);
  }

  /** The parent asked the bot for another language: the page's own words follow. */
  #followLanguage(language: string | undefined): void {
    if (!language || this.#transcript.awaitsReply || !this.#language.has(language)) return;
    if (language !== this.#language.current) void this.#language.speak(language);
  }

  /** The page speaks another language now. */
  #speak(): void {
    const { current } = this.#language;
    this.#conversation.speak(current);
    this.#transcript.speak(current);
    void this.#numbers.speak(current);
  }

  /** What the bot says first, which the page shows before there is a conversation. */
  #isWelcome({ text, channelData }: WireActivity): boolean {
    return this.#language.welcome.some(
      (first) => first.text === text && first.channelData?.contentId === channelData?.contentId,
    );
  }

  /** The parent asked for it in the chat: the last words stay to say that it is done. */
  #deletedInChat(last: WireActivity): void {
    void this.#conversation.delete();
    this.#transcript.reset([last], false);
  }

  #notSent(message: Unsent, status: 'waiting' | 'refused'): void {
    this.#transcript.showUnsent(message, status);
    this.#writing.hide();
  }

  #showSuggestions(): readonly string[] {
    const last = this.#transcript.messages.findLast(isFromBot);
    const titles = this.#transcript.awaitsReply ? [] : actionTitles(last);
    this.#suggestions.show(titles);
    return titles;
  }

  /** Shows and says what the parent has not read: the first words were there before the conversation started. */
  #tell(news: readonly Drawn[], suggestions: number): void {
    const words = this.#words;
    const fresh = news.filter(({ activity }) => isFromBot(activity) && !this.#isWelcome(activity));
    if (fresh.length === 0) return;
    this.#replyStart ??= fresh[0]?.item;
    showNews(this.#scroller, this.#replyStart, this.#suggestions.element);
    for (const { activity } of fresh) {
      this.#announcer.say(`${speakerOf(activity, words)} ${messageText(activity)}`);
      this.onBotMessage(activity);
    }
    if (suggestions > 0) this.#announcer.say(filled(words.suggestionsCount, { count: suggestions }));
  }

  /** A person who talks with the parent sees that words are coming. The program has no use for it. */
  #tellWriting(): void {
    const last = this.#transcript.messages.findLast(isFromBot);
    if (!last || personOf(last) === undefined || Date.now() - this.#toldWriting < WRITING_TOLD_EACH_MS) return;
    this.#toldWriting = Date.now();
    this.#conversation.tellWriting();
  }

  #sendAgain(message: Unsent): void {
    this.#transcript.removeUnsent(message.id);
    this.send(message.text);
  }

  #remove(message: Unsent): void {
    this.#conversation.discard(message.id);
    this.#transcript.removeUnsent(message.id);
    this.#showSuggestions();
    this.#composer.focus();
  }

  #ended(): void {
    this.#reset(true);
    this.#status.notice(this.#words.newConversation, true);
    this.#announcer.say(this.#words.newConversation);
    this.#conversation.resume();
  }

  #reset(keepUnsent: boolean): void {
    this.#replaying = false;
    this.#pace.clear();
    this.#writing.hide();
    this.#transcript.reset(this.#language.welcome, keepUnsent);
    this.#showSuggestions();
  }
}
