import type { Logger } from 'pino';
import { Answers } from '../dialogs/answers.ts';
import { Commands } from '../dialogs/commands.ts';
import { createDialogs } from '../dialogs/dialogSet.ts';
import { Bot } from './bot.ts';
import { ConfigError } from './config.ts';
import { CONTENT_FOLDER } from './content/folder.ts';
import { ContentLibrary } from './content/library.ts';
import { type Content, loadContent } from './content/load.ts';
import { loadUnderstanding, type Understanding } from './understanding.ts';

export interface BuiltBot extends Understanding {
  readonly bot: Bot;
  readonly content: Content;
  readonly library: ContentLibrary;
}

/** Builds the bot from content/ and the trained models. Throws a ContentError, or a ConfigError for an unknown country. */
export function buildBot(options: {
  readonly log: Logger;
  readonly country: string;
  readonly now?: () => Date;
}): BuiltBot {
  const content = loadContent(CONTENT_FOLDER);
  if (!content.regions.has(options.country)) {
    const known = [...content.regions.keys()].join(', ');
    throw new ConfigError([`COUNTRY: there is no content/regions/${options.country}.yaml; choose one of ${known}`]);
  }
  const library = new ContentLibrary(content);
  const understanding = loadUnderstanding(content, CONTENT_FOLDER);
  const bot = new Bot({
    library,
    ...understanding,
    commands: new Commands(content.commands),
    dialogs: createDialogs(new Answers(content.answers)),
    log: options.log,
    country: options.country,
    now: options.now ?? (() => new Date()),
  });
  return { bot, content, library, ...understanding };
}
