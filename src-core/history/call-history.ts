import type { Call } from '../calls/call.ts';
import type { Clock } from '../clock.ts';
import { MEMORY, openHistoryFile, type HistoryFile, type Place } from './history-file.ts';
import { callOf, isSettled, rowOf, type Row } from './row.ts';
import { removeSetAside, setAside } from './set-aside.ts';
import { isDamage, isPassing, reasonOf, UnusableFile, type HistoryTrouble } from './trouble.ts';
import { deletedKey, Waiting } from './waiting.ts';

export type { HistoryTrouble } from './trouble.ts';

/** How often a file that could not be written is tried again when nothing new comes. */
const RETRY_MS = 60_000;
/** How often the last writing is tried, at the end. */
const LAST_TRIES = 5;
/** Under this key: up to when all calls were deleted, by Zoom's clock. */
const DELETED_UNTIL = 'deleted-until';
/** Calls kept in memory while the file cannot be written: years of calls of one person. */
const MOST_WAITING = 10_000;

/** Every call that rang here, across restarts: one row per call in a SQLite file. No method throws; times in ms since the epoch. */
export interface CallHistory {
  /**
   * Keeps this state of a call. Returns at once; written in one transaction with all else of this turn.
   * `skewMs` = our clock minus Zoom's: rows have their times by Zoom's clock.
   */
  record(call: Call, skewMs: number): void;
  /** Drops the row of this call, written or waiting; it may be told of again. */
  forget(callId: string): void;
  /** Is there a row, written or waiting, for this call? */
  knows(callId: string): boolean;
  /**
   * What is known of a call's end. `settled`: answered and ended, missed, rejected, answered elsewhere; `open`: it goes on, or
   * nobody knows how it ended; null: no row.
   */
  outcome(callId: string): 'open' | 'settled' | null;
  /**
   * The last calls that rang here, newest first, final states only: what was left going on is `ended`. Times by our clock again.
   * @param before the last call of the page before; null = from the newest on. A page may hold less than `limit` calls and not
   * be the last, where rows cannot be understood: an empty one is the end
   */
  recent(
    limit: number,
    skewMs: number,
    before?: Pick<Call, 'ringingSince' | 'callId'> | null,
  ): readonly Call[];
  /** How many calls there are in all. */
  count(): number;
  /** How many calls rang while nobody listened (source `history`) and were not looked at yet. */
  unseen(): number;
  markSeen(): void;
  /** Up to when, by Zoom's clock, Zoom's own call history has been read for this agent; null = never. */
  completeUntil(agentKey: string): number | null;
  setCompleteUntil(agentKey: string, time: number): void;
  /** Small texts that survive a restart, by key; null = none. */
  remembered(key: string): string | null;
  remember(key: string, value: string): void;
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
  onTrouble(trouble: HistoryTrouble): void;
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
  readonly #waiting = new Waiting();
  /** null while it cannot be opened */
  #file: HistoryFile | null = null;
  #troubled = false;
  /** as `deleteBefore` was told last; in memory, so that a clock that was wrong does no lasting harm */
  #keptFrom = -Infinity;
  /** as `Waiting.toWipe`: what is deleted in the file, but not gone from the disk yet */
  #toWipe: number | null = null;
  #wake: { readonly soon: boolean; readonly cancel: () => void } | null = null;
  #closed = false;

  constructor(options: HistoryOptions, openFile: (path: string) => HistoryFile) {
    this.#options = options;
    this.#openFile = openFile;
    this.#try(() => undefined);
  }

  record(call: Call, skewMs: number): void {
    if (call.source === 'history' && this.isDeleted(call, skewMs)) return;
    this.#later(() => this.#waiting.add(rowOf(call, skewMs)));
  }

  forget(callId: string): void {
    this.#later(() => this.#waiting.forget(callId));
  }

