/**
 * How many of the migrations a program must know to run on this database: PRAGMA user_version. Migrations after that
 * only add, so that the release before can be started again. Raise it to the length of the list together with one that
 * changes or removes what an older release uses.
 */
export const SQLITE_NEEDED = 2;

/** One entry a version; meta tells how many were run. Only ever add at the end. */
export const sqliteMigrations: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
  CREATE TABLE conversation (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    written_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    state BLOB
  );
  CREATE TABLE turn (
    conversation INTEGER NOT NULL REFERENCES conversation (key) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    activity BLOB NOT NULL,
    log BLOB NOT NULL
  );
  CREATE INDEX turn_order ON turn (conversation, last_seq, version, activity);
  `,
  `
  ALTER TABLE conversation ADD COLUMN due_at INTEGER;
  ALTER TABLE conversation ADD COLUMN due BLOB;
  CREATE INDEX conversation_due ON conversation (due_at) WHERE due_at IS NOT NULL;
  `,
  `
  CREATE TABLE counts (
    hour INTEGER NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (hour, name, key)
  ) WITHOUT ROWID;
  CREATE TABLE sample (
    id TEXT PRIMARY KEY,
    conversation BLOB NOT NULL,
    day INTEGER NOT NULL,
    judged INTEGER NOT NULL,
    body BLOB NOT NULL
  ) WITHOUT ROWID;
  `,
];
