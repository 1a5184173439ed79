import { addExtras, eraseMessages, handoffStatements, handoffTables } from './postgresHandoffSchema.ts';

/**
 * How many of the migrations a program must know to run on this database: `version` in attune_meta. Migrations after that
 * only add, so that the release before can be started again. Raise it to the length of the list together with one that
 * changes or removes what an older release uses.
 */
export const POSTGRES_NEEDED = 2;

/** One entry a version; `migrations` in attune_meta tells how many were run. Only ever add at the end. */
export const postgresMigrations: readonly string[] = [
  // Rows are encrypted, so trying to compress them is lost time: EXTERNAL. The hour (and not the moment) of the last
  // write is indexed, and pages keep room, so that the update of a turn stays on its page and touches no index.
  `
  CREATE TABLE attune_conversation (
    key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    owner text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    written_at timestamptz NOT NULL DEFAULT now(),
    written_hour integer NOT NULL DEFAULT floor(extract(epoch FROM now()) / 3600),
    version integer NOT NULL DEFAULT 0,
    last_seq integer NOT NULL DEFAULT 0,
    state bytea
  ) WITH (fillfactor = 50, toast_tuple_target = 8160);
  ALTER TABLE attune_conversation ALTER COLUMN state SET STORAGE EXTERNAL;
  CREATE INDEX attune_conversation_hour ON attune_conversation (written_hour);
  CREATE TABLE attune_turn (
    conversation bigint NOT NULL REFERENCES attune_conversation (key) ON DELETE CASCADE,
    last_seq integer NOT NULL,
    version integer NOT NULL,
    first_seq integer NOT NULL,
    activity bytea NOT NULL,
    log bytea NOT NULL,
    PRIMARY KEY (conversation, last_seq, version)
  ) WITH (toast_tuple_target = 8160);
  ALTER TABLE attune_turn ALTER COLUMN log SET STORAGE EXTERNAL;
  CREATE UNIQUE INDEX attune_turn_activity ON attune_turn (conversation, activity);
  `,
  `
  ALTER TABLE attune_conversation ADD COLUMN due_at timestamptz, ADD COLUMN due bytea;
  CREATE INDEX attune_conversation_due ON attune_conversation (due_at) WHERE due_at IS NOT NULL;
  `,
  `
  CREATE TABLE attune_counts (
    hour integer NOT NULL,
    name text NOT NULL,
    key text NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (hour, name, key)
  );
  CREATE TABLE attune_sample (
    id text PRIMARY KEY,
    conversation bytea NOT NULL,
    day integer NOT NULL,
    judged boolean NOT NULL DEFAULT false,
    body bytea NOT NULL
  );
  `,
  handoffTables,
];

const HOUR = 'floor(extract(epoch FROM now()) / 3600)';

const advance = `UPDATE attune_conversation
  SET written_at = now(), written_hour = ${HOUR}, version = $2, last_seq = $3, state = $4,
    due_at = CASE WHEN $8 THEN $9 ELSE due_at END, due = CASE WHEN $8 THEN $10 ELSE due END
  WHERE id = $1 AND version = $11 RETURNING key`;
const addTurn = `INSERT INTO attune_turn (conversation, version, last_seq, first_seq, activity, log)
  SELECT key, $2, $3, $5, $6, $7 FROM target`;

const first = `INSERT INTO attune_conversation (id, owner, version, last_seq, state, due_at, due)
  SELECT $1, '', $2, $3, $4, CASE WHEN $8 THEN $9::timestamptz END, $10 WHERE $11::integer IS NULL
  ON CONFLICT (id) DO NOTHING RETURNING key`;
const eraseTurns = 'erased AS (DELETE FROM attune_turn WHERE conversation IN (SELECT key FROM target))';
const turnOf = (target: string, ...more: string[]) =>
  `WITH ${[`target AS (${target})`, ...more].join(', ')} ${addTurn}`;

/** Every statement of the store. A turn is two of them: load, and one of the six that commit it. */
export const postgresStatements = {
  create: 'INSERT INTO attune_conversation (id, owner) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING',
  find: 'SELECT owner, created_at FROM attune_conversation WHERE id = $1',
  load: `SELECT c.version, c.last_seq, c.owner, c.state, c.due, t.version AS turn_version, t.first_seq, t.log
    FROM attune_conversation c LEFT JOIN attune_turn t ON t.conversation = c.key AND t.activity = $2 WHERE c.id = $1`,
  firstTurn: turnOf(first),
  nextTurn: turnOf(advance),
  eraseAndTurn: turnOf(advance, eraseTurns, eraseMessages),
  firstTurnWithExtras: turnOf(first, addExtras),
  nextTurnWithExtras: turnOf(advance, addExtras),
  eraseAndTurnWithExtras: turnOf(advance, eraseTurns, eraseMessages, addExtras),
  read: `SELECT t.version, t.first_seq, t.log FROM attune_conversation c JOIN attune_turn t ON t.conversation = c.key
    WHERE c.id = $1 AND t.last_seq > $2 ORDER BY t.last_seq, t.version`,
  takeDue: `WITH taken AS MATERIALIZED (
      SELECT key FROM attune_conversation WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
    )
    UPDATE attune_conversation c SET due_at = $2 FROM taken WHERE c.key = taken.key RETURNING c.id, c.due`,
  delete: 'DELETE FROM attune_conversation WHERE id = $1',
  expire: `DELETE FROM attune_conversation WHERE key IN (
      SELECT key FROM attune_conversation
      WHERE written_hour <= floor(extract(epoch FROM $1::timestamptz) / 3600)::integer AND written_at < $1
      LIMIT $2 FOR UPDATE SKIP LOCKED
    )`,
  notify: `SELECT pg_notify('attune', $1)`,
  grown: 'SELECT id, last_seq FROM attune_conversation WHERE id = ANY($1)',
  writable: 'SHOW transaction_read_only',
  ...handoffStatements,
} as const;
