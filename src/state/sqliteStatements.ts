import type { DatabaseSync, StatementSync } from 'node:sqlite';

const statements = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  getMeta: 'SELECT value FROM meta WHERE name = ?',
  setMeta: 'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  create: `INSERT INTO conversation (id, owner, created_at, written_at, version, last_seq, state)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING key`,
  find: 'SELECT owner, created_at FROM conversation WHERE id = ?',
  // The activity is looked for among the conversation's own turns, in an index that has to be there for their order.
  load: `SELECT c.version, c.last_seq, c.owner, c.state, c.due, t.version AS turn_version, t.first_seq, t.log
    FROM conversation c LEFT JOIN turn t ON t.conversation = c.key AND t.activity = ? WHERE c.id = ?`,
  advance: `UPDATE conversation SET written_at = ?, version = ?, last_seq = ?, state = ?
    WHERE id = ? AND version = ? RETURNING key`,
  setDue: 'UPDATE conversation SET due_at = ?, due = ? WHERE key = ?',
  eraseTurns: 'DELETE FROM turn WHERE conversation = ?',
  addTurn: 'INSERT INTO turn (conversation, last_seq, version, first_seq, activity, log) VALUES (?, ?, ?, ?, ?, ?)',
  read: `SELECT t.version, t.first_seq, t.log FROM conversation c JOIN turn t ON t.conversation = c.key
    WHERE c.id = ? AND t.last_seq > ? ORDER BY t.last_seq, t.version`,
  due: 'SELECT key, id, due FROM conversation WHERE due_at <= ? ORDER BY due_at LIMIT ?',
  leaseDue: 'UPDATE conversation SET due_at = ? WHERE key = ? AND due_at <= ?',
  delete: 'DELETE FROM conversation WHERE id = ?',
  keys: 'SELECT min(key) AS first, max(key) AS last FROM conversation',
  expire: 'DELETE FROM conversation WHERE key BETWEEN ? AND ? AND written_at < ?',
} as const;

/** Every statement of the store, compiled once. */
export type SqliteStatements = Readonly<Record<keyof typeof statements, StatementSync>>;

export function prepareSqlite(database: DatabaseSync): SqliteStatements {
  const prepared = Object.entries(statements).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(prepared) as SqliteStatements;
}
