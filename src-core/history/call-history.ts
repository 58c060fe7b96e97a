import type { Call } from '../calls/call.ts';
import { compareText } from '../calls/legs.ts';
import type { Clock } from '../util/clock.ts';
import { MEMORY, openHistoryFile, type HistoryFile, type CallCursor } from './history-db.ts';
import { toCall, isSettled, toCallRow, type CallRow } from './row.ts';
import { removeQuarantined, quarantine } from './quarantine.ts';
import { isCorruption, isTransient, getReason, UnusableFile, type HistoryError } from './history-errors.ts';
import { toDeletedKey, PendingWrites } from './pending-writes.ts';

/** How long to wait before writing is retried. */
const RETRY_MS = 60_000;
/** How often writing is tried when the history closes. */
const MAX_FINAL_ATTEMPTS = 5;
/** The key of the time until which all calls were deleted, by Zoom's clock. */
const DELETED_UNTIL_KEY = 'deleted-until';
/** Calls kept in memory while the file cannot be written: years of calls of one person. */
const MAX_PENDING_CALLS = 10_000;

export interface HistoryOptions {
  /** ":memory:" = no file */
  readonly path: string;
  readonly clock: Clock;
  /** Called once per kind while the error lasts; perhaps already by the constructor. */
  onError(error: HistoryError): void;
}

/** A call's place in the list by our clock; see `CallCursor`. */
type CallPlace = Pick<Call, 'callId' | 'ringingSince'>;

/**
 * Every call that rang here, across restarts: one row per call in a SQLite file. No method throws. Writes return at
 * once; all writes of one turn are one transaction, and what cannot be written waits in memory and is retried.
 * Times in ms since the epoch, by Zoom's clock unless stated otherwise. `skewMs` = our clock minus Zoom's.
 */
export class CallHistory {
  readonly #options: HistoryOptions;
  readonly #openFile: (path: string) => HistoryFile;
  #pending = new PendingWrites();
  /** null while it cannot be opened */
  #file: HistoryFile | null = null;
  #isFailing = false;
  /** the last time passed to `deleteBefore`; not stored, so that a wrong clock does no lasting harm */
  #retainedFrom = -Infinity;
  /** as `PendingWrites.secureDeleteBefore`, for calls deleted in the file, but not yet on the disk */
  #secureDeleteBefore: number | null = null;
  #flushTimer: { readonly isImmediate: boolean; readonly cancel: () => void } | null = null;
  #isClosed = false;

  /**
   * Opens the history, or creates it.
   * @param openFile for tests
   */
  constructor(options: HistoryOptions, openFile: (path: string) => HistoryFile = openHistoryFile) {
    this.#options = options;
    this.#openFile = openFile;
    this.#withFile(() => undefined);
  }

  /** Stores this state of a call. A call from Zoom's history is ignored if the user deleted it. */
  save(call: Call, skewMs: number): void {
    if (call.source === 'history' && this.isDeleted(call, skewMs)) return;
    this.#enqueue(() => this.#pending.add(toCallRow(call, skewMs)));
  }

  /** Removes this call. Unlike after `deleteCall`, it may be stored again. */
  discard(callId: string): void {
    this.#enqueue(() => this.#pending.discard(callId));
  }

  has(callId: string): boolean {
    return this.#pending.has(callId) ?? this.#isStored(callId);
  }

  /** `open`: the call is live, or how it ended is unknown; null: not stored. */
  getOutcome(callId: string): 'open' | 'settled' | null {
    const row = this.#getRow(callId);
    if (row === null) return null;
    return isSettled(row) ? 'settled' : 'open';
  }

  /** Whether the stored state is from Zoom's history, but Zoom's history now says otherwise. */
  isRevised({ callId, state }: Pick<Call, 'callId' | 'state'>): boolean {
    const row = this.#getRow(callId);
    return row !== null && row.fromZoomHistory === 1 && row.state !== state;
  }

