import {
  type Activity,
  ActivityTypes,
  Channels,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type InvokeResponse,
  TurnContext,
} from 'botbuilder';
import type { Logger } from 'pino';
import type { Request, Response } from 'restify';
import { type Config, ConfigError } from '../config.ts';
import { HttpProblem } from '../httpProblem.ts';
import { type JsonObject, readJson } from '../requestBody.ts';
import type { Store } from '../state/store.ts';
import type { Turns } from '../turns.ts';
import type { AzureSender, Batch } from './azureSender.ts';
import { CONVERSATION_PREFIX } from './directLine/clientActivity.ts';
import type { HubStatus } from './eventDesk.ts';
import { refuseStrangers, requireLoopbackService } from './loopback.ts';
import type { StaffInTeams } from './teams/desk/staffInTeams.ts';
import { TeamsChannel } from './teams/teamsChannel.ts';
import { conversationKey } from './teams/teamsConversation.ts';
import type { TeamsWordsByLanguage } from './teams/teamsWords.ts';

const HEARD: readonly string[] = [ActivityTypes.Message, ActivityTypes.Event, ActivityTypes.ConversationUpdate];

/** Checks who calls /api/messages, and signs the bot's own calls. */
export type ChannelAuthentication = NonNullable<ConstructorParameters<typeof CloudAdapter>[0]>;
type Caller = Awaited<ReturnType<ChannelAuthentication['authenticateRequest']>>;

/** CloudAdapter, with authentication and turn as two steps, so that their errors can be told apart. */
class AzureAdapter extends CloudAdapter {
  run(
    caller: Caller,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(caller, activity, logic);
  }
}

export interface AzureParts {
  readonly config: Config;
  readonly log: Logger;
  readonly store: Store;
  readonly turns: Turns;
  readonly azureSender: AzureSender;
  readonly azureAuthentication: ChannelAuthentication;
  readonly teamsWords: TeamsWordsByLanguage;
  readonly hubStatus: HubStatus;
  /** Where the staff are in a channel of Teams: what they do there. */
  readonly staffInTeams?: StaffInTeams | undefined;
}

/** How requests of the Azure Bot Service are checked, and the bot's own calls are signed. Throws a ConfigError. */
export function azureAuthentication(config: Config): ChannelAuthentication {
  try {
    return new ConfigurationBotFrameworkAuthentication(
      {},
      new ConfigurationServiceClientCredentialFactory({
        MicrosoftAppId: config.MICROSOFT_APP_ID,
        MicrosoftAppPassword: config.MICROSOFT_APP_PASSWORD,
        // Without an app id nothing is checked or signed; the SDK takes that for this type only.
        MicrosoftAppType: config.MICROSOFT_APP_ID ? config.MICROSOFT_APP_TYPE : 'MultiTenant',
        MicrosoftAppTenantId: config.MICROSOFT_APP_TENANT_ID,
      }),
    );
  } catch (error) {
    throw new ConfigError([`MICROSOFT_APP_TYPE: ${(error as Error).message}`]);
  }
}

/** POST /api/messages: Teams and the other channels of the Azure Bot Service; on this machine, the Agents Playground. */
export class AzureApi {
  readonly #parts: AzureParts;
  readonly #adapter: AzureAdapter;
  readonly #teams: TeamsChannel;

  constructor(parts: AzureParts) {
    this.#parts = parts;
    this.#teams = new TeamsChannel(parts);
    this.#adapter = new AzureAdapter(parts.azureAuthentication);
  }

  async postActivity(req: Request, res: Response): Promise<void> {
    const authorization = req.headers.authorization ?? '';
    const open = !this.#parts.config.MICROSOFT_APP_ID;
    if (open) refuseStrangers(req);
    else if (!authorization) throw new HttpProblem(401, 'Unauthorized', 'The request carries no token of the channel.');
    const activity = azureActivity(await readJson(req));
    if (open) requireLoopbackService(activity.serviceUrl);
    const caller = await this.#authenticate(activity, authorization);
    const answer = await this.#run(caller, activity);
    res.send(answer?.status ?? 200, answer?.body ?? {});
  }