  knows(callId: string): boolean {
    if (this.#waiting.has(callId)) return true;
    return !this.#waiting.forgotten.has(callId) && this.#isInFile(callId);
  }

  outcome(callId: string): 'open' | 'settled' | null {
    const row = this.#row(callId);
    if (row === null) return null;
    return isSettled(row) ? 'settled' : 'open';
  }

  recent(
    limit: number,
    skewMs: number,
    before: Pick<Call, 'ringingSince' | 'callId'> | null = null,
  ): readonly Call[] {
    // SQLite knows no infinite limit.
    const most = Math.max(0, Math.floor(Math.min(limit, 1_000_000_000)));
    const waiting = this.#waiting.touched;
    const end = before === null ? null : { rangAt: before.ringingSince, callId: before.callId };
    // A call that waits may turn out to have rung earlier than the file says: another one takes its place then.
    const written = this.#read((file) => file.newest(most + waiting.size, this.#waiting.fileFrom, end), []);
    const rows = new Map(written.map((row) => [row.callId, row]));
    for (const callId of waiting) {
      const row = this.#row(callId);
      if (row === null || (end !== null && newestFirst(end, row) >= 0)) rows.delete(callId);
      else rows.set(callId, row);
    }
    return [...rows.values()]
      .sort(newestFirst)
      .slice(0, most)
      .map((row) => callOf(row, skewMs));
  }

  count(): number {
    let count = this.#read((file) => file.count(this.#waiting.fileFrom), 0);
    for (const callId of this.#waiting.touched) {
      if (this.#isInFile(callId)) count -= 1;
      if (this.#row(callId) !== null) count += 1;
    }
    return count;
  }

  unseen(): number {
    const { sawAll, fileFrom } = this.#waiting;
    let count = sawAll ? 0 : this.#read((file) => file.unseen(fileFrom), 0);
    for (const callId of this.#waiting.touched) {
      const inFile = this.#inFile(callId);
      if (inFile?.seen === 0 && !sawAll) count -= 1;
      if (this.#waiting.rowAfter(callId, inFile)?.seen === 0) count += 1;
    }
    return count;
  }

  markSeen(): void {
    this.#later(() => this.#waiting.seeAll());
  }

  completeUntil(agentKey: string): number | null {
    return this.#time(`complete-until:${agentKey}`);
  }

  setCompleteUntil(agentKey: string, time: number): void {
    this.#later(() => this.#waiting.set(`complete-until:${agentKey}`, String(time)));
  }

  remembered(key: string): string | null {
    return this.#text(`value:${key}`);
  }

  remember(key: string, value: string): void {
    this.#later(() => this.#waiting.set(`value:${key}`, value));
  }

  deleteCall(callId: string): void {
    this.#later(() => this.#waiting.delete(callId));
  }

  deleteBefore(time: number): void {
    this.#keptFrom = time;
    this.#later(() => {
      // Which of those that wait rang before may stand in the file.
      for (const callId of this.#waiting.callIds) {
        const row = this.#row(callId);
        if (row !== null && row.rangAt < time) this.#waiting.forget(callId);
      }
      this.#waiting.deleteBefore(time);
    });
  }

  deleteAll(skewMs: number): void {
    const now = this.#options.clock.now() - skewMs;
    this.#later(() => {
      this.#waiting.deleteAll();
      // Zoom's history writes times down to the second: what rings now must not be taken for what rang before.
      this.#waiting.set(DELETED_UNTIL, String(Math.floor(now / 1_000) * 1_000));
    });
  }

  isDeleted({ callId, ringingSince }: Pick<Call, 'callId' | 'ringingSince'>, skewMs: number): boolean {
    const now = this.#options.clock.now() - skewMs;
    const deletedUntil = this.#time(DELETED_UNTIL) ?? -Infinity;
    // All was deleted while the clock was far ahead: without this nothing would be kept until then.
    if (deletedUntil > now) this.#later(() => this.#waiting.set(DELETED_UNTIL, String(now)));
    const from = Math.max(Math.min(now, deletedUntil), this.#keptFrom);
    // What is known again has rung anew, or went on while all was deleted.
    return (ringingSince < from || this.#text(deletedKey(callId)) !== null) && !this.knows(callId);
  }

  close(): void {
    if (this.#closed) return;
    // Now or never: another process lets go of the file in a moment.
    const isOwing = (): boolean => !this.#waiting.empty || this.#toWipe !== null;
    for (let tries = 0; tries < LAST_TRIES && isOwing(); tries += 1) this.#flush();
    this.#closed = true;
    this.#wake?.cancel();
    this.#file?.close();
    this.#file = null;
    this.#waiting.clear();
  }

  #row(callId: string): Row | null {
    return this.#waiting.rowAfter(callId, this.#inFile(callId));
  }

  /** null also for one that is being deleted */
  #inFile(callId: string): Row | null {
    const row = this.#read((file) => file.row(callId), null);
    return row !== null && row.rangAt >= this.#waiting.fileFrom ? row : null;
  }

  /** also one that cannot be understood */
  #isInFile(callId: string): boolean {
    return this.#read((file) => file.has(callId, this.#waiting.fileFrom), false);
  }

