import { timingSafeEqual } from 'node:crypto';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Request, Response } from 'restify';
import { isLoopback } from './channels/loopback.ts';
import type { Config } from './config.ts';
import { HttpProblem } from './httpProblem.ts';

/** What became of a turn. */
export type Outcome = 'committed' | 'repeated' | 'failed';
/** What a limit stopped. */
export type Limited = 'start' | 'request' | 'message' | 'socket' | 'login';

/** What is read when somebody asks for the measurements. */
export interface Readings {
  readonly sockets: () => number;
  readonly isClosed: () => boolean;
  /** How many messages of hand-offs are due and not brought. */
  readonly waitingMessages: () => Promise<number>;
  readonly health: {
    nextExpiryDays(): number | undefined;
    freeBytes(): Promise<number | undefined>;
  };
}

const HANDOFF_OUTCOMES = ['asked', 'callBack', 'taken', 'ended', 'left', 'timedOut'] as const;
const OUTBOX_OUTCOMES = ['done', 'failed', 'givenUp'] as const;

/** What became of a hand-off to a person. */
export type HandoffOutcome = (typeof HANDOFF_OUTCOMES)[number];

/** Counts for operators. Never ids, addresses or words: a label has few values, all known before. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #turns: Histogram<'outcome'>;
  readonly #risks: Counter<'level'>;
  readonly #limited: Counter<'what'>;
  readonly #due: Counter<'outcome'>;
  readonly #understood: Counter<'outcome'>;

  readonly #handoffs: Counter<'outcome'>;
  readonly #handoffWait: Histogram;
  readonly #outbox: Counter<'outcome'>;

  constructor({ sockets, isClosed, health, waitingMessages }: Readings) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#turns = new Histogram({
      name: 'attune_turn_seconds',
      help: 'How long turns took, by what became of them.',
      labelNames: ['outcome'],
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15],
      registers,
    });
    this.#risks = new Counter({
      name: 'attune_risk_total',
      help: 'Messages by the level that the safety screen gave them.',
      labelNames: ['level'],
      registers,
    });
    this.#limited = new Counter({
      name: 'attune_limited_total',
      help: 'What the limits of an address or a conversation stopped.',
      labelNames: ['what'],
      registers,
    });
    this.#due = new Counter({
      name: 'attune_due_total',
      help: 'Check-ins and the like whose time had come.',
      labelNames: ['outcome'],
      registers,
    });
    this.#handoffs = new Counter({
      name: 'attune_handoff_total',
      help: 'Hand-offs to a person, by what became of them.',
      labelNames: ['outcome'],
      registers,
    });
    // An alert can compare what has not happened yet only when it is served as 0.
    for (const outcome of HANDOFF_OUTCOMES) this.#handoffs.inc({ outcome }, 0);
    this.#handoffWait = new Histogram({
      name: 'attune_handoff_wait_seconds',
      help: 'How long parents waited until somebody took their hand-off.',
      buckets: [10, 30, 60, 120, 300, 600, 1200, 3600],
      registers,
    });
    this.#outbox = new Counter({
      name: 'attune_outbox_total',
      help: 'Messages of hand-offs that were to be brought, by what became of the attempt.',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of OUTBOX_OUTCOMES) this.#outbox.inc({ outcome }, 0);
    new Gauge({
      name: 'attune_outbox_waiting',
      help: 'Messages of hand-offs that are due and not brought.',
      registers,
      async collect() {
        // A store that is away must not take the other counts with it.
        this.set(await waitingMessages().catch(() => Number.NaN));
      },
    });
    new Gauge({
      name: 'attune_open_sockets',
      help: 'Open WebSockets.',
      registers,
      collect() {
        this.set(sockets());
      },
    });
    this.#understood = new Counter({
      name: 'attune_understood_total',
      help: 'Typed messages by what became of them: understood, asked (did you mean), unclear.',
      labelNames: ['outcome'],
      registers,
    });
    new Gauge({
      name: 'attune_switched_off',
      help: '1 while the chat is closed.',
      registers,
      collect() {
        this.set(isClosed() ? 1 : 0);
      },
    });
    new Gauge({
      name: 'attune_help_line_days',
      help: 'Days until the first help line of the country is no longer shown.',
      registers,
      collect() {
        const days = health.nextExpiryDays();
        if (days !== undefined) this.set(days);
      },
    });
    new Gauge({
      name: 'attune_disk_free_bytes',
      help: 'Bytes that may still be written on the disk of DATA_DIR.',
      registers,
      async collect() {
        const free = await health.freeBytes();
        if (free !== undefined) this.set(free);
      },
    });
  }

  /** `seconds`: how long it took. */
  turn(outcome: Outcome, seconds: number): void {
    this.#turns.observe({ outcome }, seconds);
  }

  risk(level: 'none' | 'check' | 'act'): void {
    this.#risks.inc({ level });
  }

  /** A typed message, by what became of it. */
  understood(outcome: 'understood' | 'asked' | 'unclear'): void {
    this.#understood.inc({ outcome });
  }

  limited(what: Limited): void {
    this.#limited.inc({ what });
  }

  due(outcome: 'done' | 'failed'): void {
    this.#due.inc({ outcome });
  }

  handoff(outcome: HandoffOutcome): void {
    this.#handoffs.inc({ outcome });
  }

  /** `seconds`: how long the parent waited for a person. */
  handoffWaited(seconds: number): void {
    this.#handoffWait.observe(seconds);
  }

  outbox(outcome: (typeof OUTBOX_OUTCOMES)[number]): void {
    this.#outbox.inc({ outcome });
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

/** GET /metrics for Prometheus: with METRICS_TOKEN as bearer; without that setting, from this machine only. */
export class MetricsPage {
  readonly #parts: { readonly config: Config; readonly metrics: Metrics };

  constructor(parts: { readonly config: Config; readonly metrics: Metrics }) {
    this.#parts = parts;
  }

  async serve(req: Request, res: Response): Promise<void> {
    if (!this.#mayRead(req)) {
      throw new HttpProblem(403, 'Forbidden', 'Set METRICS_TOKEN, and send it as Authorization: Bearer.');
    }
    const text = await this.#parts.metrics.text();
    res.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
    res.end(text);
  }

  #mayRead(req: Request): boolean {
    const { METRICS_TOKEN } = this.#parts.config;
    if (!METRICS_TOKEN) return isLoopback(req.socket.remoteAddress ?? '') && !('x-forwarded-for' in req.headers);
    const given = Buffer.from(req.headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${METRICS_TOKEN}`);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}
