import type { AzureSender } from '../channels/azureSender.ts';
import { EventDesk } from '../channels/eventDesk.ts';
import { type Config, ConfigError } from '../config.ts';
import type { SiteDesk } from '../content/schema.ts';
import type { Desk } from './desk.ts';
import type { Handoffs } from './handoffs.ts';
import { WebhookDesk } from './webhook/webhookDesk.ts';

interface DeskParts {
  readonly config: Config;
  readonly azureSender: AzureSender;
  readonly handoffs: Handoffs;
}

/** The desk that the hospital's file asks for. Throws a ConfigError when a setting is missing for it. */
export function openDesk(site: SiteDesk, { config, azureSender, handoffs }: DeskParts): Desk {
  switch (site.kind) {
    case 'webhook':
      if (!config.HANDOFF_SECRET) {
        throw new ConfigError(['HANDOFF_SECRET: is needed for the desk of SITE: openssl rand -base64 32']);
      }
      return new WebhookDesk({ url: site.url, secret: config.HANDOFF_SECRET });
    case 'event':
      return new EventDesk({ azureSender, referenceOf: async (id) => (await handoffs.open(id))?.reference });
    case 'teams':
      throw new ConfigError(['SITE: a desk of the kind teams is not there yet: use webhook or event']);
  }
}
