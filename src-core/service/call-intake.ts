import { EVERYONE, type Agent } from '../calls/agent.ts';
import { CallTracker } from '../calls/call-tracker.ts';
import { isLive, type Call, type SourceName } from '../calls/call.ts';
import { createLaunchLinkCall, getLaunchLinkCallEnd, isLaunchLinkCall } from '../calls/launch-link-calls.ts';
import { toPastCalls, withOutcome, type CallElement, type PastCall } from '../calls/past-calls.ts';
import type { LaunchLink } from '../events/launch-link.ts';
import type { PhoneEvent } from '../events/phone-event.ts';
import type { CallHistory } from '../history/call-history.ts';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import type { Clock } from '../util/clock.ts';
import type { CallUpdate } from './tracked-call.ts';
import type { TrackedCalls } from './tracked-calls.ts';

/** An event that is older than this when it arrives does not prove that events arrive in time. */
const FRESH_MS = 60_000;
/** The Date header counts whole seconds, and the request takes time: a smaller difference of clocks is none. */
const MIN_SKEW_MS = 2_000;

export interface CallIntakeDeps {
  readonly clock: Clock;
  readonly history: CallHistory;
  readonly calls: TrackedCalls;
  /** for numbers without a country */
  readonly country: CountryCode;
  /** A call is new or has changed; `arrivedAt` by the stopwatch, `null` if no event of a ring brought it. */
  readonly onCall: (update: CallUpdate, arrivedAt: number | null) => void;
  /** Whether a call that rang then (our clock) should have reached us by events. */
  readonly wasConnectedAt: (rangAt: number) => boolean;
}

/** What Zoom's call history showed. */
export interface PastCallsResult {
  /** how many calls rang while no source was connected */
  readonly missedCount: number;
  /** when a call rang (our clock) whose events should have reached us and did not; `null` = none */
  readonly missingAt: number | null;
}

/** Turns events, launch links, Zoom's call history and the passing of time into the calls that are tracked and stored. */
export class CallIntake {
  readonly #deps: CallIntakeDeps;
  readonly #tracker: CallTracker;
  #country: CountryCode;
  #agent: Agent = EVERYONE;
  #skewMs = 0;

  constructor(deps: CallIntakeDeps) {
    this.#deps = deps;
    this.#country = deps.country;
    this.#tracker = new CallTracker({ agent: EVERYONE, country: deps.country });
  }

  get agent(): Agent {
    return this.#agent;
  }

  /** Our clock minus Zoom's, in ms. */
  get skewMs(): number {
    return this.#skewMs;
  }

  setAgent(agent: Agent): void {
    this.#agent = agent;
    this.#tracker.setAgent(agent);
  }

  setCountry(country: CountryCode): void {
    this.#country = country;
    this.#tracker.setCountry(country);
  }

  setClockSkew(skewMs: number): void {
    this.#skewMs = Math.abs(skewMs) < MIN_SKEW_MS ? 0 : skewMs;
  }

