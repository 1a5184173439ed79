import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Cipher } from './cipher.ts';
import type { NewSample, Sample, Verdict } from './recordStores.ts';

/** A sample, as it lies in the database. */
export interface SampleRow {
  readonly id: string;
  readonly day: number;
  readonly body: Uint8Array;
}

type Body = Pick<Sample, 'language' | 'text' | 'verdict'>;

/** Seals and opens samples, the same for every database. */
export class SampleRows {
  readonly #cipher: Cipher;
  readonly #log: Logger;

  constructor(cipher: Cipher, log: Logger) {
    this.#cipher = cipher;
    this.#log = log;
  }

  /** The row of a new sample. Its id tells nothing. */
  seal({ day, language, text }: NewSample): SampleRow {
    const id = randomUUID();
    return { id, day, body: this.#body(id, { language, text }) };
  }

  /** The same row with a verdict. */
  judge(row: SampleRow, verdict: Verdict): SampleRow {
    const { language, text }: Body = JSON.parse(this.#cipher.open('', place(row.id), row.body));
    return { ...row, body: this.#body(row.id, { language, text, verdict }) };
  }

  /** A row that cannot be opened is logged, and holds up no other. */
  open(rows: readonly SampleRow[]): Sample[] {
    return rows.flatMap(({ id, day, body }) => {
      try {
        const opened: Body = JSON.parse(this.#cipher.open('', place(id), body));
        return [{ id, day, ...opened }];
      } catch (error) {
        this.#log.error({ err: error }, 'a sample could not be read');
        return [];
      }
    });
  }

  /** How rows name this conversation, with each key: rows are written with the first. */
  tags(conversationId: string): Buffer[] {
    return this.#cipher.tags(`sample of ${conversationId}`);
  }

  #body(id: string, body: Body): Buffer {
    return this.#cipher.seal('', place(id), JSON.stringify(body));
  }
}

const place = (id: string) => `sample ${id}`;
