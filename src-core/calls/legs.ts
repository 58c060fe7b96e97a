import type { Party, PhoneEvent, PhoneEventName } from '../events/phone-event.ts';
import { isAgent, type Agent } from './agent.ts';

/** One event of a call, with what the tracker knows about its arrival. */
export interface ReceivedEvent {
  readonly event: PhoneEvent;
  /** when it happened: Zoom's time, corrected by the clock skew; the arrival where Zoom gives none */
  readonly at: number;
  /** when it reached us, by our clock */
  readonly receivedAt: number;
  /** it reached us too late to be shown (see STALE_MS) */
  readonly stale: boolean;
}

/** One phone that rings: a member's desk phone or app. */
export interface Leg {
  readonly callee: Party;
  readonly isMine: boolean;
  state: 'ringing' | 'answered' | 'closed';
  /** how it closed; `elsewhere`: somebody else took the call */
  outcome: 'missed' | 'rejected' | 'elsewhere' | 'ended' | null;
  /** false while we only conclude that it closed (another leg was answered) */
  confirmed: boolean;
  /** it rang here fresh enough to be shown */
  fresh: boolean;
  /** the ringing of the call that this leg last took part in */
  round: number;
  rangAt: number;
  rangReceivedAt: number;
  answeredAt: number | null;
  closedAt: number | null;
  closedReceivedAt: number | null;
}

/** All that the facts say of a call's legs. */
export interface LegState {
  readonly legs: readonly Leg[];
  /** how often the call began to ring here anew after it was over here; 0 = never rang here */
  readonly round: number;
  readonly answeredBy: string | null;
  readonly onHold: boolean;
  readonly transferredBy: string | null;
}

/** A queue that overflows rings the same call again about a second later: that is still one ringing. */
export const GRACE_MS = 1_500;

/** No phone rings longer than this without ringing anew; a closing event is not guaranteed. */
export const MAX_RING_MS = 120_000;

/** For how long after an answer a nameless `callee_ended` is taken for one of the legs that lost. */
const LOSERS_CLOSE_WITHIN_MS = 3_000;

const PHASE: Readonly<Record<PhoneEventName, number>> = {
  callee_ringing: 0,
  caller_ringing: 0,
  blind_transfer_initiated: 0,
  warm_transfer_initiated: 0,
  warm_transfer_accepted: 0,
  warm_transfer_completed: 0,
  warm_transfer_cancelled: 0,
  callee_answered: 1,
  caller_connected: 1,
  callee_hold: 2,
  callee_unhold: 2,
  callee_mute: 2,
  callee_unmute: 2,
  callee_parked: 2,
  callee_meeting_inviting: 2,
  callee_missed: 3,
  callee_rejected: 3,
  callee_ended: 4,
  caller_ended: 4,
  voicemail_received: 5,
  callee_call_element_completed: 5,
};

