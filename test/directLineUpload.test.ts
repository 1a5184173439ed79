import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BASE, type Conversation, DirectLineCaller, texts } from './directLineCaller.ts';
import { type EchoServer, startEchoServer } from './helpers.ts';

let server: EchoServer;
let caller: DirectLineCaller;
beforeAll(async () => {
  server = await startEchoServer();
  caller = new DirectLineCaller(server.url);
});
afterAll(() => server.close());

describe('uploads', () => {
  const form = (activity: string, size: number) => {
    const data = new FormData();
    data.append('activity', new Blob([activity], { type: 'application/vnd.microsoft.activity' }));
    data.append('file', new Blob([new Uint8Array(size)], { type: 'image/png' }), 'baby.png');
    return data;
  };
  const upload = async ({ conversationId, token }: Conversation, body: FormData | string) => {
    const headers = { authorization: `Bearer ${token}` };
    return fetch(`${server.url}${BASE}/conversations/${conversationId}/upload?userId=x`, {
      method: 'POST',
      headers,
      body,
    });
  };

  it('are answered by the bot; what was written along is heard, the file is not kept', async () => {
    const conversation = await caller.start();
    const activity = {
      type: 'message',
      text: 'look',
      attachments: [{ name: 'baby.png' }],
      channelData: { clientActivityID: 'u' },
    };
    expect((await upload(conversation, form(JSON.stringify(activity), 3_000_000))).status).toBe(200);
    const { activities } = await caller.poll(conversation, '1');
    expect(texts(activities).slice(0, 2)).toEqual(['user: look', 'bot: heard look']);
    expect(activities[0]?.channelData.clientActivityID).toBe('u');
    expect(activities[0]?.attachments).toEqual([{ contentType: 'application/octet-stream', name: 'baby.png' }]);
  });

  it.each([
    ['without a readable activity', form('{bad', 10)],
    ['that are no form', 'nonsense'],
  ])('%s count as a message with a file', async (_name, body) => {
    const conversation = await caller.start();
    expect((await upload(conversation, body)).status).toBe(200);
    expect(texts((await caller.poll(conversation, '2')).activities)[0]).toBe('bot: no attachment');
  });

  it('are refused when they are endless', async () => {
    const conversation = await caller.start();
    expect((await upload(conversation, form('{}', 40 * 1024 * 1024))).status).toBe(413);
  });
});
