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

/** A call whose ringing event arrives later than this gets no card. */
const STALE_MS = 60_000;

/** An answered call with no events for this long is treated as ended (its end event was lost). */
const MAX_TALK_MS = 12 * 60 * 60_000;

/** For how long an ended call is kept, so that its redelivered events are not taken for a new call. */
const RETENTION_MS = 24 * 60 * 60_000;

/** For how long an ended call keeps its events. */
const SETTLED_MS = 10 * 60_000;

/** For how long another agent's call is kept: Zoom's history may ask whether its events arrived. */
const FOREIGN_RETENTION_MS = 60 * 60_000;

/** More events than a real call has; further ones are ignored. */
const MAX_EVENTS = 2_000;

/** Within one round a call only moves to a higher rank: after it was over, it does not ring again. */
const RANK: Readonly<Record<CallState, number>> = {
  ringing: 0,
  answered: 1,
  missed: 2,
  rejected: 3,
  'answered-elsewhere': 4,
  ended: 5,
  late: 6,
};

export interface Arrival {
  readonly source: SourceName;
  /** our clock */
  readonly now: number;
  /** our clock minus Zoom's, in ms */
  readonly skewMs: number;
}

interface CallEntry {
  readonly callId: string;
  readonly seenKeys: Set<string>;
  /** sorted by `byOccurrence` */
  events: ReceivedEvent[];
  readonly source: SourceName;
  lastReceivedAt: number;
  /** when time alone may change something */
  nextAt: number;
  /** rounds whose events are dropped because the call was over long ago */
  settledRounds: number;
  /** rounds whose end Zoom's history reported: their events are ignored */
  roundsWithOutcome: number;
  /** null until it rang or was answered here */
  call: Call | null;
}

/**
 * Turns events into Calls. It has no clock: the result depends only on the events and the times passed in. Events may
 * arrive in any order and any number of times; a call's state never goes back.
 */
export class CallTracker {
  /** Whose calls are tracked, from the next event on. */
  agent: Agent;
  /** The country of numbers without a country code, from the next event on. */
  country: CountryCode;
  readonly #calls = new Map<string, CallEntry>();

  constructor({ agent, country }: Pick<CallTracker, 'agent' | 'country'>) {
    this.agent = agent;
    this.country = country;
  }

  /** Whether any event of this call arrived within the last hour, also one for another agent. */
  hasSeen(callId: string): boolean {
    return this.#calls.has(callId);
  }

  /** Applies one event. Returns the call if something visible has changed, else null. */
  apply(event: PhoneEvent, arrival: Arrival): Call | null {
    const entry = this.#calls.get(event.callId) ?? this.#addEntry(event.callId, arrival);
    const key = getEventKey(event);
    if (entry.seenKeys.has(key) || entry.seenKeys.size >= MAX_EVENTS) return null;
    const at = event.at === null ? arrival.now : event.at + arrival.skewMs;
    const stale = arrival.now - at > STALE_MS;
    // A late copy of an event of a call that was over long ago.
    if (stale && entry.settledRounds > 0) return null;
    entry.seenKeys.add(key);
    entry.lastReceivedAt = arrival.now;
    entry.events.push({ event, at, receivedAt: arrival.now, stale });
    entry.events.sort(byOccurrence);
    return this.#updateEntry(entry, arrival.now);
  }

  /**
   * Ends a live call whose end event was lost, by `past`, its entry in Zoom's call history.
   * Returns the ended call; null if it is not live.
   */
  applyOutcome(past: Call): Call | null {
    const entry = this.#calls.get(past.callId);
    const call = entry?.call ?? null;
    if (entry === undefined || call === null || !isLive(call.state)) return null;
    entry.roundsWithOutcome = call.round;
    entry.call = withOutcome(call, past);
    return entry.call;
  }

  /** Forgets this call and its events. */
  forget(callId: string): void {
    this.#calls.delete(callId);
  }

  /** Lets time pass. Returns the calls that this changed. */
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

  /** When `tick` next has something to do, by the clock of `now`; Infinity = never. */
  nextDeadline(): number {
    let next = Infinity;
    for (const { nextAt } of this.#calls.values()) next = Math.min(next, nextAt);
    return next;
  }

  #addEntry(callId: string, { source, now }: Arrival): CallEntry {
    const entry: CallEntry = {
      callId,
      seenKeys: new Set(),
      events: [],
      source,
      lastReceivedAt: now,
      nextAt: now + SETTLED_MS,
      settledRounds: 0,
      roundsWithOutcome: 0,
      call: null,
    };
    this.#calls.set(callId, entry);
    return entry;
  }

  #updateEntry(entry: CallEntry, now: number): Call | null {
    const state = replay(entry.events, this.agent);
    const legs = state.legs.filter((leg) => leg.isMine && leg.round === state.round);
    const before = entry.call;
    const newState = decideMissedOrAnswered(legs, now);
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
    return JSON.stringify(before) === JSON.stringify(next) ? null : next;
  }

  #createCall(entry: CallEntry, legs: LegState, state: CallState, round: number, now: number): Call {
    const before = entry.call;
    const { events } = entry;
    const mine = legs.legs.filter((leg) => leg.isMine);
    const mainLeg =
      mine.find((leg) => leg.state === 'answered') ?? mine.find((leg) => leg.state === 'ringing') ?? mine[0];
    const callee = mainLeg?.callee ?? null;
    const allRings = events.filter(({ event }) => event.name === 'callee_ringing');
    // The latest ring says best who calls and over which line; other events only fill gaps.
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
        number: classifyNumber({ phoneNumber, extensionNumber, connectionType }, this.country),
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

  /** Drops the events of a call that is over and, after the retention time, the call. */
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

/** The times at which a leg may change the call's state by time alone. */
function getLegDeadlines(leg: Leg): number[] {
  switch (leg.state) {
    case 'ringing':
      return [leg.rangReceivedAt + MAX_RING_MS];
    case 'answered':
      return [(leg.answeredAt ?? leg.rangAt) + MAX_TALK_MS];
    case 'closed':
      return leg.closed === null ? [] : [leg.closed.receivedAt + GRACE_MS];
  }
}

/**
 * Decides whether a call is ringing, answered, missed, rejected … from the agent's legs of one round.
 * null if it never rang here, or it may still ring again within `GRACE_MS`.
 */
function decideMissedOrAnswered(mine: readonly Leg[], now: number): CallState | null {
  if (mine.length === 0) return null;
  const fresh = mine.filter((leg) => leg.fresh);
  if (fresh.some((leg) => leg.state === 'answered' && now - (leg.answeredAt ?? now) < MAX_TALK_MS))
    return 'answered';
  const ringing = fresh.filter((leg) => leg.state === 'ringing');
  if (ringing.some((leg) => now - leg.rangReceivedAt < MAX_RING_MS)) return 'ringing';
  if (fresh.some((leg) => leg.answeredAt !== null)) return 'ended';
  // No event arrived in time.
  const closedInTime = ({ closed }: Leg): boolean =>
    closed !== null && closed.receivedAt - closed.at <= STALE_MS;
  if (fresh.length === 0 && !mine.some(closedInTime)) return 'late';
  if (ringing.length > 0) return 'ended';
  if (mine.some((leg) => leg.outcome === 'elsewhere')) return 'answered-elsewhere';
  if (now - Math.max(...mine.map(({ closed }) => closed?.receivedAt ?? 0)) < GRACE_MS) return null;
  return mine.some((leg) => leg.outcome === 'rejected') ? 'rejected' : 'missed';
}
