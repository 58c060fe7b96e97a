import type { PhoneEvent } from '../events/phone-event.ts';
import { classifyNumber, type CountryCode } from '../phone-numbers/phone-number.ts';
import type { Agent } from './agent.ts';
import { isLive, type Call, type CallState, type SourceName } from './call.ts';
import {
  byOccurrence,
  getEventKey,
  GRACE_MS,
  replay,
  MAX_RING_MS,
  type ReceivedEvent,
  type Leg,
  type LegState,
} from './legs.ts';
import { withOutcome } from './past-calls.ts';

/** A call is not shown when it reached us more than this after it rang. */
const STALE_MS = 60_000;

/** A talk of which nothing was heard for this long is over: its closing event was lost. */
const MAX_TALK_MS = 12 * 60 * 60_000;

/** A finished call is remembered this long, so that its events delivered again are not taken for a new call. */
const RETENTION_MS = 24 * 60 * 60_000;

/** A call over for this long needs its events no more, only its end. */
const SETTLED_MS = 10 * 60_000;

/** A call that is none of ours is remembered this long: Zoom's history may ask whether its events came. */
const FOREIGN_RETENTION_MS = 60 * 60_000;

/** More events than any real call has; beyond it a call keeps its state and takes only what changes it. */
const MAX_EVENTS = 2_000;

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
  /** the event is of a test call or a trial */
  readonly isSimulated?: boolean;
}

interface CallEntry {
  readonly callId: string;
  readonly seenKeys: Set<string>;
  /** in the order in which they happened */
  events: ReceivedEvent[];
  readonly source: SourceName;
  isSimulated: boolean;
  lastReceivedAt: number;
  /** when time alone may change something */
  nextAt: number;
  /** rounds whose events are dropped, since the call was over long ago */
  settledRounds: number;
  /** rounds of which Zoom's history told the end: their events say nothing new */
  roundsWithOutcome: number;
  /** null until it rang or talked here */
  call: Call | null;
}

/**
 * Turns events into Calls. Without a clock of its own: everything it says follows from the events and the
 * times passed in. Events may come in any order and any number of times; a call's state never goes back.
 */
export class CallTracker {
  #options: TrackerOptions;
  readonly #calls = new Map<string, CallEntry>();

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
  hasSeen(callId: string): boolean {
    return this.#calls.has(callId);
  }

  /** Takes one event; returns the call when something about it that can be seen has changed, else null. */
  apply(event: PhoneEvent, arrival: Arrival): Call | null {
    const entry = this.#calls.get(event.callId) ?? this.#addEntry(event.callId, arrival);
    if (arrival.isSimulated === true) entry.isSimulated = true;
    const key = getEventKey(event);
    if (entry.seenKeys.has(key) || entry.seenKeys.size >= MAX_EVENTS) return null;
    const at = event.at === null ? arrival.now : event.at + arrival.skewMs;
    const stale = arrival.now - at > STALE_MS;
    // A late copy of something that was over long ago.
    if (stale && entry.settledRounds > 0) return null;
    entry.seenKeys.add(key);
    entry.lastReceivedAt = arrival.now;
    entry.events.push({ event, at, receivedAt: arrival.now, stale });
    entry.events.sort(byOccurrence);
    return this.#updateEntry(entry, arrival.now);
  }

  /**
   * Ends a call that rings or talks here although it is over, its closing events being lost: `past` is what Zoom's
   * history says of it. Returns the call as it is now; null when there is nothing to end.
   */
  applyOutcome(past: Call): Call | null {
    const entry = this.#calls.get(past.callId);
    const call = entry?.call ?? null;
    if (entry === undefined || call === null || !isLive(call.state)) return null;
    entry.roundsWithOutcome = call.round;
    entry.call = withOutcome(call, past);
    return entry.call;
  }

  /** Whether an event of this call was simulated, also while nothing of the call can be seen yet. */
  isSimulated(callId: string): boolean {
    return this.#calls.get(callId)?.isSimulated === true;
  }

