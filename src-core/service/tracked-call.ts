import type { Call } from '../calls/call.ts';
import type { LookupNumber } from '../lookup/connector.ts';
import type { Lookup } from '../lookup/lookup.ts';
import { isSameNumber } from '../phone-numbers/phone-number.ts';

const SEARCHING: Lookup = { status: 'searching' };

/** What a new state of a call changed about the tracked one. */
export interface CallUpdate {
  readonly tracked: TrackedCall;
  readonly isNewRing: boolean;
  readonly isNewState: boolean;
  /** the answers of the look-up that runs or ran still concern this caller */
  readonly isSameCaller: boolean;
  /** the id under which the call was known until now; `null` if it is the same */
  readonly replaces: string | null;
}

/** One call as the service knows it: its state, what the contacts say about the caller, and what was done about it. */
export class TrackedCall {
  #call: Call;
  #rangAt: number;
  #rawLookup: Lookup = SEARCHING;
  #lookup: Lookup = SEARCHING;
  #lookupId: symbol | null = null;
  #closedRound: number | null = null;
  /** a record has opened for it; once per call, however often it rings */
  hasPopped = false;
  /** a test call, or a call of a trial: nothing of it is stored */
  isSimulated = false;

  /** @param rangAt when it began to ring here, by our clock (ms since the epoch) */
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

  /** What the connectors answered, before the agent's choices are applied. */
  get rawLookup(): Lookup {
    return this.#rawLookup;
  }

  /** What the connectors answered, in the light of the agent's choices for this number. */
  get lookup(): Lookup {
    return this.#lookup;
  }

  /** The number to look up; `null` if it is withheld or not a number. */
  get lookupNumber(): LookupNumber | null {
    const { number } = this.#call.caller;
    return number.kind === 'external' || number.kind === 'extension' ? number : null;
  }

  /** The user closed the card of the present ring. */
  get isClosed(): boolean {
    return this.#closedRound === this.#call.round;
  }

  closeCard(): void {
    this.#closedRound = this.#call.round;
  }

  /** Takes the call's new state. @param rangAt counts only if this is a new ring */
  update(call: Call, rangAt: number): CallUpdate {
    const before = this.#call;
    const replaces = before.callId === call.callId ? null : before.callId;
    const isNewRing = before.round !== call.round;
    const isSameCaller = replaces === null && isSameNumber(before.caller.number, call.caller.number);
    if (isNewRing) this.#rangAt = rangAt;
    this.#call = call;
    // What was found for another number must neither be shown nor opened.
    if (!isSameCaller) this.resetLookup();
    return { tracked: this, isNewRing, isNewState: before.state !== call.state, isSameCaller, replaces };
  }

  /** Starts a look-up; the answers of the one before do not count any more. @returns its id, for `isLookup` */
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
