import type { Call } from '../calls/call.ts';
import type { Clock } from '../util/clock.ts';
import { MEMORY, openHistoryFile, type HistoryFile, type CallCursor } from './history-db.ts';
import { toCall, isSettled, toCallRow, type CallRow } from './row.ts';
import { removeQuarantined, quarantine } from './quarantine.ts';
import { isCorruption, isTransient, getReason, UnusableFile, type HistoryError } from './history-errors.ts';
import { toDeletedKey, PendingWrites } from './pending-writes.ts';

export type { HistoryError } from './history-errors.ts';

/** How often a file that could not be written is tried again when nothing new comes. */
const RETRY_MS = 60_000;
/** How often the last writing is tried, at the end. */
const MAX_FINAL_ATTEMPTS = 5;
/** Under this key: up to when all calls were deleted, by Zoom's clock. */
const DELETED_UNTIL_KEY = 'deleted-until';
/** Calls kept in memory while the file cannot be written: years of calls of one person. */
const MAX_PENDING_CALLS = 10_000;

/** Every call that rang here, across restarts: one row per call in a SQLite file. No method throws; times in ms since the epoch. */
export interface CallHistory {
  /**
   * Keeps this state of a call. Returns at once; written in one transaction with all else of this turn.
   * `skewMs` = our clock minus Zoom's: rows have their times by Zoom's clock.
   */
  save(call: Call, skewMs: number): void;
  /** Drops the row of this call, written or waiting; it may be told of again. */
  discard(callId: string): void;
  /** Is there a row, written or waiting, for this call? */
  has(callId: string): boolean;
  /**
   * What is known of a call's end. `settled`: answered and ended, missed, rejected, answered elsewhere; `open`: it goes on, or
   * nobody knows how it ended; null: no row.
   */
  getOutcome(callId: string): 'open' | 'settled' | null;
  /**
   * The last calls that rang here, newest first, final states only: what was left going on is `ended`. Times by our clock again.
   * @param before the last call of the page before; null = from the newest on. A page may hold less than `limit` calls and not
   * be the last, where rows cannot be understood: an empty one is the end
   */
  getRecent(
    limit: number,
    skewMs: number,
    before?: Pick<Call, 'ringingSince' | 'callId'> | null,
  ): readonly Call[];
  /** How many calls there are in all. */
  count(): number;
  /** How many calls rang while nobody listened (source `history`) and were not looked at yet. */
  countUnseen(): number;
  markSeen(): void;
  /** Up to when, by Zoom's clock, Zoom's own call history has been read for this agent; null = never. */
  getCompleteUntil(agentKey: string): number | null;
  setCompleteUntil(agentKey: string, time: number): void;
  /** Small texts that survive a restart, by key; null = none. */
  getValue(key: string): string | null;
  setValue(key: string, value: string): void;
  /** Deletes this call, and its traces on the disk. */
  deleteCall(callId: string): void;
  /** Deletes the calls that rang before this time, by Zoom's clock. To be told at each start and once a day: it is not remembered. */
  deleteBefore(time: number): void;
  /** Deletes all calls that rang until now, and what was said of people: all that is remembered under `choice:…`. */
  deleteAll(skewMs: number): void;
  /**
   * Was this call deleted, one way or another? Then what Zoom's own history goes on telling of it is nobody's business, and
   * `record` passes over it (source `history`). What happens to it before our eyes is recorded all the same.
   */
  isDeleted(call: Pick<Call, 'callId' | 'ringingSince'>, skewMs: number): boolean;
  /** Writes what waits, then closes. From then on nothing is kept and nothing known. */
  close(): void;
}

export interface HistoryOptions {
  /** where the file is or shall be; ":memory:" = nowhere */
  readonly path: string;
  readonly clock: Clock;
  /** Told once per kind while it lasts; may be called before `openHistory` returns. */
  onError(error: HistoryError): void;
}

/**
 * Opens the call history, or begins one. Never throws: what cannot be written waits in memory and is tried again with
 * later writes and every minute.
 * @param open for tests: how the file is opened
 */
export function openHistory(
  options: HistoryOptions,
  open: (path: string) => HistoryFile = openHistoryFile,
): CallHistory {
  return new FileHistory(options, open);
}

class FileHistory implements CallHistory {
  readonly #options: HistoryOptions;
  readonly #openFile: (path: string) => HistoryFile;
  readonly #pending = new PendingWrites();
  /** null while it cannot be opened */
  #file: HistoryFile | null = null;
  #isFailing = false;
  /** as `deleteBefore` was told last; in memory, so that a clock that was wrong does no lasting harm */
  #retainedFrom = -Infinity;
  /** as `PendingWrites.secureDeleteBefore`: what is deleted in the file, but not gone from the disk yet */
  #secureDeleteBefore: number | null = null;
  #flushTimer: { readonly isImmediate: boolean; readonly cancel: () => void } | null = null;
  #isClosed = false;

  constructor(options: HistoryOptions, openFile: (path: string) => HistoryFile) {
    this.#options = options;
    this.#openFile = openFile;
    this.#withFile(() => undefined);
  }

  save(call: Call, skewMs: number): void {
    if (call.source === 'history' && this.isDeleted(call, skewMs)) return;
    this.#enqueue(() => this.#pending.add(toCallRow(call, skewMs)));
  }

  discard(callId: string): void {
    this.#enqueue(() => this.#pending.discard(callId));
  }

