import Database from 'libsql';
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { StoredRow, StoredText, type CallRow } from './row.ts';
import { MIGRATIONS, PUT_ROW, SELECT_NEWEST, SELECT_ROWS } from './schema.ts';
import { DATABASE_SUFFIXES } from './quarantine.ts';
import { getReason, UnusableFile } from './history-errors.ts';

/** As a path: a database that lives as long as its connection. */
export const MEMORY = ':memory:';

/** The main thread stands still while another process writes; its transactions take a few milliseconds. */
const BUSY_MS = 200;

const Count = z.tuple([z.object({ count: z.number() })]);
const Checkpoint = z.tuple([z.object({ busy: z.number() })]);
const Value = z.tuple([z.object({ value: StoredText })]);

/** Where a call stands in the list, which is newest first. */
export type CallCursor = Pick<CallRow, 'rangAt' | 'callId'>;

/**
 * The history's database. `from`: rows that rang before are passed over. Methods throw SQLite's errors.
 *
 * The driver's habits shape it: a prepared statement keeps the file open until it is garbage-collected, `get` leaves
 * its statement in progress, and so does a write that found the file locked. Hence `exec` while the file is not known to
 * be sound, `all` for reading, and writing only after BEGIN IMMEDIATE.
 */
export class HistoryFile {
  readonly #database: Database.Database;
  readonly #row: Database.Statement;
  readonly #has: Database.Statement;
  readonly #newest: Database.Statement;
  readonly #count: Database.Statement;
  readonly #unseen: Database.Statement;
  readonly #value: Database.Statement;
  readonly #put: Database.Statement;
  readonly #deleteRow: Database.Statement;
  readonly #deleteBefore: Database.Statement;
  readonly #deleteValues: Database.Statement;
  readonly #markAllSeen: Database.Statement;
  readonly #set: Database.Statement;
  readonly #checkpoint: Database.Statement;

  /** @param database opened, sound and of this version */
  constructor(database: Database.Database) {
    this.#database = database;
    this.#row = database.prepare(`${SELECT_ROWS} WHERE call_id = ?`);
    this.#has = database.prepare('SELECT count(*) AS count FROM calls WHERE call_id = ? AND rang_at >= ?');
    this.#newest = database.prepare(SELECT_NEWEST);
    this.#count = database.prepare('SELECT count(*) AS count FROM calls WHERE rang_at >= ?');
    this.#unseen = database.prepare('SELECT count(*) AS count FROM calls WHERE seen = 0 AND rang_at >= ?');
    this.#value = database.prepare('SELECT CAST(value AS BLOB) AS value FROM remembered WHERE key = ?');
    this.#put = database.prepare(PUT_ROW);
    this.#deleteRow = database.prepare('DELETE FROM calls WHERE call_id = ?');
    this.#deleteBefore = database.prepare('DELETE FROM calls WHERE rang_at < ?');
    this.#deleteValues = database.prepare(
      'DELETE FROM remembered WHERE substr(key, 1, length(:start)) = :start',
    );
    this.#markAllSeen = database.prepare('UPDATE calls SET seen = 1 WHERE seen = 0');
    this.#set = database.prepare(
      'INSERT INTO remembered VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
    this.#checkpoint = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** null also for a row that cannot be understood */
  getRow(callId: string): CallRow | null {
    return this.#row.all(callId).flatMap(parseRow)[0] ?? null;
  }

