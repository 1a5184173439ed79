import type { Logger } from 'pino';
import { Answers } from '../dialogs/answers.ts';
import { Commands } from '../dialogs/commands.ts';
import { createDialogs } from '../dialogs/dialogSet.ts';
import { KnownTitles } from '../dialogs/knownTitles.ts';
import { Reasons } from '../dialogs/reasons.ts';
import { Bot } from './bot.ts';
import { ConfigError } from './config.ts';
import { draftTopics, unsignedProblem } from './content/drafts.ts';
import { CONTENT_FOLDER } from './content/folder.ts';
import { ContentLibrary } from './content/library.ts';
import { type Content, loadContent } from './content/load.ts';
import { isEmergency } from './content/routes.ts';
import { loadSite } from './content/site.ts';
import type { SiteDesk } from './content/siteSchema.ts';
import type { BotDesk, WaitingBefore } from './handoff/handoffTurn.ts';
import { BabyWordListener } from './intents/babyWords.ts';
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
 * ConfigError for a country or a site that has no file, and for drafts that it may neither serve nor do without.
 */
export function buildBot(options: {
  readonly log: Logger;
  readonly country: string;
  readonly site?: string | undefined;
  /** The setting SERVE_DRAFT. */
  readonly serveDraft?: boolean;
  /** Another one only in tests. */
  readonly folder?: string;
  readonly now?: () => Date;
  /** How long after its end a hand-off stays with the staff; absent without a server. */
  readonly retentionHours?: number;
  /** The queue of the desk; absent where there is none, as in the terminal. */
  readonly waitingBefore?: WaitingBefore;
}): BuiltBot {
  const { serveDraft = true, folder = CONTENT_FOLDER } = options;
  const content = loadContent(folder);
  const site = options.site === undefined ? undefined : loadSite(folder, options.site, content);
  const country = site?.country ?? options.country;
  if (!content.regions.has(country)) {
    const known = [...content.regions.keys()].join(', ');
    throw new ConfigError([`COUNTRY: there is no content/regions/${country}.yaml; choose one of ${known}`]);
  }
  if (!serveDraft) withholdDrafts(content, options.log);
  const library = new ContentLibrary(content, site, !serveDraft);
  const understanding = loadUnderstanding(content, folder);
  const answers = new Answers(content.answers);
  const bot = new Bot({
    library,
    ...understanding,
    search: new ContentSearch(library, (topic) => isFound(library, topic)),
    babyWords: new BabyWordListener(content.babyWords),
    spoken: new SpokenLanguage(understanding.matcher),
    answers,
    commands: new Commands(content.commands),
    titles: new KnownTitles(library),
    dialogs: createDialogs(answers, new Reasons(content.reasons)),
    log: options.log,
    country,
    now: options.now ?? (() => new Date()),
    // Without its words nobody can be handed over.
    desk: library.desk && !library.withholds(HANDOFF_TOPIC) ? botDesk(library.desk, options) : undefined,
  });
  return { bot, content, library, country, ...understanding };
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

/** Tells which topics parents will not get to read. Throws a ConfigError when they need one of them. */
function withholdDrafts(content: Content, log: Logger): void {
  const problem = unsignedProblem(content);
  if (problem) throw new ConfigError([problem]);
  const topics = draftTopics(content);
  if (topics.length > 0) log.warn({ topics }, 'these topics are drafts: parents are told so and shown help lines');
}

/** Emergencies and steps of a hand-off, which depend on more, are never a search result, and what is withheld is none. */
function isFound(library: ContentLibrary, topic: string): boolean {
  if (topic === HANDOFF_TOPIC || library.withholds(topic)) return false;
  return !isEmergency(library.topic(topic)?.route ?? 'other');
}
