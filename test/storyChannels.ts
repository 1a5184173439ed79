import type { Activity } from 'botbuilder';
import { ARRIVES, messageOf, type StoryClock, type StoryConversation } from '../src/stories/play.ts';
import type { Story } from '../src/stories/story.ts';
import { type Conversation, DirectLineCaller } from './directLineCaller.ts';
import type { TestServer } from './helpers.ts';
import { cardButtons, type Person, type Teams } from './teamsPerson.ts';

/** Lets time pass on a server; what is due by then is done at its time, as the server does every two seconds. */
async function passTime({ parts }: TestServer, clock: StoryClock, ms: number): Promise<void> {
  const end = clock.now().getTime() + ms;
  for (const item of await parts.store.takeDue(new Date(end), 10)) {
    clock.pass(Math.max(0, item.at.getTime() - clock.now().getTime()));
    await parts.dueTurns.handle(item);
  }
  clock.pass(end - clock.now().getTime());
}

/** A story's conversation over HTTP, as Direct Line clients hold it. */
export class DirectLineStory implements StoryConversation {
  readonly #server: TestServer;
  readonly #clock: StoryClock;
  readonly #locale: string;
  readonly #caller: DirectLineCaller;
  #conversation: Conversation | undefined;
  #watermark = '';

  constructor(server: TestServer, clock: StoryClock, story: Story) {
    this.#server = server;
    this.#clock = clock;
    this.#locale = story.locale ?? 'en-US';
    this.#caller = new DirectLineCaller(server.url);
  }

  async wait(ms: number) {
    await passTime(this.#server, this.#clock, ms);
    return this.#conversation ? this.#heard(this.#conversation) : [];
  }

  async send(words: string) {
    const known = this.#conversation;
    const conversation = known ?? (await this.#start());
    // The welcome to a conversation is part of a story only where the story begins with it.
    if (!known && words !== ARRIVES) await this.#heard(conversation);
    if (words !== ARRIVES) {
      const { status } = await this.#caller.post(conversation, { ...messageOf(words), locale: this.#locale });
      if (status !== 200) throw new Error(`"${words}" was answered ${status}`);
    } else if (known) {
      await this.#caller.call('POST', '/conversations', { token: known.token, body: { locale: this.#locale } });
    }
    return this.#heard(conversation);
  }

  async #start(): Promise<Conversation> {
    const { body } = await this.#caller.call<Conversation>('POST', '/conversations', {
      body: { locale: this.#locale },
    });
    this.#conversation = body;
    return body;
  }

  async #heard(conversation: Conversation): Promise<Partial<Activity>[]> {
    const { activities, watermark } = await this.#caller.poll(conversation, this.#watermark);
    this.#watermark = watermark;
    return activities.filter(({ from }) => from?.role === 'bot');
  }
}

/** A story's conversation through /api/messages, in a personal chat of Teams. Buttons of cards are pressed. */
export class TeamsStory implements StoryConversation {
  readonly #teams: Teams;
  readonly #clock: StoryClock;
  readonly #locale: string;
  readonly #person: Person;
  #pressed: { readonly words: string; readonly card: Partial<Activity> | undefined; readonly at: Date } | undefined;

  constructor(teams: Teams, clock: StoryClock, story: Story) {
    this.#teams = teams;
    this.#clock = clock;
    this.#locale = story.locale ?? 'en-US';
    this.#person = teams.person('personal');
  }

  wait(ms: number) {
    return this.#sentBy(() => passTime(this.#teams.server, this.#clock, ms));
  }

  send(words: string) {
    return this.#sentBy(async () => {
      const status = await this.#act(words);
      if (status !== 200) throw new Error(`"${words}" was answered ${status}`);
    });
  }

  #act(words: string): Promise<number> {
    const { id } = this.#person;
    if (words === ARRIVES) {
      return this.#person.send({ type: 'conversationUpdate', membersAdded: [{ id }], locale: this.#locale });
    }
    const card = this.#cardWith(words);
    if (!card) return this.#person.send({ ...messageOf(words), locale: this.#locale });
    this.#pressed = { words, card, at: this.#clock.now() };
    return this.#person.press(words, card);
  }

  /** The card on which the parent finds this button: the newest, or that of a moment ago when the tap was double. */
  #cardWith(words: string): Partial<Activity> | undefined {
    const last = this.#pressed;
    if (last?.words === words && last.at.getTime() === this.#clock.now().getTime()) return last.card;
    const { newest } = this.#teams;
    return cardButtons(newest).some(({ title, data }) => title === words && data) ? newest : undefined;
  }

  async #sentBy(act: () => Promise<void>): Promise<Partial<Activity>[]> {
    const before = this.#teams.sent.length;
    await act();
    return this.#teams.sent.slice(before);
  }
}
