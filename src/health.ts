import { statfs } from 'node:fs/promises';
import type { Request, Response } from 'restify';
import type { Bot } from './bot.ts';
import type { Config } from './config.ts';
import type { ContentLibrary } from './content/library.ts';
import type { ChatSwitch } from './operations/chatSwitch.ts';
import type { Store } from './state/store.ts';

const PING_MS = 3000;
const DAY_MS = 86_400_000;
/** Somebody has to dial the number and read the page again: that takes time. */
const EXPIRES_SOON_DAYS = 30;
const LITTLE_DISK_BYTES = 512 * 1024 * 1024;
/** The safety screen must raise this at any time. */
const ALARM = 'I want to kill myself';

interface HealthParts {
  readonly config: Config;
  readonly store: Store;
  readonly bot: Bot;
  readonly library?: ContentLibrary | undefined;
  readonly chatSwitch: ChatSwitch;
}

/** What is looked at. `down` stops parents; `attention` is for the operator of the day. */
interface Check {
  readonly status: 'ok' | 'attention' | 'down';
  /** What is wrong and what to do, a sentence; absent when all is well. */
  readonly reason?: string;
}

/** GET /healthz, /readyz and /health: for what starts, restarts and balances servers, and for who looks after them. */
export class Health {
  readonly #parts: HealthParts;
  #stopping = false;

  constructor(parts: HealthParts) {
    this.#parts = parts;
  }

  /** From now on the server is not ready: no new work should be sent to it. */
  stopping(): void {
    this.#stopping = true;
  }

  /** The process is alive. */
  async alive(_req: Request, res: Response): Promise<void> {
    res.send(200, { status: 'alive' });
  }

  /** Conversations can be served: 200, else 503 with the reasons. */
  async ready(_req: Request, res: Response): Promise<void> {
    const reasons = [this.#server(), await this.#store()].map(({ reason }) => reason).filter(Boolean);
    res.send(reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons });
  }

  /** All that is looked at, with reasons: 503 when a parent would notice. */
  async report(_req: Request, res: Response): Promise<void> {
    const { off } = this.#parts.chatSwitch;
    const checks = {
      server: this.#server(),
      store: await this.#store(),
      safetyScreen: this.#safetyScreen(),
      helpLines: this.#helpLines(),
      disk: await this.#disk(),
    };
    const found = Object.values(checks).map(({ status }) => status);
    const status = (['down', 'attention'] as const).find((worst) => found.includes(worst)) ?? 'ok';
    const chat = off ? { chat: 'closed', since: off.since } : { chat: 'open' };
    res.send(status === 'down' ? 503 : 200, { status, ...chat, checks });
  }

  /** Days until the first help line of the hospital's country is no longer shown; undefined without lines. */
  nextExpiryDays(now = Date.now()): number | undefined {
    const { library, config } = this.#parts;
    const days = library?.lineDates(config.COUNTRY).map(({ expires }) => Date.parse(expires) + DAY_MS - now);
    return days && days.length > 0 ? Math.floor(Math.min(...days) / DAY_MS) : undefined;
  }

  /** Bytes that this account may still write on the disk of DATA_DIR; undefined where the system does not tell. */
  async freeBytes(): Promise<number | undefined> {
    try {
      const { bavail, bsize } = await statfs(this.#parts.config.DATA_DIR);
      return bavail * bsize;
    } catch {
      return undefined;
    }
  }

  #server(): Check {
    return this.#stopping ? { status: 'down', reason: 'The server is stopping.' } : { status: 'ok' };
  }

  async #store(): Promise<Check> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('no answer in time')), PING_MS);
    try {
      await Promise.race([this.#parts.store.ping(), late]);
      return { status: 'ok' };
    } catch {
      return { status: 'down', reason: 'The store cannot be read and written: its error is in the log.' };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Rules and models are in memory: they are asked for real. */
  #safetyScreen(): Check {
    if (!this.#parts.library) return { status: 'ok' };
    const said = this.#parts.bot.fault({ type: 'message', text: ALARM, locale: 'en' } as Parameters<Bot['fault']>[0]);
    const isRaised = said.some(({ channelData }) => channelData?.contentId === 'crisis-self/act');
    if (isRaised) return { status: 'ok' };
    return { status: 'down', reason: 'The safety screen does not raise a plain emergency: switch the chat off.' };
  }

  #helpLines(): Check {
    const { library, config } = this.#parts;
    if (!library) return { status: 'ok' };
    const today = new Date().toISOString().slice(0, 10);
    const soon = new Date(Date.now() + EXPIRES_SOON_DAYS * DAY_MS).toISOString().slice(0, 10);
    const lines = library.lineDates(config.COUNTRY);
    const ids = (which: typeof lines) => which.map(({ id }) => id).join(', ');
    const gone = lines.filter(({ expires }) => expires < today);
    const going = lines.filter(({ expires }) => expires >= today && expires <= soon);
    if (gone.length === 0 && going.length === 0) return { status: 'ok' };
    const reasons = [
      gone.length > 0 && `No longer shown, as nobody has checked them in time: ${ids(gone)}.`,
      going.length > 0 && `Shown for at most ${EXPIRES_SOON_DAYS} more days: ${ids(going)}.`,
      'See "Change a help line" in CONTRIBUTING.md.',
    ];
    return { status: 'attention', reason: reasons.filter(Boolean).join(' ') };
  }

  async #disk(): Promise<Check> {
    const free = await this.freeBytes();
    if (free === undefined || free > LITTLE_DISK_BYTES) return { status: 'ok' };
    const left = Math.floor(free / 1024 / 1024);
    return { status: 'attention', reason: `${left} MiB are free on the disk of DATA_DIR: free space on it.` };
  }
}
