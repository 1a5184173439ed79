import type { BuiltBot } from '../buildBot.ts';
import type { Activity } from '../channels/activity.ts';
import type { Language } from '../content/routes.ts';
import { LocalConversation } from '../localConversation.ts';
import { contentIdsOf, passTime, type StoryClock } from '../stories/play.ts';
import { chooseMove, type Move, SECOND_TAP_MS } from './moves.ts';
import { Random } from './random.ts';
import { PLANTED, TurnRules } from './rules.ts';
import { commandTest, type Words } from './words.ts';

const STALE_MS = 3 * 3_600_000;
const LOCALES: Record<Language, string> = { en: 'en-US', es: 'es-MX' };
const CHANNELS = ['directline', 'msteams'] as const;
/** How many turns before a broken rule are told. */
const TOLD_TURNS = 8;

export interface SimulationOptions {
  /** The same seed says the same things, as long as content and models stay. */
  readonly seed: number;
  readonly turns: number;
  readonly language: Language;
}

/** A rule that did not hold, with what led to it. */
export interface BrokenRule {
  readonly rule: string;
  readonly conversation: number;
  readonly turns: readonly string[];
}

export interface SimulationReport {
  readonly turns: number;
  readonly conversations: number;
  readonly escalated: number;
  readonly checked: number;
  /** Content ids that were said. */
  readonly reached: ReadonlySet<string>;
  readonly broken: readonly BrokenRule[];
}

/** Talks to the bot at random, and notes every rule of rules.ts that does not hold. `clock` is the bot's own. */
export async function simulate(
  built: BuiltBot,
  clock: StoryClock,
  words: Words,
  { seed, turns, language }: SimulationOptions,
): Promise<SimulationReport> {
  const random = new Random(seed);
  const reached = new Set<string>();
  const broken: BrokenRule[] = [];
  const count = { turns: 0, conversations: 0, escalated: 0, checked: 0 };
  while (count.turns < turns) {
    count.conversations += 1;
    clock.reset();
    const talk = new Talk(built, clock, words, random, language);
    const length = 3 + random.below(60);
    for (let i = 0; i < length && count.turns < turns; i++) {
      const { ids, problems, history } = await talk.turn();
      count.turns += 1;
      for (const id of ids) reached.add(id);
      if (ids.some((id) => id.endsWith('/act'))) count.escalated += 1;
      if (ids.some((id) => id.endsWith('/check'))) count.checked += 1;
      for (const rule of problems) broken.push({ rule, conversation: count.conversations, turns: history });
    }
  }
  return { ...count, reached, broken };
}

/** One simulated conversation. */
class Talk {
  readonly #built: BuiltBot;
  readonly #clock: StoryClock;
  readonly #words: Words;
  readonly #random: Random;
  readonly #language: Language;
  readonly #rules: TurnRules;
  readonly #options: { readonly channelId: string; readonly locale: string };
  readonly #history: string[] = [];
  #conversation: LocalConversation;

  constructor(built: BuiltBot, clock: StoryClock, words: Words, random: Random, language: Language) {
    this.#built = built;
    this.#clock = clock;
    this.#words = words;
    this.#random = random;
    this.#language = language;
    this.#rules = new TurnRules(built.library, commandTest(built.content));
    this.#options = { channelId: random.pick(CHANNELS), locale: LOCALES[language] };
    this.#conversation = new LocalConversation(built.bot, this.#options);
  }

  async turn(): Promise<{ ids: string[]; problems: string[]; history: string[] }> {
    const before = this.#conversation.state;
    const { lastAt } = before ?? {};
    const move = this.#planted(chooseMove(this.#random, this.#words, before));
    const silentMs = lastAt === undefined ? 0 : this.#clock.now().getTime() + move.afterMs - Date.parse(lastAt);
    const stale = silentMs > STALE_MS;
    let replies: Partial<Activity>[] = [];
    const problems: string[] = [];
    try {
      replies = await this.#make(move);
    } catch (error) {
      problems.push(`an exception: ${error instanceof Error ? error.stack : String(error)}`);
    }
    const ids = contentIdsOf(replies);
    this.#history.push(`${told(move)} -> ${ids.join(', ') || 'nothing'}`);
    const after = this.#conversation.state;
    // A message in another language is screened in that one.
    const language = after?.language ?? this.#language;
    const risk = this.#built.screen.screen(move.kind === 'type' ? move.text : '', language);
    if (problems.length === 0) problems.push(...this.#rules.broken({ move, before, after, replies, risk, stale }));
    return { ids, problems, history: this.#history.slice(-TOLD_TURNS) };
  }

  /** Puts a word into some messages that must be found nowhere later. */
  #planted(move: Move): Move {
    return move.kind === 'type' && this.#random.chance(0.1) ? { ...move, text: `${move.text} ${PLANTED}` } : move;
  }

  async #make(move: Move): Promise<Partial<Activity>[]> {
    await passTime(this.#conversation, this.#clock, move.afterMs);
    switch (move.kind) {
      case 'arrive':
        return this.#conversation.arrive();
      case 'event':
        return this.#conversation.send({ type: 'event', name: this.#random.pick(['checkIn', 'other', '']) });
      case 'photo':
        return this.#conversation.send({ type: 'message', attachments: [{ contentType: 'image/png' }] });
      case 'nothing':
        return this.#conversation.say('');
      case 'release':
        this.#conversation = new LocalConversation(this.#built.bot, { ...this.#options, state: move.state });
        return [];
      case 'pressTwice':
        await this.#conversation.say(move.text);
        await passTime(this.#conversation, this.#clock, SECOND_TAP_MS);
        return this.#conversation.say(move.text);
      default:
        return this.#conversation.say(move.text);
    }
  }
}

/** A move in a few words. What a simulated parent types is no secret. */
function told(move: Move): string {
  const text = 'text' in move ? ` "${move.text.slice(0, 120)}"` : '';
  return `${move.kind}${text}${move.afterMs > 60_000 ? ` after ${Math.round(move.afterMs / 60_000)} min` : ''}`;
}
