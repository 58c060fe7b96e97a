/**
 * What Zoom remembers of the calls that came in, from the events it sent or meant to send. Calls that go out
 * are not kept. 31 days back by the simulator's clock.
 */
import { z } from 'zod';
import { toOutcomes, type LegEvent, type LegEventKind, type CallOutcome } from './call-outcome.ts';

const RETENTION_MS = 31 * 24 * 3_600_000;

/** Someone in a call, as far as the events say. */
export interface Participant {
  readonly userId: string | null;
  readonly name: string | null;
  readonly extensionId: string | null;
  readonly extensionType: string | null;
  readonly extensionNumber: string | null;
  readonly phoneNumber: string | null;
}

/** How one call went for one person of the account. */
export interface LoggedCall {
  readonly callId: string;
  readonly caller: Participant;
  readonly callee: Participant;
  /** What the call came through: queue, receptionist or colleague. */
  readonly forwardedBy: Participant | null;
  readonly outcome: CallOutcome;
}

export interface CallLog {
  /** Remembers an event of `phone.callee_…` or a transfer; anything else is passed over. Never throws. */
  add(event: unknown): void;
  /** Every call and person, ended or not. */
  all(): LoggedCall[];
  /** `call_id`s of the calls that rang for this user, in the order in which they were first heard of. */
  getRungCallIds(userId: string): string[];
}

/** Text, or a number as text: Zoom writes extensions both ways. Null for anything else. */
const text = z
  .unknown()
  .optional()
  .transform((value) => {
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : null;
  });
const partyShape = z
  .object({
    user_id: text,
    name: text,
    extension_id: text,
    extension_type: text,
    extension_number: text,
    phone_number: text,
    device_id: text,
    device_type: text,
  })
  .nullish()
  .catch(null);
type RawParty = z.infer<typeof partyShape>;
const eventShape = z.object({
  event: z.string(),
  event_ts: z.number().nullish().catch(null),
  payload: z.object({
    object: z.object({
      call_id: z.string(),
      caller: partyShape,
      callee: partyShape,
      forwarded_by: partyShape,
      redirect_forwarded_by: partyShape,
      channel_id: text,
      ringing_start_time: text,
      answer_start_time: text,
      call_end_time: text,
      date_time: text,
      handup_result: text,
    }),
  }),
});

const NOBODY: Participant = {
  userId: null,
  name: null,
  extensionId: null,
  extensionType: null,
  extensionNumber: null,
  phoneNumber: null,
};

/** Everything known of one call_id. */
interface Call {
  readonly firstSeenAt: number;
  readonly events: LegEvent[];
  readonly people: Map<string, { callee: Participant; forwardedBy: Participant | null; hasRung: boolean }>;
  caller: Participant;
  /** Null when an event has come since it was worked out. */
  logged: readonly LoggedCall[] | null;
}

/** A call log with nothing in it. `now` is the simulator's clock, in ms since 1970. */
export function createCallLog(now: () => number): CallLog {
  const calls = new Map<string, Call>();

  function prune(): void {
    // In the order of arrival, so that the first that is young enough ends the search.
    for (const [callId, { firstSeenAt }] of calls) {
      if (now() - firstSeenAt <= RETENTION_MS) return;
      calls.delete(callId);
    }
  }

  return {
    add: (event) => {
      prune();
      const parsed = eventShape.safeParse(event);
      if (!parsed.success) return;
      const kind = toEventKind(parsed.data.event);
      if (kind === null) return;
      const { object } = parsed.data.payload;
      const callId = object.call_id;
      const caller = toParticipant(object.caller);
      const callee = toParticipant(object.callee);
      const personKey = callee === null ? null : getPersonKey(callee);
      const call: Call = calls.get(callId) ?? {
        firstSeenAt: now(),
        events: [],
        people: new Map(),
        caller: NOBODY,
        logged: null,
      };
      calls.set(callId, call);
      const legEvent = toLegEvent(parsed.data, kind, personKey, now());
      if (call.events.some((other) => isSameEvent(other, legEvent))) return;
      call.events.push(legEvent);
      call.logged = null;
      if (caller !== null) call.caller = caller;
      if (personKey !== null && callee !== null) {
        const previous = call.people.get(personKey);
        call.people.set(personKey, {
          callee,
          forwardedBy:
            toParticipant(object.forwarded_by ?? object.redirect_forwarded_by) ??
            previous?.forwardedBy ??
            null,
          hasRung: kind === 'ringing' || previous?.hasRung === true,
        });
      }
    },
    all: () => [...calls].flatMap(([callId, call]) => (call.logged ??= toLoggedCalls(callId, call))),
    getRungCallIds: (userId) =>
      [...calls].flatMap(([callId, { people }]) =>
        [...people.values()].some(({ hasRung, callee }) => hasRung && callee.userId === userId)
          ? [callId]
          : [],
      ),
  };
}

/** @param now counts where the event says no time at all */
function toLegEvent(
  { event_ts: eventTs, payload: { object } }: z.infer<typeof eventShape>,
  kind: LegEventKind,
  personKey: string | null,
  now: number,
): LegEvent {
  const ringingAt = parseDate(object.ringing_start_time);
  const eventTimes = [object.call_end_time, object.answer_start_time, object.date_time].map(parseDate);
  return {
    kind,
    at: eventTs ?? eventTimes.find((at) => at !== null) ?? ringingAt ?? now,
    personKey,
    leg: object.callee?.device_id ?? object.channel_id ?? object.callee?.device_type ?? '',
    ringingAt,
    handup: object.handup_result,
  };
}

function toLoggedCalls(callId: string, { events, people, caller }: Call): LoggedCall[] {
  return toOutcomes(events).flatMap((outcome) => {
    const person = people.get(outcome.personKey);
    if (person === undefined) return [];
    const { callee, forwardedBy } = person;
    return [{ callId, caller, callee, forwardedBy, outcome }];
  });
}

function toEventKind(event: string): LegEventKind | null {
  switch (event) {
    case 'phone.callee_ringing':
      return 'ringing';
    case 'phone.callee_answered':
      return 'answered';
    case 'phone.callee_missed':
      return 'missed';
    case 'phone.callee_rejected':
      return 'rejected';
    case 'phone.callee_ended':
      return 'ended';
    case 'phone.blind_transfer_initiated':
    case 'phone.warm_transfer_completed':
      return 'transferred';
    default:
      return null;
  }
}

function getPersonKey({ userId, extensionId, extensionNumber }: Participant): string | null {
  return userId ?? extensionId ?? extensionNumber;
}

function toParticipant(raw: RawParty): Participant | null {
  if (raw == null) return null;
  return {
    userId: raw.user_id,
    name: raw.name,
    extensionId: raw.extension_id,
    extensionType: raw.extension_type,
    extensionNumber: raw.extension_number,
    phoneNumber: raw.phone_number,
  };
}

function parseDate(dateText: string | null): number | null {
  const at = Date.parse(dateText ?? '');
  return Number.isNaN(at) ? null : at;
}

function isSameEvent(a: LegEvent, b: LegEvent): boolean {
  return a.kind === b.kind && a.at === b.at && a.personKey === b.personKey && a.leg === b.leg;
}
