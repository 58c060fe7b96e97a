import type { Party, PhoneEvent, PhoneEventName } from '../events/phone-event.ts';
import { isAgent, type Agent } from './agent.ts';

/** One event of a call and its arrival. Times in ms since the epoch, by our clock. */
export interface ReceivedEvent {
  readonly event: PhoneEvent;
  /** when it happened: Zoom's time, corrected by the clock skew; when it arrived if Zoom gives no time */
  readonly at: number;
  readonly receivedAt: number;
  /** it arrived too late for a card (see STALE_MS) */
  readonly stale: boolean;
}

/** One phone that rings: a member's desk phone or app. */
export interface Leg {
  readonly callee: Party;
  readonly isMine: boolean;
  state: 'ringing' | 'answered' | 'closed';
  /** how it closed; `elsewhere`: someone else answered the call */
  outcome: 'missed' | 'rejected' | 'elsewhere' | 'ended' | null;
  /** false if it closed because another leg answered, without an event of its own */
  confirmed: boolean;
  /** it rang or was answered here in time for a card */
  fresh: boolean;
  /** the last round of the call that this leg took part in */
  round: number;
  rangAt: number;
  rangReceivedAt: number;
  answeredAt: number | null;
  closed: Pick<ReceivedEvent, 'at' | 'receivedAt'> | null;
}

/** What the events say about a call. */
export type LegState = Readonly<Pick<Replayer, 'legs' | 'round' | 'answeredBy' | 'onHold' | 'transferredBy'>>;

/** A queue that overflows rings the same call again about a second later: still the same round. */
export const GRACE_MS = 1_500;

/** No phone rings for longer without a new ringing event. End events are not guaranteed. */
export const MAX_RING_MS = 120_000;

/** For how long after an answer a `callee_ended` without a callee closes a leg that did not answer. */
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

/** Sorts by when events happened. A total order, so that the result never depends on the order of arrival. */
export function byOccurrence(a: ReceivedEvent, b: ReceivedEvent): number {
  return (
    a.at - b.at ||
    PHASE[a.event.name] - PHASE[b.event.name] ||
    compareText(getEventKey(a.event), getEventKey(b.event))
  );
}

