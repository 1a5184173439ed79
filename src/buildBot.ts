import type { Logger } from 'pino';
import { Answers } from '../dialogs/answers.ts';
import { Commands } from '../dialogs/commands.ts';
import { createDialogs } from '../dialogs/dialogSet.ts';
import { KnownTitles } from '../dialogs/knownTitles.ts';
import { Reasons } from '../dialogs/reasons.ts';
import { Bot } from './bot.ts';
import { ConfigError } from './config.ts';
import { CONTENT_FOLDER } from './content/folder.ts';
import { ContentLibrary } from './content/library.ts';
import { type Content, loadContent } from './content/load.ts';
import { isEmergency } from './content/routes.ts';
import type { SiteDesk } from './content/schema.ts';
import { loadSite } from './content/site.ts';
import type { BotDesk, WaitingBefore } from './handoff/handoffTurn.ts';
import { ContentSearch } from './intents/contentSearch.ts';
import { SpokenLanguage } from './intents/spokenLanguage.ts';
import { HANDOFF_TOPIC } from './turn.ts';
import { loadUnderstanding, type Understanding } from './understanding.ts';

export interface BuiltBot extends Understanding {
  readonly bot: Bot;
  readonly content: Content;
  readonly library: ContentLibrary;
  /** The hospital's country: that of its own file, else the setting. */
  readonly country: string;
}

/**
 * Builds the bot from content/ and the trained models. `site` is the setting SITE. Throws a ContentError, or a
 * ConfigError for a country or a site that has no file.
 */
export function buildBot(options: {
  readonly log: Logger;
  readonly country: string;
  readonly site?: string | undefined;
  readonly now?: () => Date;
  /** How long after its end a hand-off stays with the staff; absent without a server. */
  readonly retentionHours?: number;
  /** The queue of the desk; absent where there is none, as in the terminal. */
  readonly waitingBefore?: WaitingBefore;
}): BuiltBot {
  const content = loadContent(CONTENT_FOLDER);
  const site = options.site === undefined ? undefined : loadSite(CONTENT_FOLDER, options.site, content);
  const country = site?.country ?? options.country;
  if (!content.regions.has(country)) {
    const known = [...content.regions.keys()].join(', ');
    throw new ConfigError([`COUNTRY: there is no content/regions/${country}.yaml; choose one of ${known}`]);
  }
  const library = new ContentLibrary(content, site);
  const understanding = loadUnderstanding(content, CONTENT_FOLDER);
  const answers = new Answers(content.answers);
  const bot = new Bot({
    library,
    ...understanding,
    search: new ContentSearch(library, (topic) => mayBeFound(library, topic)),
    spoken: new SpokenLanguage(understanding.matcher),
    answers,
    commands: new Commands(content.commands),
    titles: new KnownTitles(library),
    dialogs: createDialogs(answers, new Reasons(content.reasons)),
    log: options.log,
    country,
    now: options.now ?? (() => new Date()),
    desk: library.desk && botDesk(library.desk, options),
  });
  return { bot, content, library, country, ...understanding };
}

/** Steps that may answer free words: those of an emergency and of a hand-off depend on more. */
function mayBeFound(library: ContentLibrary, topic: string): boolean {
  return topic !== HANDOFF_TOPIC && !isEmergency(library.topic(topic)?.route ?? 'other');
}

function botDesk(
  desk: SiteDesk,
  { retentionHours = 24, waitingBefore = async () => 0 }: { retentionHours?: number; waitingBefore?: WaitingBefore },
): BotDesk {
  return {
    kind: desk.kind,
    answerWithinMs: desk.answerWithin * 60_000,
    retentionMs: retentionHours * 3_600_000,
    waitingBefore,
    // A hub sits behind a channel and hears the parent there; others are told by us.
    serves: (channelId) => desk.kind !== 'event' || desk.channels.includes(channelId),
  };
}