  /** Forgets the simulated calls and their events. */
  forgetSimulated(): void {
    for (const [callId, { isSimulated }] of this.#calls) if (isSimulated) this.#calls.delete(callId);
  }

  /** Lets time pass: returns the calls that changed by it. */
  tick(now: number): readonly Call[] {
    const changed: Call[] = [];
    for (const entry of this.#calls.values()) {
      if (entry.nextAt > now) continue;
      const call = this.#updateEntry(entry, now);
      if (call !== null) changed.push(call);
      this.#settle(entry, now);
    }
    return changed;
  }

  /** When `tick` has something to do next, by the clock of `now`; null = never. */
  nextDeadline(): number | null {
    let next: number | null = null;
    for (const { nextAt } of this.#calls.values()) if (next === null || nextAt < next) next = nextAt;
    return next;
  }

  #addEntry(callId: string, arrival: Arrival): CallEntry {
    const entry: CallEntry = {
      callId,
      seenKeys: new Set(),
      events: [],
      source: arrival.source,
      isSimulated: false,
      lastReceivedAt: arrival.now,
      nextAt: arrival.now + SETTLED_MS,
      settledRounds: 0,
      roundsWithOutcome: 0,
      call: null,
    };
    this.#calls.set(callId, entry);
    return entry;
  }

  #updateEntry(entry: CallEntry, now: number): Call | null {
    const state = replay(entry.events, this.#options.agent);
    const legs = state.legs.filter((leg) => leg.isMine && leg.round === state.round);
    const before = entry.call;
    const newState = resolveState(legs, now);
    entry.nextAt = Math.min(
      ...legs.flatMap(getLegDeadlines).filter((time) => time > now),
      entry.lastReceivedAt + SETTLED_MS,
    );
    if (newState === null) return null;
    const round = Math.max(state.round + entry.settledRounds, before?.round ?? 1);
    if (round <= entry.roundsWithOutcome) return null;
    const isAdvance = before === null || round > before.round || RANK[newState] > RANK[before.state];
    const next = this.#createCall(entry, state, isAdvance ? newState : before.state, round, now);
    entry.call = next;
    return before !== null && isSameCall(before, next) ? null : next;
  }

  #createCall(entry: CallEntry, legs: LegState, state: CallState, round: number, now: number): Call {
    const before = entry.call;
    const { events } = entry;
    const mine = legs.legs.filter((leg) => leg.isMine);
    const mainLeg =
      mine.find((leg) => leg.state === 'answered') ?? mine.find((leg) => leg.state === 'ringing') ?? mine[0];
    const callee = mainLeg?.callee ?? null;
    const allRings = events.filter(({ event }) => event.name === 'callee_ringing');
    // The ring of this round tells who calls and which way; a later event may know more, never less.
    const ownRings = allRings.filter(({ event }) => callee !== null && event.callee.userId === callee.userId);
    const rings = ownRings.length > 0 ? ownRings : allRings;
    const byPriority = [...[...rings].reverse(), ...events];
    const pick = <T>(choose: (event: PhoneEvent) => T | null): T | null => {
      for (const { event } of byPriority) {
        const value = choose(event);
        if (value !== null) return value;
      }
      return null;
    };
    const phoneNumber = pick(({ caller }) => caller.phoneNumber);
    const extensionNumber = pick(({ caller }) => caller.extensionNumber);
    const connectionType = pick(({ caller }) => caller.connectionType);
    const isSameState = before !== null && before.state === state && before.round === round;
    const queue = callee?.extensionType === 'callqueue' ? callee : null;
    const ringingSince = Math.min(
      ...(rings.length > 0 ? rings : events).map(({ event, at }) => event.ringingAt ?? event.at ?? at),
    );
    return {
      callId: entry.callId,
      state,
      round,
      caller: {
        number: classifyNumber({ phoneNumber, extensionNumber, connectionType }, this.#options.country),
        name: pick(({ caller }) => caller.name),
        connectionType,
      },
      callee: {
        userId: callee?.userId ?? null,
        name: callee?.name ?? null,
        extension: callee?.extensionNumber ?? null,
        number: callee?.phoneNumber ?? null,
      },
      via:
        pick(({ forwardedBy }) => forwardedBy) ??
        pick(({ redirectForwardedBy }) => redirectForwardedBy) ??
        (queue === null ? null : { name: queue.name, extension: queue.extensionNumber, type: 'callQueue' }),
      transferredBy: legs.transferredBy,
      ringingSince,
      since: isSameState ? before.since : now,
      answeredAt: state === 'ringing' ? null : (before?.answeredAt ?? (state === 'answered' ? now : null)),
      answeredBy: legs.answeredBy,
      seenRinging: state === 'ringing' || (before?.round === round && before.seenRinging),
      onHold: state === 'answered' && legs.onHold,
      source: entry.source,
    };
  }

  /** Lets go of what is over: first its events, after a day the call itself. */
  #settle(entry: CallEntry, now: number): void {
    if (entry.nextAt > now) return;
    const retentionMs = entry.call === null ? FOREIGN_RETENTION_MS : RETENTION_MS;
    if (entry.lastReceivedAt + retentionMs <= now) {
      this.#calls.delete(entry.callId);
      return;
    }
    if (entry.call !== null && isLive(entry.call.state)) {
      entry.nextAt = now + SETTLED_MS;
      return;
    }
    entry.events = [];
    entry.settledRounds = entry.call?.round ?? 0;
    entry.nextAt = entry.lastReceivedAt + retentionMs;
  }
}

/** The times at which a leg alone may change what the call is. */
function getLegDeadlines(leg: Leg): number[] {
  switch (leg.state) {
    case 'ringing':
      return [leg.rangReceivedAt + MAX_RING_MS];
    case 'answered':
      return [(leg.answeredAt ?? leg.rangAt) + MAX_TALK_MS];
    case 'closed':
      return leg.closedReceivedAt === null ? [] : [leg.closedReceivedAt + GRACE_MS];
  }
}

/** What the agent's legs of one ringing make of the call now; null while nothing can be said (it never rang here, or the grace still runs). */
function resolveState(mine: readonly Leg[], now: number): CallState | null {
  if (mine.length === 0) return null;
  if (
    mine.some((leg) => leg.state === 'answered' && leg.fresh && now - (leg.answeredAt ?? now) < MAX_TALK_MS)
  )
    return 'answered';
  const ringing = mine.filter((leg) => leg.state === 'ringing');
  if (ringing.some((leg) => leg.fresh && now - leg.rangReceivedAt < MAX_RING_MS)) return 'ringing';
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

function isSameCall(a: Call, b: Call): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
