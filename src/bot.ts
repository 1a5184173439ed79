import type { Activity, TurnContext } from 'botbuilder';
import type { Logger } from 'pino';
import type { Answers } from '../dialogs/answers.ts';
import type { Commands } from '../dialogs/commands.ts';
import { personButton } from '../dialogs/escalationDialog.ts';
import type { KnownTitles } from '../dialogs/knownTitles.ts';
import { closeStale, follow, goOver, goTo, mend, openDialog, readTarget, sayAgain } from '../dialogs/navigate.ts';
import { Person, programsOwn } from '../dialogs/person.ts';
import { followNearTitle, isHarmlessAnswer, pressedButton } from '../dialogs/pressed.ts';
import { DialogContext, type DialogSet } from '../dialogs/sdk.ts';
import { offerWaysOn, rememberOtherTopic } from '../dialogs/waysOn.ts';
import { handoffOf } from './channels/handoffOf.ts';
import { readInbound, timeZoneOf } from './channels/inbound.ts';
import { toActivities } from './channels/reply.ts';
import type { ContentLibrary } from './content/library.ts';
import type { Language } from './content/routes.ts';
import type { BotDesk, Notice } from './handoff/handoffTurn.ts';
import type { BabyWordListener } from './intents/babyWords.ts';
import type { ContentSearch } from './intents/contentSearch.ts';
import type { Matcher } from './intents/matcher.ts';
import { withoutOpening } from './intents/opening.ts';
import { preferringTopics } from './intents/smallTalk.ts';
import type { SpokenLanguage } from './intents/spokenLanguage.ts';
import type { Match } from './intents/types.ts';
import type { SafetyScreen } from './safety/screen.ts';
import { type ConversationState, newConversation } from './state/conversationState.ts';
import { attachTurn, Turn } from './turn.ts';

export interface BotParts {
  readonly library: ContentLibrary;
  readonly screen: SafetyScreen;
  readonly matcher: Matcher;
  /** Finds steps by their words, for what the matcher does not understand. */
  readonly search: ContentSearch;
  readonly spoken: SpokenLanguage;
  readonly babyWords: BabyWordListener;
  readonly answers: Answers;
  readonly commands: Commands;
  readonly titles: KnownTitles;
  readonly dialogs: DialogSet;
  readonly log: Logger;
  /** The hospital's country: a file name in content/regions. */
  readonly country: string;
  readonly now: () => Date;
  /** The desk of the hospital, when it has one. */
  readonly desk?: BotDesk | undefined;
}

const HOUR_MS = 3_600_000;
/** After such a silence Attune says again that it is a program. */
const AWAY_MS = 7 * 24 * HOUR_MS;
/** After such a silence the baby may be in another state: danger signs are asked anew, nothing is resumed. */
const STALE_MS = 3 * HOUR_MS;

/** Attune: what it says in one turn. Pure but for its clock; the store and the channels are around it. */
export class Bot {
  readonly #parts: BotParts;
  readonly #person: Person;

  constructor(parts: BotParts) {
    this.#parts = parts;
    this.#person = new Person(parts);
  }