  /**
   * The newest calls, newest first; a live one is `ended`.
   * @param before the last call of the previous page; null = from the newest on. A page with fewer than `limit` calls
   * need not be the last, since unreadable rows are skipped: an empty page is the end
   */
  getRecent(limit: number, skewMs: number, before: CallPlace | null = null): readonly Call[] {
    // SQLite has no infinite limit.
    const max = Math.max(0, Math.floor(Math.min(limit, 1_000_000_000)));
    const pendingIds = this.#pending.changedIds;
    const end = before === null ? null : { rangAt: before.ringingSince, callId: before.callId };
    // A pending call may have rung earlier than the file says; then another stored call moves up.
    const storedRows = this.#read(
      (file) => file.getNewest(max + pendingIds.size, this.#pending.deletedBefore, end),
      [],
    );
    const rows = new Map(storedRows.map((row) => [row.callId, row]));
    for (const callId of pendingIds) {
      const row = this.#getRow(callId);
      if (row === null || (end !== null && compareNewestFirst(end, row) >= 0)) rows.delete(callId);
      else rows.set(callId, row);
    }
    const newestFirst = [...rows.values()].sort(compareNewestFirst);
    return newestFirst.slice(0, max).map((row) => toCall(row, skewMs));
  }

  count(): number {
    let count = this.#read((file) => file.count(this.#pending.deletedBefore), 0);
    for (const callId of this.#pending.changedIds) {
      if (this.#isStored(callId)) count -= 1;
      if (this.#getRow(callId) !== null) count += 1;
    }
    return count;
  }

  /** How many calls rang while no source was connected (source `history`), and are not seen. */
  countUnseen(): number {
    const { isAllSeen, deletedBefore } = this.#pending;
    let count = isAllSeen ? 0 : this.#read((file) => file.countUnseen(deletedBefore), 0);
    for (const callId of this.#pending.changedIds) {
      const storedRow = this.#getStoredRow(callId);
      if (storedRow?.seen === 0 && !isAllSeen) count -= 1;
      if (this.#pending.getProjectedRow(callId, storedRow)?.seen === 0) count += 1;
    }
    return count;
  }

  markSeen(): void {
    this.#enqueue(() => this.#pending.markAllSeen());
  }

  /** Until when Zoom's own call history has been read for this agent; null = never. */
  getCompleteUntil(agentKey: string): number | null {
    return this.#getTime(`complete-until:${agentKey}`);
  }

  setCompleteUntil(agentKey: string, time: number): void {
    this.#enqueue(() => this.#pending.setValue(`complete-until:${agentKey}`, String(time)));
  }

  /** A short text that survives a restart; null if there is none. */
  getValue(key: string): string | null {
    return this.#getText(`value:${key}`);
  }

  setValue(key: string, value: string): void {
    this.#enqueue(() => this.#pending.setValue(`value:${key}`, value));
  }

  /** Deletes this call, also from the disk's free space. */
  deleteCall(callId: string): void {
    this.#enqueue(() => this.#pending.delete(callId));
  }

  /** Deletes the calls that rang before `time`. Repeat it after each start: the time is not stored. */
  deleteBefore(time: number): void {
    this.#retainedFrom = time;
    this.#enqueue(() => this.#pending.deleteBefore(time, (callId) => this.#getStoredRow(callId)));
  }

  /** Deletes all calls that rang until now, and all values under `choice:…`. */
  deleteAll(skewMs: number): void {
    const now = this.#options.clock.now() - skewMs;
    this.#enqueue(() => {
      this.#pending.deleteAll();
      // Rounded down, since Zoom's history has times in seconds: a call that rings now is not deleted.
      this.#pending.setValue(DELETED_UNTIL_KEY, String(Math.floor(now / 1_000) * 1_000));
    });
  }

  /** Whether this call was deleted. It is stored again if it rings again, but not from Zoom's history. */
  isDeleted({ callId, ringingSince }: CallPlace, skewMs: number): boolean {
    const now = this.#options.clock.now() - skewMs;
    const deletedUntil = this.#getTime(DELETED_UNTIL_KEY) ?? -Infinity;
    // All calls were deleted while the clock was far ahead: without this, none would be stored until then.
    if (deletedUntil > now) this.#enqueue(() => this.#pending.setValue(DELETED_UNTIL_KEY, String(now)));
    const cutoff = Math.max(Math.min(now, deletedUntil), this.#retainedFrom);
    // A call that is stored has rung again, or was live while all calls were deleted.
    return (ringingSince < cutoff || this.#getText(toDeletedKey(callId)) !== null) && !this.has(callId);
  }

  /** Writes what is pending, then closes. Afterwards nothing is stored or found. */
  close(): void {
    if (this.#isClosed) return;
    // Retry at once: another process releases its lock within milliseconds.
    const hasPendingWork = (): boolean => !this.#pending.isEmpty || this.#secureDeleteBefore !== null;
    for (let tries = 0; tries < MAX_FINAL_ATTEMPTS && hasPendingWork(); tries += 1) this.#flush();
    this.#isClosed = true;
    this.#flushTimer?.cancel();
    this.#file?.close();
    this.#file = null;
    this.#pending = new PendingWrites();
  }

  #getRow(callId: string): CallRow | null {
    return this.#pending.getProjectedRow(callId, this.#getStoredRow(callId));
  }

  /** null also while the row is being deleted */
  #getStoredRow(callId: string): CallRow | null {
    const row = this.#read((file) => file.getRow(callId), null);
    return row !== null && row.rangAt >= this.#pending.deletedBefore ? row : null;
  }

  /** true also for an unreadable row */
  #isStored(callId: string): boolean {
    return this.#read((file) => file.has(callId, this.#pending.deletedBefore), false);
  }

  #getText(key: string): string | null {
    if (this.#pending.isValueDeleted(key)) return null;
    return this.#pending.getValue(key) ?? this.#read((file) => file.getValue(key), null);
  }

  #getTime(key: string): number | null {
    const text = this.#getText(key);
    const time = text === null ? NaN : Number(text);
    return Number.isFinite(time) ? time : null;
  }

