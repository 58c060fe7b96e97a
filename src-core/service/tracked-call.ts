import type { Call } from '../calls/call.ts';
import type { LookupNumber } from '../lookup/connector.ts';
import type { Lookup } from '../lookup/lookup.ts';
import { isSameNumber } from '../phone-numbers/phone-number.ts';

const SEARCHING: Lookup = { status: 'searching' };

/** What changed about a tracked call. */
export interface CallUpdate {
  readonly tracked: TrackedCall;
  readonly isNewRing: boolean;
  readonly isNewState: boolean;
  /** the present look-up and its matches are still about this caller */
  readonly isSameCaller: boolean;
  /** the call's previous id; `null` if it is the same */
  readonly replaces: string | null;
}

/** A call with the caller's matches and what was done about it. */
export class TrackedCall {
  #call: Call;
  #rangAt: number;
  #rawLookup: Lookup = SEARCHING;
  #lookup: Lookup = SEARCHING;
  #lookupId: symbol | null = null;
  #closedRound: number | null = null;
  /** a record has opened for it: once per call, however often it rings */
  hasPopped = false;

  constructor(call: Call, rangAt: number) {
    this.#call = call;
    this.#rangAt = rangAt;
  }

  get call(): Call {
    return this.#call;
  }

  /** When it last began to ring here, by our clock (ms since the epoch). */
  get rangAt(): number {
    return this.#rangAt;
  }

  /** The connectors' answers, before the agent's choices are applied. */
  get rawLookup(): Lookup {
    return this.#rawLookup;
  }

  /** The connectors' answers, with the agent's choices for this number applied. */
  get lookup(): Lookup {
    return this.#lookup;
  }

  /** The number to look up; `null` if it is withheld or a service number. */
  get lookupNumber(): LookupNumber | null {
    const { number } = this.#call.caller;
    return number.kind === 'external' || number.kind === 'extension' ? number : null;
  }

  /** Whether the user closed the card of the present round. */
  get isClosed(): boolean {
    return this.#closedRound === this.#call.round;
  }

  closeCard(): void {
    this.#closedRound = this.#call.round;
  }

  /** Applies the call's new state; `rangAt` is used only for a new ring. */
  update(call: Call, rangAt: number): CallUpdate {
    const before = this.#call;
    const replaces = before.callId === call.callId ? null : before.callId;
    const isNewRing = before.round !== call.round;
    const isSameCaller = replaces === null && isSameNumber(before.caller.number, call.caller.number);
    if (isNewRing) this.#rangAt = rangAt;
    this.#call = call;
    // Matches of another number must neither be shown nor opened.
    if (!isSameCaller) this.resetLookup();
    return { tracked: this, isNewRing, isNewState: before.state !== call.state, isSameCaller, replaces };
  }

  /** Starts a look-up; answers of the previous one are ignored. @returns its id, for `isLookup` */
  startLookup(): symbol {
    this.#lookupId = Symbol(this.#call.callId);
    return this.#lookupId;
  }

  isLookup(id: symbol): boolean {
    return this.#lookupId === id;
  }

  setLookup(rawLookup: Lookup, lookup: Lookup): void {
    this.#rawLookup = rawLookup;
    this.#lookup = lookup;
  }

  resetLookup(): void {
    this.#lookupId = null;
    this.setLookup(SEARCHING, SEARCHING);
  }
}
