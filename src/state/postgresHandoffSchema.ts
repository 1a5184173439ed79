/** Tables of hand-offs: they name their conversation by its id and not its key, as some rows outlive it. */
export const handoffTables = `
  CREATE TABLE attune_handoff (
    id text PRIMARY KEY,
    conversation text NOT NULL,
    desk text NOT NULL,
    stage text NOT NULL,
    urgent boolean NOT NULL,
    asked_at timestamptz NOT NULL,
    thread text,
    body bytea NOT NULL
  );
  CREATE INDEX attune_handoff_conversation ON attune_handoff (conversation);
  CREATE INDEX attune_handoff_thread ON attune_handoff (desk, thread) WHERE thread IS NOT NULL;
  CREATE INDEX attune_handoff_waiting ON attune_handoff (desk, urgent, asked_at) WHERE stage = 'waiting';
  CREATE TABLE attune_handoff_post (handoff text NOT NULL, post text NOT NULL, PRIMARY KEY (handoff, post));
  CREATE TABLE attune_outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    handoff text NOT NULL,
    conversation text NOT NULL,
    kind text NOT NULL,
    lane text NOT NULL,
    due_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0,
    body bytea NOT NULL
  );
  ALTER TABLE attune_outbox ALTER COLUMN body SET STORAGE EXTERNAL;
  CREATE INDEX attune_outbox_due ON attune_outbox (due_at);
  CREATE INDEX attune_outbox_lane ON attune_outbox (lane, seq);
  CREATE INDEX attune_outbox_conversation ON attune_outbox (conversation);
  CREATE INDEX attune_outbox_handoff ON attune_outbox (handoff);
  CREATE TABLE attune_audit (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    handoff text,
    actor text NOT NULL,
    name text,
    action text NOT NULL
  );
  CREATE INDEX attune_audit_at ON attune_audit (at);
  CREATE FUNCTION attune_conversation_gone() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    DELETE FROM attune_outbox WHERE conversation = OLD.id AND kind <> 'retract';
    UPDATE attune_outbox SET due_at = 'epoch' WHERE conversation = OLD.id AND attempts = 0;
    UPDATE attune_handoff SET stage = 'gone' WHERE conversation = OLD.id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER attune_conversation_gone AFTER DELETE ON attune_conversation
    FOR EACH ROW EXECUTE FUNCTION attune_conversation_gone();
`;

/** In the statement of a turn that erases: what is on its way goes, what takes something back is due at once. */
export const eraseMessages = `dropped AS (
    DELETE FROM attune_outbox WHERE conversation = $1 AND kind <> 'retract' AND EXISTS (SELECT 1 FROM target)
  ), hurried AS (
    UPDATE attune_outbox SET due_at = 'epoch'
    WHERE conversation = $1 AND kind = 'retract' AND attempts = 0 AND EXISTS (SELECT 1 FROM target)
  )`;

const addAudit = (first: number, condition: string) => `INSERT INTO attune_audit (at, handoff, actor, name, action)
    SELECT a.* FROM unnest($${first}::timestamptz[], $${first + 1}::text[], $${first + 2}::text[], $${first + 3}::text[],
      $${first + 4}::text[]) AS a ${condition}`;

/** In the statement of a turn with its extras, from $12 on. */
export const addExtras = `sent AS (
    INSERT INTO attune_outbox (id, handoff, conversation, kind, lane, due_at, body)
    SELECT m.id, m.handoff, $1, m.kind, m.lane, m.at, m.body FROM unnest(
      $12::text[], $13::text[], $14::text[], $15::text[], $16::timestamptz[], $17::bytea[]
    ) WITH ORDINALITY AS m (id, handoff, kind, lane, at, body, place)
    WHERE EXISTS (SELECT 1 FROM target) ORDER BY m.place
    ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, attempts = 0, body = excluded.body
  ), handed AS (
    INSERT INTO attune_handoff (id, conversation, desk, stage, urgent, asked_at, body)
    SELECT $18, $1, $19, $20, $21, $22, $23 WHERE $18::text IS NOT NULL AND EXISTS (SELECT 1 FROM target)
    ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, urgent = excluded.urgent, body = excluded.body
  ), audited AS (
    ${addAudit(24, 'WHERE EXISTS (SELECT 1 FROM target)')}
  )`;

/** Statements of hand-offs, beside those of a turn. */
export const handoffStatements = {
  findHandoff: 'SELECT * FROM attune_handoff WHERE id = $1',
  handoffByThread: 'SELECT * FROM attune_handoff WHERE desk = $1 AND thread = $2 ORDER BY asked_at DESC LIMIT 1',
  waitingBefore: `SELECT count(*) FROM attune_handoff
    WHERE stage = 'waiting' AND desk = $1 AND (urgent > $2 OR (urgent = $2 AND asked_at < $3))`,
  handoffPosts: 'SELECT post FROM attune_handoff_post WHERE handoff = $1',
  takeOutbox: `WITH taken AS MATERIALIZED (
      SELECT seq FROM attune_outbox o WHERE due_at <= $1
        AND NOT EXISTS (SELECT 1 FROM attune_outbox e WHERE e.lane = o.lane AND e.seq < o.seq)
      ORDER BY due_at, seq LIMIT $3 FOR UPDATE SKIP LOCKED
    )
    UPDATE attune_outbox o SET due_at = $2 FROM taken WHERE o.seq = taken.seq
    RETURNING o.id, o.handoff, o.conversation, o.kind, o.lane, o.created_at, o.attempts, o.body`,
  finishMessage: `WITH done AS (DELETE FROM attune_outbox WHERE id = $1 RETURNING 1 AS one),
    threaded AS (
      UPDATE attune_handoff SET thread = $3 WHERE id = $2 AND $3::text IS NOT NULL AND EXISTS (SELECT 1 FROM done)
    ), posted AS (
      INSERT INTO attune_handoff_post (handoff, post)
      SELECT $2, $4 WHERE $4::text IS NOT NULL AND EXISTS (SELECT 1 FROM done) ON CONFLICT DO NOTHING
    )
    INSERT INTO attune_outbox (id, handoff, conversation, kind, lane, due_at, body)
    SELECT $6, $2, $5, $7, $8, $9, $10 WHERE $6::text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM done)
    ON CONFLICT (id) DO NOTHING`,
  forgetHandoff: `WITH messages AS (DELETE FROM attune_outbox WHERE handoff = $1),
    posts AS (DELETE FROM attune_handoff_post WHERE handoff = $1)
    DELETE FROM attune_handoff WHERE id = $1`,
  putBackMessage: 'UPDATE attune_outbox SET due_at = $2, attempts = attempts + 1 WHERE id = $1',
  waitingMessages: 'SELECT count(*) FROM attune_outbox WHERE due_at <= $1 OR attempts > 0',
  addAudit: addAudit(1, ''),
  readAudit: 'SELECT * FROM attune_audit WHERE at >= $1 AND seq > $2 ORDER BY seq LIMIT $3',
  expireAudit: 'DELETE FROM attune_audit WHERE at < $1',
} as const;
