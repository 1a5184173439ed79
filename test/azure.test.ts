import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { APP_ID, AzureStub } from './azureStub.ts';
import { startEchoServer, type TestServer } from './helpers.ts';

let azure: AzureStub;
let signed: TestServer;
let open: TestServer;
const settings = { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_PASSWORD: 'x', MICROSOFT_APP_TENANT_ID: 'tenant' };

beforeAll(async () => {
  // The SDK writes every refused token to the console.
  jest.spyOn(console, 'error').mockImplementation(() => {});
  azure = await new AzureStub().listen();
  signed = await startEchoServer(settings, { azureAuthentication: azure.authentication() });
  open = await startEchoServer();
});
afterAll(async () => {
  await Promise.all([signed.close(), open.close()]);
  await azure.close();
});
afterEach(() => {
  azure.replies.length = 0;
  azure.refuses = false;
});

let count = 0;
function message(changes: object = {}) {
  count += 1;
  return {
    type: 'message',
    id: `activity-${count}`,
    text: 'hello',
    channelId: 'msteams',
    serviceUrl: azure.url,
    conversation: { id: `conversation-${count}` },
    from: { id: 'parent' },
    recipient: { id: 'bot' },
    ...changes,
  };
}

async function send(to: TestServer, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${to.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const said = () => azure.replies.map(({ text }) => text);

describe('with an app id', () => {
  it('takes a turn for a good token, and signs its replies', async () => {
    const activity = message();
    expect((await send(signed, activity, bearer(azure.token()))).status).toBe(200);
    expect(said()).toEqual(['heard hello', 'turn 1']);
    expect(azure.replies[0]).toMatchObject({
      path: `/v3/conversations/${activity.conversation.id}/activities/${activity.id}`,
      authorization: 'Bearer of-the-bot',
    });
  });

  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const past = Math.floor(Date.now() / 1000) - 3600;
  it.each([
    ['no token', () => ({})],
    ['nonsense', () => bearer('nonsense')],
    ['another scheme', () => ({ authorization: 'Basic YTpi' })],
    ['another audience', () => bearer(azure.token({ claims: { aud: 'another bot' } }))],
    ['another issuer', () => bearer(azure.token({ claims: { iss: 'https://other.example' } }))],
    ['another service address', () => bearer(azure.token({ claims: { serviceurl: 'https://other.example' } }))],
    ['an unknown key', () => bearer(azure.token({ header: { kid: 'key-2' } }))],
    ['a forged signature', () => bearer(azure.token({ key: stranger }))],
    ['no signature', () => bearer(azure.token({ header: { alg: 'none' } }))],
    ['an expired token', () => bearer(azure.token({ claims: { nbf: past - 60, exp: past } }))],
  ])('answers 401 to %s, and says nothing', async (_name, headers: () => Record<string, string>) => {
    const answer = await send(signed, message(), headers());
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'Unauthorized' } } });
    expect(azure.replies).toEqual([]);
  });

  it('answers 401 to a channel that the key is not endorsed for', async () => {
    expect((await send(signed, message({ channelId: 'sms' }), bearer(azure.token()))).status).toBe(401);
  });

  it('answers 503 while the keys of the channel cannot be fetched', async () => {
    const away = await new AzureStub().listen();
    const authentication = away.authentication();
    const token = away.token();
    const serviceUrl = away.url;
    await away.close();
    const server = await startEchoServer(settings, { azureAuthentication: authentication });
    expect((await send(server, message({ serviceUrl }), bearer(token))).status).toBe(503);
    await server.close();
  });

  it('refuses a stranger before it reads the body', async () => {
    expect((await send(signed, '{bad')).status).toBe(401);
  });
});

