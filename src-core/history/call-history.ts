import type { Call } from '../calls/call.ts';
import type { Clock } from '../clock.ts';
import { MEMORY, openHistoryFile, type HistoryFile } from './history-file.ts';
import { callOf, isSettled, rowOf, type Row } from './row.ts';
import { setAside } from './set-aside.ts';
import { isDamage, isPassing, reasonOf, UnusableFile, type HistoryTrouble } from './trouble.ts';
import { Waiting } from './waiting.ts';

export type { HistoryTrouble } from './trouble.ts';

/** How often a file that could not be written is tried again when nothing new comes. */
const RETRY_MS = 60_000;
/** How often the last writing is tried, at the end. */
const LAST_TRIES = 5;
/** Calls kept in memory while the file cannot be written: years of calls of one person. */
const MOST_WAITING = 10_000;

/** Every call that rang here, across restarts: one row per call in a SQLite file. No method throws; times in ms since the epoch. */
export interface CallHistory {
  /**
   * Keeps this state of a call. Returns at once; written in one transaction with all else of this turn.
   * `skewMs` = our clock minus Zoom's: rows have their times by Zoom's clock.
   */
  record(call: Call, skewMs: number): void;
  /** Drops the row of this call, written or waiting. */
  forget(callId: string): void;
  /** Is there a row, written or waiting, for this call? */
  knows(callId: string): boolean;
  /**
   * What is known of a call's end. `settled`: answered and ended, missed, rejected, answered elsewhere; `open`: it goes on, or
   * nobody knows how it ended; null: no row.
   */
  outcome(callId: string): 'open' | 'settled' | null;
  /** The last calls that rang here, newest first, final states only: what was left going on is `ended`. Times by our clock again. */
  recent(limit: number, skewMs: number): readonly Call[];
  /** How many calls rang while nobody listened (source `history`) and were not looked at yet. */
  unseen(): number;
  markSeen(): void;
  /** Up to when, by Zoom's clock, Zoom's own call history has been read for this agent; null = never. */
  completeUntil(agentKey: string): number | null;
  setCompleteUntil(agentKey: string, time: number): void;
  /** Small texts that survive a restart, by key; null = none. */
  remembered(key: string): string | null;
  remember(key: string, value: string): void;
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
  #wake: { readonly soon: boolean; readonly cancel: () => void } | null = null;
  #closed = false;

  constructor(options: HistoryOptions, openFile: (path: string) => HistoryFile) {
    this.#options = options;
    this.#openFile = openFile;
    this.#try(() => undefined);
  }

  record(call: Call, skewMs: number): void {
    this.#later(() => this.#waiting.add(rowOf(call, skewMs)));
  }

  forget(callId: string): void {
    this.#later(() => this.#waiting.forget(callId));
  }

  knows(callId: string): boolean {
    if (this.#waiting.has(callId)) return true;
    return !this.#waiting.forgotten.has(callId) && this.#read((file) => file.has(callId), false);
  }

  outcome(callId: string): 'open' | 'settled' | null {
    const row = this.#row(callId);
    if (row === null) return null;
    return isSettled(row) ? 'settled' : 'open';
  }

  recent(limit: number, skewMs: number): readonly Call[] {
    // SQLite knows no infinite limit.
    const most = Math.max(0, Math.floor(Math.min(limit, 1_000_000_000)));
    const waiting = [...this.#waiting.callIds, ...this.#waiting.forgotten];
    // A call that waits may turn out to have rung earlier than the file says: another one takes its place then.
    const written = this.#read((file) => file.newest(most + waiting.length), []);
    const rows = new Map(written.map((row) => [row.callId, row]));
    for (const callId of waiting) {
      const row = this.#row(callId);
      if (row === null) rows.delete(callId);
      else rows.set(callId, row);
    }
    return [...rows.values()]
      .sort(newestFirst)
      .slice(0, most)
      .map((row) => callOf(row, skewMs));
  }

  unseen(): number {
    let count = this.#waiting.sawAll ? 0 : this.#read((file) => file.unseen(), 0);
    for (const callId of new Set([...this.#waiting.callIds, ...this.#waiting.forgotten])) {
      const inFile = this.#inFile(callId);
      if (inFile?.seen === 0 && !this.#waiting.sawAll) count -= 1;
      if (this.#waiting.rowAfter(callId, inFile)?.seen === 0) count += 1;
    }
    return count;
  }

  markSeen(): void {
    this.#later(() => this.#waiting.seeAll());
  }

  completeUntil(agentKey: string): number | null {
    const text = this.#text(`complete-until:${agentKey}`);
    const time = text === null ? NaN : Number(text);
    return Number.isFinite(time) ? time : null;
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

  close(): void {
    if (this.#closed) return;
    // Now or never: another process lets go of the file in a moment.
    for (let tries = 0; tries < LAST_TRIES && !this.#waiting.empty; tries += 1) this.#flush();
    this.#closed = true;
    this.#wake?.cancel();
    this.#file?.close();
    this.#file = null;
    this.#waiting.clear();
  }

  #row(callId: string): Row | null {
    return this.#waiting.rowAfter(callId, this.#inFile(callId));
  }

  #inFile(callId: string): Row | null {
    return this.#read((file) => file.row(callId), null);
  }

  #text(key: string): string | null {
    return this.#waiting.value(key) ?? this.#read((file) => file.value(key), null);
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
    } else {
      this.#waiting.clear();
      this.#troubled = false;
    }
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

function newestFirst(a: Row, b: Row): number {
  if (a.rangAt !== b.rangAt) return b.rangAt - a.rangAt;
  return a.callId < b.callId ? 1 : -1;
}
