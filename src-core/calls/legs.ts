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

/** What names a phone in events. Zoom sends `device_id` for apps only, and `channel_id` not while it rings. */
type PhoneIds = Readonly<Record<(typeof PHONE_ID_NAMES)[number], string | null>>;
const PHONE_ID_NAMES = ['device', 'hardwareDevice', 'channel'] as const;

/** How a leg closed. */
type Outcome =
  | 'missed'
  | 'rejected'
  /** someone else answered the call */
  | 'elsewhere'
  /** the same member answered it on another phone */
  | 'other-phone'
  /** it had been answered */
  | 'ended';

/** One phone that rings: a member's desk phone or app. */
export interface Leg {
  readonly callee: Party;
  readonly isMine: boolean;
  /** all that events have named it since it last began to ring */
  ids: PhoneIds;
  state: 'ringing' | 'answered' | 'closed';
  outcome: Outcome | null;
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
export type LegState = Readonly<
  Pick<Replayer, 'legs' | 'round' | 'answeredBy' | 'onHold' | 'transferredBy' | 'voicemailSeconds'>
>;

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
  warm_transfer_accepted: 1,
  warm_transfer_completed: 1,
  warm_transfer_cancelled: 1,
  transfer_recipient_updated: 1,
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
export function getEventKey(event: PhoneEvent): string {
  const { name, callId, callee, at } = event;
  const ids = getPhoneIds(event);
  const phone = ids.device ?? ids.hardwareDevice ?? ids.channel;
  return JSON.stringify([name, callId, getMemberKey(callee) ?? '', phone ?? '', at]);
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
  /** the length of the last voicemail that the caller left; null = none */
  voicemailSeconds: number | null = null;
  readonly legs: Leg[] = [];
  readonly #agent: Agent;
  #transferrer: string | null = null;
  #transferredAt: number | null = null;

  constructor(agent: Agent) {
    this.#agent = agent;
  }

  add(received: ReceivedEvent): void {
    const { event } = received;
    // A transfer that failed, or failed to be canceled, changes nothing.
    if (event.failureReason !== null) return;
    switch (event.name) {
      case 'callee_ringing':
        this.#ring(received);
        return;
      case 'callee_answered':
        this.#answer(received);
        return;
      case 'callee_missed':
      case 'callee_rejected':
      case 'callee_ended':
        this.#close(received);
        return;
      case 'callee_hold':
      case 'callee_unhold':
        if (this.#find(event)?.isMine !== false) this.onHold = event.name === 'callee_hold';
        return;
      case 'blind_transfer_initiated':
      case 'warm_transfer_initiated':
        // Zoom may omit who transfers: it is who has answered.
        this.#transferrer = event.transferrer?.name ?? this.#findLeg('answered')?.callee.name ?? null;
        this.#transferredAt = received.at;
        return;
      case 'warm_transfer_cancelled':
        this.#transferrer = null;
        this.#transferredAt = null;
        return;
      case 'voicemail_received':
        this.voicemailSeconds = event.durationSeconds ?? 0;
        // The caller has left a message and hung up, so a phone that still rings has lost its end event.
        for (const leg of this.legs) if (leg.state === 'ringing') this.#markClosed(leg, 'missed', received);
        return;
      case 'callee_mute':
      case 'callee_unmute':
      case 'callee_parked':
      case 'callee_meeting_inviting':
      case 'warm_transfer_accepted':
      case 'warm_transfer_completed':
      case 'transfer_recipient_updated':
      case 'caller_ringing':
      case 'caller_connected':
      case 'caller_ended':
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
    leg.ids = getPhoneIds(received.event);
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
          (leg.outcome !== 'elsewhere' && isJustClosed(leg, at))),
    );
  }

  #answer(received: ReceivedEvent): void {
    const { event, at, stale } = received;
    // A queue or receptionist that "answers" plays music: its call still rings for people.
    if (isLine(event.callee)) return;
    const leg =
      this.#find(event) ?? (hasCallee(event) ? null : this.#findLeg('ringing')) ?? this.#addLeg(received);
    if (leg === null) return;
    if (leg.isMine && this.round === 0) this.round = 1;
    learnPhoneIds(leg, event);
    leg.state = 'answered';
    leg.round = this.round;
    leg.outcome = null;
    leg.fresh ||= !stale;
    leg.answeredAt = at;
    this.answeredBy = event.callee.name ?? leg.callee.name;
    this.onHold = false;
    for (const other of this.legs) {
      if (other === leg) continue;
      if (other.state === 'ringing') this.#closeUnconfirmed(other, leg, received);
      // The losing phone's end may come just before the answer.
      else if (other.isMine && !leg.isMine && other.outcome === 'missed' && isJustClosed(other, at))
        other.outcome = 'elsewhere';
    }
  }

