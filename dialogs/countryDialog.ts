import { plain, type Turn } from '../src/turn.ts';
import { AttuneDialog } from './attuneDialog.ts';
import { Dialog, type DialogContext, type DialogTurnResult } from './sdk.ts';

/** Asks for the country once, and remembers it for this conversation. */
export class CountryDialog extends AttuneDialog {
  constructor() {
    super('countryDialog');
  }

  fresh(): object {
    return {};
  }

  topicOf(): string {
    return 'help';
  }

  override understands(turn: Turn): boolean {
    return regionNamed(turn) !== undefined;
  }

  async begin(_dc: DialogContext, turn: Turn): Promise<DialogTurnResult> {
    this.ask(turn);
    return Dialog.EndOfTurn;
  }

  async answer(dc: DialogContext, turn: Turn): Promise<DialogTurnResult> {
    if (setCountry(turn)) return dc.endDialog();
    this.ask(turn);
    return Dialog.EndOfTurn;
  }

  ask(turn: Turn): void {
    const titles = [...turn.library.regions()].map(([id]) => turn.library.regionTitle(id, turn.language));
    const elsewhere = turn.library.lineWords(turn.language).elsewhere;
    const actions = [...titles, elsewhere].map((title) => ({ title, answer: 'country' }));
    const { actions: ways } = turn.library.words('help', 'country', turn.language, turn.country);
    turn.say('help', 'country', { actions: [...actions, ...ways] });
  }
}

/** Remembers the country that the text names, and says so. False when it names none. */
export function setCountry(turn: Turn): boolean {
  const country = regionNamed(turn);
  if (!country) return false;
  turn.state.country = country;
  turn.say('help', turn.library.region(country) ? 'countrySet' : 'countryElsewhere');
  return true;
}

/** True when the text is the name of a country and nothing else. */
export function isCountry(turn: Turn): boolean {
  const typed = plain(turn.text);
  return [...turn.library.regions()].some(([id]) =>
    [turn.library.regionTitle(id, turn.language), turn.library.regionName(id, turn.language)].some(
      (name) => plain(name) === typed,
    ),
  );
}

/**
 * The region that the text names: its button, or the longest name in it, so that Northern Ireland is not Ireland.
 * For a country without lines of its own it is `elsewhere`, which has no numbers: never another country's.
 */
function regionNamed(turn: Turn): string | undefined {
  const typed = ` ${plain(turn.text)} `;
  if (typed.trim() === plain(turn.library.lineWords(turn.language).elsewhere)) return 'elsewhere';
  let best: { id: string; length: number } | undefined;
  for (const [id] of turn.library.regions()) {
    for (const name of [turn.library.regionTitle(id, turn.language), turn.library.regionName(id, turn.language)]) {
      if (typed.includes(` ${plain(name)} `) && name.length > (best?.length ?? 0)) best = { id, length: name.length };
    }
  }
  return best?.id;
}
