import { isDeepStrictEqual } from 'node:util';
import type { HistoryFile } from './history-db.ts';
import { merge } from './merge-rows.ts';
import { isSettled, type CallRow } from './row.ts';

/** What is remembered of people has keys that begin so. */
const CHOICE_PREFIX = 'value:choice:';
/** What is remembered of calls that were deleted one by one. */
const DELETED_PREFIX = 'deleted:';

/** Under which it is remembered that this call was deleted. */
export function toDeletedKey(callId: string): string {
  return `${DELETED_PREFIX}${callId}`;
}

interface PendingCall {
  /** in the order in which they came */
  readonly updates: CallRow[];
  /** somebody has looked at the calls since */
  isSeen: boolean;
}

/**
 * What is not written yet. Facts, not rows: another process may change the row until ours is written, so they
 * are merged within the transaction.
 */
export class PendingWrites {
  readonly #calls = new Map<string, PendingCall>();
  readonly #values = new Map<string, string>();
  readonly #discarded = new Set<string>();
  #isAllSeen = false;
  #isAllDeleted = false;
  #deletedBeforeTime = -Infinity;

  get isEmpty(): boolean {
    const hasBulkChanges = this.#isAllSeen || this.deletedBefore > -Infinity;
    return this.#calls.size === 0 && this.#values.size === 0 && this.#discarded.size === 0 && !hasBulkChanges;
  }

  /** Calls in the file that rang before are being deleted; Infinity = all, -Infinity = none. */
  get deletedBefore(): number {
    return this.#isAllDeleted ? Infinity : this.#deletedBeforeTime;
  }

  /** What will be deleted in the file: calls that rang before this; Infinity = all, -Infinity = single ones only. Null = nothing. */
  get secureDeleteBefore(): number | null {
    const hasDeletedCall = [...this.#values.keys()].some((key) => key.startsWith(DELETED_PREFIX));
    return hasDeletedCall || this.deletedBefore > -Infinity ? this.deletedBefore : null;
  }

  /** Have all calls in the file been looked at, though it does not say so yet? */
  get isAllSeen(): boolean {
    return this.#isAllSeen;
  }

  get callIds(): readonly string[] {
    return [...this.#calls.keys()];
  }

  /** Calls whose rows in the file count no more. */
  get discarded(): ReadonlySet<string> {
    return this.#discarded;
  }

  /** Calls of which the file does not tell as it is. */
  get changedIds(): ReadonlySet<string> {
    return new Set([...this.#calls.keys(), ...this.#discarded]);
  }

  has(callId: string): boolean {
    return this.#calls.has(callId);
  }

  add(update: CallRow): void {
    const call = this.#calls.get(update.callId);
    if (call === undefined) this.#calls.set(update.callId, { updates: [update], isSeen: false });
    // Zoom's call history is read again and again, also while nothing can be written.
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

  /** Of the calls in the file; those that wait are forgotten one by one. */
  deleteBefore(time: number): void {
    this.#deletedBeforeTime = Math.max(this.#deletedBeforeTime, time);
  }

  /** All calls, and what is remembered of them and of people, here and in the file. */
  deleteAll(): void {
    this.#calls.clear();
    for (const key of this.#values.keys()) if (isCallOrChoiceKey(key)) this.#values.delete(key);
    this.#isAllDeleted = true;
  }

  markAllSeen(): void {
    this.#isAllSeen = true;
    for (const call of this.#calls.values()) call.isSeen = true;
  }

  setValue(key: string, value: string): void {
    this.#values.set(key, value);
  }

  getValue(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  /** Does what the file has under this key count no more? */
  isValueDeleted(key: string): boolean {
    return this.#isAllDeleted && isCallOrChoiceKey(key) && !this.#values.has(key);
  }

  /** What the row of this call will be, from what it is in the file. */
  getProjectedRow(callId: string, storedRow: CallRow | null): CallRow | null {
    const call = this.#calls.get(callId);
    const stored = this.#discarded.has(callId) ? null : storedRow;
    const before = stored !== null && this.#isAllSeen ? { ...stored, seen: 1 as const } : stored;
    if (call === undefined) return before;
    const row = call.updates.reduce(merge, before);
    return row !== null && call.isSeen ? { ...row, seen: 1 } : row;
  }

  /** Into the file, within the caller's transaction. */
  writeTo(file: HistoryFile): void {
    if (this.deletedBefore > -Infinity) file.deleteBefore(this.deletedBefore);
    if (this.#isAllDeleted) for (const prefix of [CHOICE_PREFIX, DELETED_PREFIX]) file.deleteValues(prefix);
    if (this.#isAllSeen) file.markAllSeen();
    for (const callId of this.#discarded) file.deleteRow(callId);
    for (const callId of this.#calls.keys()) {
      const row = this.getProjectedRow(callId, file.getRow(callId));
      if (row !== null) file.putRow(row);
    }
    for (const [key, value] of this.#values) file.setValue(key, value);
  }

  clear(): void {
    this.#calls.clear();
    this.#values.clear();
    this.#discarded.clear();
    this.#isAllSeen = false;
    this.#isAllDeleted = false;
    this.#deletedBeforeTime = -Infinity;
  }

  /** Keeps at most so many calls: the oldest settled ones go first, then the oldest. */
  trim(max: number): void {
    const isUnsettled = (callId: string): boolean => {
      const row = this.getProjectedRow(callId, null);
      return row !== null && !isSettled(row);
    };
    for (const canDrop of [(callId: string) => !isUnsettled(callId), () => true]) {
      for (const callId of this.#calls.keys()) {
        if (this.#calls.size <= max) return;
        if (canDrop(callId)) this.#calls.delete(callId);
      }
    }
  }
}

function isCallOrChoiceKey(key: string): boolean {
  return key.startsWith(CHOICE_PREFIX) || key.startsWith(DELETED_PREFIX);
}