  #close(received: ReceivedEvent): void {
    const { event } = received;
    const outcome = toOutcome(event);
    const leg =
      this.#find(event) ??
      (hasCallee(event) ? this.#addLeg(received) : this.#findLegWithoutCallee(received, outcome));
    if (leg === null) return;
    // Only an end event closes an answered leg: a miss that names it is about the member's other phone.
    if (leg.state === 'answered' && !canEndTalk(event, outcome)) return;
    if (outcome === 'ended' && leg.outcome === null) leg.answeredAt ??= getAnswerTime(received);
    learnPhoneIds(leg, event);
    this.#markClosed(leg, leg.state === 'closed' ? (leg.outcome ?? outcome) : outcome, received);
    leg.confirmed = true;
  }

  /** Closes a ringing leg because another one has answered. */
  #closeUnconfirmed(leg: Leg, answer: Leg, received: ReceivedEvent): void {
    this.#markClosed(leg, answer.isMine && leg.isMine ? 'missed' : 'elsewhere', received);
    leg.confirmed = false;
  }

  #markClosed(leg: Leg, outcome: Outcome, closed: ReceivedEvent): void {
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
  #findLegWithoutCallee({ event, at }: ReceivedEvent, outcome: Outcome): Leg | null {
    const { legs } = this;
    const isEnd = canEndTalk(event, outcome);
    const answered = this.#findLeg('answered');
    const isJustAnswered = answered?.answeredAt != null && at - answered.answeredAt < LOSERS_CLOSE_WITHIN_MS;
    const loser = legs.find((leg) => leg.state === 'closed' && !leg.confirmed);
    if (loser !== undefined && (!isEnd || isJustAnswered)) return loser;
    const otherRinging = legs.find((leg) => leg.state === 'ringing' && !leg.isMine);
    const ringing = otherRinging ?? this.#findLeg('ringing');
    if (!isEnd) return ringing;
    if (outcome === 'ended' && answered !== null) return answered;
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
    const ids = getPhoneIds(event);
    const member = getMemberKey(event.callee);
    const legs = member === null ? this.legs : this.legs.filter((leg) => getMemberKey(leg.callee) === member);
    for (const name of PHONE_ID_NAMES) {
      const same = legs.find((leg) => ids[name] !== null && leg.ids[name] === ids[name]);
      if (same !== undefined) return same;
    }
    if (member === null) return null;
    const isUnnamed = PHONE_ID_NAMES.every((name) => ids[name] === null);
    if (event.name === 'callee_ringing') {
      if (!isUnnamed) return null;
      const deskPhone = legs.findLast((leg) => leg.ids.device === null);
      if (deskPhone !== undefined) return deskPhone;
    }
    // The same member with fewer details: the leg that is still open, else the last one.
    if (isUnnamed) return legs.find((leg) => leg.state !== 'closed') ?? legs.at(-1) ?? null;
    // A desk phone, which Zoom named less fully when it began to ring. An app has a device id in every event.
    const isOpen = (leg: Leg): boolean => leg.state !== 'closed' || !leg.confirmed;
    return ids.device === null
      ? (legs.find((leg) => isOpen(leg) && mayBeSamePhone(leg.ids, ids)) ?? null)
      : null;
  }

  #addLeg({ event, at, receivedAt }: ReceivedEvent): Leg | null {
    const isMine = isAgent(this.#agent, event.callee);
    // The leg may be a colleague's, whose call must not be shown.
    if (isMine === null) return null;
    const leg: Leg = {
      callee: event.callee,
      isMine,
      ids: getPhoneIds(event),
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
    this.legs.push(leg);
    return leg;
  }
}