  #text(key: string): string | null {
    if (this.#waiting.deletes(key)) return null;
    return this.#waiting.value(key) ?? this.#read((file) => file.value(key), null);
  }

  #time(key: string): number | null {
    const text = this.#text(key);
    const time = text === null ? NaN : Number(text);
    return Number.isFinite(time) ? time : null;
  }

  #later(keep: () => void): void {
    if (this.#closed) return;
    keep();
    if (this.#wake?.soon !== true) this.#wakeAfter(0);
  }

  #wakeAfter(ms: number): void {
    this.#wake?.cancel();
    this.#wake = { soon: ms === 0, cancel: this.#options.clock.after(ms, () => this.#flush()) };
  }

  #flush(): void {
    this.#wake?.cancel();
    this.#wake = null;
    const written = this.#try((file) => {
      if (!this.#waiting.empty) file.transaction(() => this.#waiting.writeTo(file));
      return true;
    });
    if (written === null) {
      this.#waiting.trim(MOST_WAITING);
      return;
    }
    const { toWipe } = this.#waiting;
    if (toWipe !== null) this.#toWipe = Math.max(toWipe, this.#toWipe ?? toWipe);
    this.#waiting.clear();
    if (this.#toWipe === null || this.#wipe(this.#toWipe)) this.#troubled = false;
  }

  /** Takes what was deleted from the disk: from the file's log, and from what was set aside. Returns whether it is done. */
  #wipe(before: number): boolean {
    const wiped = this.#try((file) => {
      removeSetAside(this.#options.path, before);
      try {
        return file.wipe(before === Infinity);
      } catch (error) {
        if (isPassing(error)) return false;
        throw error;
      }
    });
    if (wiped === true) this.#toWipe = null;
    // Another process is at the file: nothing that a person need hear of.
    else if (this.#wake === null) this.#wakeAfter(RETRY_MS);
    return wiped === true;
  }

  /** Without a file what waits is all we know: reading does not try to open it, since that may take its time. */
  #read<T>(work: (file: HistoryFile) => T, otherwise: T): T {
    return this.#file === null ? otherwise : (this.#try(work) ?? otherwise);
  }

  /** Works with the file, opening it when need be; a damaged one is replaced, once. Returns null when it cannot be done now. */
  #try<T>(work: (file: HistoryFile) => T): T | null {
    for (const mayReplace of [true, false]) {
      try {
        return work((this.#file ??= this.#open()));
      } catch (error) {
        if (!isPassing(error)) this.#abandon();
        if (!(mayReplace && isDamage(error) && this.#replace())) {
          this.#failed(reasonOf(error));
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
      this.#options.onTrouble({ code: 'history-newer' });
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
      const file = setAside(this.#options.path, this.#options.clock.now());
      this.#options.onTrouble({ code: 'history-damaged', file });
      return true;
    } catch {
      return false;
    }
  }

  #failed(reason: string): void {
    if (!this.#troubled) this.#options.onTrouble({ code: 'history-unwritable', reason });
    this.#troubled = true;
    if (this.#wake === null) this.#wakeAfter(RETRY_MS);
  }
}

function newestFirst(a: Place, b: Place): number {
  if (a.rangAt !== b.rangAt) return b.rangAt - a.rangAt;
  if (a.callId === b.callId) return 0;
  return a.callId < b.callId ? 1 : -1;
}
