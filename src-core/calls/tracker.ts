import type { PhoneEvent } from '../events/phone-event.ts';
import { classifyNumber, type CountryCode } from '../numbers/number.ts';
import type { Agent } from './agent.ts';
import { isLive, type Call, type CallState, type SourceName } from './call.ts';
import {
  byHappening,
  factKey,
  GRACE_MS,
  replay,
  RING_LIMIT_MS,
  type Fact,
  type Leg,
  type LegState,
} from './legs.ts';
import { concluded } from './past-calls.ts';

/** A call is not shown when it reached us more than this after it rang. */
const STALE_MS = 60_000;

/** A talk of which nothing was heard for this long is over: its closing event was lost. */
const TALK_LIMIT_MS = 12 * 60 * 60_000;

/** A finished call is remembered this long, so that its events delivered again are not taken for a new call. */
const REMEMBER_MS = 24 * 60 * 60_000;

/** A call over for this long needs its events no more, only its end. */
const SETTLED_MS = 10 * 60_000;

/** A call that is none of ours is remembered this long: Zoom's history may ask whether its events came. */
const HEARD_MS = 60 * 60_000;

/** More events than any real call has; beyond it a call keeps its state and takes only what changes it. */
const MOST_FACTS = 2_000;

/** Within one round a call only moves to a higher rank: nothing that was over rings again. */
const RANK: Readonly<Record<CallState, number>> = {
  ringing: 0,
  answered: 1,
  missed: 2,
  rejected: 3,
  'answered-elsewhere': 4,
  ended: 5,
  late: 6,
};

export interface TrackerOptions {
  readonly agent: Agent;
  /** for numbers without a country */
  readonly country: CountryCode;
}

export interface Arrival {
  readonly source: SourceName;
  /** our clock */
  readonly now: number;
  /** our clock minus Zoom's, in ms */
  readonly skewMs: number;
}

interface Tracked {
  readonly callId: string;
  readonly seen: Set<string>;
  /** in the order in which they happened */
  facts: Fact[];
  readonly source: SourceName;
  lastReceivedAt: number;
  /** when time alone may change something */
  nextAt: number;
  /** rounds whose events are dropped, since the call was over long ago */
  settledRounds: number;
  /** rounds of which Zoom's history told the end: their events say nothing new */
  concludedRounds: number;
  /** null until it rang or talked here */
  call: Call | null;
}

/**
 * Turns events into Calls. Without a clock of its own: everything it says follows from the events and the
 * times passed in. Events may come in any order and any number of times; a call's state never goes back.
 */
export class CallTracker {
  #options: TrackerOptions;
  readonly #calls = new Map<string, Tracked>();

  constructor(options: TrackerOptions) {
    this.#options = options;
  }

  /** Whose calls are tracked, from the next event on. */
  setAgent(agent: Agent): void {
    this.#options = { ...this.#options, agent };
  }

  /** Of numbers without a country, from the next event on. */
  setCountry(country: CountryCode): void {
    this.#options = { ...this.#options, country };
  }

