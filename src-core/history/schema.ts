import type { CallRow } from './row.ts';

/**
 * One step per version of the file, oldest first; `PRAGMA user_version` counts those done. A step that was
 * released is never changed: add another one (tables for notes, choices, search … come so).
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
];

/** Which column holds what of a Row. */
const COLUMNS: Readonly<Record<keyof CallRow, { readonly name: string; readonly type: 'text' | 'integer' }>> =
  {
    callId: { name: 'call_id', type: 'text' },
    rangAt: { name: 'rang_at', type: 'integer' },
    lastRangAt: { name: 'last_rang_at', type: 'integer' },
    answeredAt: { name: 'answered_at', type: 'integer' },
    endedAt: { name: 'ended_at', type: 'integer' },
    state: { name: 'state', type: 'text' },
    fromZoomHistory: { name: 'by_ledger', type: 'integer' },
    source: { name: 'source', type: 'text' },
    callerKind: { name: 'caller_kind', type: 'text' },
    callerNumber: { name: 'caller_number', type: 'text' },
    callerSuffix: { name: 'caller_suffix', type: 'text' },
    callerName: { name: 'caller_name', type: 'text' },
    connectionType: { name: 'connection_type', type: 'text' },
    calleeUserId: { name: 'callee_user_id', type: 'text' },
    calleeName: { name: 'callee_name', type: 'text' },
    calleeExtension: { name: 'callee_extension', type: 'text' },
    calleeNumber: { name: 'callee_number', type: 'text' },
    viaName: { name: 'via_name', type: 'text' },
    viaExtension: { name: 'via_extension', type: 'text' },
    viaType: { name: 'via_type', type: 'text' },
    transferredBy: { name: 'transferred_by', type: 'text' },
    answeredBy: { name: 'answered_by', type: 'text' },
    round: { name: 'round', type: 'integer' },
    seenRinging: { name: 'rang', type: 'integer' },
    seen: { name: 'seen', type: 'integer' },
  };

const columns = Object.entries(COLUMNS);
const names = columns.map(([, { name }]) => name);

/** Gives rows as `StoredRow` reads them: texts as bytes. */
export const SELECT_ROWS = `SELECT ${columns
  .map(([key, { name, type }]) => `${type === 'text' ? `CAST(${name} AS BLOB)` : name} AS ${key}`)
  .join(', ')} FROM calls`;

/** Gives the rows from a time on, newest first, that stand behind a place in that order. */
export const SELECT_NEWEST = `${SELECT_ROWS} WHERE rang_at >= :from AND (rang_at, call_id) < (:rangAt, :callId)
  ORDER BY rang_at DESC, call_id DESC LIMIT :limit`;

/** Puts a Row, bound by name, in the place of the one that was. */
export const PUT_ROW = `INSERT INTO calls (${names.join(', ')})
  VALUES (${columns.map(([key]) => `:${key}`).join(', ')})
  ON CONFLICT (call_id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`;
