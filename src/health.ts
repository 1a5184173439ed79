import type { Request, Response } from 'restify';
import type { Store } from './state/store.ts';

const PING_MS = 3000;

/** GET /healthz and /readyz: for what starts, restarts and balances servers. */
export class Health {
  readonly #store: Store;
  #stopping = false;

  constructor(store: Store) {
    this.#store = store;
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
    const reasons = [this.#stopping && 'The server is stopping.', await this.#storeProblem()].filter(Boolean);
    res.send(reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons });
  }

  async #storeProblem(): Promise<string | false> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('no answer in time')), PING_MS);
    try {
      await Promise.race([this.#store.ping(), late]);
      return false;
    } catch {
      return 'The store cannot be read and written: its error is in the log.';
    } finally {
      clearTimeout(timer);
    }
  }
}
