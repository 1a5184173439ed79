import type { Logger } from 'pino';
import type { SwitchedOff, SwitchStore } from '../state/recordStores.ts';

/** How soon each server notices that the chat was closed or opened. */
const LOOK_MS = 2000;

/** Whether the chat is closed: by the setting SWITCHED_OFF, or in the store, for all servers on it. */
export class ChatSwitch {
  readonly #store: SwitchStore;
  readonly #log: Logger;
  readonly #setting: SwitchedOff | undefined;
  readonly #timer: NodeJS.Timeout;
  #stored: SwitchedOff | undefined;
  #away = false;

  constructor(parts: {
    readonly switch: SwitchStore;
    readonly log: Logger;
    /** The setting: it cannot be opened again without a restart. */
    readonly closed: boolean;
    readonly lookMs?: number;
  }) {
    this.#store = parts.switch;
    this.#log = parts.log;
    this.#setting = parts.closed ? { since: new Date().toISOString(), reason: 'SWITCHED_OFF' } : undefined;
    this.#timer = setInterval(() => void this.look(), parts.lookMs ?? LOOK_MS).unref();
  }

  /** Undefined while the chat is open. */
  get off(): SwitchedOff | undefined {
    return this.#setting ?? this.#stored;
  }

  /** Asks the store. Never throws: while it is away all stays as it was. */
  async look(): Promise<void> {
    try {
      const found = await this.#store.read();
      if (found && !this.#stored) this.#log.warn({ since: found.since }, 'the chat is closed: it was switched off');
      if (!found && this.#stored) this.#log.warn('the chat is open again');
      this.#stored = found;
      this.#away = false;
    } catch (error) {
      if (!this.#away)
        this.#log.error({ err: error }, 'the store does not tell whether the chat is closed: asked again');
      this.#away = true;
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
