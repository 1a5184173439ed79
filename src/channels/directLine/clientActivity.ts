import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Activity, ActivityTypes } from 'botbuilder';
import type { Device } from '../../insights/device.ts';
import type { JsonObject } from '../../requestBody.ts';

/** The bot, as the other side of every Direct Line conversation. */
export const BOT = { id: 'attune', name: 'Attune', role: 'bot' } as const;

/** The parent's side of a conversation: from a token, never from what a client writes. */
export interface Client {
  readonly user: string;
  readonly conv: string;
}

/** Marks the conversations of the web chat: other channels cannot name them. */
export const CONVERSATION_PREFIX = 'attune-';

const MAX_CLIENT_ID = 200;

/** A user and a conversation that nobody can guess: 144 random bits each. */
export function newClient(): Client {
  const id = () => randomBytes(18).toString('base64url');
  return { user: `dl_${id()}`, conv: `${CONVERSATION_PREFIX}${id()}` };
}

/**
 * The activity that a client sent, as the bot may see it: who, where, when and which id are the server's; of the rest
 * only fields that Attune uses, in their right types. Threat: a client that writes as somebody else, or that plants
 * structures which a later reader trips over.
 */
export function clientActivity(body: JsonObject, client: Client): Activity {
  const channelData = plainValues(body.channelData);
  const { clientActivityID } = channelData ?? {};
  return {
    ...envelope(client, String(body.type)),
    id: activityId(client.conv, clientActivityID),
    ...texts(body, { text: Number.POSITIVE_INFINITY, textFormat: 20, locale: 35, name: 100, localTimezone: 64 }),
    ...(plainValue(body.value) !== undefined && { value: plainValue(body.value) }),
    ...(channelData && { channelData }),
    ...(Array.isArray(body.attachments) && body.attachments.length > 0 && { attachments: names(body.attachments) }),
  } as Activity;
}

/** What a client tells about a new conversation. */
export interface Arriving {
  readonly locale?: string | undefined;
  /** File name in content/regions: whose numbers its page shows. */
  readonly country?: string | undefined;
  /** What the parent writes on. */
  readonly device?: Device | undefined;
}

/** The activity that tells the bot about a new conversation; its id is the same each time, so it counts once. */
export function arrival(client: Client, { locale, country, device }: Arriving): Activity {
  return {
    ...envelope(client, ActivityTypes.ConversationUpdate),
    id: 'arrival',
    membersAdded: [BOT, { id: client.user }],
    ...(locale && { locale }),
    ...((country || device) && { channelData: { country, device } }),
  } as Activity;
}

function envelope(client: Client, type: string) {
  return {
    type,
    timestamp: new Date(),
    channelId: 'directline',
    serviceUrl: '',
    conversation: { id: client.conv },
    from: { id: client.user, role: 'user' },
    recipient: BOT,
  };
}

/** A repeated activity carries the client's id again, and so gets the server's id again. */
function activityId(conversationId: string, clientId: unknown): string {
  if (typeof clientId !== 'string' || clientId === '' || clientId.length > MAX_CLIENT_ID) return randomUUID();
  return createHash('sha256').update(`${conversationId}\n${clientId}`).digest('base64url').slice(0, 27);
}

/** Those of the fields that are texts of at most so many characters. */
function texts(body: JsonObject, longest: Record<string, number>): Record<string, string> {
  const fit = Object.entries(longest).filter(([key, max]) => typeof body[key] === 'string' && body[key].length <= max);
  return Object.fromEntries(fit.map(([key]) => [key, body[key] as string]));
}

/** What a card's button sends: a text, a number, or an object of those. Deeper structures are left out. */
function plainValue(value: unknown): unknown {
  return isPlain(value) ? value : plainValues(value);
}

function plainValues(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value).filter(([key, entry]) => key !== '__proto__' && isPlain(entry)));
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Attachments by kind and name: their content is never read or kept. */
function names(attachments: readonly unknown[]): Activity['attachments'] {
  return attachments.slice(0, 20).map((attachment) => {
    const { contentType, name } = (attachment ?? {}) as JsonObject;
    return {
      contentType: typeof contentType === 'string' ? contentType.slice(0, 100) : 'application/octet-stream',
      ...(typeof name === 'string' && { name: name.slice(0, 200) }),
    };
  });
}
