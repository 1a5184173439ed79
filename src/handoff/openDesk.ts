import type { Logger } from 'pino';
import type { ChannelAuthentication } from '../channels/azure.ts';
import type { AzureSender } from '../channels/azureSender.ts';
import { EventDesk } from '../channels/eventDesk.ts';
import { openTeamsDesk } from '../channels/teams/desk/openTeamsDesk.ts';
import type { StaffInTeams } from '../channels/teams/desk/staffInTeams.ts';
import { type Config, ConfigError } from '../config.ts';
import type { SiteDesk } from '../content/siteSchema.ts';
import type { Desk } from './desk.ts';
import type { Handoffs } from './handoffs.ts';
import { WebhookDesk } from './webhook/webhookDesk.ts';

interface DeskParts {
  readonly config: Config;
  readonly log: Logger;
  readonly azureAuthentication: ChannelAuthentication;
  readonly azureSender: AzureSender;
  readonly handoffs: Handoffs;
}

/** A desk, and what its staff do where that comes in through a channel of ours. */
export interface OpenedDesk {
  readonly desk: Desk;
  readonly staffInTeams?: StaffInTeams;
}

/** The desk that the hospital's file asks for. Throws a ConfigError when a setting is missing for it. */
export function openDesk(site: SiteDesk, parts: DeskParts): OpenedDesk {
  const { config, azureSender, handoffs } = parts;
  switch (site.kind) {
    case 'webhook':
      if (!config.HANDOFF_SECRET) {
        throw new ConfigError(['HANDOFF_SECRET: is needed for the desk of SITE: openssl rand -base64 32']);
      }
      return { desk: new WebhookDesk({ url: site.url, secret: config.HANDOFF_SECRET }) };
    case 'event':
      return { desk: new EventDesk({ azureSender, referenceOf: async (id) => (await handoffs.open(id))?.reference }) };
    case 'teams':
      return openTeamsDesk(site, { ...parts, staff: handoffs });
  }
}
