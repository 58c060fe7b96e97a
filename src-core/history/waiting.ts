import { isDeepStrictEqual } from 'node:util';
import type { HistoryFile } from './history-file.ts';
import { merge } from './merge.ts';
import { isSettled, type Row } from './row.ts';

/** What is remembered of people has keys that begin so. */
const OF_PEOPLE = 'value:choice:';
/** What is remembered of calls that were deleted one by one. */
const DELETED = 'deleted:';

/** Under which it is remembered that this call was deleted. */
export function deletedKey(callId: string): string {
  return `${DELETED}${callId}`;
}

interface WaitingCall {
  /** in the order in which they came */
  readonly facts: Row[];
  /** somebody has looked at the calls since */
  seen: boolean;
}

/**
 * What is not written yet. Facts, not rows: another process may change the row until ours is written, so they
 * are merged within the transaction.
 */
export class Waiting {
  readonly #calls = new Map<string, WaitingCall>();
  readonly #values = new Map<string, string>();
  readonly #forgotten = new Set<string>();
  #sawAll = false;
  #deletesAll = false;
  #deletesBefore = -Infinity;

  get empty(): boolean {
    const isMore = this.#sawAll || this.fileFrom > -Infinity;
    return this.#calls.size === 0 && this.#values.size === 0 && this.#forgotten.size === 0 && !isMore;
  }

  /** Calls in the file that rang before are being deleted; Infinity = all, -Infinity = none. */
  get fileFrom(): number {
    return this.#deletesAll ? Infinity : this.#deletesBefore;
  }

  /** What will be deleted in the file: calls that rang before this; Infinity = all, -Infinity = single ones only. Null = nothing. */
  get toWipe(): number | null {
    const deletesOne = [...this.#values.keys()].some((key) => key.startsWith(DELETED));
    return deletesOne || this.fileFrom > -Infinity ? this.fileFrom : null;
  }

  /** Have all calls in the file been looked at, though it does not say so yet? */
  get sawAll(): boolean {
    return this.#sawAll;
  }

  get callIds(): readonly string[] {
    return [...this.#calls.keys()];
  }

  /** Calls whose rows in the file count no more. */
  get forgotten(): ReadonlySet<string> {
    return this.#forgotten;
  }

  /** Calls of which the file does not tell as it is. */
  get touched(): ReadonlySet<string> {
    return new Set([...this.#calls.keys(), ...this.#forgotten]);
  }

  has(callId: string): boolean {
    return this.#calls.has(callId);
  }

  add(fact: Row): void {
    const call = this.#calls.get(fact.callId);
    if (call === undefined) this.#calls.set(fact.callId, { facts: [fact], seen: false });
    // Zoom's call history is read again and again, also while nothing can be written.
    else if (!call.facts.some((known) => isDeepStrictEqual(known, fact))) call.facts.push(fact);
  }

  forget(callId: string): void {
    this.#calls.delete(callId);
    this.#forgotten.add(callId);
  }

  delete(callId: string): void {
    this.forget(callId);
    this.set(deletedKey(callId), '');
  }

  /** Of the calls in the file; those that wait are forgotten one by one. */
  deleteBefore(time: number): void {
    this.#deletesBefore = Math.max(this.#deletesBefore, time);
  }

  /** All calls, and what is remembered of them and of people, here and in the file. */
  deleteAll(): void {
    this.#calls.clear();
    for (const key of this.#values.keys()) if (isOfCallsOrPeople(key)) this.#values.delete(key);
    this.#deletesAll = true;
  }

  seeAll(): void {
    this.#sawAll = true;
    for (const call of this.#calls.values()) call.seen = true;
  }

  set(key: string, value: string): void {
    this.#values.set(key, value);
  }

  value(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  /** Does what the file has under this key count no more? */
  deletes(key: string): boolean {
    return this.#deletesAll && isOfCallsOrPeople(key) && !this.#values.has(key);
  }

  /** What the row of this call will be, from what it is in the file. */
  rowAfter(callId: string, inFile: Row | null): Row | null {
    const call = this.#calls.get(callId);
    const kept = this.#forgotten.has(callId) ? null : inFile;
    const before = kept !== null && this.#sawAll ? { ...kept, seen: 1 as const } : kept;
    if (call === undefined) return before;
    const row = call.facts.reduce(merge, before);
    return row !== null && call.seen ? { ...row, seen: 1 } : row;
  }

  /** Into the file, within the caller's transaction. */
  writeTo(file: HistoryFile): void {
    if (this.fileFrom > -Infinity) file.deleteBefore(this.fileFrom);
    if (this.#deletesAll) for (const start of [OF_PEOPLE, DELETED]) file.unset(start);
    if (this.#sawAll) file.seeAll();
    for (const callId of this.#forgotten) file.forget(callId);
    for (const callId of this.#calls.keys()) {
      const row = this.rowAfter(callId, file.row(callId));
      if (row !== null) file.put(row);
    }
    for (const [key, value] of this.#values) file.set(key, value);
  }

  clear(): void {
    this.#calls.clear();
    this.#values.clear();
    this.#forgotten.clear();
    this.#sawAll = false;
    this.#deletesAll = false;
    this.#deletesBefore = -Infinity;
  }

  /** Keeps at most so many calls: the oldest settled ones go first, then the oldest. */
  trim(most: number): void {
    const isKept = (callId: string): boolean => {
      const row = this.rowAfter(callId, null);
      return row !== null && !isSettled(row);
    };
    for (const mayGo of [(callId: string) => !isKept(callId), () => true]) {
      for (const callId of this.#calls.keys()) {
        if (this.#calls.size <= most) return;
        if (mayGo(callId)) this.#calls.delete(callId);
      }
    }
  }
}

function isOfCallsOrPeople(key: string): boolean {
  return key.startsWith(OF_PEOPLE) || key.startsWith(DELETED);
}
