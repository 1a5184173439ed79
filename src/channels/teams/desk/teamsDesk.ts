import type { Activity } from 'botbuilder';
import { fill } from '../../../content/interface.ts';
import type { Desk, DeskMessage, DeskMessageOf, Receipt } from '../../../handoff/desk.ts';
import { cardMessage, handoffCard, headline, warningCard } from './deskCard.ts';
import { type DeskWords, foundWords } from './deskWords.ts';
import { parentWords } from './parentWords.ts';
import { NotThere, type StaffChannel } from './staffChannel.ts';

/** Messages that were brought, but may come again when the store was away before it could note that. */
const REMEMBERED = 1000;

/**
 * The desk in a channel of Teams: a card for each hand-off, changed in place, and its thread for the talk. What is
 * posted can come twice only if the process ends between the post and the store's note of it.
 */
export class TeamsDesk implements Desk {
  readonly kind = 'teams';
  readonly #channel: StaffChannel;
  readonly #words: DeskWords;
  readonly #brought = new Map<string, Receipt | undefined>();
  /** Threads that take the place of deleted ones, by hand-off. */
  readonly #reopened = new Map<string, string>();

  constructor(channel: StaffChannel, words: DeskWords) {
    this.#channel = channel;
    this.#words = words;
  }

  async deliver(message: DeskMessage): Promise<Receipt | undefined> {
    if (this.#brought.has(message.id)) return this.#brought.get(message.id);
    const receipt = await this.#bring(message);
    if (message.kind === 'parentTyping') return undefined;
    this.#brought.set(message.id, receipt);
    const [oldest] = this.#brought.keys();
    if (this.#brought.size > REMEMBERED && oldest !== undefined) this.#brought.delete(oldest);
    return receipt;
  }

  async #bring(message: DeskMessage): Promise<Receipt | undefined> {
    const words = this.#words;
    switch (message.kind) {
      case 'asked':
        return { thread: await this.#openThread(message) };
      case 'changed':
        await this.#redraw(message);
        return undefined;
      case 'parentSaid':
        return this.#post(message, parentWords(words.parentSays, message.text), 'take back later');
      case 'callBack':
        await this.#redraw(message);
        return this.#post(message, parentWords(words.callNumber, message.number), 'take back later');
      case 'warning':
        // It may be what makes the hand-off urgent.
        await this.#redraw(message);
        return this.#post(message, this.#warning(message));
      case 'parentTyping':
        return this.#typing(message);
      case 'parentLeft':
        return this.#tell(over(message), words.parentLeft);
      case 'ended':
        return this.#tell(over(message), fill(words.ended, { name: message.by.name }));
      case 'timedOut':
        return this.#tell(message, words.timedOut);
      case 'retract':
        return this.#retract(message);
    }
  }

  #openThread({ handoff }: DeskMessage): Promise<string> {
    return this.#channel.open(cardMessage(handoffCard(handoff, this.#words), headline(handoff, this.#words)));
  }

  /** Changes the card in place. One that was deleted in Teams is not made again for that. */
  async #redraw({ handoff, thread }: DeskMessage): Promise<void> {
    if (!thread) return;
    try {
      const card = handoffCard(handoff, this.#words);
      await this.#channel.change(thread, cardMessage(card, headline(handoff, this.#words)));
    } catch (error) {
      if (!(error instanceof NotThere)) throw error;
    }
  }

  /** Posts into the thread; into a new one when somebody deleted the card. */
  async #post(message: DeskMessage, post: Partial<Activity>, later?: 'take back later'): Promise<Receipt> {
    const { id: handoff } = message.handoff;
    let thread = this.#reopened.get(handoff) ?? message.thread ?? (await this.#reopen(message));
    const sent = await this.#channel.post(thread, post).catch(async (error: unknown) => {
      if (!(error instanceof NotThere)) throw error;
      thread = await this.#reopen(message);
      return this.#channel.post(thread, post);
    });
    this.#reopened.delete(handoff);
    return { thread, ...(later && { post: postName(thread, sent) }) };
  }

  /** A new thread for a hand-off, kept here until the store has its name with the first post in it. */
  async #reopen(message: DeskMessage): Promise<string> {
    const thread = await this.#openThread(message);
    this.#reopened.set(message.handoff.id, thread);
    return thread;
  }

  /** Words of ours in the thread, once the card shows the same. */
  async #tell(message: DeskMessage, words: string): Promise<Receipt | undefined> {
    if (!message.thread) return undefined;
    await this.#redraw(message);
    try {
      await this.#channel.post(message.thread, { type: 'message', text: words, textFormat: 'plain' });
    } catch (error) {
      if (!(error instanceof NotThere)) throw error;
    }
    return undefined;
  }

  #warning({ level, route }: DeskMessageOf<'warning'>): Partial<Activity> {
    const { warnAct, warnCheck } = this.#words;
    const sure = level === 'act';
    const said = fill(sure ? warnAct : warnCheck, { what: foundWords(this.#words, route) });
    return cardMessage(warningCard(said, sure), said);
  }

  /** Where Teams shows it. It is never worth a second call. */
  async #typing({ thread }: DeskMessage): Promise<undefined> {
    if (thread) await this.#channel.post(thread, { type: 'typing' }).catch(() => {});
  }

  async #retract({ posts }: DeskMessageOf<'retract'>): Promise<undefined> {
    const instead = { type: 'message', text: this.#words.retracted, textFormat: 'plain' };
    for (const post of posts) {
      const { thread, id } = postOf(post);
      try {
        await this.#channel.remove(thread, id, instead);
      } catch (error) {
        // Somebody was faster.
        if (!(error instanceof NotThere)) throw error;
      }
    }
  }
}

/** The message with the hand-off as it is after it: nobody waits, talks or is to be called. */
function over<M extends DeskMessage>(message: M): M {
  return { ...message, handoff: { ...message.handoff, stage: 'ended' } };
}

/** The name under which a post is taken back later: its thread and its id. */
function postName(thread: string, id: string): string {
  return `${thread}/${id}`;
}

function postOf(name: string): { thread: string; id: string } {
  const end = name.lastIndexOf('/');
  return { thread: name.slice(0, end), id: name.slice(end + 1) };
}