  /** Every call that rang or talked here and is not forgotten yet, oldest first. */
  calls(): readonly Call[] {
    return [...this.#calls.values()].flatMap(({ call }) => (call === null ? [] : [call]));
  }

  /** Did any event of this call reach us within the last hour, whoever it was for? */
  heardOf(callId: string): boolean {
    return this.#calls.has(callId);
  }

  /** Takes one event; returns the call when something about it that can be seen has changed, else null. */
  apply(event: PhoneEvent, arrival: Arrival): Call | null {
    const tracked = this.#calls.get(event.callId) ?? this.#begin(event.callId, arrival);
    const key = factKey(event);
    if (tracked.seen.has(key) || tracked.seen.size >= MOST_FACTS) return null;
    const at = event.at === null ? arrival.now : event.at + arrival.skewMs;
    const stale = arrival.now - at > STALE_MS;
    // A late copy of something that was over long ago.
    if (stale && tracked.settledRounds > 0) return null;
    tracked.seen.add(key);
    tracked.lastReceivedAt = arrival.now;
    tracked.facts.push({ event, at, receivedAt: arrival.now, stale });
    tracked.facts.sort(byHappening);
    return this.#update(tracked, arrival.now);
  }

  /**
   * Ends a call that rings or talks here although it is over, its closing events being lost: `past` is what Zoom's
   * history says of it. Returns the call as it is now; null when there is nothing to end.
   */
  conclude(past: Call): Call | null {
    const tracked = this.#calls.get(past.callId);
    const call = tracked?.call ?? null;
    if (tracked === undefined || call === null || !isLive(call.state)) return null;
    tracked.concludedRounds = call.round;
    tracked.call = concluded(call, past);
    return tracked.call;
  }

  /** Lets time pass: returns the calls that changed by it. */
  tick(now: number): readonly Call[] {
    const changed: Call[] = [];
    for (const tracked of this.#calls.values()) {
      if (tracked.nextAt > now) continue;
      const call = this.#update(tracked, now);
      if (call !== null) changed.push(call);
      this.#settle(tracked, now);
    }
    return changed;
  }

  /** When `tick` has something to do next, by the clock of `now`; null = never. */
  nextDeadline(): number | null {
    let next: number | null = null;
    for (const { nextAt } of this.#calls.values()) if (next === null || nextAt < next) next = nextAt;
    return next;
  }

  #begin(callId: string, arrival: Arrival): Tracked {
    const tracked: Tracked = {
      callId,
      seen: new Set(),
      facts: [],
      source: arrival.source,
      lastReceivedAt: arrival.now,
      nextAt: arrival.now + SETTLED_MS,
      settledRounds: 0,
      concludedRounds: 0,
      call: null,
    };
    this.#calls.set(callId, tracked);
    return tracked;
  }

  #update(tracked: Tracked, now: number): Call | null {
    const state = replay(tracked.facts, this.#options.agent);
    const legs = state.legs.filter((leg) => leg.mine && leg.round === state.round);
    const before = tracked.call;
    const verdict = judge(legs, now);
    tracked.nextAt = Math.min(
      ...legs.flatMap(legDeadline).filter((time) => time > now),
      tracked.lastReceivedAt + SETTLED_MS,
    );
    if (verdict === null) return null;
    const round = Math.max(state.round + tracked.settledRounds, before?.round ?? 1);
    if (round <= tracked.concludedRounds) return null;
    const moves = before === null || round > before.round || RANK[verdict] > RANK[before.state];
    const next = this.#describe(tracked, state, moves ? verdict : before.state, round, now);
    tracked.call = next;
    return before !== null && sameCall(before, next) ? null : next;
  }

  #describe(tracked: Tracked, legs: LegState, state: CallState, round: number, now: number): Call {
    const before = tracked.call;
    const { facts } = tracked;
    const mine = legs.legs.filter((leg) => leg.mine);
    const lead =
      mine.find((leg) => leg.state === 'answered') ?? mine.find((leg) => leg.state === 'ringing') ?? mine[0];
    const calleeOf = lead?.callee ?? null;
    const ringings = facts.filter(({ event }) => event.name === 'callee_ringing');
    // The ring of this round tells who calls and which way; a later event may know more, never less.
    const own = ringings.filter(({ event }) => calleeOf !== null && event.callee.userId === calleeOf.userId);
    const rings = own.length > 0 ? own : ringings;
    const telling = [...[...rings].reverse(), ...facts];
    const pick = <T>(choose: (event: PhoneEvent) => T | null): T | null => {
      for (const { event } of telling) {
        const value = choose(event);
        if (value !== null) return value;
      }
      return null;
    };
    const phoneNumber = pick(({ caller }) => caller.phoneNumber);
    const extensionNumber = pick(({ caller }) => caller.extensionNumber);
    const connectionType = pick(({ caller }) => caller.connectionType);
    const same = before !== null && before.state === state && before.round === round;
    const queue = calleeOf?.extensionType === 'callqueue' ? calleeOf : null;
    const ringingSince = Math.min(
      ...(rings.length > 0 ? rings : facts).map(({ event, at }) => event.ringingAt ?? event.at ?? at),
    );
    return {
      callId: tracked.callId,
      state,
      round,
      caller: {
        number: classifyNumber({ phoneNumber, extensionNumber, connectionType }, this.#options.country),
        name: pick(({ caller }) => caller.name),
        connectionType,
      },
      callee: {
        userId: calleeOf?.userId ?? null,
        name: calleeOf?.name ?? null,
        extension: calleeOf?.extensionNumber ?? null,
        number: calleeOf?.phoneNumber ?? null,
      },
      via:
        pick(({ forwardedBy }) => forwardedBy) ??
        pick(({ redirectForwardedBy }) => redirectForwardedBy) ??
        (queue === null ? null : { name: queue.name, extension: queue.extensionNumber, type: 'callQueue' }),
      transferredBy: legs.transferredBy,
      ringingSince,
      since: same ? before.since : now,
      answeredAt: state === 'ringing' ? null : (before?.answeredAt ?? (state === 'answered' ? now : null)),
      answeredBy: legs.answeredBy,
      rang: state === 'ringing' || (before?.round === round && before.rang),
      onHold: state === 'answered' && legs.onHold,
      source: tracked.source,
    };
  }

  /** Lets go of what is over: first its events, after a day the call itself. */
  #settle(tracked: Tracked, now: number): void {
    if (tracked.nextAt > now) return;
    const rememberMs = tracked.call === null ? HEARD_MS : REMEMBER_MS;
    if (tracked.lastReceivedAt + rememberMs <= now) {
      this.#calls.delete(tracked.callId);
      return;
    }
    if (tracked.call !== null && isLive(tracked.call.state)) {
      tracked.nextAt = now + SETTLED_MS;
      return;
    }
    tracked.facts = [];
    tracked.settledRounds = tracked.call?.round ?? 0;
    tracked.nextAt = tracked.lastReceivedAt + rememberMs;
  }
}