export function compareText(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

/** Two events with the same key are one event that was delivered twice. */
export function getEventKey({ name, callId, callee, channelId, at }: PhoneEvent): string {
  return JSON.stringify([name, callId, getMemberKey(callee) ?? '', callee.deviceId ?? channelId ?? '', at]);
}

/** Replays the events of one call, sorted by `byOccurrence`. */
export function replay(events: readonly ReceivedEvent[], agent: Agent): LegState {
  const replayer = new Replayer(agent);
  for (const received of events) replayer.add(received);
  return replayer;
}

class Replayer {
  /** how often the call began to ring here; again only after it was over here. 0 = never */
  round = 0;
  answeredBy: string | null = null;
  onHold = false;
  transferredBy: string | null = null;
  readonly #agent: Agent;
  readonly #legs = new Map<string, Leg>();
  #transferrer: string | null = null;
  #transferredAt: number | null = null;

  constructor(agent: Agent) {
    this.#agent = agent;
  }

  get legs(): readonly Leg[] {
    return [...this.#legs.values()];
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
        // "Answered by Other Device" is the agent's own other phone, whose answer is reported by another event.
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
        if (this.#find(event)?.isMine !== false) this.onHold = event.name === 'callee_hold';
        return;
      case 'blind_transfer_initiated':
      case 'warm_transfer_initiated':
        // Zoom may omit who transfers: it is who has answered.
        this.#transferrer = event.transferrer ?? this.#findLeg('answered')?.callee.name ?? null;
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
        // These change neither what rings nor who has answered here.
        return;
    }
  }

  #ring(received: ReceivedEvent): void {
    const leg = this.#find(received.event) ?? this.#addLeg(received);
    if (leg === null || leg.state === 'answered') return;
    // A desk phone may ring just after another phone answered: not a new round, except after a transfer.
    const answer = this.legs.find((other) => other.state === 'answered' && other !== leg);
    const wasTransferred = this.#transferredAt !== null && this.#transferredAt >= (answer?.answeredAt ?? 0);
    const isLateRing =
      !wasTransferred && answer?.answeredAt != null && received.at - answer.answeredAt <= GRACE_MS;
    if (leg.isMine && !isLateRing && !this.#isLiveHere(received.at)) this.round += 1;
    if (leg.state === 'ringing' && leg.fresh && !isOverdue(leg, received.at)) {
      leg.rangReceivedAt = Math.max(leg.rangReceivedAt, received.receivedAt);
      return;
    }
    if (leg.isMine) this.transferredBy = this.#transferrer;
    leg.state = 'ringing';
    leg.outcome = null;
    leg.confirmed = false;
    leg.fresh = !received.stale;
    leg.round = this.round;
    leg.rangAt = received.at;
    leg.rangReceivedAt = received.receivedAt;
    leg.answeredAt = null;
    leg.closed = null;
    if (isLateRing) this.#closeUnconfirmed(leg, answer, received);
  }

  /** Whether a leg of the agent is live at `at`, or closed within `GRACE_MS` before it (the same round). */
  #isLiveHere(at: number): boolean {
    return this.legs.some(
      (leg) =>
        leg.isMine &&
        ((leg.state !== 'closed' && !isOverdue(leg, at)) ||
          (leg.answeredAt === null &&
            leg.outcome !== 'elsewhere' &&
            leg.closed !== null &&
            at - leg.closed.at <= GRACE_MS)),
    );
  }

  #answer(received: ReceivedEvent): void {
    const { event, at, stale } = received;
    const leg =
      (getLegKey(event) === null ? this.#findLeg('ringing') : this.#find(event)) ?? this.#addLeg(received);
    if (leg === null) return;
    if (leg.isMine && this.round === 0) this.round = 1;
    leg.state = 'answered';
    leg.round = this.round;
    leg.outcome = null;
    leg.fresh ||= !stale;
    leg.answeredAt = at;
    this.answeredBy = event.callee.name ?? leg.callee.name;
    this.onHold = false;
    for (const other of this.#legs.values())
      if (other !== leg && other.state === 'ringing') this.#closeUnconfirmed(other, leg, received);
  }

  #close(received: ReceivedEvent, outcome: NonNullable<Leg['outcome']>): void {
    const leg =
      getLegKey(received.event) === null
        ? this.#findLegWithoutCallee(received, outcome)
        : (this.#find(received.event) ?? this.#addLeg(received));
    if (leg === null) return;
    // Only an end event closes an answered leg: a miss that names it is about the member's other phone.
    if (leg.state === 'answered' && outcome !== 'ended') return;
    this.#markClosed(leg, leg.state === 'closed' ? (leg.outcome ?? outcome) : outcome, received);
    leg.confirmed = true;
  }

  /** Closes a ringing leg because another one has answered. */
  #closeUnconfirmed(leg: Leg, answer: Leg, received: ReceivedEvent): void {
    this.#markClosed(leg, answer.isMine && leg.isMine ? 'missed' : 'elsewhere', received);
    leg.confirmed = false;
  }

  #markClosed(leg: Leg, outcome: NonNullable<Leg['outcome']>, closed: ReceivedEvent): void {
    if (leg.state === 'closed' && leg.outcome !== null) return;
    leg.state = 'closed';
    leg.outcome = outcome;
    leg.closed = closed;
  }

  /**
   * Closing events often carry only `call_id`. Each closes one leg, and the agent's own only when no other fits: first
   * the legs that did not answer just before, then others' ringing legs, then an answered leg that is older than our
   * ringing (its call was transferred to us), then our ringing legs, then the answered leg.
   */
  #findLegWithoutCallee({ event, at }: ReceivedEvent, outcome: NonNullable<Leg['outcome']>): Leg | null {
    const { legs } = this;
    const answered = this.#findLeg('answered');
    const isJustAnswered = answered?.answeredAt != null && at - answered.answeredAt < LOSERS_CLOSE_WITHIN_MS;
    const loser = legs.find((leg) => leg.state === 'closed' && !leg.confirmed);
    if (loser !== undefined && (outcome !== 'ended' || isJustAnswered)) return loser;
    const otherRinging = legs.find((leg) => leg.state === 'ringing' && !leg.isMine);
    const ringing = otherRinging ?? this.#findLeg('ringing');
    if (outcome !== 'ended') return ringing;
    // An end event with an answer time is about the answered leg.
    if (event.answeredAt !== null && answered !== null) return answered;
    const isOlderAnswer =
      otherRinging === undefined &&
      ringing !== null &&
      answered?.answeredAt != null &&
      answered.answeredAt < ringing.rangAt;
    return isOlderAnswer ? answered : (ringing ?? answered);
  }

  #findLeg(state: Leg['state']): Leg | null {
    return this.legs.find((leg) => leg.state === state) ?? null;
  }

  #find(event: PhoneEvent): Leg | null {
    const key = getLegKey(event);
    if (key === null) return null;
    const exact = this.#legs.get(key);
    if (exact !== undefined) return exact;
    // The same member with fewer details (no device): the leg that is still open, else the last one.
    if (event.callee.deviceId !== null || event.channelId !== null) return null;
    const member = getMemberKey(event.callee);
    const same = this.legs.filter((leg) => getMemberKey(leg.callee) === member);
    return same.find((leg) => leg.state !== 'closed') ?? same.at(-1) ?? null;
  }

  #addLeg({ event, at, receivedAt }: ReceivedEvent): Leg | null {
    const isMine = isAgent(this.#agent, event.callee);
    // The leg may be a colleague's, whose call must not be shown.
    if (isMine === null) return null;
    const leg: Leg = {
      callee: event.callee,
      isMine,
      state: 'closed',
      outcome: null,
      confirmed: false,
      fresh: false,
      round: this.round,
      rangAt: at,
      rangReceivedAt: receivedAt,
      answeredAt: null,
      closed: null,
    };
    this.#legs.set(getLegKey(event) ?? `order:${this.#legs.size}`, leg);
    return leg;
  }
}

/** Whether it rang so long ago that it cannot ring any more, although no event closed it. */
function isOverdue(leg: Leg, at: number): boolean {
  return leg.state === 'ringing' && at - leg.rangAt > MAX_RING_MS;
}

function getMemberKey(callee: Party): string | null {
  return callee.userId ?? callee.extensionId ?? callee.extensionNumber;
}

/** The key of a member's phone: device, else channel, else the member alone. null without a callee. */
function getLegKey({ callee, channelId }: PhoneEvent): string | null {
  const device = callee.deviceId ?? channelId;
  return device === null ? getMemberKey(callee) : `${getMemberKey(callee) ?? ''}/${device}`;
}
