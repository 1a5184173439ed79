import { type DestinationStream, type Logger, pino } from 'pino';
import type { Bot } from './bot.ts';
import { buildBot } from './buildBot.ts';
import { azureAuthentication, type ChannelAuthentication } from './channels/azure.ts';
import { AzureSender } from './channels/azureSender.ts';
import { Deliveries } from './channels/deliveries.ts';
import { CONVERSATION_PREFIX } from './channels/directLine/clientActivity.ts';
import { DirectLineAdapter } from './channels/directLine/directLineAdapter.ts';
import { StreamHub } from './channels/directLine/streamHub.ts';
import { tokenSecret } from './channels/directLine/tokenSecret.ts';
import { Tokens } from './channels/directLine/tokens.ts';
import { DueTurns } from './channels/dueTurns.ts';
import { HubStatus } from './channels/eventDesk.ts';
import type { StaffInTeams } from './channels/teams/desk/staffInTeams.ts';
import { loadTeamsWords, type TeamsWordsByLanguage } from './channels/teams/teamsWords.ts';
import type { Config } from './config.ts';
import { CONTENT_FOLDER } from './content/folder.ts';
import type { ContentLibrary } from './content/library.ts';
import type { Desk } from './handoff/desk.ts';
import { Handoffs, type HandoffsParts } from './handoff/handoffs.ts';
import { openDesk } from './handoff/openDesk.ts';
import { Outbox } from './handoff/outbox.ts';
import { ParentTyping } from './handoff/parentTyping.ts';
import { Health } from './health.ts';
import { Counts } from './insights/counts.ts';
import { Limits } from './limits.ts';
import { Metrics } from './metrics.ts';
import { ChatSwitch } from './operations/chatSwitch.ts';
import { safeError } from './safeError.ts';
import { loadKnownWords } from './samples/knownWords.ts';
import { Samples } from './samples/samples.ts';
import { startDueItems } from './state/dueItems.ts';
import { openStore } from './state/openStore.ts';
import { startRetention } from './state/retention.ts';
import type { Store } from './state/store.ts';
import { traceFields } from './trace.ts';
import { Turns } from './turns.ts';

/** All parts of the server, built once and passed in. */
export interface Parts {
  readonly config: Config;
  readonly log: Logger;
  readonly store: Store;
  readonly bot: Bot;
  readonly library?: ContentLibrary;
  readonly turns: Turns;
  readonly tokens: Tokens;
  readonly hub: StreamHub;
  readonly directLine: DirectLineAdapter;
  readonly deliveries: Deliveries;
  readonly dueTurns: DueTurns;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly azureAuthentication: ChannelAuthentication;
  readonly azureSender: AzureSender;
  readonly teamsWords: TeamsWordsByLanguage;
  readonly health: Health;
  readonly handoffs: Handoffs;
  /** What the staff do in their channel of Teams, where that is the desk. */
  readonly staffInTeams: StaffInTeams | undefined;
  readonly parentTyping: ParentTyping;
  readonly hubStatus: HubStatus;
  readonly chatSwitch: ChatSwitch;
  readonly counts: Counts;
  /** Ends timers, sockets and the store. */
  close(): Promise<void>;
}

/** What the other parts are built from. */
export interface Foundations {
  readonly config: Config;
  readonly log: Logger;
  readonly store: Store;
  readonly bot: Bot;
  /** The words that the chat page shows; without it there is no page. */
  readonly library?: ContentLibrary;
  /** Absent while no samples are kept. */
  readonly samples?: Samples;
  /** Another one only in tests, which have no Azure. */
  readonly azureAuthentication?: ChannelAuthentication;
  /** How often open sockets are asked whether they live, in milliseconds. */
  readonly pingMs?: number;
  /** Where the staff are told of hand-offs; another than that of the hospital's file only in tests. */
  readonly desk?: Desk;
}