/** Order of happening, not of arrival; total, so that the same facts always give the same answer. */
export function byOccurrence(a: ReceivedEvent, b: ReceivedEvent): number {
  return (
    a.at - b.at ||
    PHASE[a.event.name] - PHASE[b.event.name] ||
    compareText(getEventKey(a.event), getEventKey(b.event))
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Two events with the same key are one event that was delivered twice. */
export function getEventKey(event: PhoneEvent): string {
  const { callee } = event;
  const calleeId = callee.userId ?? callee.extensionId ?? callee.extensionNumber ?? '';
  return JSON.stringify([
    event.name,
    event.callId,
    calleeId,
    callee.deviceId ?? event.channelId ?? '',
    event.at,
  ]);
}

/**
 * Replays the facts of one call, sorted by `byOccurrence`. Since the result depends on the set
 * of facts alone, events may arrive in any order, and any number of times.
 */
export function replay(events: readonly ReceivedEvent[], agent: Agent): LegState {
  const replayer = new Replayer(agent);
  for (const received of events) replayer.add(received);
  return replayer.result();
}

class Replayer {
  readonly #agent: Agent;
  readonly #legs = new Map<string, Leg>();
  #round = 0;
  #answeredBy: string | null = null;
  #onHold = false;
  #transferrer: string | null = null;
  #transferredAt: number | null = null;
  #transferredBy: string | null = null;

  constructor(agent: Agent) {
    this.#agent = agent;
  }

  result(): LegState {
    return {
      legs: [...this.#legs.values()],
      round: this.#round,
      answeredBy: this.#answeredBy,
      onHold: this.#onHold,
      transferredBy: this.#transferredBy,
    };
  }

  add(received: ReceivedEvent): void {
    const { event } = received;
    switch (event.name) {
      case 'callee_ringing':
        this.#ring(received);
        return;
      case 'callee_answered':
        this.#answer(received);
        return;
      case 'callee_missed':
        // "Answered by Other Device" is the agent's own other phone, whose answer comes as an event of its own.
        this.#close(received, /other member/iu.test(event.result ?? '') ? 'elsewhere' : 'missed');
        return;
      case 'callee_rejected':
        this.#close(received, 'rejected');
        return;
      case 'callee_ended':
        this.#close(received, 'ended');
        return;
      case 'callee_hold':
      case 'callee_unhold':
        if (this.#find(event)?.isMine !== false) this.#onHold = event.name === 'callee_hold';
        return;
      case 'blind_transfer_initiated':
      case 'warm_transfer_initiated':
        this.#transferrer = event.transferrer ?? this.#getTalkingName();
        this.#transferredAt = received.at;
        return;
      case 'warm_transfer_cancelled':
        this.#transferrer = null;
        this.#transferredAt = null;
        return;
      case 'callee_mute':
      case 'callee_unmute':
      case 'callee_parked':
      case 'callee_meeting_inviting':
      case 'warm_transfer_accepted':
      case 'warm_transfer_completed':
      case 'caller_ringing':
      case 'caller_connected':
      case 'caller_ended':
      case 'voicemail_received':
      case 'callee_call_element_completed':
        // Nothing in these changes who rings or talks here.
        return;
    }
  }

  #ring(received: ReceivedEvent): void {
    const leg = this.#find(received.event) ?? this.#addLeg(received);
    if (leg === null || leg.state === 'answered') return;
    // A desk phone is told a moment late that the call is taken: that is no new ringing, unless it was passed on.
    const answer = [...this.#legs.values()].find((other) => other.state === 'answered' && other !== leg);
    const wasTransferred = this.#transferredAt !== null && this.#transferredAt >= (answer?.answeredAt ?? 0);
    const isLateRing =
      !wasTransferred && answer?.answeredAt != null && received.at - answer.answeredAt <= GRACE_MS;
    if (leg.isMine && !isLateRing && !this.#isLiveHere(received.at)) this.#round += 1;
    if (leg.state === 'ringing' && leg.fresh && !isOverdue(leg, received.at)) {
      leg.rangReceivedAt = Math.max(leg.rangReceivedAt, received.receivedAt);
      return;
    }
    leg.state = 'ringing';
    leg.outcome = null;
    leg.confirmed = false;
    leg.fresh = !received.stale;
    leg.round = this.#round;
    if (leg.isMine) this.#transferredBy = this.#transferrer;
    leg.rangAt = received.at;
    leg.rangReceivedAt = received.receivedAt;
    leg.answeredAt = null;
    leg.closedAt = null;
    leg.closedReceivedAt = null;
    if (isLateRing)
      this.#markClosed(leg, answer.isMine && leg.isMine ? 'missed' : 'elsewhere', received, false);
  }

  /** Something of ours rings or talks, or stopped so shortly before `at` that it is the same ringing. */
  #isLiveHere(at: number): boolean {
    return this.#getOwnLegs().some(
      (leg) =>
        (leg.state !== 'closed' && !isOverdue(leg, at)) ||
        (leg.answeredAt === null &&
          leg.outcome !== 'elsewhere' &&
          leg.closedAt !== null &&
          at - leg.closedAt <= GRACE_MS),
    );
  }

  #answer(received: ReceivedEvent): void {
    const found =
      this.#find(received.event) ?? (this.#hasNoCallee(received.event) ? this.#findRinging() : null);
    const leg = found ?? this.#addLeg(received);
    if (leg === null) return;
    if (leg.isMine && this.#round === 0) this.#round = 1;
    leg.state = 'answered';
    leg.round = this.#round;
    leg.outcome = null;
    leg.fresh ||= !received.stale;
    leg.answeredAt = received.at;
    this.#answeredBy = received.event.callee.name ?? leg.callee.name;
    this.#onHold = false;
    for (const other of this.#legs.values()) {
      if (other === leg || other.state !== 'ringing') continue;
      const isSameAgent = other.isMine && leg.isMine;
      this.#markClosed(other, isSameAgent ? 'missed' : 'elsewhere', received, false);
    }
  }

  #close(received: ReceivedEvent, outcome: NonNullable<Leg['outcome']>): void {
    const leg = this.#hasNoCallee(received.event)
      ? this.#findLegWithoutCallee(received, outcome)
      : (this.#find(received.event) ?? this.#addLeg(received));
    if (leg === null) return;
    // Only its end closes a leg that talks; a miss that names it is its own twin on another phone.
    if (leg.state === 'answered' && outcome !== 'ended') return;
    this.#markClosed(leg, leg.state === 'closed' ? (leg.outcome ?? outcome) : outcome, received, true);
  }

  #markClosed(
    leg: Leg,
    outcome: NonNullable<Leg['outcome']>,
    received: ReceivedEvent,
    confirmed: boolean,
  ): void {
    leg.confirmed = confirmed;
    if (leg.state === 'closed' && leg.outcome !== null) return;
    leg.state = 'closed';
    leg.outcome = outcome;
    leg.closedAt = received.at;
    leg.closedReceivedAt = received.receivedAt;
  }

  /**
   * Closing events often carry nothing but `call_id`. Each closes one leg, and never ours while it may be
   * another's: first the legs that lost against an answer just before, then others' ringing legs, then a talk
   * that is older than our ringing (it was transferred to us), then our ringing legs, then the talk.
   */
  #findLegWithoutCallee(received: ReceivedEvent, outcome: NonNullable<Leg['outcome']>): Leg | null {
    const legs = [...this.#legs.values()];
    const talkingLeg = legs.find((leg) => leg.state === 'answered') ?? null;
    const isJustAnswered =
      talkingLeg?.answeredAt != null && received.at - talkingLeg.answeredAt < LOSERS_CLOSE_WITHIN_MS;
    const loser = legs.find((leg) => leg.state === 'closed' && !leg.confirmed);
    if (loser !== undefined && (outcome !== 'ended' || isJustAnswered)) return loser;
    const otherRinging = legs.find((leg) => leg.state === 'ringing' && !leg.isMine);
    if (outcome !== 'ended') return otherRinging ?? this.#findRinging();
    // An end that knows when the talk began is the talk's.
    if (received.event.answeredAt !== null && talkingLeg !== null) return talkingLeg;
    if (otherRinging !== undefined) return otherRinging;
    const ownRinging = this.#findRinging();
    const isOlderTalk =
      talkingLeg?.answeredAt != null && ownRinging !== null && talkingLeg.answeredAt < ownRinging.rangAt;
    return isOlderTalk ? talkingLeg : (ownRinging ?? talkingLeg);
  }

  #findRinging(): Leg | null {
    return [...this.#legs.values()].find((leg) => leg.state === 'ringing') ?? null;
  }

  /** Zoom's transfer events need not name who transfers: it is who talks. */
  #getTalkingName(): string | null {
    return [...this.#legs.values()].find((leg) => leg.state === 'answered')?.callee.name ?? null;
  }

  #getOwnLegs(): Leg[] {
    return [...this.#legs.values()].filter((leg) => leg.isMine);
  }

  #hasNoCallee(event: PhoneEvent): boolean {
    return getLegKey(event) === null;
  }

  #find(event: PhoneEvent): Leg | null {
    const key = getLegKey(event);
    if (key === null) return null;
    const exact = this.#legs.get(key);
    if (exact !== undefined) return exact;
    // The same member with fewer details (no device): the leg that is still open, else the last one.
    if (event.callee.deviceId !== null || event.channelId !== null) return null;
    const member = getMemberKey(event.callee);
    const same = [...this.#legs.values()].filter((leg) => getMemberKey(leg.callee) === member);
    return same.find((leg) => leg.state !== 'closed') ?? same.at(-1) ?? null;
  }

  #addLeg(received: ReceivedEvent): Leg | null {
    const { callee } = received.event;
    const isMine = isAgent(this.#agent, callee);
    // Whose leg this is cannot be known; nobody is told about another's call.
    if (isMine === null) return null;
    const leg: Leg = {
      callee,
      isMine,
      state: 'closed',
      outcome: null,
      confirmed: false,
      fresh: false,
      round: this.#round,
      rangAt: received.at,
      rangReceivedAt: received.receivedAt,
      answeredAt: null,
      closedAt: null,
      closedReceivedAt: null,
    };
    this.#legs.set(getLegKey(received.event) ?? `order:${this.#legs.size}`, leg);
    return leg;
  }
}

/** It rang so long ago that it cannot be ringing still, whatever was not said. `at` by the same clock as `rangAt`. */
function isOverdue(leg: Leg, at: number): boolean {
  return leg.state === 'ringing' && at - leg.rangAt > MAX_RING_MS;
}

function getMemberKey(callee: Party): string | null {
  return callee.userId ?? callee.extensionId ?? callee.extensionNumber;
}

/** A leg is a member's phone: device, else channel, else the member alone. Null = the event names nobody. */
function getLegKey(event: PhoneEvent): string | null {
  const member = getMemberKey(event.callee);
  const device = event.callee.deviceId ?? event.channelId;
  if (device !== null) return `${member ?? ''}/${device}`;
  return member;
}