describe('a repeated activity', () => {
  it('is not answered twice', async () => {
    const activity = message();
    await send(signed, activity, bearer(azure.token()));
    expect((await send(signed, activity, bearer(azure.token()))).status).toBe(200);
    expect(said()).toEqual(['heard hello', 'turn 1']);
  });

  it('gets the committed replies when the channel did not take them before', async () => {
    const activity = message();
    azure.refuses = true;
    expect((await send(signed, activity, bearer(azure.token()))).status).toBe(502);
    azure.refuses = false;
    expect((await send(signed, activity, bearer(azure.token()))).status).toBe(200);
    expect(said()).toEqual(['heard hello', 'turn 1']);
  });

  it('while the first is being answered is not answered twice', async () => {
    const activity = message();
    await Promise.all([1, 2, 3].map(() => send(signed, activity, bearer(azure.token()))));
    expect(said()).toEqual(['heard hello', 'turn 1']);
  });
});

describe('without an app id', () => {
  it('takes programs on this machine', async () => {
    expect((await send(open, message())).status).toBe(200);
    expect(said()).toEqual(['heard hello', 'turn 1']);
  });

  it('returns the replies in the answer when the caller asks for that, each time', async () => {
    const activity = message({ deliveryMode: 'expectReplies' });
    for (let i = 0; i < 2; i += 1) {
      const { body } = await send(open, activity);
      expect(body.activities.map(({ text }: { text: string }) => text)).toEqual(['heard hello', 'turn 1']);
    }
    expect(azure.replies).toEqual([]);
  });

  it.each([
    'https://attacker.example',
    'http://169.254.169.254/',
    'http://localhost.attacker.example',
    'http://127.0.0.1@attacker.example',
    'file:///etc/passwd',
    'http://0.0.0.0:1',
    'http://10.0.0.1',
  ])('never posts to an address that is not on this machine: %s', async (serviceUrl) => {
    const answer = await send(open, message({ serviceUrl }));
    expect(answer).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining('MICROSOFT_APP_ID') } },
    });
  });

  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])('refuses what a proxy forwards: %s', async (name) => {
    expect((await send(open, message(), { [name]: '203.0.113.7' })).status).toBe(403);
  });
});

describe('activities', () => {
  it.each([
    ['invalid JSON', '{bad', 400],
    ['a list', '[]', 400],
    ['no type', '{"a":1}', 400],
    ['no conversation', JSON.stringify({ ...{ type: 'message', text: 'a' } }), 400],
    ['another content type', 'hello', 415],
  ])('that are wrong get a sentence: %s', async (_name, body, status) => {
    const headers: Record<string, string> = status === 415 ? { 'content-type': 'text/plain' } : {};
    const answer = await send(open, body, headers);
    expect(answer).toMatchObject({ status, body: { error: { message: expect.stringMatching(/\.$/) } } });
  });

  it('say what they lack', async () => {
    const { body } = await send(open, { type: 'message', serviceUrl: 'nonsense' });
    expect(body.error.message).toBe(
      'The activity lacks conversation.id, from.id, recipient.id, channelId, serviceUrl.',
    );
  });

  it('cannot name a conversation of the web chat', async () => {
    expect((await send(open, message({ conversation: { id: 'attune-abc' } }))).status).toBe(400);
  });

  it('with wrongly typed fields do not break a turn', async () => {
    const odd = {
      entities: [null, 5, { type: 'mention' }, { type: 7 }],
      attachments: 'a',
      membersAdded: [null],
      timestamp: 'x',
      localTimestamp: {},
    };
    expect((await send(open, message(odd))).status).toBe(200);
    expect(said()).toEqual(['heard hello', 'turn 1']);
  });

  it('of kinds that are not heard are accepted', async () => {
    expect((await send(open, message({ type: 'installationUpdate' }))).status).toBe(200);
    expect((await send(open, message({ type: 'invoke', name: 'a' }))).status).toBe(501);
    expect(azure.replies).toEqual([]);
  });

  it('that tell of a new member get the welcome', async () => {
    const arrival = { type: 'conversationUpdate', text: undefined, membersAdded: [{ id: 'parent' }], locale: 'es-ES' };
    await send(open, message(arrival));
    expect(said()).toEqual(['welcome es-ES']);
  });
});
