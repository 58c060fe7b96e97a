import type { Party, PhoneEvent, Via } from '../events/phone-event.ts';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import type { Agent } from './agent.ts';
import { isLive, type Call, type CallState, type SourceName } from './call.ts';
import {
  byOccurrence,
  getEventKey,
  GRACE_MS,
  isLine,
  replay,
  MAX_RING_MS,
  type ReceivedEvent,
  type Leg,
  type LegState,
} from './legs.ts';
import { withOutcome } from './past-calls.ts';
import { findCustomer, namesParties, readConsultation, toCaller, withOtherAccount } from './warm-transfer.ts';

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
 * arrive in any order and any number of times; a call that was answered or over does not ring again in its round.
 */
export class CallTracker {
  /** Whose calls are tracked, from the next event on. */
  agent: Agent;
  /** The country of numbers without a country code, from the next event on. */
  country: CountryCode;
  readonly #calls = new Map<string, CallEntry>();
  /** the customer's call by the call in which a colleague consults the agent about it */
  readonly #customerCallIds = new Map<string, string>();

  constructor({ agent, country }: Pick<CallTracker, 'agent' | 'country'>) {
    this.agent = agent;
    this.country = country;
  }

  /** Whether any event of this call arrived within the last hour, also one for another agent. */
  hasSeen(callId: string): boolean {
    return this.#calls.has(callId);
  }

  /** Applies one event. Returns the calls of which something visible has changed. */
  apply(event: PhoneEvent, arrival: Arrival): readonly Call[] {
    const entry = this.#calls.get(event.callId) ?? this.#addEntry(event.callId, arrival);
    const key = getEventKey(event);
    if (entry.seenKeys.has(key) || entry.seenKeys.size >= MAX_EVENTS) return [];
    const at = event.at === null ? arrival.now : event.at + arrival.skewMs;
    const stale = arrival.now - at > STALE_MS;
    // A late copy of an event of a call that was over long ago.
    if (stale && entry.settledRounds > 0) return [];
    entry.seenKeys.add(key);
    entry.lastReceivedAt = arrival.now;
    entry.events.push({ event, at, receivedAt: arrival.now, stale });
    entry.events.sort(byOccurrence);
    if (event.transferCallId !== null) this.#customerCallIds.set(event.transferCallId, event.callId);
    return [entry, ...this.#getConsultations(entry)].flatMap(
      (changed) => this.#updateEntry(changed, arrival.now) ?? [],
    );
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
    for (const [consultingId, customerId] of this.#customerCallIds)
      if (customerId === callId) this.#customerCallIds.delete(consultingId);
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
    const round = Math.max(state.round + entry.settledRounds, before?.round ?? 1);
    if (newState === null || round <= entry.roundsWithOutcome) {
      const voicemailSeconds = state.voicemailSeconds ?? before?.voicemailSeconds ?? null;
      if (before === null || before.voicemailSeconds === voicemailSeconds) return null;
      entry.call = { ...before, voicemailSeconds };
      return entry.call;
    }
    // Within one round a call that was answered or over does not ring again; a late event may correct all else.
    const isAdvance = before === null || round > before.round || newState !== 'ringing';
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
    const isSameState = before !== null && before.state === state && before.round === round;
    const answeredLeg = mine.find((leg) => leg.answeredAt !== null && leg.round === legs.round);
    const ownCaller = toCaller(
      byPriority.map(({ event }) => withOtherAccount(event.caller, event.callee)),
      this.country,
    );
    const consultation = this.#findConsultation(entry, ownCaller, state);
    const ringingSince = Math.min(
      ...(rings.length > 0 ? rings : events).map(({ event, at }) => event.ringingAt ?? event.at ?? at),
    );
    return {
      callId: entry.callId,
      state,
      round,
      caller: consultation?.caller ?? ownCaller,
      callee: {
        userId: callee?.userId ?? null,
        name: callee?.name ?? null,
        extension: callee?.extensionNumber ?? null,
        number: callee?.phoneNumber ?? null,
      },
      via:
        pick(({ forwardedBy }) => forwardedBy) ??
        pick(({ redirectForwardedBy }) => redirectForwardedBy) ??
        (callee?.extensionType === 'callqueue' ? toQueue(callee) : null),
      transferredBy: legs.transferredBy ?? consultation?.completedBy ?? null,
      consultedBy: consultation?.askedBy ?? null,
      ringingSince,
      since: isSameState ? before.since : now,
      answeredAt: state === 'ringing' ? null : (before?.answeredAt ?? getAnswerTime(state, answeredLeg, now)),
      answeredBy: legs.answeredBy,
      seenRinging: state === 'ringing' || (before?.round === round && before.seenRinging),
      onHold: state === 'answered' && legs.onHold,
      voicemailSeconds: legs.voicemailSeconds ?? before?.voicemailSeconds ?? null,
      source: entry.source,
    };
  }

  /** The calls in which a colleague consults the agent about this one. */
  #getConsultations({ events }: CallEntry): readonly CallEntry[] {
    const ids = new Set(events.flatMap(({ event }) => event.transferCallId ?? []));
    return [...ids].flatMap((callId) => this.#calls.get(callId) ?? []);
  }

  /**
   * The customer behind a call in which a colleague consults the agent before a warm transfer, and who asks or has
   * transferred; null if the call is only the colleague's.
   */
  #findConsultation(
    entry: CallEntry,
    colleague: Call['caller'],
    state: CallState,
  ): (Pick<Call, 'caller'> & Record<'askedBy' | 'completedBy', string | null>) | null {
    const customer = this.#calls.get(this.#customerCallIds.get(entry.callId) ?? '');
    if (customer === undefined || customer === entry) return null;
    const events = [...customer.events, ...entry.events].sort(byOccurrence);
    const consultation = readConsultation(entry.callId, events);
    if (consultation === null || consultation.state === 'canceled') return null;
    const isCompleted = consultation.state === 'completed';
    // A question that was not answered is the colleague's call: calling back the customer would be wrong.
    if (!isCompleted && !isLive(state) && state !== 'ended') return null;
    const caller = customer.call?.caller ?? findCustomer(customer.events, consultation.by, this.country);
    if (caller === null) return null;
    const extension = colleague.number.kind === 'extension' ? colleague.number.extension : null;
    const by = consultation.by?.name ?? colleague.name ?? consultation.by?.extension ?? extension;
    return { caller, askedBy: isCompleted ? null : by, completedBy: isCompleted ? by : null };
  }

