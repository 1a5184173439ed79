import type { Activity } from 'botbuilder';
import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import type { LogEntry, Store } from '../../state/store.ts';
import { UnsavedReplies } from './unsavedReplies.ts';

/** Sockets of one conversation: a few tabs and devices, and what a reconnecting client left behind. */
export const MAX_SOCKETS_PER_CONVERSATION = 10;
/** Bytes waiting for a client that does not read, at which its socket is ended. It may come back for the rest. */
const MAX_WAITING_BYTES = 1024 * 1024;
const RETRY_READ_MS = 1000;

interface Stream {
  readonly socket: WebSocket;
  readonly conversationId: string;
  /** The last sequence number that was sent. */
  sent: number;
  reading: boolean;
  /** Something was committed while the log was being read. */
  again: boolean;
  /** Answered the last ping. */
  alive: boolean;
}

/** The open WebSockets: each gets what its watermark has not seen, then what is committed, in order and once. */
export class StreamHub {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #streams = new Map<string, Set<Stream>>();
  readonly #unsaved = new UnsavedReplies();
  readonly #pings: NodeJS.Timeout;
  #closed = false;

  /** `pingMs`: how often half-open sockets are looked for; one that answers no ping is ended at the next. */
  constructor(parts: { readonly store: Store; readonly log: Logger; readonly pingMs?: number }) {
    this.#store = parts.store;
    this.#log = parts.log;
    this.#pings = setInterval(() => this.#pingAll(), parts.pingMs ?? 30_000).unref();
  }

  /** How many sockets are open. */
  get size(): number {
    return [...this.#streams.values()].reduce((sum, streams) => sum + streams.size, 0);
  }

  /** False when there are enough sockets of this conversation, or the server goes. */
  hasRoom(conversationId: string): boolean {
    return !this.#closed && (this.#streams.get(conversationId)?.size ?? 0) < MAX_SOCKETS_PER_CONVERSATION;
  }

  /** Serves a socket from the activity after this sequence number on. */
  add(socket: WebSocket, conversationId: string, after: number): void {
    const stream: Stream = { socket, conversationId, sent: after, reading: false, again: false, alive: true };
    const streams = this.#streams.get(conversationId) ?? new Set();
    this.#streams.set(conversationId, streams.add(stream));
    const unwatch = this.#store.watch(conversationId, (added) => this.#hear(stream, added));
    socket.on('pong', () => {
      stream.alive = true;
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      unwatch();
      streams.delete(stream);
      if (streams.size === 0) this.#streams.delete(conversationId);
    });
    void this.#catchUp(stream);
  }

  /**
   * Shows activities that could not be committed: on the open sockets, else kept in memory for the next socket or
   * poll of this conversation.
   */
  showUnsaved(conversationId: string, activities: readonly Partial<Activity>[]): void {
    if (!this.show(conversationId, activities)) this.#unsaved.add(conversationId, activities);
  }

  /** Shows activities that are not kept on the open sockets of this server. False when there is none. */
  show(conversationId: string, activities: readonly Partial<Activity>[]): boolean {
    const streams = this.#streams.get(conversationId);
    for (const stream of streams ?? []) this.#send(stream, activities);
    return streams !== undefined;
  }

  /** The activities of `showUnsaved` that no socket took, once. */
  takeUnsaved(conversationId: string): Partial<Activity>[] {
    return this.#unsaved.take(conversationId);
  }

  /** Tells every client that the server goes (1001): they come back, here or to another replica. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#pings);
    for (const streams of this.#streams.values()) {
      for (const { socket } of streams) {
        socket.close(1001, 'The server restarts.');
        setTimeout(() => socket.terminate(), 1000).unref();
      }
    }
  }

  /** What follows what was sent goes out as it is; whatever else happened is read. */
  #hear(stream: Stream, added: readonly LogEntry[] | undefined): void {
    if (stream.reading || !added || added[0]?.seq !== stream.sent + 1) return void this.#catchUp(stream);
    stream.sent = added.at(-1)?.seq ?? stream.sent;
    this.#send(
      stream,
      added.map((entry) => entry.activity),
    );
  }

  async #catchUp(stream: Stream): Promise<void> {
    stream.again = stream.reading;
    if (stream.reading || stream.socket.readyState !== WebSocket.OPEN) return;
    stream.reading = true;
    try {
      const entries = await this.#store.read(stream.conversationId, stream.sent);
      stream.sent = entries.at(-1)?.seq ?? stream.sent;
      this.#send(stream, [...entries.map((entry) => entry.activity), ...this.takeUnsaved(stream.conversationId)]);
    } catch (error) {
      this.#send(stream, this.takeUnsaved(stream.conversationId));
      this.#log.error({ err: error }, 'the log of a conversation could not be read for its socket: trying again');
      setTimeout(() => void this.#catchUp(stream), RETRY_READ_MS).unref();
    } finally {
      stream.reading = false;
    }
    if (stream.again) await this.#catchUp(stream);
  }

  #send({ socket, sent }: Stream, activities: readonly Partial<Activity>[]): void {
    if (activities.length === 0 || socket.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ activities, watermark: String(sent) }));
    if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate();
  }

  #pingAll(): void {
    for (const streams of this.#streams.values()) {
      for (const stream of streams) {
        if (!stream.alive) stream.socket.terminate();
        else if (stream.socket.readyState === WebSocket.OPEN) stream.socket.ping();
        stream.alive = false;
      }
    }
  }
}
