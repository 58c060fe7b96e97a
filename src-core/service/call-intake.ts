import { EVERYONE, type Agent } from '../calls/agent.ts';
import { CallTracker } from '../calls/call-tracker.ts';
import { isLive, type Call, type SourceName } from '../calls/call.ts';
import { createLaunchLinkCall, getLaunchLinkCallEnd, isLaunchLinkCall } from '../calls/launch-link-calls.ts';
import { toPastCalls, withOutcome, type CallElement, type PastCall } from '../calls/past-calls.ts';
import type { LaunchLink } from '../events/launch-link.ts';
import type { ParsedEvent } from '../events/parse-event.ts';
import type { CallHistory } from '../history/call-history.ts';
import type { Notice, NoticeCode } from '../i18n/notice.ts';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import type { Clock } from '../util/clock.ts';
import type { CallSource } from '../zoom/call-source.ts';
import type { ConnectionMonitor } from './connection-monitor.ts';
import type { CallUpdate } from './tracked-call.ts';
import type { TrackedCalls } from './tracked-calls.ts';

/** An event that is older than this on arrival does not prove that events arrive in time. */
const FRESH_MS = 60_000;
/** The Date header has whole seconds, and the request takes time: a smaller skew is treated as 0. */
const MIN_SKEW_MS = 2_000;

export interface CallIntakeDeps {
  readonly clock: Clock;
  /** a monotonic clock in ms */
  readonly stopwatch: () => number;
  readonly history: CallHistory;
  readonly calls: TrackedCalls;
  readonly connections: ConnectionMonitor;
  /** for numbers without a country code */
  readonly country: CountryCode;
  readonly warn: (code: NoticeCode, params: Notice['params']) => void;
  /** Called for each new or changed call; `arrivedAt` by the stopwatch, `null` if no event caused it. */
  readonly onCall: (update: CallUpdate, arrivedAt: number | null) => void;
  /** Called after each event and launch link, whether or not a call changed. */
  readonly onReceived: () => void;
}

/** Turns events, launch links, Zoom's call history and time into calls that are tracked and stored. */
export class CallIntake {
  readonly #deps: CallIntakeDeps;
  readonly #tracker: CallTracker;
  /** calls with a simulated event, also those that are not visible yet; they are not stored */
  readonly #simulatedIds = new Set<string>();
  #skewMs = 0;

  constructor(deps: CallIntakeDeps) {
    this.#deps = deps;
    this.#tracker = new CallTracker({ agent: EVERYONE, country: deps.country });
  }

  get agent(): Agent {
    return this.#tracker.agent;
  }

  /** Our clock minus Zoom's, in ms. */
  get skewMs(): number {
    return this.#skewMs;
  }

  setCountry(country: CountryCode): void {
    this.#tracker.country = country;
  }

