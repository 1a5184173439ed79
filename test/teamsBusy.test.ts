import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AzureSender, type Batch } from '../src/channels/azureSender.ts';
import { DueTurns } from '../src/channels/dueTurns.ts';
import { APP_ID, AzureStub } from './azureStub.ts';
import { until } from './directLineCaller.ts';
import { type EchoServer, startEchoServer } from './helpers.ts';

jest.setTimeout(20_000);

const BOT = { id: '28:bot', name: 'Attune', role: 'bot' as const };

describe('replies to Teams', () => {
  let azure: AzureStub;
  let server: EchoServer;
  let sender: AzureSender;

  beforeEach(async () => {
    azure = await new AzureStub().listen();
    const settings = { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_PASSWORD: 'x', MICROSOFT_APP_TENANT_ID: 'tenant' };
    server = await startEchoServer(settings, { azureAuthentication: azure.authentication() });
    sender = new AzureSender({ ...server.parts, patienceMs: 200 });
  });
  afterEach(async () => {
    await sender.close();
    await server.close();
    await azure.close();
  });

  /** The committed replies of a turn. */
  async function batch(key: string, ...texts: string[]): Promise<Batch> {
    const log = texts.map((text) => ({ type: 'message', id: `${key} ${text}`, text, from: BOT }));
    const result = await server.parts.store.turn(key, texts.join(), async (state) => ({
      state: state ?? server.bot.open(undefined),
      log,
    }));
    const conversation = { id: key, conversationType: 'personal', isGroup: false, name: '' };
    const user = { id: '29:parent', name: '' };
    return {
      key,
      reference: { channelId: 'msteams', serviceUrl: azure.url, bot: BOT, user, conversation },
      result,
    };
  }
  const said = () => azure.replies.map(({ text }) => text);
  const repeated = (sent: Batch): Batch => ({ ...sent, result: { ...sent.result, repeated: true } });

  it('to a busy channel let the request go, and come when the channel takes them: in order, once, though it is sent again', async () => {
    azure.busy = 2;
    const first = await batch('a', '1', '2');
    expect(await sender.send(first)).toBe('later');
    const second = await batch('a', '3');
    expect(await Promise.all([sender.send(second), sender.send(repeated(first))])).toEqual(['later', 'later']);
    await until(() => azure.replies.length === 3);
    expect(said()).toEqual(['1', '2', '3']);
    expect(await sender.send(repeated(first))).toBe('sent');
    expect(await sender.send(repeated(second))).toBe('sent');
    expect(said()).toEqual(['1', '2', '3']);
    expect(server.logged.join()).toContain('the channel is busy');
  });

  it('to a busy channel end with the server; the next one sends them when the channel asks again', async () => {
    azure.busy = 1;
    const sent = await batch('a', '1', '2');
    expect(await sender.send(sent)).toBe('later');
    await sender.close();
    expect(said()).toEqual([]);
    const next = new AzureSender({ ...server.parts });
    expect(await next.send(repeated(sent))).toBe('sent');
    expect(said()).toEqual(['1', '2']);
  });

  it('that are refused for good are told at once, and the conversation goes on', async () => {
    azure.refuses = true;
    await expect(sender.send(await batch('a', '1'))).rejects.toThrow();
    azure.refuses = false;
    expect(await sender.send(await batch('a', '2'))).toBe('sent');
    expect(said()).toEqual(['2']);
  });

  async function say(text: string): Promise<number> {
    const message = {
      ...{ type: 'message', id: text, text, channelId: 'msteams', serviceUrl: azure.url, recipient: BOT },
      ...{ conversation: { id: 'b' }, from: { id: 'parent', name: 'A Name', aadObjectId: 'directory-id' } },
      channelData: { tenant: { id: 'tenant-id' } },
    };
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${azure.token()}` };
    return (await fetch(`${server.url}/api/messages`, { method: 'POST', headers, body: JSON.stringify(message) }))
      .status;
  }

  it('say the words for a fault when the turn failed, and the message counts when it comes again', async () => {
    server.bot.fails = true;
    expect(await say('hello')).toBe(200);
    server.bot.fails = false;
    expect(await say('hello')).toBe(200);
    expect(said()).toEqual(['fault', 'heard hello', 'turn 1']);
  });

  it('leave nothing here that tells who the parent is', async () => {
    await say('hello');
    const kept = JSON.stringify(await server.parts.store.read('b', 0));
    expect(kept).toContain('hello');
    expect(kept).not.toMatch(/A Name|directory-id|tenant-id/);
  });

  it('to a busy channel stay due when they were due', async () => {
    await say('later checkIn');
    const [item] = await server.parts.store.takeDue(new Date(Date.now() + 2 * 3_600_000), 10);
    if (!item) throw new Error('nothing is due');
    azure.replies.length = 0;
    azure.busy = 1;
    const dueTurns = new DueTurns({ ...server.parts, azureSender: sender });
    await expect(dueTurns.handle(item)).rejects.toThrow('the channel is busy');
    await until(() => azure.replies.length === 1);
    await dueTurns.handle(item);
    expect(said()).toEqual(['event checkIn']);
    expect(await server.parts.store.takeDue(new Date(Date.now() + 1e9), 10)).toEqual([]);
  });
});