  /** Tracks the last calls of the history. @returns them, oldest first */
  restore(count: number): readonly CallUpdate[] {
    const calls = this.#deps.history.getRecent(count, 0).toReversed();
    return calls.map((call) => this.#deps.calls.apply(call, call.ringingSince + this.#skewMs));
  }

  /** Whether this event arrived so soon that it proves that events arrive in time. */
  isFresh({ at }: PhoneEvent): boolean {
    return at === null || this.#deps.clock.now() - at - this.#skewMs < FRESH_MS;
  }

  applyEvent(event: PhoneEvent, source: SourceName, arrivedAt: number, isSimulated: boolean): void {
    const now = this.#deps.clock.now();
    const call = this.#tracker.apply(event, { source, now, skewMs: this.#skewMs, isSimulated });
    if (call !== null) this.#apply(call, arrivedAt);
  }

  /** Zoom's client reports a ringing call; if Zoom itself has reported it already, that is no news. */
  applyLaunchLink(link: LaunchLink, arrivedAt: number): void {
    const call = createLaunchLinkCall(link, {
      agent: this.#agent,
      country: this.#country,
      now: this.#deps.clock.now(),
      skewMs: this.#skewMs,
    });
    const known = this.#deps.calls.findSameRing(call, this.#getRingStart(call));
    if (known === null) this.#apply(call, arrivedAt);
  }

  /**
   * Applies what Zoom's call history says: calls that rang while nothing listened, and ends that were lost.
   * @param since calls that rang before (Zoom's clock) are ignored
   */
  applyPastCalls(elements: readonly CallElement[], isOwnList: boolean, since: number): PastCallsResult {
    const { calls, history } = this.#deps;
    const unseenBefore = history.countUnseen();
    let missingAt: number | null = null;
    for (const past of toPastCalls(elements, this.#agent, isOwnList, this.#country, this.#skewMs)) {
      if (past.call.ringingSince < since) continue;
      missingAt = this.#applyPastCall(past) ?? missingAt;
    }
    calls.sort();
    return { missedCount: history.countUnseen() - unseenBefore, missingAt };
  }

  /** When `tick` has something to do next (ms since the epoch, our clock), in any order. */
  get deadlines(): readonly number[] {
    const ends = [...this.#deps.calls].map(({ call }) => getLaunchLinkCallEnd(call));
    return [this.#tracker.nextDeadline(), ...ends].flatMap((time) => time ?? []);
  }

  /** Lets time pass. */
  tick(): void {
    const now = this.#deps.clock.now();
    for (const call of this.#tracker.tick(now)) this.#apply(call, null);
    for (const { call } of [...this.#deps.calls]) {
      const endsAt = getLaunchLinkCallEnd(call);
      if (endsAt !== null && endsAt <= now) this.#apply({ ...call, state: 'ended', since: now }, null);
    }
  }

  /** Forgets the simulated calls: their trial is over. */
  removeSimulated(): void {
    this.#tracker.forgetSimulated();
    for (const { call, isSimulated } of [...this.#deps.calls])
      if (isSimulated) this.#deps.calls.remove(call.callId);
  }

  /** @returns when the call rang (our clock), if its events should have reached us and did not */
  #applyPastCall(past: PastCall): number | null {
    const { calls, history } = this.#deps;
    const { call } = past;
    this.#mergeLaunchLinkCall(call);
    const tracked = calls.find(call.callId);
    const isOngoing = tracked !== null && isLive(tracked.call.state);
    // A deleted call stays deleted, though Zoom lists it; one that goes on here must end all the same.
    if (!isOngoing && history.isDeleted(call, this.#skewMs)) return null;
    const outcome = history.getOutcome(call.callId);
    const rangAt = call.ringingSince + this.#skewMs;
    const isUndelivered = outcome === null && !this.#tracker.hasSeen(call.callId);
    if (isOngoing) {
      const end = this.#findEnd(tracked.call, past);
      if (end !== null) this.#apply(end, null);
    } else if (outcome !== 'settled') this.#apply(call, null);
    return isUndelivered && past.certainlyRang && this.#deps.wasConnectedAt(rangAt) ? rangAt : null;
  }

  /** What an ongoing call becomes by what Zoom's history says of its end; `null` if it is not over. */
  #findEnd(known: Call, past: PastCall): Call | null {
    if (known.source === 'launch-link') return withOutcome({ ...known, callId: past.call.callId }, past.call);
    // The earlier part of a call that rings again is over: only an end after its latest change ends it.
    const hasEnded =
      past.endedAt >= known.since && (known.state === 'ringing' || past.call.state === 'ended');
    return hasEnded ? this.#tracker.applyOutcome(past.call) : null;
  }

  #apply(call: Call, arrivedAt: number | null): void {
    const { calls, history, onCall } = this.#deps;
    const isSimulated = this.#tracker.isSimulated(call.callId);
    if (!isSimulated) history.save(call, this.#skewMs);
    if (!isLaunchLinkCall(call)) this.#mergeLaunchLinkCall(call);
    const update = calls.apply(call, this.#getRingStart(call));
    update.tracked.isSimulated = isSimulated;
    onCall(update, arrivedAt);
  }

  #mergeLaunchLinkCall(call: Call): void {
    const replaced = this.#deps.calls.mergeLaunchLinkCall(call, this.#getRingStart(call));
    if (replaced !== null) this.#deps.history.discard(replaced);
  }

  /** When this call began to ring, by our clock; counts for a new ring only. */
  #getRingStart(call: Call): number {
    return call.state === 'ringing' ? this.#deps.clock.now() : call.ringingSince + this.#skewMs;
  }
}