  /** Tracks the last calls of the history. @returns them, oldest first */
  restore(count: number): readonly CallUpdate[] {
    const calls = this.#deps.history.getRecent(count, 0).toReversed();
    return calls.map((call) => this.#deps.calls.apply(call, call.ringingSince + this.#skewMs));
  }

  /** @param isTrial the source reports simulated calls */
  startSource(source: CallSource, isTrial: boolean): void {
    const { connections, warn } = this.#deps;
    source.start({
      connection: (connection) => connections.setState(source.name, connection),
      event: (event) => this.receive(event, source.name, isTrial),
      badFrame: (code, bytes) => warn(code, { bytes }),
      badRequest: (why, bytes) => warn('webhook-refused', { why: `webhook-${why}`, bytes }),
      moreBadRequests: (count) => warn('webhook-flood', { count }),
      ring: (link) => this.#applyLaunchLink(link),
      badLink: (why) => warn('launch-link-refused', { why: `link-${why}` }),
      agent: (agent) => {
        this.#tracker.agent = agent;
      },
      clockSkew: (skewMs) => {
        this.#skewMs = Math.abs(skewMs) < MIN_SKEW_MS ? 0 : skewMs;
      },
    });
  }

  receive(parsed: ParsedEvent, source: SourceName, isSimulated: boolean): void {
    const { clock, stopwatch, connections, warn, onReceived } = this.#deps;
    const arrivedAt = stopwatch();
    const now = clock.now();
    switch (parsed.kind) {
      case 'ignored':
        return;
      case 'invalid':
        warn('invalid-event', { why: parsed.code });
        return;
      case 'event': {
        const { event, invalidFields } = parsed;
        if (invalidFields.length > 0) warn('invalid-field', { fields: invalidFields.join(', ') });
        if (isSimulated) this.#simulatedIds.add(event.callId);
        else if (event.at === null || now - event.at - this.#skewMs < FRESH_MS) connections.confirmDelivery();
        for (const call of this.#tracker.apply(event, { source, now, skewMs: this.#skewMs }))
          this.#apply(call, arrivedAt);
        // Also if nothing changed: the grace time of a leg that stopped ringing needs a timer.
        onReceived();
      }
    }
  }

  /**
   * Applies Zoom's call history: calls that rang while no source was connected, and ends whose events were lost.
   * @param since calls that rang earlier (Zoom's clock) are ignored
   * @returns `missedCount`: how many calls rang while no source was connected; `missingAt`: when a call rang (our clock)
   * whose events should have arrived and did not, `null` if there is none
   */
  applyPastCalls(
    elements: readonly CallElement[],
    isOwnList: boolean,
    since: number,
  ): { readonly missedCount: number; readonly missingAt: number | null } {
    const { calls, history } = this.#deps;
    const { agent, country } = this.#tracker;
    const unseenBefore = history.countUnseen();
    let missingAt: number | null = null;
    for (const past of toPastCalls(elements, agent, isOwnList, country, this.#skewMs))
      if (past.call.ringingSince >= since) missingAt = this.#applyPastCall(past) ?? missingAt;
    calls.sort();
    return { missedCount: history.countUnseen() - unseenBefore, missingAt };
  }

  /** When `tick` has something to do next (ms since the epoch, our clock), in any order. */
  get deadlines(): readonly number[] {
    const ends = [...this.#deps.calls].flatMap(({ call }) => getLaunchLinkCallEnd(call) ?? []);
    return [this.#tracker.nextDeadline(), ...ends];
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

  /** Forgets the simulated calls, at the end of a trial. */
  removeSimulated(): void {
    for (const callId of this.#simulatedIds) {
      this.#tracker.forget(callId);
      this.#deps.calls.remove(callId);
    }
    this.#simulatedIds.clear();
  }

  /** Applies the ring that Zoom's client reports, unless Zoom itself has reported it already. */
  #applyLaunchLink(link: LaunchLink): void {
    const { calls, clock, stopwatch, onReceived } = this.#deps;
    const arrivedAt = stopwatch();
    const call = createLaunchLinkCall(link, this.#tracker, clock.now(), this.#skewMs);
    if (calls.findSameRing(call, this.#getRingStart(call)) === null) this.#apply(call, arrivedAt);
    onReceived();
  }

  /** @returns when the call rang (our clock), if its events should have arrived and did not */
  #applyPastCall(past: PastCall): number | null {
    const { calls, history, connections } = this.#deps;
    const { call } = past;
    this.#mergeLaunchLinkCall(call);
    const tracked = calls.find(call.callId);
    const isOngoing = tracked !== null && isLive(tracked.call.state);
    // A deleted call stays deleted although Zoom lists it, but a live one must end.
    if (!isOngoing && history.isDeleted(call, this.#skewMs)) return null;
    const outcome = history.getOutcome(call.callId);
    const rangAt = call.ringingSince + this.#skewMs;
    const isUndelivered = outcome === null && !this.#tracker.hasSeen(call.callId);
    if (isOngoing) {
      const end = this.#findEnd(tracked.call, past);
      if (end !== null) this.#apply(end, null);
    } else if (outcome !== 'settled' || history.isRevised(call)) this.#apply(call, null);
    return isUndelivered && past.certainlyRang && connections.wasConnectedAt(rangAt) ? rangAt : null;
  }

  /** The ended form of a live call, given its entry in Zoom's history; `null` if it is not over. */
  #findEnd(known: Call, past: PastCall): Call | null {
    if (known.source === 'launch-link') return withOutcome({ ...known, callId: past.call.callId }, past.call);
    // A call that rings again has an earlier end in the history: only an end after its latest change counts.
    const hasEnded =
      past.endedAt >= known.since && (known.state === 'ringing' || past.call.state === 'ended');
    return hasEnded ? this.#tracker.applyOutcome(past.call) : null;
  }

  #apply(call: Call, arrivedAt: number | null): void {
    const { calls, history, onCall } = this.#deps;
    if (!this.#simulatedIds.has(call.callId)) history.save(call, this.#skewMs);
    if (!isLaunchLinkCall(call)) this.#mergeLaunchLinkCall(call);
    onCall(calls.apply(call, this.#getRingStart(call)), arrivedAt);
  }

  #mergeLaunchLinkCall(call: Call): void {
    const replaced = this.#deps.calls.mergeLaunchLinkCall(call, this.#getRingStart(call));
    if (replaced !== null) this.#deps.history.discard(replaced);
  }

  /** When this call began to ring, by our clock; only for a new ring. */
  #getRingStart(call: Call): number {
    return call.state === 'ringing' ? this.#deps.clock.now() : call.ringingSince + this.#skewMs;
  }
}
