import type { WireActivity } from '../shared/wireActivity.ts';
import { directLine } from './directLine.ts';
import type { Session } from './session.ts';

/** `down`: the network is there, but the server does not answer. */
export type LinkState = 'idle' | 'connecting' | 'online' | 'offline' | 'down';

export interface LinkEvents {
  receive(activities: readonly WireActivity[]): void;
  changed(state: LinkState): void;
  /** The conversation is no longer there. */
  ended(): void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const PING_MS = 20_000;
const POLL_MS = 3000;
/** Failures after which the parent is told that the server does not answer. */
const TOLD_AFTER = 2;
/** Sockets that never opened, after which the log is polled: some hospital networks let no WebSocket through. */
const POLL_AFTER = 2;

/** Keeps the conversation's stream open: reconnects with growing pauses, at once when the network or laptop wakes. */
export class Link {
  readonly #session: Session;
  readonly #events: LinkEvents;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watermark = '';
  #wanted = false;
  #connecting = false;
  #failures = 0;
  #unopened = 0;
  #lastTick = Date.now();
  #state: LinkState = 'idle';

  constructor(session: Session, events: LinkEvents) {
    this.#session = session;
    this.#events = events;
    addEventListener('online', () => this.hurry());
    addEventListener('offline', () => this.#lost());
    addEventListener('pageshow', () => this.hurry());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#woke());
    setInterval(() => this.#tick(), PING_MS);
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Opens the stream and keeps it open. `streamUrl`: of a conversation that has just been started. */
  open(streamUrl?: string): void {
    this.#wanted = true;
    if (streamUrl) this.#listen(streamUrl);
    else void this.#connect();
  }

  /** Closes the stream; the next one starts from the conversation's first word. */
  close(): void {
    this.#wanted = false;
    this.#watermark = '';
    this.#failures = 0;
    this.#drop();
    this.#become('idle');
  }

  /** Something says that the network is back: no more waiting. */
  hurry(): void {
    if (!this.#wanted) this.#become('idle');
    else if (this.#socket?.readyState !== WebSocket.OPEN) void this.#connect();
  }

  /** The socket seems dead: what was sent did not come back on it. */
  renew(): void {
    this.#drop();
    void this.#connect();
  }

  async #connect(): Promise<void> {
    if (!this.#wanted || this.#connecting) return;
    this.#connecting = true;
    clearTimeout(this.#timer);
    if (this.#state !== 'down' && this.#state !== 'offline') this.#become('connecting');
    const answer = await this.#session.open(this.#watermark);
    this.#connecting = false;
    if (!this.#wanted) return;
    if ('value' in answer) {
      if (this.#unopened >= POLL_AFTER) void this.#poll();
      else this.#listen(answer.value.streamUrl);
    } else if (answer.failure === 'unreachable') {
      this.#lost();
    } else {
      this.#events.ended();
    }
  }

  #listen(streamUrl: string): void {
    this.#drop();
    const socket = new WebSocket(streamUrl);
    let opened = false;
    this.#socket = socket;
    socket.onopen = () => {
      opened = true;
      this.#unopened = 0;
      this.#reached();
    };
    socket.onmessage = ({ data }) => socket === this.#socket && this.#take(String(data));
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      if (!opened && navigator.onLine) this.#unopened += 1;
      this.#lost();
    };
  }

  #take(frame: string): void {
    if (!frame) return;
    const { activities, watermark } = JSON.parse(frame) as { activities: WireActivity[]; watermark?: string };
    this.#watermark = watermark ?? this.#watermark;
    this.#events.receive(activities);
  }

  /** Asks again and again, where no socket gets through. */
  async #poll(): Promise<void> {
    const answer = await this.#session.call((token, id) => directLine.poll(token, id, this.#watermark));
    if (!this.#wanted) return;
    if ('value' in answer) {
      this.#watermark = answer.value.watermark;
      this.#reached();
      if (answer.value.activities.length > 0) this.#events.receive(answer.value.activities);
      this.#timer = setTimeout(() => void this.#poll(), document.visibilityState === 'visible' ? POLL_MS : POLL_MS * 5);
    } else if (answer.failure === 'unreachable') {
      this.#lost();
    } else {
      this.#events.ended();
    }
  }

  /** After a message was posted: where the log is polled, its replies are there now. */
  posted(): void {
    if (this.#unopened < POLL_AFTER || this.#state !== 'online') return;
    clearTimeout(this.#timer);
    void this.#poll();
  }

  #reached(): void {
    this.#failures = 0;
    this.#become('online');
  }

  #lost(): void {
    this.#drop();
    if (!this.#wanted) {
      if (!navigator.onLine) this.#become('offline');
      return;
    }
    this.#failures += 1;
    if (!navigator.onLine) this.#become('offline');
    else this.#become(this.#failures >= TOLD_AFTER ? 'down' : 'connecting');
    const wait = Math.min(FIRST_WAIT_MS * 2 ** (this.#failures - 1), LONGEST_WAIT_MS);
    this.#timer = setTimeout(() => void this.#connect(), wait * (0.5 + Math.random() / 2));
  }

  #drop(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #become(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#events.changed(state);
  }

  #tick(): void {
    if (Date.now() - this.#lastTick > PING_MS * 3) this.#woke();
    this.#lastTick = Date.now();
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send('');
  }

  /** After a sleep a socket may look open and be dead. */
  #woke(): void {
    const slept = Date.now() - this.#lastTick > PING_MS * 3;
    this.#lastTick = Date.now();
    if (!this.#wanted) return;
    if (slept) this.renew();
    else this.hurry();
  }
}
