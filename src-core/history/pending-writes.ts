import { isDeepStrictEqual } from 'node:util';
import type { HistoryFile } from './history-db.ts';
import { merge } from './merge-rows.ts';
import { isSettled, type CallRow } from './row.ts';

/** Keys of the agent's choices. */
const CHOICE_PREFIX = 'value:choice:';
/** Keys of calls that were deleted one by one. */
const DELETED_PREFIX = 'deleted:';

export function toDeletedKey(callId: string): string {
  return `${DELETED_PREFIX}${callId}`;
}

interface PendingCall {
  readonly updates: CallRow[];
  /** the user has seen the calls since */
  isSeen: boolean;
}

/**
 * What is not written yet. Updates, not rows: another process may change a row in the meantime, so updates are merged
 * within the transaction.
 */
export class PendingWrites {
  /** whether all stored calls are to be marked as seen */
  isAllSeen = false;
  readonly #calls = new Map<string, PendingCall>();
  readonly #values = new Map<string, string>();
  readonly #discarded = new Set<string>();
  #isAllDeleted = false;
  #deletedBeforeTime = -Infinity;

  get isEmpty(): boolean {
    const hasBulkChanges = this.isAllSeen || this.deletedBefore > -Infinity;
    return this.#calls.size === 0 && this.#values.size === 0 && this.#discarded.size === 0 && !hasBulkChanges;
  }

  /** Stored calls that rang earlier are to be deleted; Infinity = all, -Infinity = none. */
  get deletedBefore(): number {
    return this.#isAllDeleted ? Infinity : this.#deletedBeforeTime;
  }

  /** As `deletedBefore`, but -Infinity = only single calls, null = none. */
  get secureDeleteBefore(): number | null {
    const hasDeletedCall = [...this.#values.keys()].some((key) => key.startsWith(DELETED_PREFIX));
    return hasDeletedCall || this.deletedBefore > -Infinity ? this.deletedBefore : null;
  }

  /** Calls whose stored rows are outdated. */
  get changedIds(): ReadonlySet<string> {
    return new Set([...this.#calls.keys(), ...this.#discarded]);
  }

  /** Whether the call will be stored; null if nothing about it is pending. */
  has(callId: string): boolean | null {
    if (this.#calls.has(callId)) return true;
    return this.#discarded.has(callId) ? false : null;
  }

  add(update: CallRow): void {
    const call = this.#calls.get(update.callId);
    if (call === undefined) this.#calls.set(update.callId, { updates: [update], isSeen: false });
    // Zoom's call history is read repeatedly, also while the file cannot be written.
    else if (!call.updates.some((known) => isDeepStrictEqual(known, update))) call.updates.push(update);
  }

  discard(callId: string): void {
    this.#calls.delete(callId);
    this.#discarded.add(callId);
  }

  delete(callId: string): void {
    this.discard(callId);
    this.setValue(toDeletedKey(callId), '');
  }

  /** Deletes the calls that rang before `time`; for a pending call, its stored row may say when it rang. */
  deleteBefore(time: number, getStoredRow: (callId: string) => CallRow | null): void {
    for (const callId of this.#calls.keys()) {
      const row = this.getProjectedRow(callId, getStoredRow(callId));
      if (row !== null && row.rangAt < time) this.discard(callId);
    }
    this.#deletedBeforeTime = Math.max(this.#deletedBeforeTime, time);
  }

  /** Deletes all calls, deletion marks and choices, pending and stored. */
  deleteAll(): void {
    this.#calls.clear();
    for (const key of this.#values.keys()) if (isCallOrChoiceKey(key)) this.#values.delete(key);
    this.#isAllDeleted = true;
  }

  markAllSeen(): void {
    this.isAllSeen = true;
    for (const call of this.#calls.values()) call.isSeen = true;
  }

  setValue(key: string, value: string): void {
    this.#values.set(key, value);
  }

  getValue(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  /** Whether the stored value is to be deleted. */
  isValueDeleted(key: string): boolean {
    return this.#isAllDeleted && isCallOrChoiceKey(key) && !this.#values.has(key);
  }

  /** What the row of this call will be, given the stored one. */
  getProjectedRow(callId: string, storedRow: CallRow | null): CallRow | null {
    const call = this.#calls.get(callId);
    const stored = this.#discarded.has(callId) ? null : storedRow;
    const before = stored !== null && this.isAllSeen ? { ...stored, seen: 1 as const } : stored;
    if (call === undefined) return before;
    const row = call.updates.reduce(merge, before);
    return row !== null && call.isSeen ? { ...row, seen: 1 } : row;
  }

  /** Writes everything to the file; within the caller's transaction. */
  writeTo(file: HistoryFile): void {
    if (this.deletedBefore > -Infinity) file.deleteBefore(this.deletedBefore);
    if (this.#isAllDeleted) for (const prefix of [CHOICE_PREFIX, DELETED_PREFIX]) file.deleteValues(prefix);
    if (this.isAllSeen) file.markAllSeen();
    for (const callId of this.#discarded) file.deleteRow(callId);
    for (const callId of this.#calls.keys()) {
      const row = this.getProjectedRow(callId, file.getRow(callId));
      if (row !== null) file.putRow(row);
    }
    for (const [key, value] of this.#values) file.setValue(key, value);
  }

  /** Keeps at most `max` calls: drops the oldest settled ones first, then the oldest. */
  trim(max: number): void {
    const isSettledCall = (callId: string): boolean => {
      const row = this.getProjectedRow(callId, null);
      return row === null || isSettled(row);
    };
    for (const canDrop of [isSettledCall, () => true])
      for (const callId of this.#calls.keys()) {
        if (this.#calls.size <= max) return;
        if (canDrop(callId)) this.#calls.delete(callId);
      }
  }
}

function isCallOrChoiceKey(key: string): boolean {
  return key.startsWith(CHOICE_PREFIX) || key.startsWith(DELETED_PREFIX);
}
