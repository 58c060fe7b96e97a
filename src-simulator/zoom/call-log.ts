/** Zoom's log of the last 31 days' incoming calls, from all events, delivered or not. */
import { z } from 'zod';
import { toOutcomes, type CallOutcome, type LegEvent } from './call-outcome.ts';

const RETENTION_MS = 31 * 24 * 3_600_000;

/** A number becomes text, because Zoom writes extensions both ways; null for anything else. */
const text = z
  .unknown()
  .optional()
  .transform((value) => {
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : null;
  });
const participantFields = z.object({
  user_id: text,
  name: text,
  extension_id: text,
  extension_type: text,
  extension_number: text,
  phone_number: text,
  device_id: text,
  device_type: text,
});
const participantShape = participantFields.nullish().catch(null);
const eventShape = z.object({
  event: z.string(),
  event_ts: z.number().nullish().catch(null),
  payload: z.object({
    object: z.object({
      call_id: z.string(),
      caller: participantShape,
      callee: participantShape,
      forwarded_by: participantShape,
      redirect_forwarded_by: participantShape,
      channel_id: text,
      ringing_start_time: text,
      answer_start_time: text,
      call_end_time: text,
      date_time: text,
      handup_result: text,
      failure_reason: text,
    }),
  }),
});

/** A party of a call, with the fields that its events have. */
export type Participant = z.infer<typeof participantFields>;

/** The result of one call for one person of the account. */
export interface LoggedCall {
  readonly callId: string;
  readonly caller: Participant;
  readonly callee: Participant;
  /** The queue, receptionist or colleague that the call came through. */
  readonly forwardedBy: Participant | null;
  readonly outcome: CallOutcome;
}

export interface CallLog {
  /** Adds a `phone.callee_…` or transfer event. Ignores anything else and never throws. */
  add(event: unknown): void;
  /** One entry per call and person, ended or not, of calls whose first event came at `seenSince` or later. */
  all(seenSince?: number): LoggedCall[];
  /** In order of each call's first event. */
  getRungCallIds(userId: string): string[];
}

const NOBODY: Participant = participantFields.parse({});

interface Call {
  readonly firstSeenAt: number;
  readonly events: LegEvent[];
  readonly people: Map<string, { callee: Participant; forwardedBy: Participant | null; hasRung: boolean }>;
  caller: Participant;
  /** Cached entries; null after a new event. */
  logged: readonly LoggedCall[] | null;
}

/** @param now ms since 1970 */
export function createCallLog(now: () => number): CallLog {
  const calls = new Map<string, Call>();

  function prune(): void {
    // Calls are in order of arrival.
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
      if (kind === null || (parsed.data.payload.object.failure_reason ?? '') !== '') return;
      const { call_id: callId, caller, callee, ...object } = parsed.data.payload.object;
      const personKey = callee == null ? null : getPersonKey(callee);
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
      if (caller != null) call.caller = caller;
      if (personKey !== null && callee != null) {
        const previous = call.people.get(personKey);
        call.people.set(personKey, {
          callee,
          forwardedBy: object.forwarded_by ?? object.redirect_forwarded_by ?? previous?.forwardedBy ?? null,
          hasRung: kind === 'ringing' || previous?.hasRung === true,
        });
      }
    },
    all: (seenSince = -Infinity) =>
      [...calls].flatMap(([callId, call]) =>
        call.firstSeenAt < seenSince ? [] : (call.logged ??= toLoggedCalls(callId, call)),
      ),
    getRungCallIds: (userId) =>
      [...calls].flatMap(([callId, { people }]) =>
        [...people.values()].some(({ hasRung, callee }) => hasRung && callee.user_id === userId)
          ? [callId]
          : [],
      ),
  };
}

/** @param now the event's time if the event has none */
function toLegEvent(
  { event_ts: eventTs, payload: { object } }: z.infer<typeof eventShape>,
  kind: LegEvent['kind'],
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

function toEventKind(event: string): LegEvent['kind'] | null {
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

function getPersonKey(party: Participant): string | null {
  return party.user_id ?? party.extension_id ?? party.extension_number;
}

function parseDate(dateText: string | null): number | null {
  const at = Date.parse(dateText ?? '');
  return Number.isNaN(at) ? null : at;
}

function isSameEvent(a: LegEvent, b: LegEvent): boolean {
  return a.kind === b.kind && a.at === b.at && a.personKey === b.personKey && a.leg === b.leg;
}
