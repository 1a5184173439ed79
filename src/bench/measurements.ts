import { WebSocket } from 'ws';
import { HttpConnection } from './httpConnection.ts';
import { type Figures, load, type Work, warmUp } from './load.ts';
import { ParentClient } from './parentClient.ts';
import type { TargetProcess } from './targetProcess.ts';

/** A parent writes so often in one conversation; then another parent comes. */
export const TURNS_OF_A_CONVERSATION = 25;
const MEMORY_MS = 1_800_000;

export type Talk = 'typed' | 'buttons';

/** Requests to a bare route. */
export async function measureRoute(target: TargetProcess, clients: number, seconds: number): Promise<Figures> {
  const connections = clientsOf(clients, () => new HttpConnection(target.port));
  const work = connections.map((connection) => async () => {
    const { status } = await connection.request('POST', '/', undefined, { type: 'message', text: 'hello' });
    return status === 200;
  });
  return measured(work, seconds, target, connections);
}

/** Turns of parents who type these messages, or press buttons. */
export async function measureTurns(
  target: TargetProcess,
  clients: number,
  seconds: number,
  talk: Talk,
  messages: readonly string[],
): Promise<Figures> {
  const parents = clientsOf(clients, () => new ParentClient(target.port));
  const work = talking(parents, talk, messages);
  return measured(work, seconds, target, parents);
}

/** Resident memory after each of `parts` equal parts of so many turns, or of what half an hour allows. */
export async function measureMemory(
  target: TargetProcess,
  turns: number,
  parts: number,
  messages: readonly string[],
): Promise<{ turns: number; memory: number[] }> {
  const parents = clientsOf(16, () => new ParentClient(target.port));
  const work = talking(parents, 'typed', messages);
  const memory: number[] = [];
  const began = performance.now();
  let done = 0;
  for (let part = 1; part <= parts; part += 1) {
    const goal = (turns * part) / parts;
    const end = began + (MEMORY_MS * part) / parts;
    await Promise.all(
      work.map(async (each) => {
        while (done < goal && performance.now() < end) if (await each()) done += 1;
      }),
    );
    memory.push(await target.memory());
  }
  for (const parent of parents) parent.close();
  return { turns: done, memory };
}

/** Opens so many WebSockets, each on a conversation of its own. Resolves with the bytes that the server took for them. */
export async function measureSockets(
  target: TargetProcess,
  sockets: number,
): Promise<{ before: number; after: number }> {
  const before = await target.memory();
  const open: WebSocket[] = [];
  const opening = Array.from({ length: 32 }, async () => {
    const http = new HttpConnection(target.port);
    while (open.length < sockets) {
      const { body } = await http.request('POST', '/v3/directline/conversations', undefined, {});
      const socket = new WebSocket(JSON.parse(body).streamUrl, { perMessageDeflate: false });
      open.push(socket);
      await new Promise<void>((resolve, reject) => socket.once('message', () => resolve()).once('error', reject));
    }
    http.close();
  });
  await Promise.all(opening);
  const alive = open.filter((socket) => socket.readyState === WebSocket.OPEN).length;
  if (alive < sockets) throw new Error(`only ${alive} of ${sockets} sockets stayed open`);
  const after = await target.memory();
  for (const socket of open) socket.terminate();
  return { before, after };
}

const clientsOf = <Client>(length: number, make: () => Client) => Array.from({ length }, make);

async function measured(
  work: readonly Work[],
  seconds: number,
  target: TargetProcess,
  clients: readonly { close(): void }[],
): Promise<Figures> {
  await warmUp(work);
  const figures = await load(work, seconds, target);
  for (const client of clients) client.close();
  return figures;
}

/** What each of these parents does again and again. They begin at different messages. */
function talking(parents: readonly ParentClient[], talk: Talk, messages: readonly string[]): Work[] {
  return parents.map((parent, index) => turnsOf(parent, talk, messages, index * 97));
}

function turnsOf(parent: ParentClient, talk: Talk, messages: readonly string[], first: number): Work {
  let turn = 0;
  return async () => {
    if (turn % TURNS_OF_A_CONVERSATION === 0) await parent.start();
    const typed = messages[(first + turn) % messages.length] ?? 'hello';
    const pressed = parent.buttons[(first + turn) % parent.buttons.length];
    turn += 1;
    await parent.say(talk === 'buttons' ? (pressed ?? 'menu') : typed);
    return true;
  };
}
