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
  // Hand-offs and messages name their conversation by its id and not its key: some of them outlive it.
  `
  CREATE TABLE handoff (
    id TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    desk TEXT NOT NULL,
    stage TEXT NOT NULL,
    urgent INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    thread TEXT,
    body BLOB NOT NULL
  );
  CREATE INDEX handoff_conversation ON handoff (conversation);
  CREATE INDEX handoff_thread ON handoff (desk, thread) WHERE thread IS NOT NULL;
  CREATE INDEX handoff_waiting ON handoff (desk, urgent, asked_at) WHERE stage = 'waiting';
  CREATE TABLE handoff_post (handoff TEXT NOT NULL, post TEXT NOT NULL, PRIMARY KEY (handoff, post)) WITHOUT ROWID;
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    handoff TEXT NOT NULL,
    conversation TEXT NOT NULL,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    body BLOB NOT NULL
  );
  CREATE INDEX outbox_due ON outbox (due_at);
  CREATE INDEX outbox_lane ON outbox (lane, seq);
  CREATE INDEX outbox_conversation ON outbox (conversation);
  CREATE INDEX outbox_handoff ON outbox (handoff);
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    handoff TEXT,
    actor TEXT NOT NULL,
    name TEXT,
    action TEXT NOT NULL
  );
  CREATE INDEX audit_at ON audit (at);
  CREATE TRIGGER conversation_gone AFTER DELETE ON conversation BEGIN
    DELETE FROM outbox WHERE conversation = old.id AND kind <> 'retract';
    UPDATE outbox SET due_at = 0 WHERE conversation = old.id AND attempts = 0;
    UPDATE handoff SET stage = 'gone' WHERE conversation = old.id;
  END;
  `,
];
