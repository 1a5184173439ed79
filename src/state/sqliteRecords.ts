import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Logger } from 'pino';
import type { Cipher } from './cipher.ts';
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

/** What the tables need of the store that they belong to. */
interface SqliteParts {
  readonly database: DatabaseSync;
  readonly cipher: Cipher;
  readonly log: Logger;
  /** Runs work on the database; errors become sentences for the operator. */
  readonly guard: <T>(work: () => T) => T;
  /** Takes deleted rows out of the files. */
  readonly scrub: () => Promise<void>;
}

/** What SQLite keeps besides conversations. `forget` deletes the samples of a conversation, inside a transaction. */
export interface SqliteRecords extends RecordStores {
  readonly samples: SampleStore & { forget(conversationId: string): void };
}

/** The tables of an open, migrated database. */
export function sqliteRecords(parts: SqliteParts): SqliteRecords {
  return { counts: new SqliteCounts(parts), samples: new SqliteSamples(parts), switch: new SqliteSwitch(parts) };
}

class SqliteCounts implements CountStore {
  readonly #parts: SqliteParts;
  readonly #add: StatementSync;
  readonly #hours: StatementSync;
  readonly #totals: StatementSync;
  readonly #expire: StatementSync;

  constructor(parts: SqliteParts) {
    const { database } = parts;
    this.#parts = parts;
    this.#add = database.prepare(`INSERT INTO counts (hour, name, key, n) VALUES (?, ?, ?, ?)
      ON CONFLICT (hour, name, key) DO UPDATE SET n = n + excluded.n`);
    this.#hours = database.prepare(`SELECT hour, sum(n) AS n FROM counts WHERE hour >= ? AND hour < ? AND name = ?
      GROUP BY hour ORDER BY hour`);
    this.#totals = database.prepare(`SELECT name, key, sum(n) AS n FROM counts WHERE hour >= ? AND hour < ?
      GROUP BY name, key ORDER BY name, key`);
    this.#expire = database.prepare('DELETE FROM counts WHERE hour < ?');
  }

  async add(counts: readonly Count[]): Promise<void> {
    const { database, guard } = this.#parts;
    guard(() => {
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const { hour, name, key, n } of counts) this.#add.run(hour, name, key, n);
        database.exec('COMMIT');
      } finally {
        if (database.isTransaction) database.exec('ROLLBACK');
      }
    });
  }

  async hours(name: string, from: number, to: number): Promise<Omit<Count, 'name' | 'key'>[]> {
    const rows = this.#parts.guard(() => this.#hours.all(from, to, name));
    return rows.map((row) => ({ hour: Number(row.hour), n: Number(row.n) }));
  }

  async totals(from: number, to: number): Promise<Omit<Count, 'hour'>[]> {
    const rows = this.#parts.guard(() => this.#totals.all(from, to));
    return rows.map((row) => ({ name: String(row.name), key: String(row.key), n: Number(row.n) }));
  }

  async expire(before: number): Promise<number> {
    return Number(this.#parts.guard(() => this.#expire.run(before)).changes);
  }
}

class SqliteSamples implements SampleStore {
  readonly #parts: SqliteParts;
  readonly #rows: SampleRows;

  constructor(parts: SqliteParts) {
    this.#parts = parts;
    this.#rows = new SampleRows(parts.cipher, parts.log);
  }

  async keep(sample: NewSample): Promise<void> {
    const { id, day, body } = this.#rows.seal(sample);
    const [tag] = this.#rows.tags(sample.conversationId) as [Buffer];
    this.#run(
      `INSERT INTO sample (id, conversation, day, judged, body) SELECT ?, ?, ?, 0, ? WHERE EXISTS (
        SELECT 1 FROM conversation c JOIN turn t ON t.conversation = c.key WHERE c.id = ? AND t.activity = ?)`,
      [id, tag, day, body, sample.conversationId, activityKeyOf(sample.activityId)],
    );
  }

  async open(limit: number): Promise<Sample[]> {
    return this.#rows.open(
      this.#all('SELECT id, day, body FROM sample WHERE judged = 0 ORDER BY day LIMIT ?', [limit]),
    );
  }

  async judged(): Promise<Sample[]> {
    return this.#rows.open(this.#all('SELECT id, day, body FROM sample WHERE judged = 1 ORDER BY day', []));
  }

  async judge(id: string, verdict: Verdict): Promise<boolean> {
    const [row] = this.#all('SELECT id, day, body FROM sample WHERE id = ?', [id]);
    if (!row) return false;
    const { body } = this.#rows.judge(row, verdict);
    return this.#run('UPDATE sample SET judged = 1, body = ? WHERE id = ?', [body, id]) > 0;
  }

  async discard(id: string): Promise<void> {
    this.#run('DELETE FROM sample WHERE id = ?', [id]);
    await this.#parts.scrub();
  }

  async expire(before: number): Promise<number> {
    const expired = this.#run('DELETE FROM sample WHERE day < ?', [before]);
    if (expired > 0) await this.#parts.scrub();
    return expired;
  }

  forget(conversationId: string): void {
    for (const tag of this.#rows.tags(conversationId)) this.#run('DELETE FROM sample WHERE conversation = ?', [tag]);
  }

  #all(sql: string, values: SQLInputValue[]): SampleRow[] {
    const rows = this.#parts.guard(() => this.#parts.database.prepare(sql).all(...values));
    return rows.map((row) => ({ id: String(row.id), day: Number(row.day), body: row.body as Uint8Array }));
  }

  #run(sql: string, values: SQLInputValue[]): number {
    return Number(this.#parts.guard(() => this.#parts.database.prepare(sql).run(...values)).changes);
  }
}

class SqliteSwitch implements SwitchStore {
  readonly #parts: SqliteParts;

  constructor(parts: SqliteParts) {
    this.#parts = parts;
  }

  async read(): Promise<SwitchedOff | undefined> {
    const { database, guard } = this.#parts;
    const row = guard(() => database.prepare("SELECT value FROM meta WHERE name = 'switchedOff'").get());
    return row ? (JSON.parse(String(row.value)) as SwitchedOff) : undefined;
  }

  async set(off: SwitchedOff | undefined): Promise<void> {
    const { database, guard } = this.#parts;
    guard(() => {
      if (!off) return database.exec("DELETE FROM meta WHERE name = 'switchedOff'");
      database
        .prepare(
          "INSERT INTO meta (name, value) VALUES ('switchedOff', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .run(JSON.stringify(off));
    });
  }
}
