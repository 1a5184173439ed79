import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Activity, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type { ChannelAuthentication } from '../src/channels/azure.ts';

export const APP_ID = '11111111-2222-3333-4444-555555555555';
const ISSUER = 'https://issuer.example';
const KEY_ID = 'key-1';

/** The Azure Bot Service as far as the bot sees it: its published keys, and the address that replies are posted to. */
export class AzureStub {
  readonly #server: Server;
  readonly #key: KeyObject;
  readonly #jwk: object;
  /** Replies that the bot posted, or put in the place of others, with the token that it showed. */
  readonly replies: {
    text: string;
    path: string;
    authorization: string | undefined;
    method: string | undefined;
    activity: Partial<Activity>;
  }[] = [];
  /** While true, replies are refused with 400. */
  refuses = false;
  /** While true, what was sent cannot be changed. */
  refusesUpdates = false;
  /** How many replies are still to be refused with 429, and what Retry-After says to that. */
  busy = 0;
  retryAfter: string | undefined;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#key = privateKey;
    this.#jwk = {
      ...publicKey.export({ format: 'jwk' }),
      kid: KEY_ID,
      use: 'sig',
      endorsements: ['msteams', 'webchat'],
    };
    this.#server = createServer(async (req, res) => {
      const body = await read(req);
      res.setHeader('content-type', 'application/json');
      if (req.url === '/openid') res.end(JSON.stringify({ issuer: ISSUER, jwks_uri: `${this.url}/keys` }));
      else if (req.url === '/keys') res.end(JSON.stringify({ keys: [this.#jwk] }));
      else if (this.refuses || (this.refusesUpdates && req.method === 'PUT')) {
        res.statusCode = this.refuses ? 400 : 404;
        res.end('{}');
      } else if (this.busy > 0) {
        this.busy -= 1;
        res.statusCode = 429;
        if (this.retryAfter) res.setHeader('retry-after', this.retryAfter);
        res.end('{}');
      } else {
        const activity = JSON.parse(body) as Partial<Activity>;
        const { url: path = '', method, headers } = req;
        const { authorization } = headers;
        this.replies.push({ text: activity.text ?? '', path, authorization, method, activity });
        res.end(JSON.stringify({ id: `sent-${this.replies.length}` }));
      }
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** How the bot checks and signs, with this stub in the place of the Azure Bot Service. */
  authentication(): ChannelAuthentication {
    const credentials = {
      isValidAppId: async (id: string) => id === APP_ID,
      isAuthenticationDisabled: async () => false,
      createCredentials: async () => ({
        signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
          request.headers.set('authorization', 'Bearer of-the-bot');
          return request;
        },
      }),
    };
    const settings = {
      ToBotFromChannelOpenIdMetadataUrl: `${this.url}/openid`,
      ToBotFromChannelTokenIssuer: ISSUER,
      ToChannelFromBotLoginUrl: this.url,
      ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      OAuthUrl: this.url,
      ToBotFromEmulatorOpenIdMetadataUrl: `${this.url}/openid`,
      CallerId: '',
      ValidateAuthority: 'false',
    };
    return new ConfigurationBotFrameworkAuthentication(settings as never, credentials as never);
  }

  /** A token of the channel; `changes` makes it wrong. */
  token(changes: { header?: object; claims?: object; key?: KeyObject } = {}): string {
    const now = Math.floor(Date.now() / 1000);
    const header = { alg: 'RS256', typ: 'JWT', kid: KEY_ID, ...changes.header };
    const claims = { iss: ISSUER, aud: APP_ID, serviceurl: this.url, nbf: now - 60, exp: now + 600, ...changes.claims };
    const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), changes.key ?? this.#key).toString('base64url')}`;
  }
}

async function read(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