/** The times at which a leg alone may change what the call is. */
function legDeadline(leg: Leg): number[] {
  switch (leg.state) {
    case 'ringing':
      return [leg.rangReceivedAt + RING_LIMIT_MS];
    case 'answered':
      return [(leg.answeredAt ?? leg.rangAt) + TALK_LIMIT_MS];
    case 'closed':
      return leg.closedReceivedAt === null ? [] : [leg.closedReceivedAt + GRACE_MS];
  }
}

/** What the agent's legs of one ringing make of the call now; null while nothing can be said (it never rang here, or the grace still runs). */
function judge(mine: readonly Leg[], now: number): CallState | null {
  if (mine.length === 0) return null;
  if (
    mine.some((leg) => leg.state === 'answered' && leg.fresh && now - (leg.answeredAt ?? now) < TALK_LIMIT_MS)
  )
    return 'answered';
  const ringing = mine.filter((leg) => leg.state === 'ringing');
  if (ringing.some((leg) => leg.fresh && now - leg.rangReceivedAt < RING_LIMIT_MS)) return 'ringing';
  if (mine.some((leg) => leg.answeredAt !== null && leg.fresh)) return 'ended';
  // Nothing of it ever came in time.
  if (mine.every((leg) => !leg.fresh) && !mine.some((leg) => leg.closedReceivedAt !== null && !wasLate(leg)))
    return 'late';
  if (ringing.some((leg) => leg.fresh)) return 'ended';
  if (mine.some((leg) => leg.outcome === 'elsewhere')) return 'answered-elsewhere';
  const lastClosed = Math.max(...mine.map((leg) => leg.closedReceivedAt ?? 0));
  if (now - lastClosed < GRACE_MS) return null;
  return mine.some((leg) => leg.outcome === 'rejected') ? 'rejected' : 'missed';
}

function wasLate(leg: Leg): boolean {
  return (
    leg.closedReceivedAt !== null && leg.closedAt !== null && leg.closedReceivedAt - leg.closedAt > STALE_MS
  );
}

function sameCall(a: Call, b: Call): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
