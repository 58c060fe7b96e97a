import type { Party, PhoneEvent, PhoneEventName } from '../events/phone-event.ts';
import { isAgent, type Agent } from './agent.ts';

/** One event of a call, with what the tracker knows about its arrival. */
export interface Fact {
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
  readonly mine: boolean;
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
export const RING_LIMIT_MS = 120_000;

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
export function byHappening(a: Fact, b: Fact): number {
  return (
    a.at - b.at ||
    PHASE[a.event.name] - PHASE[b.event.name] ||
    compareText(factKey(a.event), factKey(b.event))
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Two events with the same key are one event that was delivered twice. */
export function factKey(event: PhoneEvent): string {
  const { callee } = event;
  const who = callee.userId ?? callee.extensionId ?? callee.extensionNumber ?? '';
  return JSON.stringify([event.name, event.callId, who, callee.deviceId ?? event.channelId ?? '', event.at]);
}

/**
 * Replays the facts of one call, sorted by `byHappening`. Since the result depends on the set
 * of facts alone, events may arrive in any order, and any number of times.
 */
export function replay(facts: readonly Fact[], agent: Agent): LegState {
  const replayer = new Replayer(agent);
  for (const fact of facts) replayer.add(fact);
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

  add(fact: Fact): void {
    const { event } = fact;
    switch (event.name) {
      case 'callee_ringing':
        this.#ring(fact);
        return;
      case 'callee_answered':
        this.#answer(fact);
        return;
      case 'callee_missed':
        // "Answered by Other Device" is the agent's own other phone, whose answer comes as an event of its own.
        this.#close(fact, /other member/iu.test(event.result ?? '') ? 'elsewhere' : 'missed');
        return;
      case 'callee_rejected':
        this.#close(fact, 'rejected');
        return;
      case 'callee_ended':
        this.#close(fact, 'ended');
        return;
      case 'callee_hold':
      case 'callee_unhold':
        if (this.#find(event)?.mine !== false) this.#onHold = event.name === 'callee_hold';
        return;
      case 'blind_transfer_initiated':
      case 'warm_transfer_initiated':
        this.#transferrer = event.transferrer ?? this.#talkingName();
        this.#transferredAt = fact.at;
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

  #ring(fact: Fact): void {
    const leg = this.#find(fact.event) ?? this.#newLeg(fact);
    if (leg === null || leg.state === 'answered') return;
    // A desk phone is told a moment late that the call is taken: that is no new ringing, unless it was passed on.
    const answer = [...this.#legs.values()].find((other) => other.state === 'answered' && other !== leg);
    const passedOn = this.#transferredAt !== null && this.#transferredAt >= (answer?.answeredAt ?? 0);
    const lost = !passedOn && answer?.answeredAt != null && fact.at - answer.answeredAt <= GRACE_MS;
    if (leg.mine && !lost && !this.#isLiveHere(fact.at)) this.#round += 1;
    if (leg.state === 'ringing' && leg.fresh && !isOverdue(leg, fact.at)) {
      leg.rangReceivedAt = Math.max(leg.rangReceivedAt, fact.receivedAt);
      return;
    }
    leg.state = 'ringing';
    leg.outcome = null;
    leg.confirmed = false;
    leg.fresh = !fact.stale;
    leg.round = this.#round;
    if (leg.mine) this.#transferredBy = this.#transferrer;
    leg.rangAt = fact.at;
    leg.rangReceivedAt = fact.receivedAt;
    leg.answeredAt = null;
    leg.closedAt = null;
    leg.closedReceivedAt = null;
    if (lost) this.#shut(leg, answer.mine && leg.mine ? 'missed' : 'elsewhere', fact, false);
  }

  /** Something of ours rings or talks, or stopped so shortly before `at` that it is the same ringing. */
  #isLiveHere(at: number): boolean {
    return this.#mine().some(
      (leg) =>
        (leg.state !== 'closed' && !isOverdue(leg, at)) ||
        (leg.answeredAt === null &&
          leg.outcome !== 'elsewhere' &&
          leg.closedAt !== null &&
          at - leg.closedAt <= GRACE_MS),
    );
  }

  #answer(fact: Fact): void {
    const found = this.#find(fact.event) ?? (this.#isNameless(fact.event) ? this.#firstRinging() : null);
    const leg = found ?? this.#newLeg(fact);
    if (leg === null) return;
    if (leg.mine && this.#round === 0) this.#round = 1;
    leg.state = 'answered';
    leg.round = this.#round;
    leg.outcome = null;
    leg.fresh ||= !fact.stale;
    leg.answeredAt = fact.at;
    this.#answeredBy = fact.event.callee.name ?? leg.callee.name;
    this.#onHold = false;
    for (const other of this.#legs.values()) {
      if (other === leg || other.state !== 'ringing') continue;
      const sameAgent = other.mine && leg.mine;
      this.#shut(other, sameAgent ? 'missed' : 'elsewhere', fact, false);
    }
  }

  #close(fact: Fact, outcome: NonNullable<Leg['outcome']>): void {
    const leg = this.#isNameless(fact.event)
      ? this.#legForNamelessClose(fact, outcome)
      : (this.#find(fact.event) ?? this.#newLeg(fact));
    if (leg === null) return;
    // Only its end closes a leg that talks; a miss that names it is its own twin on another phone.
    if (leg.state === 'answered' && outcome !== 'ended') return;
    this.#shut(leg, leg.state === 'closed' ? (leg.outcome ?? outcome) : outcome, fact, true);
  }

  #shut(leg: Leg, outcome: NonNullable<Leg['outcome']>, fact: Fact, confirmed: boolean): void {
    leg.confirmed = confirmed;
    if (leg.state === 'closed' && leg.outcome !== null) return;
    leg.state = 'closed';
    leg.outcome = outcome;
    leg.closedAt = fact.at;
    leg.closedReceivedAt = fact.receivedAt;
  }

  /**
   * Closing events often carry nothing but `call_id`. Each closes one leg, and never ours while it may be
   * another's: first the legs that lost against an answer just before, then others' ringing legs, then a talk
   * that is older than our ringing (it was transferred to us), then our ringing legs, then the talk.
   */
  #legForNamelessClose(fact: Fact, outcome: NonNullable<Leg['outcome']>): Leg | null {
    const legs = [...this.#legs.values()];
    const talking = legs.find((leg) => leg.state === 'answered') ?? null;
    const answeredJustNow =
      talking?.answeredAt != null && fact.at - talking.answeredAt < LOSERS_CLOSE_WITHIN_MS;
    const loser = legs.find((leg) => leg.state === 'closed' && !leg.confirmed);
    if (loser !== undefined && (outcome !== 'ended' || answeredJustNow)) return loser;
    const others = legs.find((leg) => leg.state === 'ringing' && !leg.mine);
    if (outcome !== 'ended') return others ?? this.#firstRinging();
    // An end that knows when the talk began is the talk's.
    if (fact.event.answeredAt !== null && talking !== null) return talking;
    if (others !== undefined) return others;
    const ours = this.#firstRinging();
    const olderTalk = talking?.answeredAt != null && ours !== null && talking.answeredAt < ours.rangAt;
    return olderTalk ? talking : (ours ?? talking);
  }

  #firstRinging(): Leg | null {
    return [...this.#legs.values()].find((leg) => leg.state === 'ringing') ?? null;
  }

  /** Zoom's transfer events need not name who transfers: it is who talks. */
  #talkingName(): string | null {
    return [...this.#legs.values()].find((leg) => leg.state === 'answered')?.callee.name ?? null;
  }

  #mine(): Leg[] {
    return [...this.#legs.values()].filter((leg) => leg.mine);
  }

  #isNameless(event: PhoneEvent): boolean {
    return legKey(event) === null;
  }

  #find(event: PhoneEvent): Leg | null {
    const key = legKey(event);
    if (key === null) return null;
    const exact = this.#legs.get(key);
    if (exact !== undefined) return exact;
    // The same member with fewer details (no device): the leg that is still open, else the last one.
    if (event.callee.deviceId !== null || event.channelId !== null) return null;
    const who = memberKey(event.callee);
    const same = [...this.#legs.values()].filter((leg) => memberKey(leg.callee) === who);
    return same.find((leg) => leg.state !== 'closed') ?? same.at(-1) ?? null;
  }

  #newLeg(fact: Fact): Leg | null {
    const { callee } = fact.event;
    const mine = isAgent(this.#agent, callee);
    // Whose leg this is cannot be known; nobody is told about another's call.
    if (mine === null) return null;
    const leg: Leg = {
      callee,
      mine,
      state: 'closed',
      outcome: null,
      confirmed: false,
      fresh: false,
      round: this.#round,
      rangAt: fact.at,
      rangReceivedAt: fact.receivedAt,
      answeredAt: null,
      closedAt: null,
      closedReceivedAt: null,
    };
    this.#legs.set(legKey(fact.event) ?? `order:${this.#legs.size}`, leg);
    return leg;
  }
}

/** It rang so long ago that it cannot be ringing still, whatever was not said. `at` by the same clock as `rangAt`. */
function isOverdue(leg: Leg, at: number): boolean {
  return leg.state === 'ringing' && at - leg.rangAt > RING_LIMIT_MS;
}

function memberKey(callee: Party): string | null {
  return callee.userId ?? callee.extensionId ?? callee.extensionNumber;
}

/** A leg is a member's phone: device, else channel, else the member alone. Null = the event names nobody. */
function legKey(event: PhoneEvent): string | null {
  const member = memberKey(event.callee);
  const device = event.callee.deviceId ?? event.channelId;
  if (device !== null) return `${member ?? ''}/${device}`;
  return member;
}
