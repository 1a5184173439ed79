import { randomUUID } from 'node:crypto';
import { Client, type ClientConfig, type Pool } from 'pg';
import type { Logger } from 'pino';
import { postgresStatements } from './postgresSchema.ts';
import type { LogEntry } from './store.ts';
import type { Watchers } from './watchers.ts';

/** Milliseconds that notices wait for each other, so that one message tells of many conversations. */
const GATHER = 10;
const POLL = 2000;
const RECONNECT = { first: 250, most: 5000 };
/** PostgreSQL takes 8000 bytes. */
const PAYLOAD_BYTES = 7800;

interface NoticesParts {
  readonly connection: ClientConfig;
  readonly pool: Pool;
  readonly watchers: Watchers;
  readonly log: Logger;
}

/**
 * Tells the other replicas which conversations grew, and hears it from them, over one connection of its own. Notices
 * are sent after the commit and not in it: NOTIFY inside a transaction makes every commit of the database wait for
 * the one before. What a crash or a broken connection loses, a poll of the watched conversations finds.
 */
export class PostgresNotices {
  readonly #parts: NoticesParts;
  readonly #sender = randomUUID();
  readonly #grown = new Set<string>();
  /** The last sequence number that was told or polled, of the watched conversations. */
  #polled = new Map<string, number>();
  #client: Client | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wait = RECONNECT.first;
  #closed = false;

  constructor(parts: NoticesParts) {
    this.#parts = parts;
  }

  /** Begins to hear. Never throws: a connection that fails is made again. */
  async start(): Promise<void> {
    if (this.#closed) return;
    const client = new Client(this.#parts.connection);
    this.#client = client;
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    try {
      await client.connect();
      await client.query('LISTEN attune');
      this.#wait = RECONNECT.first;
      await this.#poll(client);
    } catch {
      this.#lost(client);
    }
  }

  /** Tells the listeners of this process now, and the other replicas within milliseconds. */
  tell(conversationId: string, added?: readonly LogEntry[]): void {
    const lastSeq = added?.at(-1)?.seq;
    if (lastSeq !== undefined && this.#parts.watchers.has(conversationId)) this.#polled.set(conversationId, lastSeq);
    this.#parts.watchers.announce(conversationId, added);
    this.#grown.add(conversationId);
    this.#gathering ??= setTimeout(() => void this.#send(), GATHER).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#gathering);
    await this.#send();
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async #send(): Promise<void> {
    this.#gathering = undefined;
    const ids = [...this.#grown];
    this.#grown.clear();
    for (const payload of payloads(this.#sender, ids)) {
      try {
        await this.#parts.pool.query({ name: 'notify', text: postgresStatements.notify, values: [payload] });
      } catch {
        return this.#parts.log.warn('other servers could not be told of new messages: they find them within seconds');
      }
    }
  }

  #hear(payload: string): void {
    const [sender, ...ids]: string[] = JSON.parse(payload);
    if (sender === this.#sender) return;
    for (const id of ids) this.#parts.watchers.announce(id);
  }

  /** Runs on the listening connection, so that one which is dead without a word is found, too. */
  async #poll(client: Client): Promise<void> {
    const watched = this.#parts.watchers.ids();
    const { rows } = await client.query<{ id: string; last_seq: number }>(postgresStatements.grown, [watched]);
    const before = this.#polled;
    this.#polled = new Map(rows.map((row) => [row.id, row.last_seq]));
    for (const id of watched) {
      if (this.#polled.get(id) !== before.get(id)) this.#parts.watchers.announce(id);
    }
    if (this.#client !== client || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#poll(client).catch(() => this.#lost(client));
    }, POLL).unref();
  }

  #lost(client: Client): void {
    if (this.#client !== client || this.#closed) return;
    this.#client = undefined;
    clearTimeout(this.#timer);
    void client.end().catch(() => {});
    this.#parts.log.warn('the connection that hears of new messages broke: it is made again');
    this.#timer = setTimeout(() => void this.start(), this.#wait).unref();
    this.#wait = Math.min(this.#wait * 2, RECONNECT.most);
  }
}

/** The ids as few JSON arrays that each fit into one notice, the sender first. */
export function payloads(sender: string, ids: readonly string[]): string[] {
  const result: string[] = [];
  let payload = JSON.stringify([sender]);
  for (const id of ids) {
    const longer = `${payload.slice(0, -1)},${JSON.stringify(id)}]`;
    if (Buffer.byteLength(longer) <= PAYLOAD_BYTES) {
      payload = longer;
    } else {
      result.push(payload);
      payload = JSON.stringify([sender, id]);
    }
  }
  result.push(payload);
  // One id that is longer than a notice is left to the poll.
  return ids.length === 0 ? [] : result.filter((text) => Buffer.byteLength(text) <= PAYLOAD_BYTES);
}