/** Puts the channels around a bot and a store. Throws a ConfigError when DATA_DIR cannot be used. */
export function assemble(foundations: Foundations): Parts {
  const { config, store, library } = foundations;
  const hub = new StreamHub(foundations);
  const limits = new Limits(config);
  const chatSwitch = new ChatSwitch({ ...foundations, switch: store.switch, closed: config.SWITCHED_OFF });
  const health = new Health({ ...foundations, chatSwitch });
  const metrics = new Metrics({
    sockets: () => hub.size,
    isClosed: () => chatSwitch.off !== undefined,
    waitingMessages: () => store.handoffs.waitingMessages(new Date()),
    health,
  });
  const counts = new Counts({ ...foundations, counts: store.counts });
  const turns = new Turns({ ...foundations, metrics, chatSwitch, counts });
  const channels = {
    directLine: new DirectLineAdapter({ store, turns, hub, limits, metrics }),
    deliveries: new Deliveries(store),
    azureAuthentication: foundations.azureAuthentication ?? azureAuthentication(config),
    teamsWords: loadTeamsWords(CONTENT_FOLDER),
  };
  const azureSender = new AzureSender({ ...foundations, ...channels });
  const handoffs = new Handoffs({ ...foundations, metrics, counts, showTyping: typingShower(hub, azureSender) });
  const site = library?.desk;
  const opened = foundations.desk
    ? { desk: foundations.desk }
    : site && openDesk(site, { ...foundations, ...channels, azureSender, handoffs });
  const desk = opened?.desk;
  const outbox = desk && new Outbox({ ...foundations, metrics, desk, handoffs, azureSender });
  const hubChannels = site?.kind === 'event' ? site.channels : [];
  return {
    ...foundations,
    turns,
    hub,
    chatSwitch,
    counts,
    limits,
    metrics,
    tokens: new Tokens(tokenSecret(config)),
    ...channels,
    azureSender,
    dueTurns: new DueTurns({ ...foundations, ...channels, turns, metrics, azureSender }),
    health,
    handoffs,
    staffInTeams: opened?.staffInTeams,
    parentTyping: new ParentTyping({ desk, handoffs }),
    hubStatus: new HubStatus({ ...foundations, handoffs, channels: hubChannels }),
    async close() {
      await outbox?.close();
      await desk?.close?.();
      hub.close();
      chatSwitch.close();
      await azureSender.close();
      await counts.close();
      await store.close();
    },
  };
}

/** How a parent sees that a person writes: on the open sockets of this server, or as their channel shows it. */
function typingShower(hub: StreamHub, azureSender: AzureSender): HandoffsParts['showTyping'] {
  return async ({ reference }, typing) => {
    const conversationId = reference.conversation?.id ?? '';
    if (conversationId.startsWith(CONVERSATION_PREFIX)) {
      hub.show(conversationId, [typing]);
      return;
    }
    await azureSender.within(reference, async (context) => {
      await context.sendActivity({ type: 'typing' });
    });
  };
}

/** The log of the server, on standard error: standard output belongs to the commands. */
export function serverLog(
  config: Pick<Config, 'LOG_LEVEL'>,
  to: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Logger {
  return pino({ level: config.LOG_LEVEL, base: undefined, serializers: { err: safeError }, mixin: traceFields }, to);
}

/** Builds everything that the settings ask for. Throws a ConfigError, ContentError or StoreError. */
export async function buildParts(given: Config, log: Logger = serverLog(given)): Promise<Parts> {
  let queue: Store | undefined;
  const { bot, library, country, matcher } = buildBot({
    log,
    country: given.COUNTRY,
    site: given.SITE,
    retentionHours: given.RETENTION_HOURS,
    waitingBefore: async (...asked) => queue?.handoffs.waitingBefore(library.desk?.kind ?? '', ...asked) ?? 0,
    serveDraft: given.SERVE_DRAFT,
  });
  const config = { ...given, COUNTRY: country };
  const store = await openStore(config, log);
  queue = store;
  const known = () => loadKnownWords(CONTENT_FOLDER, library, (language) => matcher.model(language));
  const samples = config.SAMPLES ? new Samples({ samples: store.samples, known: known(), log }) : undefined;
  const parts = assemble({ config, log, store, bot, library, ...(samples && { samples }) });
  const { RETENTION_HOURS: hours, AUDIT_DAYS: auditDays } = config;
  const days = { counts: config.INSIGHTS_DAYS, samples: config.SAMPLES ? config.SAMPLES_DAYS : 0 };
  const endRetention = startRetention({ store, log, hours, auditDays, days });
  await parts.chatSwitch.look();
  const endDueItems = startDueItems({ store, log, handle: (item) => parts.dueTurns.handle(item) });
  return {
    ...parts,
    async close() {
      endRetention();
      endDueItems();
      await parts.close();
    },
  };
}
