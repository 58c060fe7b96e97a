import { StoredRow } from './row.ts';

/**
 * One step per version of the file, oldest first; `PRAGMA user_version` is the number of steps done. Never change a
 * released step: add another one.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE calls (
     call_id TEXT NOT NULL PRIMARY KEY,
     rang_at INTEGER NOT NULL,
     last_rang_at INTEGER NOT NULL,
     answered_at INTEGER,
     ended_at INTEGER,
     state TEXT NOT NULL,
     by_ledger INTEGER NOT NULL,
     source TEXT NOT NULL,
     caller_kind TEXT NOT NULL,
     caller_number TEXT,
     caller_suffix TEXT,
     caller_name TEXT,
     connection_type TEXT,
     callee_user_id TEXT,
     callee_name TEXT,
     callee_extension TEXT,
     callee_number TEXT,
     via_name TEXT,
     via_extension TEXT,
     via_type TEXT,
     transferred_by TEXT,
     answered_by TEXT,
     round INTEGER NOT NULL,
     rang INTEGER NOT NULL,
     seen INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX calls_by_time ON calls (rang_at);
   CREATE INDEX calls_by_caller ON calls (caller_number, rang_at);
   CREATE INDEX calls_unseen ON calls (seen) WHERE seen = 0;
   CREATE INDEX calls_going_on ON calls (state) WHERE state IN ('ringing', 'answered');
   CREATE TABLE remembered (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
  // Answered calls of the account's list were stored as missed, so what was read from Zoom is read once more.
  `ALTER TABLE calls ADD COLUMN voicemail_seconds INTEGER;
   DELETE FROM remembered WHERE key LIKE 'complete-until:%';`,
];

/** Columns have the names of the `StoredRow` fields in snake case, except these. */
const RENAMED_COLUMNS = new Map([
  ['fromZoomHistory', 'by_ledger'],
  ['seenRinging', 'rang'],
]);
const columns = Object.keys(StoredRow.shape).map((field) => ({
  field,
  name: RENAMED_COLUMNS.get(field) ?? field.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`),
}));
const names = columns.map(({ name }) => name);

/** Selects rows as `StoredRow` reads them: texts as bytes. */
export const SELECT_ROWS = `SELECT ${columns
  .map(({ field, name }) => `iif(typeof(${name}) = 'text', CAST(${name} AS BLOB), ${name}) AS ${field}`)
  .join(', ')} FROM calls`;

/** Selects the rows that rang at `:from` or later, newest first, after a place in that order. */
export const SELECT_NEWEST = `${SELECT_ROWS} WHERE rang_at >= :from AND (rang_at, call_id) < (:rangAt, :callId)
  ORDER BY rang_at DESC, call_id DESC LIMIT :limit`;

/** Inserts or replaces a `CallRow`, bound by name. */
export const PUT_ROW = `INSERT INTO calls (${names.join(', ')})
  VALUES (${columns.map(({ field }) => `:${field}`).join(', ')})
  ON CONFLICT (call_id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`;
