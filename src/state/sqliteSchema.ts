/** One entry a version; PRAGMA user_version tells how many were run. Only ever add at the end. */
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
];
