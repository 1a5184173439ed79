import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { signedHeaders } from '../src/handoff/webhook/signature.ts';
import { BASE, DirectLineCaller } from './directLineCaller.ts';
import { deskSite, Parent } from './handoffServer.ts';
import { ServerProcess } from './serverProcess.ts';
import { onServer, type TestDatabase, testDatabases } from './stores.ts';

const PLANTED = 'heliotrope-planted-words';
const SECRET = 'the secret of the desk, of more than 32 characters';
/** What runs into an emergency, into an ordinary topic, and into nothing. */
const MESSAGES = [`my baby cries ${PLANTED}`, `I want to kill myself ${PLANTED}`, PLANTED];

jest.setTimeout(90_000);

/** Every file below a folder, as one buffer. */
function bytesOf(folder: string): Buffer {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map((file) => readFileSync(join(file.parentPath, file.name))));
}

describe.each(await testDatabases())("a parent's words, with %s", (name, make) => {
  let database: TestDatabase;
  let server: ServerProcess;
  let data: string;
  let temp: string;
  let log: string;
  let channel: Server;
  let url: string;
  let caller: DirectLineCaller;
  let site: ReturnType<typeof deskSite>;
  /** The hand-offs that the desk was told of. */
  const handoffs: string[] = [];
  const answers: string[] = [];
  const refused: string[] = [];

  beforeEach(async () => {
    database = await make();
    [data, temp, log] = ['data', 'temp', 'log'].map((part) => join(database.folder, part)) as [string, string, string];
    mkdirSync(data);
    mkdirSync(temp);
    // A channel that takes no reply, and a desk that takes no words, and say it with what they got: that is in the errors
    // of their clients.
    refused.length = 0;
    channel = createServer(async (req, res) => {
      const body = await text(req);
      if (body.includes('"kind":"asked"')) {
        handoffs.push(JSON.parse(body).handoff.id);
        res.writeHead(200);
        return void res.end('{}');
      }
      refused.push(body);
      res.writeHead(400, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ error: { code: 'BadSyntax', message: `cannot read ${body}` } }));
    });
    await new Promise<void>((resolve) => channel.listen(0, '127.0.0.1', resolve));
    site = deskSite({ url: `http://127.0.0.1:${(channel.address() as AddressInfo).port}/desk` });
    server = await ServerProcess.start(
      data,
      {
        ...{ LOG_LEVEL: 'debug', TMPDIR: temp, SITE: site.site, HANDOFF_SECRET: SECRET },
        ...(database.url && { DATABASE_URL: database.url }),
      },
      log,
    );
    url = `http://127.0.0.1:${server.port}`;
    caller = new DirectLineCaller(url);
    answers.length = 0;
    handoffs.length = 0;
  });
  afterEach(async () => {
    await server.kill();
    channel.closeAllConnections();
    await new Promise((resolve) => channel.close(resolve));
    await database.remove();
    site.remove();
  });

  /** Sends something, and keeps what is answered. */
  async function send(path: string, body: string, headers: Record<string, string> = {}): Promise<void> {
    const type = { 'content-type': 'application/json' };
    const response = await fetch(url + path, {
      method: 'POST',
      body,
      headers: { ...type, ...headers },
      redirect: 'manual',
    });
    answers.push(await response.text());
  }

  /** Says it in every way there is, right and wrong. */
  async function sayEverywhere(): Promise<{ conversationId: string; token: string }> {
    const conversation = await caller.start();
    const { conversationId, token } = conversation;
    const activities = `${BASE}/conversations/${conversationId}/activities`;
    const authorization = `Bearer ${token}`;
    for (const words of MESSAGES) {
      const activity = {
        type: 'message',
        text: words,
        channelData: { clientActivityID: words },
        from: { name: PLANTED },
      };
      expect((await caller.post(conversation, activity)).status).toBe(200);
    }
    await send(activities, `{"text": "${PLANTED}`, { authorization });
    await send(activities, PLANTED, { authorization, 'content-type': 'text/plain' });
    await send(activities, JSON.stringify({ type: 'message', text: PLANTED.repeat(20_000) }), { authorization });
    await send(activities, JSON.stringify({ type: 'message', text: PLANTED }), { authorization: 'Bearer wrong' });
    await send(`${BASE}/conversations/${PLANTED}/activities`, '{}', { authorization });
    await send(`/${PLANTED}`, PLANTED);
    const part = 'Content-Disposition: form-data; name="activity"\r\nContent-Type: application/vnd.microsoft.activity';
    const file = `Content-Disposition: form-data; name="file"; filename="${PLANTED}.png"\r\nContent-Type: image/png`;
    const upload = `--x\r\n${part}\r\n\r\n{"type":"message","text":"${PLANTED}"}\r\n--x\r\n${file}\r\n\r\n${PLANTED}\r\n--x--\r\n`;
    await send(activities.replace('/activities', '/upload'), upload, {
      authorization,
      'content-type': 'multipart/form-data; boundary=x',
    });
    await send('/chat/plain?lang=en', `text=${encodeURIComponent(MESSAGES[1] ?? '')}&once=${PLANTED}`, {
      'content-type': 'application/x-www-form-urlencoded',
    });
    await send('/api/messages', JSON.stringify(teamsMessage('expectReplies')));
    await send('/api/messages', JSON.stringify(teamsMessage()));
    return { conversationId, token };
  }

  /** A whole hand-off: words both ways, an emergency, a number to call. */
  async function handOver(): Promise<void> {
    const parent = await Parent.start(url);
    await parent.asks();
    while (handoffs.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const [handoff] = handoffs;
    for (const action of ['take', 'message', 'view', 'message']) {
      const body = JSON.stringify({ handoff, action, nurse: { id: 'ana', name: 'Ana' }, text: PLANTED });
      await send(`/handoffs/${handoff}/${action}`, body, {
        ...signedHeaders(SECRET, `${action}-${answers.length}`, body),
      });
      await send(`/handoffs/${PLANTED}/${action}`, body, { ...signedHeaders('wrong', 'id', body) });
      for (const text of MESSAGES) await parent.says(text);
    }
  }

  const teamsMessage = (deliveryMode?: string) => ({
    type: 'message',
    id: `${PLANTED} ${deliveryMode}`,
    text: MESSAGES[0],
    channelId: 'msteams',
    serviceUrl: `http://127.0.0.1:${(channel.address() as AddressInfo).port}`,
    conversation: { id: 'conversation', name: PLANTED },
    from: { id: 'parent', name: PLANTED },
    recipient: { id: 'bot' },
    ...(deliveryMode && { deliveryMode }),
  });

  it('are in no file, no log, no measurement and no error, while the chat is there and after it is deleted', async () => {
    const { conversationId, token } = await sayEverywhere();
    await handOver();
    const searched = async () => ({
      data: bytesOf(data).includes(PLANTED),
      temp: bytesOf(temp).includes(PLANTED),
      log: readFileSync(log, 'utf8').includes(PLANTED),
      token: readFileSync(log, 'utf8').includes(token),
      metrics: (await (await fetch(`${url}/metrics`)).text()).includes(PLANTED),
      database: database.url ? JSON.stringify(await allRows(database.url)).includes(PLANTED) : false,
    });
    const nothing = { data: false, temp: false, log: false, token: false, metrics: false, database: false };
    expect(await searched()).toEqual(nothing);
    // What an error says to its caller: the replies of expectReplies and of the page without a script are no errors.
    expect(answers.filter((answer) => answer.startsWith('{"error"')).join('')).not.toContain(PLANTED);
    // Without this the search would find nothing because nothing was there.
    expect(refused.join('')).toContain(PLANTED);
    expect(readFileSync(log, 'utf8')).toContain('the channel did not take the replies');
    expect(readFileSync(log, 'utf8')).toContain('a message of a hand-off is brought later');
    const deletion = await fetch(`${url}/chat/delete`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(deletion.status).toBe(204);
    expect((await caller.call('GET', `/conversations/${conversationId}`, { token })).status).toBe(404);
    expect(await searched()).toEqual(nothing);
    if (name === 'SQLite') expect(rowsOf(data, conversationId)).toBe(0);
    await server.stop();
    expect(bytesOf(data).includes(PLANTED)).toBe(false);
    expect(bytesOf(temp).length).toBe(0);
  });
});

function rowsOf(folder: string, conversationId: string): number {
  const reader = new DatabaseSync(join(folder, 'attune.sqlite'), { readOnly: true });
  const rows = reader.prepare('SELECT 1 FROM conversation WHERE id = ?').all(conversationId);
  reader.close();
  return rows.length;
}

/** Every value of every table, bytes as text. */
async function allRows(url: string): Promise<unknown[]> {
  const text = (column: string) => `encode(${column}, 'escape')`;
  return [
    ...(await onServer(`SELECT id, owner, ${text('state')}, ${text('due')} AS due FROM attune_conversation`, url)),
    ...(await onServer(`SELECT *, ${text('body')} AS body_text FROM attune_outbox`, url)),
    ...(await onServer(`SELECT *, ${text('body')} AS body_text FROM attune_handoff`, url)),
    ...(await onServer('SELECT * FROM attune_audit', url)),
    ...(await onServer(`SELECT ${text('activity')}, ${text('log')} AS log FROM attune_turn`, url)),
  ];
}