  /** Drops the events of a call that is over and, after the retention time, the call. */
  #settle(entry: CallEntry, now: number): void {
    if (entry.nextAt > now) return;
    const retentionMs = entry.call === null ? FOREIGN_RETENTION_MS : RETENTION_MS;
    if (entry.lastReceivedAt + retentionMs <= now) {
      this.forget(entry.callId);
      return;
    }
    if ([entry, ...this.#getConsultations(entry)].some(({ call }) => call !== null && isLive(call.state))) {
      entry.nextAt = now + SETTLED_MS;
      return;
    }
    // Another agent's call may be transferred here after a long talk: keep who takes part in it.
    entry.events =
      entry.call === null ? entry.events.filter(({ event }) => namesParties(event)).slice(-1) : [];
    entry.settledRounds = entry.call?.round ?? 0;
    entry.nextAt = entry.lastReceivedAt + retentionMs;
  }
}

/** The queue that a call came through, of which Zoom names only the member who rings: the type, without a name. */
function toQueue(callee: Party): Via {
  const { name, extensionNumber: extension } = callee;
  return isLine(callee)
    ? { name, extension, type: 'callQueue' }
    : { name: null, extension: null, type: 'callQueue' };
}

/** When the call was answered, by our clock: now, or when its end event says. null if it was not. */
function getAnswerTime(state: CallState, answeredLeg: Leg | undefined, now: number): number | null {
  if (state === 'answered') return now;
  return state === 'ended' ? (answeredLeg?.answeredAt ?? null) : null;
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
  if (ringing.length > 0 || mine.some((leg) => leg.answeredAt !== null)) return 'ended';
  if (mine.some((leg) => leg.outcome === 'elsewhere')) return 'answered-elsewhere';
  if (now - Math.max(...mine.map(({ closed }) => closed?.receivedAt ?? 0)) < GRACE_MS) return null;
  // The answer on the agent's other phone was lost: how the call ended is unknown until Zoom's history lists it.
  if (mine.some((leg) => leg.outcome === 'other-phone')) return 'ended';
  return mine.some((leg) => leg.outcome === 'rejected') ? 'rejected' : 'missed';
}
