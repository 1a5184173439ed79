import type { ClientConfig } from '../shared/clientConfig.ts';
import { filled } from '../shared/filled.ts';
import { messageText } from '../shared/messageHtml.ts';
import { actionTitles, isFromBot, type WireActivity } from '../shared/wireActivity.ts';
import { Announcer } from './announcer.ts';
import { Composer } from './composer.ts';
import { Conversation } from './conversation.ts';
import { byId } from './dom.ts';
import { Numbers } from './numbers.ts';
import type { Unsent } from './outbox.ts';
import { showEnd, showNews } from './scroll.ts';
import { StatusLine } from './statusLine.ts';
import type { Storage } from './storage.ts';
import { Suggestions } from './suggestions.ts';
import { type Drawn, Transcript } from './transcript.ts';
import { WritingSign } from './writingSign.ts';

/** The bot says this once the words are deleted because the parent asked in the chat. */
const DELETED = 'chat/deleted';

/** The chat: puts the conversation on the page, and what the parent does there into the conversation. */
export class Chat {
  readonly #config: ClientConfig;
  readonly #conversation: Conversation;
  readonly #transcript: Transcript;
  readonly #suggestions: Suggestions;
  readonly #composer: Composer;
  readonly #announcer: Announcer;
  readonly #status: StatusLine;
  readonly #numbers: Numbers;
  readonly #scroller = byId('conversation');
  readonly #writing: WritingSign;
  /** Messages before this conversation went online are no news: the parent has read them, or reads them now. */
  #replaying: boolean;

  constructor(config: ClientConfig, storage: Storage) {
    const { words, language } = config;
    this.#config = config;
    this.#numbers = new Numbers(words, language, config.country);
    this.#status = new StatusLine(words, () => this.#numbers.copies());
    this.#announcer = new Announcer(words.newMessages);
    this.#suggestions = new Suggestions((title) => this.send(title));
    this.#writing = new WritingSign(words.writing, this.#suggestions.element);
    this.#composer = new Composer((text) => this.send(text));
    this.#transcript = new Transcript(byId<HTMLOListElement>('transcript'), words, language, config.welcome, {
      retry: (message) => this.#sendAgain(message),
      remove: (message) => this.#remove(message),
    });
    this.#conversation = new Conversation({
      storage,
      language,
      about: { country: config.country, site: config.site },
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

  /** Goes on with the conversation of this browser, if there is one. */
  start(): void {
    if (this.#replaying) {
      this.#transcript.reset([], false);
      this.#suggestions.show([]);
      this.#status.opening();
    }
    for (const message of this.#conversation.unsent) this.#transcript.showUnsent(message, 'waiting');
    this.#conversation.resume();
    // The page is in another language than before: the bot is asked to follow, in words that it knows.
    if (this.#conversation.changesLanguage()) this.send(this.#config.words.speakThis);
  }

  /** A few words about what the page just did. */
  notice(text: string): void {
    this.#status.notice(text);
  }

  send(text: string): void {
    this.#status.seen();
    const moveFocus = this.#suggestions.hasFocus;
    const message = this.#conversation.send(text);
    const item = this.#transcript.showUnsent(message, navigator.onLine ? 'sending' : 'waiting');
    this.#suggestions.show([]);
    this.#writing.soon();
    item.scrollIntoView({ block: 'end' });
    // The pressed button is gone: reading goes on from what it said.
    if (moveFocus) item.focus({ preventScroll: true });
  }

  /** Deletes the conversation, and begins anew. Returns false when the server could not be reached. */
  async delete(): Promise<boolean> {
    if (!(await this.#conversation.delete())) return false;
    this.#reset(false);
    this.#status.notice(this.#config.words.deleted);
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
    const news = this.#transcript.receive(activities);
    if (news.length === 0) return;
    const last = news.at(-1)?.activity;
    const titles = this.#showSuggestions();
    if (!this.#transcript.awaitsReply) this.#writing.hide();
    void this.#numbers.follow(news.map(({ activity }) => activity));
    if (this.#replaying) showEnd(this.#suggestions.element);
    else this.#tell(news, titles.length);
    this.#replaying = false;
    if (last?.channelData?.contentId === DELETED) this.#deletedInChat(last);
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
    const { words, welcome } = this.#config;
    const read = welcome.map((activity) => activity.text);
    const fresh = news.filter(({ activity }) => isFromBot(activity) && !read.includes(activity.text));
    if (fresh.length === 0) return;
    showNews(this.#scroller, fresh[0]?.item, this.#suggestions.element);
    for (const { activity } of fresh) {
      this.#announcer.say(`${words.botSaid} ${messageText(activity)}`);
      this.onBotMessage(activity);
    }
    if (suggestions > 0) this.#announcer.say(filled(words.suggestionsCount, { count: suggestions }));
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
    this.#status.notice(this.#config.words.newConversation, true);
    this.#announcer.say(this.#config.words.newConversation);
    this.#conversation.resume();
  }

  #reset(keepUnsent: boolean): void {
    this.#replaying = false;
    this.#writing.hide();
    this.#transcript.reset(this.#config.welcome, keepUnsent);
    this.#showSuggestions();
  }
}