  #enqueue(change: () => void): void {
    if (this.#isClosed) return;
    change();
    if (this.#flushTimer?.isImmediate !== true) this.#scheduleFlush(0);
  }

  #scheduleFlush(ms: number): void {
    this.#flushTimer?.cancel();
    this.#flushTimer = { isImmediate: ms === 0, cancel: this.#options.clock.after(ms, () => this.#flush()) };
  }

  #flush(): void {
    this.#flushTimer?.cancel();
    this.#flushTimer = null;
    const result = this.#withFile((file) => {
      if (!this.#pending.isEmpty) file.transaction(() => this.#pending.writeTo(file));
      return true;
    });
    if (result === null) {
      this.#pending.trim(MAX_PENDING_CALLS);
      return;
    }
    const { secureDeleteBefore } = this.#pending;
    if (secureDeleteBefore !== null)
      this.#secureDeleteBefore = Math.max(secureDeleteBefore, this.#secureDeleteBefore ?? secureDeleteBefore);
    this.#pending = new PendingWrites();
    if (this.#secureDeleteBefore === null || this.#wipe(this.#secureDeleteBefore)) this.#isFailing = false;
  }

  /** Removes deleted calls from the disk, also from quarantined files. Returns whether it is done. */
  #wipe(before: number): boolean {
    const wiped = this.#withFile((file) => {
      removeQuarantined(this.#options.path, before);
      try {
        return file.wipe(before === Infinity);
      } catch (error) {
        if (isTransient(error)) return false;
        throw error;
      }
    });
    if (wiped === true) this.#secureDeleteBefore = null;
    // Another process uses the file: no error to report.
    else if (this.#flushTimer === null) this.#scheduleFlush(RETRY_MS);
    return wiped === true;
  }

  /** Returns `fallback` without a file: reading does not try to open one, since that may take long. */
  #read<T>(work: (file: HistoryFile) => T, fallback: T): T {
    return this.#file === null ? fallback : (this.#withFile(work) ?? fallback);
  }

  /** Runs `work` on the file, which it opens or, if damaged, replaces once. Returns null if that fails. */
  #withFile<T>(work: (file: HistoryFile) => T): T | null {
    for (const canReplace of [true, false]) {
      try {
        return work((this.#file ??= this.#open()));
      } catch (error) {
        if (!isTransient(error)) {
          this.#file?.abandon();
          this.#file = null;
        }
        if (!(canReplace && isCorruption(error) && this.#replace())) {
          this.#reportFailure(getReason(error));
          return null;
        }
      }
    }
    return null;
  }

  #open(): HistoryFile {
    try {
      return this.#openFile(this.#options.path);
    } catch (error) {
      if (!(error instanceof UnusableFile) || error.code !== 'newer') throw error;
      this.#options.onError({ code: 'history-newer' });
      return this.#openFile(MEMORY);
    }
  }

  /** Quarantines the damaged file; false if that fails (on Windows, while the driver still has it open). */
  #replace(): boolean {
    try {
      const file = quarantine(this.#options.path, this.#options.clock.now());
      this.#options.onError({ code: 'history-damaged', file });
      return true;
    } catch {
      return false;
    }
  }

  #reportFailure(reason: string): void {
    if (!this.#isFailing) this.#options.onError({ code: 'history-unwritable', reason });
    this.#isFailing = true;
    if (this.#flushTimer === null) this.#scheduleFlush(RETRY_MS);
  }
}

function compareNewestFirst(a: CallCursor, b: CallCursor): number {
  return b.rangAt - a.rangAt || compareText(b.callId, a.callId);
}