  has(callId: string): boolean {
    if (this.#pending.has(callId)) return true;
    return !this.#pending.discarded.has(callId) && this.#isStored(callId);
  }

  getOutcome(callId: string): 'open' | 'settled' | null {
    const row = this.#getRow(callId);
    if (row === null) return null;
    return isSettled(row) ? 'settled' : 'open';
  }

  getRecent(
    limit: number,
    skewMs: number,
    before: Pick<Call, 'ringingSince' | 'callId'> | null = null,
  ): readonly Call[] {
    // SQLite knows no infinite limit.
    const max = Math.max(0, Math.floor(Math.min(limit, 1_000_000_000)));
    const pendingIds = this.#pending.changedIds;
    const end = before === null ? null : { rangAt: before.ringingSince, callId: before.callId };
    // A call that waits may turn out to have rung earlier than the file says: another one takes its place then.
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
    return [...rows.values()]
      .sort(compareNewestFirst)
      .slice(0, max)
      .map((row) => toCall(row, skewMs));
  }

  count(): number {
    let count = this.#read((file) => file.count(this.#pending.deletedBefore), 0);
    for (const callId of this.#pending.changedIds) {
      if (this.#isStored(callId)) count -= 1;
      if (this.#getRow(callId) !== null) count += 1;
    }
    return count;
  }

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

  getCompleteUntil(agentKey: string): number | null {
    return this.#getTime(`complete-until:${agentKey}`);
  }

  setCompleteUntil(agentKey: string, time: number): void {
    this.#enqueue(() => this.#pending.setValue(`complete-until:${agentKey}`, String(time)));
  }

  getValue(key: string): string | null {
    return this.#getText(`value:${key}`);
  }

  setValue(key: string, value: string): void {
    this.#enqueue(() => this.#pending.setValue(`value:${key}`, value));
  }

  deleteCall(callId: string): void {
    this.#enqueue(() => this.#pending.delete(callId));
  }

  deleteBefore(time: number): void {
    this.#retainedFrom = time;
    this.#enqueue(() => {
      // Which of those that wait rang before may stand in the file.
      for (const callId of this.#pending.callIds) {
        const row = this.#getRow(callId);
        if (row !== null && row.rangAt < time) this.#pending.discard(callId);
      }
      this.#pending.deleteBefore(time);
    });
  }

  deleteAll(skewMs: number): void {
    const now = this.#options.clock.now() - skewMs;
    this.#enqueue(() => {
      this.#pending.deleteAll();
      // Zoom's history writes times down to the second: what rings now must not be taken for what rang before.
      this.#pending.setValue(DELETED_UNTIL_KEY, String(Math.floor(now / 1_000) * 1_000));
    });
  }

  isDeleted({ callId, ringingSince }: Pick<Call, 'callId' | 'ringingSince'>, skewMs: number): boolean {
    const now = this.#options.clock.now() - skewMs;
    const deletedUntil = this.#getTime(DELETED_UNTIL_KEY) ?? -Infinity;
    // All was deleted while the clock was far ahead: without this nothing would be kept until then.
    if (deletedUntil > now) this.#enqueue(() => this.#pending.setValue(DELETED_UNTIL_KEY, String(now)));
    const cutoff = Math.max(Math.min(now, deletedUntil), this.#retainedFrom);
    // What is known again has rung anew, or went on while all was deleted.
    return (ringingSince < cutoff || this.#getText(toDeletedKey(callId)) !== null) && !this.has(callId);
  }

  close(): void {
    if (this.#isClosed) return;
    // Now or never: another process lets go of the file in a moment.
    const hasPendingWork = (): boolean => !this.#pending.isEmpty || this.#secureDeleteBefore !== null;
    for (let tries = 0; tries < MAX_FINAL_ATTEMPTS && hasPendingWork(); tries += 1) this.#flush();
    this.#isClosed = true;
    this.#flushTimer?.cancel();
    this.#file?.close();
    this.#file = null;
    this.#pending.clear();
  }

  #getRow(callId: string): CallRow | null {
    return this.#pending.getProjectedRow(callId, this.#getStoredRow(callId));
  }

  /** null also for one that is being deleted */
  #getStoredRow(callId: string): CallRow | null {
    const row = this.#read((file) => file.getRow(callId), null);
    return row !== null && row.rangAt >= this.#pending.deletedBefore ? row : null;
  }

  /** also one that cannot be understood */
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
    this.#pending.clear();
    if (this.#secureDeleteBefore === null || this.#wipe(this.#secureDeleteBefore)) this.#isFailing = false;
  }

  /** Takes what was deleted from the disk: from the file's log, and from what was set aside. Returns whether it is done. */
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
    // Another process is at the file: nothing that a person need hear of.
    else if (this.#flushTimer === null) this.#scheduleFlush(RETRY_MS);
    return wiped === true;
  }

  /** Without a file what waits is all we know: reading does not try to open it, since that may take its time. */
  #read<T>(work: (file: HistoryFile) => T, fallback: T): T {
    return this.#file === null ? fallback : (this.#withFile(work) ?? fallback);
  }

  /** Works with the file, opening it when need be; a damaged one is replaced, once. Returns null when it cannot be done now. */
  #withFile<T>(work: (file: HistoryFile) => T): T | null {
    for (const canReplace of [true, false]) {
      try {
        return work((this.#file ??= this.#open()));
      } catch (error) {
        if (!isTransient(error)) this.#abandon();
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

  #abandon(): void {
    this.#file?.abandon();
    this.#file = null;
  }

  /** Sets the damaged file aside; false when that cannot be done (Windows, while the driver still holds it). */
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
  if (a.rangAt !== b.rangAt) return b.rangAt - a.rangAt;
  if (a.callId === b.callId) return 0;
  return a.callId < b.callId ? 1 : -1;
}