/**
 * How a closing event says that its leg closed. Zoom documents `handup_result` for missed and rejected legs; receivers
 * in production also see it on `callee_ended`.
 */
function toOutcome({ name, result, answeredAt }: PhoneEvent): Outcome {
  const text = result ?? '';
  if (name === 'callee_rejected' || /reject/iu.test(text)) return 'rejected';
  if (/other member/iu.test(text)) return 'elsewhere';
  if (/other device/iu.test(text)) return 'other-phone';
  const wasAnswered = name === 'callee_ended' && (answeredAt !== null || /connected/iu.test(text));
  return wasAnswered ? 'ended' : 'missed';
}

/** Whether this closing event may be about the leg that is being talked on, not about one that lost. */
function canEndTalk({ name }: PhoneEvent, outcome: Outcome): boolean {
  return name === 'callee_ended' && outcome !== 'elsewhere' && outcome !== 'other-phone';
}

/** When a call was answered, by our clock, from its end event; Zoom's two times are of the same clock. */
function getAnswerTime({ event: { answeredAt, endedAt }, at }: ReceivedEvent): number {
  return answeredAt === null || endedAt === null ? at : at - Math.max(0, endedAt - answeredAt);
}

/** Whether it closed without an answer within `GRACE_MS` before `at`. */
function isJustClosed({ answeredAt, closed }: Leg, at: number): boolean {
  return answeredAt === null && closed !== null && at - closed.at <= GRACE_MS;
}

/** Whether it rang so long ago that it cannot ring any more, although no event closed it. */
function isOverdue(leg: Leg, at: number): boolean {
  return leg.state === 'ringing' && at - leg.rangAt > MAX_RING_MS;
}

/**
 * Whether this callee is a queue or an auto receptionist itself: no person, so without a user id. Zoom also gives
 * members of a queue the queue's type.
 */
export function isLine({ extensionType, userId }: Party): boolean {
  return userId === null && (extensionType === 'callqueue' || extensionType === 'autoreceptionist');
}

function getMemberKey(callee: Party): string | null {
  return callee.userId ?? callee.extensionId ?? callee.extensionNumber;
}

/** Whether the event says whose phone it is about; Zoom often sends nothing but `call_id`. */
function hasCallee({ callee }: PhoneEvent): boolean {
  return getMemberKey(callee) !== null || callee.deviceId !== null;
}

function getPhoneIds({ callee, hardwareDeviceId, channelId }: PhoneEvent): PhoneIds {
  return { device: callee.deviceId, hardwareDevice: hardwareDeviceId, channel: channelId };
}

/** Whether no id shows that these are two phones. An app, which has a device id, is no desk phone. */
function mayBeSamePhone(leg: PhoneIds, event: PhoneIds): boolean {
  return (
    leg.device === event.device &&
    PHONE_ID_NAMES.every((name) => leg[name] === null || event[name] === null || leg[name] === event[name])
  );
}

function learnPhoneIds(leg: Leg, event: PhoneEvent): void {
  const ids = getPhoneIds(event);
  leg.ids = {
    device: leg.ids.device ?? ids.device,
    hardwareDevice: leg.ids.hardwareDevice ?? ids.hardwareDevice,
    channel: leg.ids.channel ?? ids.channel,
  };
}
