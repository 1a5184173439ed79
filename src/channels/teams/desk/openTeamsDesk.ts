import type { Logger } from 'pino';
import { type Config, ConfigError } from '../../../config.ts';
import { CONTENT_FOLDER } from '../../../content/folder.ts';
import type { SiteDesk } from '../../../content/siteSchema.ts';
import type { StaffActions } from '../../../handoff/handoff.ts';
import type { ChannelAuthentication } from '../../azure.ts';
import { isLoopback } from '../../loopback.ts';
import { loadDeskWords } from './deskWords.ts';
import { StaffChannel } from './staffChannel.ts';
import { StaffInTeams } from './staffInTeams.ts';
import { TeamsDesk } from './teamsDesk.ts';

interface TeamsDeskParts {
  readonly config: Config;
  readonly log: Logger;
  readonly azureAuthentication: ChannelAuthentication;
  readonly staff: StaffActions;
}

/**
 * The desk in a channel of Teams, and what the staff do there. Throws a ConfigError when the bot has no app id, which
 * Teams wants to see; only a Playground on this machine does without.
 */
export function openTeamsDesk(
  settings: Extract<SiteDesk, { readonly kind: 'teams' }>,
  parts: TeamsDeskParts,
): { readonly desk: TeamsDesk; readonly staffInTeams: StaffInTeams } {
  if (!parts.config.MICROSOFT_APP_ID && !isLoopback(new URL(settings.serviceUrl).hostname)) {
    throw new ConfigError(['MICROSOFT_APP_ID: is needed for the desk of SITE: docs/teams.md says how to get one']);
  }
  const channel = new StaffChannel({ ...parts, settings });
  const words = loadDeskWords(CONTENT_FOLDER, settings.language);
  return { desk: new TeamsDesk(channel, words), staffInTeams: new StaffInTeams({ ...parts, channel, words }) };
}
