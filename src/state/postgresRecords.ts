import type { Pool, QueryResultRow } from 'pg';
import type { Logger } from 'pino';
import type { Cipher } from './cipher.ts';
import { postgresError } from './postgresError.ts';
import type {
  Count,
  CountStore,
  NewSample,
  RecordStores,
  Sample,
  SampleStore,
  SwitchedOff,
  SwitchStore,
  Verdict,
} from './recordStores.ts';
import { type SampleRow, SampleRows } from './sampleRows.ts';
import { activityKeyOf } from './turnRunner.ts';

interface PostgresParts {
  readonly pool: Pool;
  readonly cipher: Cipher;
  readonly log: Logger;
}

/** What PostgreSQL keeps besides conversations. `forget` deletes the samples of a conversation. */
export interface PostgresRecords extends RecordStores {
  readonly samples: SampleStore & { forget(conversationId: string): Promise<void> };
}

/** The tables of a migrated database. */
export function postgresRecords(parts: PostgresParts): PostgresRecords {
  return { counts: new PostgresCounts(parts), samples: new PostgresSamples(parts), switch: new PostgresSwitch(parts) };
}

async function ask<R extends QueryResultRow>(pool: Pool, text: string, values: unknown[]) {
  try {
    return await pool.query<R>(text, values);
  } catch (error) {
    throw postgresError(error);
  }
}

class PostgresCounts implements CountStore {
  readonly #pool: Pool;

  constructor({ pool }: PostgresParts) {
    this.#pool = pool;
  }

  async add(counts: readonly Count[]): Promise<void> {
    // In one order on every server: two that add the same rows at once must not wait for each other.
    const sorted = [...counts].sort(
      (a, b) => a.hour - b.hour || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.key < b.key ? -1 : 1),
    );
    await ask(
      this.#pool,
      `INSERT INTO attune_counts AS known (hour, name, key, n)
        SELECT * FROM unnest($1::integer[], $2::text[], $3::text[], $4::bigint[])
        ON CONFLICT (hour, name, key) DO UPDATE SET n = known.n + excluded.n`,
      (['hour', 'name', 'key', 'n'] as const).map((column) => sorted.map((count) => count[column])),
    );
  }

  async hours(name: string, from: number, to: number): Promise<Omit<Count, 'name' | 'key'>[]> {
    const { rows } = await ask<{ hour: number; n: string }>(
      this.#pool,
      `SELECT hour, sum(n) AS n FROM attune_counts WHERE hour >= $1 AND hour < $2 AND name = $3
        GROUP BY hour ORDER BY hour`,
      [from, to, name],
    );
    return rows.map(({ hour, n }) => ({ hour, n: Number(n) }));
  }

  async totals(from: number, to: number): Promise<Omit<Count, 'hour'>[]> {
    const { rows } = await ask<{ name: string; key: string; n: string }>(
      this.#pool,
      `SELECT name, key, sum(n) AS n FROM attune_counts WHERE hour >= $1 AND hour < $2
        GROUP BY name, key ORDER BY name, key`,
      [from, to],
    );
    return rows.map(({ name, key, n }) => ({ name, key, n: Number(n) }));
  }

  async expire(before: number): Promise<number> {
    return (await ask(this.#pool, 'DELETE FROM attune_counts WHERE hour < $1', [before])).rowCount ?? 0;
  }
}

class PostgresSamples implements SampleStore {
  readonly #pool: Pool;
  readonly #rows: SampleRows;

  constructor({ pool, cipher, log }: PostgresParts) {
    this.#pool = pool;
    this.#rows = new SampleRows(cipher, log);
  }

  async keep(sample: NewSample): Promise<void> {
    const { id, day, body } = this.#rows.seal(sample);
    const [tag] = this.#rows.tags(sample.conversationId);
    // The lock makes a deletion of this turn wait: it then finds the sample, and deletes it too.
    await ask(
      this.#pool,
      `INSERT INTO attune_sample (id, conversation, day, body) SELECT $1, $2, $3, $4 FROM (
        SELECT 1 FROM attune_conversation c JOIN attune_turn t ON t.conversation = c.key
        WHERE c.id = $5 AND t.activity = $6 FOR SHARE OF t) AS there`,
      [id, tag, day, body, sample.conversationId, activityKeyOf(sample.activityId)],
    );
  }

  async open(limit: number): Promise<Sample[]> {
    return this.#rows.open(await this.#all('WHERE NOT judged ORDER BY day LIMIT $1', [limit]));
  }

  async judged(): Promise<Sample[]> {
    return this.#rows.open(await this.#all('WHERE judged ORDER BY day', []));
  }

  async judge(id: string, verdict: Verdict): Promise<boolean> {
    const [row] = await this.#all('WHERE id = $1', [id]);
    if (!row) return false;
    const { body } = this.#rows.judge(row, verdict);
    const { rowCount } = await ask(this.#pool, 'UPDATE attune_sample SET judged = true, body = $2 WHERE id = $1', [
      id,
      body,
    ]);
    return rowCount === 1;
  }

  async discard(id: string): Promise<void> {
    await ask(this.#pool, 'DELETE FROM attune_sample WHERE id = $1', [id]);
  }

  async expire(before: number): Promise<number> {
    return (await ask(this.#pool, 'DELETE FROM attune_sample WHERE day < $1', [before])).rowCount ?? 0;
  }

  async forget(conversationId: string): Promise<void> {
    await ask(this.#pool, 'DELETE FROM attune_sample WHERE conversation = ANY($1)', [this.#rows.tags(conversationId)]);
  }

  async #all(rest: string, values: unknown[]): Promise<SampleRow[]> {
    return (
      await ask<SampleRow & QueryResultRow>(this.#pool, `SELECT id, day, body FROM attune_sample ${rest}`, values)
    ).rows;
  }
}

class PostgresSwitch implements SwitchStore {
  readonly #pool: Pool;

  constructor({ pool }: PostgresParts) {
    this.#pool = pool;
  }

  async read(): Promise<SwitchedOff | undefined> {
    const { rows } = await ask<{ value: Buffer }>(
      this.#pool,
      "SELECT value FROM attune_meta WHERE name = 'switchedOff'",
      [],
    );
    return rows[0] && (JSON.parse(rows[0].value.toString()) as SwitchedOff);
  }

  async set(off: SwitchedOff | undefined): Promise<void> {
    if (!off) await ask(this.#pool, "DELETE FROM attune_meta WHERE name = 'switchedOff'", []);
    else {
      await ask(
        this.#pool,
        `INSERT INTO attune_meta (name, value) VALUES ('switchedOff', $1)
          ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
        [Buffer.from(JSON.stringify(off))],
      );
    }
  }
}
