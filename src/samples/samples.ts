import type { Logger } from 'pino';
import type { SampleStore } from '../state/recordStores.ts';
import type { Turn } from '../turn.ts';
import { type KnownWords, redact } from './redaction.ts';

const DAY_MS = 86_400_000;
/** While one of these is open, whatever a parent writes belongs to an emergency. */
const EMERGENCY_DIALOGS = ['escalationDialog', 'checkDialog'];

/** Keeps redacted messages that were not understood at once, where the hospital has asked for them (SAMPLES). */
export class Samples {
  readonly #store: SampleStore;
  readonly #known: KnownWords;
  readonly #log: Logger;

  constructor(parts: { readonly samples: SampleStore; readonly known: KnownWords; readonly log: Logger }) {
    this.#store = parts.samples;
    this.#known = parts.known;
    this.#log = parts.log;
  }

  /**
   * Keeps what may be kept of this committed turn: a typed message of the web chat that was not understood at once, without any
   * sign of danger in it or in what is open. Never throws: a sample is worth less than an answer.
   */
  async consider(
    turn: Turn,
    activity: { readonly channelId: string; readonly conversationId: string; readonly id: string },
  ) {
    try {
      if (!maySample(turn, activity.channelId)) return;
      const text = redact(turn.text, turn.language, this.#known);
      if (text === undefined) return;
      const day = Math.floor(turn.now.getTime() / DAY_MS);
      const { conversationId, id: activityId } = activity;
      await this.#store.keep({ conversationId, activityId, day, language: turn.language, text });
    } catch (error) {
      this.#log.error({ err: error }, 'a sample could not be kept');
    }
  }
}

/** Parents of other channels see no page that tells them about samples. */
function maySample(turn: Turn, channelId: string): boolean {
  return (
    channelId === 'directline' &&
    turn.outcome !== 'understood' &&
    turn.risk.level === 'none' &&
    !turn.erase &&
    !turn.state.dialogs.dialogStack.some(({ id }) => EMERGENCY_DIALOGS.includes(id))
  );
}