  has(callId: string, from: number): boolean {
    return Count.parse(this.#has.all(callId, from))[0].count > 0;
  }

  /** The calls that rang last, newest first; `before`: only those that come after this place in the list. */
  getNewest(limit: number, from: number, before: CallCursor | null): readonly CallRow[] {
    const { rangAt, callId } = before ?? { rangAt: Infinity, callId: '' };
    return this.#newest.all({ from, rangAt, callId, limit }).flatMap(parseRow);
  }

  count(from: number): number {
    return Count.parse(this.#count.all(from))[0].count;
  }

  countUnseen(from: number): number {
    return Count.parse(this.#unseen.all(from))[0].count;
  }

  getValue(key: string): string | null {
    const found = Value.safeParse(this.#value.all(key));
    return found.success ? found.data[0].value : null;
  }

  putRow(row: CallRow): void {
    this.#put.run(row);
  }

  deleteRow(callId: string): void {
    this.#deleteRow.run(callId);
  }

  deleteBefore(time: number): void {
    this.#deleteBefore.run(time);
  }

  /** Deletes the values whose keys begin so. */
  deleteValues(prefix: string): void {
    this.#deleteValues.run({ start: prefix });
  }

  markAllSeen(): void {
    this.#markAllSeen.run();
  }

  setValue(key: string, value: string): void {
    this.#set.run(key, value);
  }

  /** All that `work` writes, or nothing of it. */
  transaction(work: () => void): void {
    transaction(this.#database, work);
  }

  /**
   * Takes from the disk what was deleted: its bytes are overwritten in the file (`secure_delete`), and stand in the log until that
   * is emptied. False: another process still reads what was.
   * @param shouldVacuum the file is written anew, so that nothing is left of older versions either, which overwrote nothing
   */
  wipe(shouldVacuum: boolean): boolean {
    if (shouldVacuum) this.#database.exec('VACUUM');
    return Checkpoint.parse(this.#checkpoint.all())[0].busy === 0;
  }

  /** Everything into the one file, since SQLite itself tidies up only when the driver lets go of the statements. Never throws. */
  close(): void {
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The next one who opens the file does it.
    }
    this.#database.close();
  }

  /** Lets go of a file that is of no use. */
  abandon(): void {
    this.#database.close();
  }
}

/**
 * Opens the history, makes or migrates it, and closes the calls that a crash left going on. Files are for their owner only.
 * Throws the system's error, SQLite's error, or UnusableFile.
 * @param prepare for tests: what else is done with the database
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

/** SQLite would make the file readable for all, and its -wal and -shm like it. */
function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    // Only a new file is opened: closing one here would take SQLite's locks away, should it be in use.
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (getReason(error) !== 'EEXIST') throw error;
  }
}

/** Also where it lay open before, or came from a copy. */
function restrictPermissions(path: string): void {
  for (const suffix of DATABASE_SUFFIXES) {
    try {
      if (statSync(path + suffix).isFile()) chmodSync(path + suffix, 0o600);
    } catch {
      // Not there, or somebody else's: no reason to do without a history.
    }
  }
}

function connect(path: string): Database.Database {
  try {
    return new Database(path, { timeout: BUSY_MS });
  } catch {
    // The driver says it in words only, with the path in them.
    throw new UnusableFile('SQLITE_CANTOPEN');
  }
}

function migrate(database: Database.Database): void {
  for (const [index, step] of MIGRATIONS.entries()) {
    if (hasVersion(database, `> ${index}`)) continue;
    transaction(database, () => {
      // Another process may have done it while we waited.
      if (!hasVersion(database, `> ${index}`)) {
        database.exec(`${step}; PRAGMA user_version = ${index + 1};`);
      }
    });
  }
}

/** Calls that go on in another process's eyes come right with the next that it records. */
function endUnfinishedCalls(database: Database.Database): void {
  const unfinished = "state IN ('ringing', 'answered')";
  if (isTrue(database, `NOT EXISTS (SELECT 1 FROM calls WHERE ${unfinished})`)) return;
  transaction(database, () => database.exec(`UPDATE calls SET state = 'ended' WHERE ${unfinished}`));
}

function hasVersion(database: Database.Database, condition: string): boolean {
  return isTrue(database, `(SELECT user_version ${condition} FROM pragma_user_version)`);
}

/**
 * Asks a yes-or-no question without a prepared statement, which would keep a damaged file open (Windows renames no open
 * file): the answer is whether a constraint lets it pass.
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
      // SQLite has rolled back by itself (disk full).
    }
    throw error;
  }
}

function parseRow(stored: unknown): CallRow[] {
  const row = StoredRow.safeParse(stored);
  return row.success ? [row.data] : [];
}
