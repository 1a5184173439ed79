import type { Content } from '../src/content/load.ts';
import type { Language } from '../src/content/routes.ts';
import { HANDOFF_TOPIC, type Turn } from '../src/turn.ts';
import { normal } from './answers.ts';
import { isCountry, setCountry } from './countryDialog.ts';
import { goTo, openDialog, readTarget } from './navigate.ts';
import type { DialogContext } from './sdk.ts';

const CLARIFY = 'chat/clarify';

/** What a parent can tell the bot itself, whatever is open: start over, go back, say that again. */
export class Commands {
  readonly #phrases: Content['commands'];

  constructor(phrases: Content['commands']) {
    this.#phrases = phrases;
  }

  /** Does what the text commands. Returns false when it is no command: only a whole phrase is one. */
  async run(dc: DialogContext, turn: Turn): Promise<boolean> {
    switch (this.read(turn)) {
      case 'restart':
        dc.stack.length = 0;
        Object.assign(turn.state, { shown: [], notUnderstood: 0 });
        turn.say('chat', 'restarted');
        return true;
      case 'stop':
        dc.stack.length = 0;
        turn.say('chat', 'stopped');
        return true;
      case 'back':
        return this.#back(dc, turn);
      case 'repeat':
        return this.#repeat(dc, turn);
      case 'menu':
        await goTo(dc, { topic: 'chat', step: 'menu' });
        return true;
      case 'capabilities':
        await goTo(dc, { topic: 'chat', step: 'capabilities' });
        return true;
      case 'help':
        await goTo(dc, { topic: 'help' });
        return true;
      case 'person':
        await goTo(dc, { topic: turn.handoffs ? HANDOFF_TOPIC : 'help' });
        return true;
      case 'nurse':
        await goTo(dc, turn.handoffs ? { topic: HANDOFF_TOPIC } : { topic: 'help', step: 'nurse' });
        return true;
      case 'country':
        if (setCountry(turn)) return true;
        await goTo(dc, { topic: 'help', step: 'country' });
        return true;
      case 'delete':
        await goTo(dc, { topic: 'chat', step: 'deleteAsk' });
        return true;
      case 'spanish':
        return this.#speak(dc, turn, 'es');
      case 'english':
        return this.#speak(dc, turn, 'en');
      default:
        return false;
    }
  }

  /** Goes on in the language that the text asks for, and asks again what was asked. False when it asks for none. */
  speak(dc: DialogContext, turn: Turn): boolean {
    const command = this.#phrase(turn.text, turn.language);
    if (command !== 'spanish' && command !== 'english') return false;
    return this.#speak(dc, turn, command === 'spanish' ? 'es' : 'en');
  }

  /** The command that the text is, if any. */
  read(turn: Turn): string | undefined {
    return this.#phrase(turn.text, turn.language) ?? (isCountry(turn) ? 'country' : undefined);
  }

  #phrase(text: string, language: Language): string | undefined {
    const typed = normal(text);
    for (const spoken of new Set<Language>([language, ...this.#phrases.keys()])) {
      for (const [command, phrases] of this.#phrases.get(spoken) ?? []) {
        if (phrases.includes(typed)) return command;
      }
    }
    return undefined;
  }

  /** The reply before the last one, with its buttons. */
  async #back(dc: DialogContext, turn: Turn): Promise<boolean> {
    const [, previous] = turn.state.shown;
    if (!previous) return this.#repeat(dc, turn);
    turn.state.shown = turn.state.shown.slice(2);
    // The topics that a "did you mean" offered stand in its buttons only.
    if (previous.contentId === CLARIFY) turn.say('chat', 'clarify', { actions: previous.actions });
    else await goTo(dc, readTarget(turn, previous.contentId));
    return true;
  }

  #repeat(dc: DialogContext, turn: Turn): boolean {
    const open = openDialog(dc);
    if (open) open.ask(turn, dc.activeDialog?.state);
    else turn.say('chat', 'repeatNothing');
    return true;
  }

  #speak(dc: DialogContext, turn: Turn, language: Language): boolean {
    if (!turn.library.speaks(language)) {
      turn.say('chat', 'languageNotYet');
      return true;
    }
    turn.state.language = language;
    return this.#repeat(dc, turn);
  }
}
