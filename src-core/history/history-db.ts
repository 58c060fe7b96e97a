import Database from 'libsql';
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { StoredRow, StoredText, type CallRow } from './row.ts';
import { MIGRATIONS, PUT_ROW, SELECT_NEWEST, SELECT_ROWS } from './schema.ts';
import { DATABASE_SUFFIXES } from './quarantine.ts';
import { getReason, UnusableFile } from './history-errors.ts';

/** The path of a database that exists only as long as its connection. */
export const MEMORY = ':memory:';

/** How long the main thread waits for another process, whose transactions take a few milliseconds. */
const BUSY_MS = 200;

const Count = z.tuple([z.object({ count: z.number() })]);
const Checkpoint = z.tuple([z.object({ busy: z.number() })]);
const Value = z.tuple([z.object({ value: StoredText })]);

/** A call's place in the list, which is newest first. */
export type CallCursor = Pick<CallRow, 'rangAt' | 'callId'>;

function prepareStatements(database: Database.Database) {
  const countCalls = 'SELECT count(*) AS count FROM calls WHERE';
  return {
    row: database.prepare(`${SELECT_ROWS} WHERE call_id = ?`),
    has: database.prepare(`${countCalls} call_id = ? AND rang_at >= ?`),
    newest: database.prepare(SELECT_NEWEST),
    count: database.prepare(`${countCalls} rang_at >= ?`),
    unseen: database.prepare(`${countCalls} seen = 0 AND rang_at >= ?`),
    value: database.prepare('SELECT CAST(value AS BLOB) AS value FROM remembered WHERE key = ?'),
    put: database.prepare(PUT_ROW),
    deleteRow: database.prepare('DELETE FROM calls WHERE call_id = ?'),
    deleteBefore: database.prepare('DELETE FROM calls WHERE rang_at < ?'),
    deleteValues: database.prepare('DELETE FROM remembered WHERE substr(key, 1, length(:start)) = :start'),
    markAllSeen: database.prepare('UPDATE calls SET seen = 1 WHERE seen = 0'),
    set: database.prepare(
      'INSERT INTO remembered VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ),
    checkpoint: database.prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
  };
}

/**
 * The history's database. `from`: rows that rang earlier are skipped. Methods throw SQLite's errors.
 *
 * The driver keeps the file open until a prepared statement is garbage-collected, and leaves a statement in progress
 * after `get`, or after a write to a locked file. Hence `exec` until the file is known to be sound, `all` for reading,
 * and writing only after BEGIN IMMEDIATE.
 */
export class HistoryFile {
  readonly #database: Database.Database;
  readonly #statements: ReturnType<typeof prepareStatements>;

  /** @param database opened, sound and of this version */
  constructor(database: Database.Database) {
    this.#database = database;
    this.#statements = prepareStatements(database);
  }

  /** null also for an unreadable row */
  getRow(callId: string): CallRow | null {
    return this.#statements.row.all(callId).flatMap(parseRow)[0] ?? null;
  }

  has(callId: string, from: number): boolean {
    return Count.parse(this.#statements.has.all(callId, from))[0].count > 0;
  }

  /** The newest calls, newest first; `before`: only those after this place in the list. */
  getNewest(limit: number, from: number, before: CallCursor | null): readonly CallRow[] {
    const { rangAt, callId } = before ?? { rangAt: Infinity, callId: '' };
    return this.#statements.newest.all({ from, rangAt, callId, limit }).flatMap(parseRow);
  }

  count(from: number): number {
    return Count.parse(this.#statements.count.all(from))[0].count;
  }

  countUnseen(from: number): number {
    return Count.parse(this.#statements.unseen.all(from))[0].count;
  }

  getValue(key: string): string | null {
    const found = Value.safeParse(this.#statements.value.all(key));
    return found.success ? found.data[0].value : null;
  }

  putRow(row: CallRow): void {
    this.#statements.put.run(row);
  }

  deleteRow(callId: string): void {
    this.#statements.deleteRow.run(callId);
  }

  deleteBefore(time: number): void {
    this.#statements.deleteBefore.run(time);
  }

  deleteValues(prefix: string): void {
    this.#statements.deleteValues.run({ start: prefix });
  }

  markAllSeen(): void {
    this.#statements.markAllSeen.run();
  }

  setValue(key: string, value: string): void {
    this.#statements.set.run(key, value);
  }

  transaction(work: () => void): void {
    transaction(this.#database, work);
  }

  /**
   * Removes deleted rows from the disk. They are overwritten in the file (`secure_delete`), but remain in the log until
   * it is truncated. Returns false if another process still reads them.
   * @param shouldVacuum rewrites the file, for rows that older versions deleted without overwriting
   */
  wipe(shouldVacuum: boolean): boolean {
    if (shouldVacuum) this.#database.exec('VACUUM');
    return Checkpoint.parse(this.#statements.checkpoint.all())[0].busy === 0;
  }

  /** Also empties the log, since SQLite waits until the driver has released the statements. Never throws. */
  close(): void {
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The next process that opens the file does it.
    }
    this.#database.close();
  }

  /** Closes a file that cannot be used. */
  abandon(): void {
    this.#database.close();
  }
}

/**
 * Opens the history, creates or migrates it, and ends the calls that a crash left live. Only the owner can read the
 * files. Throws the system's error, SQLite's error, or UnusableFile.
 * @param prepare for tests: further work on the database
 */
export function openHistoryFile(
  path: string,
  prepare: (database: Database.Database) => void = () => undefined,
): HistoryFile {
  if (path !== MEMORY) createPrivately(path);
  const database = connect(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
      PRAGMA secure_delete = ON;`);
    if (!hasVersion(database, `<= ${MIGRATIONS.length}`)) throw new UnusableFile('newer');
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    if (path !== MEMORY) restrictPermissions(path);
    if (!isTrue(database, "NOT EXISTS (SELECT 1 FROM pragma_quick_check WHERE quick_check <> 'ok')")) {
      throw new UnusableFile('SQLITE_CORRUPT');
    }
    migrate(database);
    endUnfinishedCalls(database);
    prepare(database);
    return new HistoryFile(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite would make the file, and with it -wal and -shm, readable for all users. */
function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    // Only a new file is opened: closing a file that is in use would release SQLite's locks.
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (getReason(error) !== 'EEXIST') throw error;
  }
}

/** For files of older versions, or restored from a copy. */
function restrictPermissions(path: string): void {
  for (const suffix of DATABASE_SUFFIXES) {
    try {
      if (statSync(path + suffix).isFile()) chmodSync(path + suffix, 0o600);
    } catch {
      // Missing, or another user's: the history works all the same.
    }
  }
}

function connect(path: string): Database.Database {
  try {
    return new Database(path, { timeout: BUSY_MS });
  } catch {
    // The driver's error has no code, only a message, which contains the path.
    throw new UnusableFile('SQLITE_CANTOPEN');
  }
}

function migrate(database: Database.Database): void {
  for (const [index, step] of MIGRATIONS.entries()) {
    if (hasVersion(database, `> ${index}`)) continue;
    transaction(database, () => {
      // Another process may have migrated it meanwhile.
      if (!hasVersion(database, `> ${index}`)) {
        database.exec(`${step}; PRAGMA user_version = ${index + 1};`);
      }
    });
  }
}

/** A call that is live in another process is corrected by that process's next write. */
function endUnfinishedCalls(database: Database.Database): void {
  const unfinished = "state IN ('ringing', 'answered')";
  if (isTrue(database, `NOT EXISTS (SELECT 1 FROM calls WHERE ${unfinished})`)) return;
  transaction(database, () => database.exec(`UPDATE calls SET state = 'ended' WHERE ${unfinished}`));
}

function hasVersion(database: Database.Database, condition: string): boolean {
  return isTrue(database, `(SELECT user_version ${condition} FROM pragma_user_version)`);
}

/**
 * Evaluates a condition, by whether a constraint accepts it: without a prepared statement, which would keep a damaged
 * file open (Windows cannot rename open files).
 */
function isTrue(database: Database.Database, condition: string): boolean {
  database.exec('CREATE TEMP TABLE IF NOT EXISTS answer (yes INTEGER CHECK (yes))');
  try {
    database.exec(`INSERT INTO temp.answer SELECT ${condition}`);
    return true;
  } catch (error) {
    if (getReason(error) === 'SQLITE_CONSTRAINT_CHECK') return false;
    throw error;
  }
}

function transaction(database: Database.Database, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // SQLite has already rolled back (disk full).
    }
    throw error;
  }
}

function parseRow(stored: unknown): CallRow[] {
  const row = StoredRow.safeParse(stored);
  return row.success ? [row.data] : [];
}
