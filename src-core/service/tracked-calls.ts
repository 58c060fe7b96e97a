import { isLive, type Call } from '../calls/call.ts';
import { cardsAt, type CardRules } from '../calls/cards.ts';
import { isLaunchLinkCall, isSameRing } from '../calls/launch-link-calls.ts';
import { toNumberKey } from '../phone-numbers/phone-number.ts';
import { TrackedCall, type CallUpdate } from './tracked-call.ts';

/** For "recent" and for counting missed calls; the tracker keeps calls for longer. */
const MAX_CALLS = 200;

/** The calls that rang here, in the order in which they last began to ring. */
export class TrackedCalls implements Iterable<TrackedCall> {
  readonly #calls = new Map<string, TrackedCall>();

  [Symbol.iterator](): IterableIterator<TrackedCall> {
    return this.#calls.values();
  }

  find(callId: string): TrackedCall | null {
    return this.#calls.get(callId) ?? null;
  }

  getNewest(count: number): readonly TrackedCall[] {
    return [...this.#calls.values()].slice(-count).reverse();
  }

  /** Adds a call, or updates a known one; `rangAt` (our clock) is used only for a new ring. */
  apply(call: Call, rangAt: number): CallUpdate {
    const { callId } = call;
    const known = this.#calls.get(callId);
    const update: CallUpdate = known?.update(call, rangAt) ?? {
      tracked: new TrackedCall(call, rangAt),
      isNewRing: true,
      isNewState: true,
      isSameCaller: false,
      replaces: null,
    };
    // A call that rings again is the newest again.
    if (update.isNewRing) this.#calls.delete(callId);
    this.#calls.set(callId, update.tracked);
    if (known === undefined) this.#removeOldest();
    return update;
  }

  /** The same call as reported by another source: same caller, and it rang at the same time. */
  findSameRing(
    call: Call,
    rangAt: number,
    isCandidate: (known: Call) => boolean = () => true,
  ): TrackedCall | null {
    for (const tracked of this.#calls.values())
      if (isCandidate(tracked.call) && isSameRing(tracked, { call, rangAt })) return tracked;
    return null;
  }

  /** Gives the call that a launch link reported before Zoom did Zoom's id. @returns its old id, else `null` */
  mergeLaunchLinkCall(call: Call, rangAt: number): string | null {
    if (this.#calls.has(call.callId)) return null;
    const tracked = this.findSameRing(call, rangAt, isLaunchLinkCall);
    if (tracked === null) return null;
    const { callId } = tracked.call;
    this.#calls.delete(callId);
    this.#calls.set(call.callId, tracked);
    return callId;
  }

  /** Forgets this call and ignores later answers of its look-up. */
  remove(callId: string): void {
    this.#calls.get(callId)?.resetLookup();
    this.#calls.delete(callId);
  }

  /** Sorts by when the calls rang: those from Zoom's history are added late. */
  sort(): void {
    const sorted = [...this.#calls].sort(([, a], [, b]) => a.call.ringingSince - b.call.ringingSince);
    this.#calls.clear();
    for (const [callId, tracked] of sorted) this.#calls.set(callId, tracked);
  }

  /** The calls with a card at `now`, and when that changes by time alone; see `cardsAt`. */
  getCards(
    rules: CardRules,
    now: number,
  ): { readonly cards: readonly TrackedCall[]; readonly changesAt: number | null } {
    const open = [...this.#calls.values()].flatMap(({ isClosed, call }) => (isClosed ? [] : [call]));
    const { cards, changesAt } = cardsAt(open, rules, now);
    return { cards: cards.flatMap(({ callId }) => this.#calls.get(callId) ?? []), changesAt };
  }

  /** How many calls of each number were missed since `since` (our clock), by `toNumberKey`. */
  countMissed(since: number): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { call } of this.#calls.values()) {
      if (call.state !== 'missed' || call.since <= since) continue;
      const key = toNumberKey(call.caller.number);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  }

  #removeOldest(): void {
    for (const [callId, { call }] of this.#calls) {
      if (this.#calls.size <= MAX_CALLS) return;
      if (!isLive(call.state)) this.remove(callId);
    }
  }
}