  /** The conversation as it was left, or a new one in the language of this activity. */
  open(stored: ConversationState | undefined, activity: Activity): ConversationState {
    const fresh = newConversation(languageOf(activity.locale));
    const shown: unknown = activity.channelData?.country;
    // The page that the parent came by shows this country's numbers: the chat may not show others.
    if (typeof shown === 'string' && this.#parts.library.region(shown)) fresh.country = shown;
    const timeZone = timeZoneOf(activity);
    // What was stored by an older release may lack what this one remembers.
    return { ...fresh, ...stored, ...(timeZone && { timeZone }) };
  }

  /** One turn: the replies to `context.activity`, in order. Changes `state`, and sends nothing. */
  async turn(context: TurnContext, state: ConversationState): Promise<Partial<Activity>[]> {
    // 1. Inbound: what came in, whatever the channel.
    const turn = this.#turn(readInbound(context.activity), state, context.activity);
    attachTurn(context, turn);
    const dc = new DialogContext(this.#parts.dialogs, context, state.dialogs);
    mend(dc, turn);
    if (turn.awayMs > STALE_MS) closeStale(dc);

    // 2. Safety screen: every message, in every state, before anything else.
    turn.pressed = programsOwn(turn, pressedButton(dc, turn, this.#parts.answers));
    if (!turn.pressed) this.#listen(turn);
    turn.reading = this.#parts.matcher.read(turn.text, turn.language);
    // A pressed button is our own words: it says where it leads.
    if (!turn.pressed) turn.risk = this.#parts.screen.screen(turn.text, turn.language, turn.reading);
    const escalated = await this.#escalate(dc, turn);

    // 3. Person: who has taken the hand-off gets the message, and the program is silent.
    const relayed = await this.#person.relay(dc, turn, escalated);

    // 4. Open dialog: the reply to a step's question or button.
    const answered = escalated || relayed || (await this.#answerOpenDialog(dc, turn));

    // 5. Intents: what the utterance is about. 6. Dialog: chooses the step. 7. Content: its words.
    if (!answered) await this.#beginDialog(dc, turn);

    // 8. Reply: with the way back to what waits, and to what else the message was about.
    if (!escalated && !relayed) rememberOtherTopic(turn, this.#parts.matcher);
    offerWaysOn(dc, turn);
    this.#remember(dc, turn);
    this.#logTurn(turn);
    return toActivities(turn.replies, this.#parts.library);
  }

  /** What is said when a turn failed: from memory alone, with the emergency words when the message needs them. */
  fault(activity: Activity, step: 'fault' | 'tooFast' = 'fault'): Partial<Activity>[] {
    const turn = this.#turn(readInbound(activity), this.open(undefined, activity), activity);
    const risk = this.#parts.screen.screen(turn.text, turn.language);
    if (risk.route && risk.level !== 'none') turn.say(risk.route, 'act');
    turn.say('chat', step);
    return toActivities(turn.replies, this.#parts.library);
  }

  /**
   * Something that is no message of the parent: a person takes the hand-off, nobody does. `work` says what the bot says
   * then; `activity` is addressed as one of the parent's would be. Changes `state`, and sends nothing.
   */
  notice(activity: Activity, state: ConversationState, work: (turn: Turn) => void): Notice {
    const turn = this.#turn({ kind: 'nothing' }, state, activity);
    work(turn);
    turn.rememberActions();
    return { replies: toActivities(turn.replies, this.#parts.library), commit: turn.handoffs?.commit ?? {} };
  }

  #turn(inbound: ReturnType<typeof readInbound>, state: ConversationState, activity: Activity): Turn {
    const { library, country, desk } = this.#parts;
    const now = this.#parts.now();
    const handoffs = desk && handoffOf(desk, activity, state, now);
    return new Turn({ inbound, state, library, now, siteCountry: country, handoffs });
  }

  /**
   * A parent who writes in another language that Attune speaks is screened, understood and answered in it, with their
   * own word for the baby.
   */
  #listen(turn: Turn): void {
    const spoken = this.#parts.spoken.of(turn.text, turn.language);
    if (this.#parts.library.speaks(spoken)) turn.state.language = spoken;
    const word = this.#parts.babyWords.of(turn.text, turn.language);
    if (word) turn.state.babyWord = word;
  }

  #remember(dc: DialogContext, turn: Turn): void {
    const { state } = turn;
    if (turn.erase) {
      turn.handoffs?.erase();
      dc.stack.length = 0;
      for (const key of Object.keys(state)) delete state[key as keyof ConversationState];
      Object.assign(state, newConversation(turn.replies.at(-1)?.language ?? 'en'));
    }
    turn.rememberActions();
    if (!turn.fromParent) return;
    state.turns += 1;
    state.lastAt = turn.now.toISOString();
  }

  async #escalate(dc: DialogContext, turn: Turn): Promise<boolean> {
    const { level, route } = turn.risk;
    if (level === 'none' || !route) return false;
    const open = openDialog(dc);
    // "Someone is with me", said to an open escalation, is our own phrase for being safe, word for word.
    if (open?.id === 'escalationDialog' && open.understands(turn, dc.activeDialog?.state)) return false;
    const byModelAlone = turn.risk.evidence.every(({ source, level }) => source === 'model' || level === 'none');
    // "I'll try it", asked whether to try something, is our own phrase too. What a rule found still counts.
    if (byModelAlone && turn.risk.evidence.length > 0 && isHarmlessAnswer(turn, this.#parts.answers)) return false;
    if (level === 'act') {
      turn.handoffs?.warn(level, route);
      await goOver(dc, 'escalationDialog', { topic: route });
      return true;
    }
    // A person is there, and is told: they ask better than we do.
    if (turn.handoffs?.person) {
      turn.handoffs.warn(level, route);
      return false;
    }
    if (open?.id === 'checkDialog' || turn.deniedLately(route)) return false;
    // A short answer to our own question reads oddly out of context. Rules still count, and so does act.
    if (byModelAlone && open?.understands(turn, dc.activeDialog?.state)) return false;
    if (dc.stack.some(({ id, state }) => id === 'escalationDialog' && state.topic === route)) return false;
    turn.handoffs?.warn(level, route);
    await goOver(dc, 'checkDialog', { topic: route, pending: this.#afterCheck(dc, turn) });
    return true;
  }

  /** Where the conversation goes when the check is answered with no: to what the message is about besides. */
  #afterCheck(dc: DialogContext, turn: Turn): string | undefined {
    const match = this.#parts.matcher.match(turn.text, turn.language, turn.reading);
    const candidates = match.kind === 'route' ? [match.best, ...match.others] : match.candidates;
    const [ordinary] = candidates;
    const waits = dc.stack.some(({ id }) => id === 'cryingDialog');
    if (waits && (!ordinary || ordinary.topic === 'crying')) return undefined;
    if (!ordinary || ordinary.route === 'chat') return 'distress';
    return ordinary.step ? `${ordinary.topic}/${ordinary.step}` : ordinary.topic;
  }

  /** Returns false when nothing open asked for this. */
  async #answerOpenDialog(dc: DialogContext, turn: Turn): Promise<boolean> {
    const open = openDialog(dc);
    if (turn.inbound.kind === 'event') {
      await open?.comeDue(turn, dc.activeDialog?.state, turn.inbound.name);
      return true;
    }
    if (turn.inbound.kind !== 'text') return false;
    if (turn.tappedTwice) {
      await sayAgain(dc, turn);
      return true;
    }
    if (turn.pressed) {
      turn.state.notUnderstood = 0;
      await follow(dc, turn.pressed);
      return true;
    }
    // Anything but a clear no leads from a check to the emergency; the wish for another language does not.
    if (open?.id === 'checkDialog' && this.#parts.commands.speak(dc, turn)) return true;
    if (!open?.understands(turn, dc.activeDialog?.state)) return false;
    turn.state.notUnderstood = 0;
    await dc.continueDialog();
    return true;
  }

  async #beginDialog(dc: DialogContext, turn: Turn): Promise<void> {
    switch (turn.inbound.kind) {
      case 'nothing':
      case 'event':
        return;
      case 'arrival':
        await goTo(dc, { topic: 'chat', step: this.#isBack(turn) ? 'welcomeBack' : 'welcome' });
        return;
      case 'empty':
        return void turn.say('chat', 'empty');
      case 'attachment':
        return void turn.say('chat', 'noAttachment');
    }
    if (this.#isBack(turn)) turn.say('chat', 'welcomeBack', { actions: [] });
    if (await this.#parts.commands.run(dc, turn)) return;
    if ((await this.#parts.titles.follow(dc, turn)) || (await followNearTitle(dc, turn))) return;
    turn.match = preferringTopics(this.#match(turn));
    if (this.#isBack(turn) && turn.match.kind === 'route' && turn.match.best.route === 'chat') {
      // A greeting is answered by the welcome alone.
      turn.replies.pop();
      turn.say('chat', 'welcomeBack');
      return;
    }
    if (openDialog(dc)?.id === 'escalationDialog') this.#stayWithEmergency(dc, turn);
    else await this.#goToMatch(dc, turn);
  }

  #match(turn: Turn): Match {
    const text = withoutOpening(turn.text);
    return this.#parts.matcher.match(text, turn.language, text === turn.text ? turn.reading : undefined);
  }

  /** After an escalation the lines stay in sight; what else the message is about is one tap away, never begun unasked. */
  #stayWithEmergency(dc: DialogContext, turn: Turn): void {
    const topic = String(dc.activeDialog?.state.topic);
    const about = turn.match?.kind === 'route' && turn.match.best.route !== 'chat' ? turn.match.best : undefined;
    const goOn = about && { title: turn.library.title(about.topic, turn.language), begin: about.topic };
    turn.say(topic, 'still', { moreActions: [...(goOn ? [goOn] : []), ...personButton(turn)] });
  }

  async #goToMatch(dc: DialogContext, turn: Turn): Promise<void> {
    const { match } = turn;
    if (match?.kind === 'route') {
      turn.state.notUnderstood = 0;
      const { topic, step } = match.best;
      await goTo(dc, readTarget(turn, step ? `${topic}/${step}` : topic));
    } else if (match?.kind === 'clarify' && openDialog(dc)?.listen(turn, dc.activeDialog?.state)) {
      turn.state.notUnderstood = 0;
    } else if (match?.kind === 'clarify') {
      this.#clarify(turn, match.candidates);
    } else {
      await this.#notUnderstood(dc, turn);
    }
  }

  #clarify(turn: Turn, candidates: readonly { topic: string; step?: string | undefined }[]): void {
    const buttons = candidates.map(({ topic, step }) => ({
      title: turn.library.title(topic, turn.language),
      begin: step ? `${topic}/${step}` : topic,
    }));
    const [none] = turn.library.words('chat', 'clarify', turn.language, turn.country).actions;
    turn.say('chat', 'clarify', { actions: none ? [...buttons, none] : buttons });
  }

  /** Once: kind words and the way on. Twice in a row: the offer of a person. */
  async #notUnderstood(dc: DialogContext, turn: Turn): Promise<void> {
    turn.state.notUnderstood += 1;
    const open = openDialog(dc);
    if (open?.listen(turn, dc.activeDialog?.state)) {
      turn.state.notUnderstood = 0;
    } else if (turn.state.notUnderstood >= 2) {
      turn.say('chat', 'notUnderstoodAgain');
    } else if (turn.inbound.kind === 'text' && turn.inbound.cut) {
      turn.say('chat', 'tooLong');
    } else if (turn.state.notUnderstood === 1 && this.#parts.search.find(turn.text, turn.language).length > 0) {
      this.#clarify(turn, this.#parts.search.find(turn.text, turn.language));
    } else if (open?.resumable(dc.activeDialog?.state)) {
      turn.say('chat', 'notUnderstood', { actions: [] });
      open.ask(turn, dc.activeDialog?.state);
    } else {
      turn.say('chat', 'notUnderstood');
    }
  }

  #isBack(turn: Turn): boolean {
    return turn.awayMs > AWAY_MS;
  }

  /** Never a parent's words: ids, scores and levels only. */
  #logTurn(turn: Turn): void {
    const { risk, match, replies, state } = turn;
    this.#parts.log.info(
      {
        inbound: turn.inbound.kind,
        risk: risk.level,
        riskRoute: risk.route,
        rules: risk.evidence.map((evidence) => evidence.source),
        intent: match?.kind === 'route' ? match.best.topic : match?.kind,
        score: match?.kind === 'route' ? match.best.score : undefined,
        contentIds: replies.map((reply) => reply.contentId),
        turn: state.turns,
      },
      'turn',
    );
  }
}

/** The language of a locale such as es-MX; English for one that Attune does not speak. */
function languageOf(locale: string | undefined): Language {
  return locale?.toLowerCase().startsWith('es') ? 'es' : 'en';
}