  async #authenticate(activity: Activity, authorization: string): Promise<Caller> {
    try {
      return await this.#parts.azureAuthentication.authenticateRequest(activity, authorization);
    } catch (error) {
      if (isUnreachable(error)) {
        this.#parts.log.error({ err: error }, 'the keys of the Azure Bot Service cannot be fetched');
        throw new HttpProblem(503, 'ServiceUnavailable', 'The token cannot be checked now: try again.');
      }
      throw new HttpProblem(401, 'Unauthorized', 'The token of the channel is not valid for this bot.');
    }
  }

  async #run(caller: Caller, activity: Activity): Promise<InvokeResponse | undefined> {
    try {
      return await this.#adapter.run(caller, activity, (context) => this.#turn(context));
    } catch (error) {
      this.#parts.log.error({ err: error, channel: activity.channelId }, 'the channel did not take the replies');
      throw new HttpProblem(502, 'BadGateway', 'The replies could not be sent to serviceUrl: send the activity again.');
    }
  }

  /** Takes the turn, then sends what was committed; for a repeated activity, only what was not delivered before. */
  async #turn(context: TurnContext): Promise<void> {
    const { azureSender, hubStatus, staffInTeams } = this.#parts;
    const isTeams = context.activity.channelId === Channels.Msteams;
    if (isTeams && staffInTeams?.isFor(context.activity)) return staffInTeams.take(context);
    if (await hubStatus.hear(context.activity, conversationKey(context.activity))) return;
    const batch = isTeams ? await this.#teams.receive(context) : await this.#receive(context);
    if (!batch) return;
    if (context.activity.deliveryMode !== 'expectReplies') await azureSender.send(batch);
    else for (const { activity } of azureSender.rendered(batch)) await context.sendActivity(activity);
  }

  async #receive(context: TurnContext): Promise<Batch | undefined> {
    const { activity } = context;
    if (!HEARD.includes(activity.type)) return undefined;
    return {
      key: activity.conversation.id,
      reference: TurnContext.getConversationReference(activity),
      result: await this.#parts.turns.take(context),
    };
  }
}

/** The body as an activity that CloudAdapter can take. Throws an HttpProblem (400) that says what is missing. */
function azureActivity(body: JsonObject): Activity {
  const missing = [
    typeof body.type !== 'string' && 'type',
    !hasId(body.conversation) && 'conversation.id',
    !hasId(body.from) && 'from.id',
    !hasId(body.recipient) && 'recipient.id',
    typeof body.channelId !== 'string' && 'channelId',
    (typeof body.serviceUrl !== 'string' || !URL.canParse(body.serviceUrl)) && 'serviceUrl',
  ].filter((name) => name !== false);
  if (missing.length > 0) {
    throw new HttpProblem(400, 'BadArgument', `The activity lacks ${missing.join(', ')}.`);
  }
  const activity = body as unknown as Activity;
  if (activity.conversation.id.startsWith(CONVERSATION_PREFIX)) {
    throw new HttpProblem(400, 'BadArgument', 'A conversation of the web chat cannot be reached through this channel.');
  }
  return { ...activity, ...sound(body), timestamp: moment(body.timestamp) ?? new Date() };
}

function moment(value: unknown): Date | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** Only fields of the right type: the SDK trips over others. */
function sound(body: JsonObject): Partial<Activity> {
  const objects = (list: unknown) =>
    Array.isArray(list) ? list.filter((item) => typeof item === 'object' && item !== null) : undefined;
  const mention = (entity: { type?: unknown; mentioned?: unknown }) =>
    typeof entity.type === 'string' && (entity.type.toLowerCase() !== 'mention' || hasId(entity.mentioned));
  return {
    id: typeof body.id === 'string' && body.id ? body.id : undefined,
    text: typeof body.text === 'string' ? body.text : undefined,
    locale: typeof body.locale === 'string' ? body.locale : undefined,
    entities: objects(body.entities)?.filter(mention),
    attachments: objects(body.attachments),
    membersAdded: objects(body.membersAdded)?.filter(hasId),
    localTimestamp: undefined,
    expiration: undefined,
  } as Partial<Activity>;
}

function hasId(account: unknown): boolean {
  return typeof account === 'object' && account !== null && 'id' in account && typeof account.id === 'string';
}

function isUnreachable(error: unknown): boolean {
  const { code, isAxiosError, name } = error as { code?: string; isAxiosError?: boolean; name?: string };
  return isAxiosError === true || name === 'FetchError' || /^(E[A-Z]+|UND_ERR_.*)$/.test(code ?? '');
}
