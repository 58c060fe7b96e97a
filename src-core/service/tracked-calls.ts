import { isLive, type Call } from '../calls/call.ts';
import { cardsAt, type CardRules } from '../calls/cards.ts';
import { isLaunchLinkCall, isSameRing } from '../calls/launch-link-calls.ts';
import { toNumberKey } from '../phone-numbers/phone-number.ts';
import { TrackedCall, type CallUpdate } from './tracked-call.ts';

/** For "recent" and for counting missed calls; the tracker itself remembers calls for longer. */
const MAX_CALLS = 200;

/** The calls that rang here, in the order in which they began to ring. */
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

  /**
   * Takes a new call or a new state of a known one.
   * @param rangAt when it began to ring here, by our clock; counts only if this is a new ring
   */
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
    // The map's order is that of ringing: a call that rings again is the newest again.
    if (update.isNewRing) this.#calls.delete(callId);
    this.#calls.set(callId, update.tracked);
    if (known === undefined) this.#removeOldest();
    return update;
  }

  /** The call that rang together with this one, by the same caller: one call, reported by two sources. */
  findSameRing(
    call: Call,
    rangAt: number,
    isCandidate: (known: Call) => boolean = () => true,
  ): TrackedCall | null {
    for (const tracked of this.#calls.values())
      if (isCandidate(tracked.call) && isSameRing(tracked, { call, rangAt })) return tracked;
    return null;
  }

  /**
   * If a launch link reported this call before Zoom did, continues that one under this call's id.
   * @returns the id under which it was known, `null` if there was none
   */
  mergeLaunchLinkCall(call: Call, rangAt: number): string | null {
    if (this.#calls.has(call.callId)) return null;
    const tracked = this.findSameRing(call, rangAt, isLaunchLinkCall);
    if (tracked === null) return null;
    const { callId } = tracked.call;
    this.#calls.delete(callId);
    this.#calls.set(call.callId, tracked);
    return callId;
  }

  /** Forgets this call; answers of its look-up that are still to come do not count. */
  remove(callId: string): void {
    this.#calls.get(callId)?.resetLookup();
    this.#calls.delete(callId);
  }

  /** Past calls arrive late, and "recent" goes by when they rang. */
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

  /** How many calls of each number were missed since then (our clock), by `toNumberKey`. */
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
