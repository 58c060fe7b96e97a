/**
 * Zoom's phone events as they go over the wire, with the quirks of the real ones: `extension_number` is a
 * number in caller and callee and a string in `forwarded_by`, `handup_result` is Zoom's own spelling, dates
 * are GMT to the second while `event_ts` is in milliseconds, and a `call_id` has 19 digits, more than a
 * JavaScript number holds.
 */
import { randomInt } from 'node:crypto';
import { formatDisplayName, type Device, type SharedExtension, type ZoomUser } from '../scenarios/people.ts';

/** The envelope, the same for WebSocket and webhook. `event_ts` is in ms since 1970. */
export interface ZoomEvent {
  readonly event: string;
  readonly event_ts: number;
  readonly payload: { readonly account_id: string; readonly object: Readonly<Record<string, unknown>> };
}

/** A caller as Zoom sends it. Nothing in it is required, and there is no `user_id`. */
export interface ZoomCaller {
  readonly name?: string;
  readonly extension_id?: string;
  readonly extension_type?: string;
  readonly extension_number?: number;
  readonly phone_number?: string;
  readonly connection_type?: string;
}

/** What a call came through. `extension_number` is a string here. */
export interface ZoomForwarder {
  readonly name: string;
  readonly extension_number: string;
  readonly extension_type: string;
  readonly phone_number?: string;
}

/** Zoom's `handup_result` of a missed leg. */
export type HandupResult =
  | 'No Answer'
  | 'Busy'
  | 'Call Cancel'
  | 'Answered by Other Member'
  | 'Answered by Other Device'
  | 'Ring Timeout';

/** One device of one person that rings for a call. `number` is the dialled one: E.164 or an extension. */
export interface SimulatedLeg {
  readonly party: ZoomUser;
  readonly device: Device;
  readonly number: string;
}

/** What all events of one leg share. Times are in ms since 1970. */
export interface LegEventData {
  readonly accountId: string;
  readonly callId: string;
  readonly caller: ZoomCaller;
  readonly leg: SimulatedLeg;
  readonly ringingAt: number;
  readonly answeredAt?: number;
  readonly forwardedBy?: ZoomForwarder;
  readonly redirectForwardedBy?: ZoomForwarder;
}

/** A fresh `call_id`: a string of 19 random digits, always above 2^53, so that a number loses digits. */
export function newCallId(): string {
  return `${randomInt(6, 10)}${createRandomDigits(9)}${createRandomDigits(9)}`;
}

/** A date as Zoom writes it, GMT to the second: `2026-01-02T03:04:05Z`. `at` is in ms since 1970. */
export function formatZoomDate(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** An outside party as Zoom usually names it: the number in E.164 and nothing else. */
export function toExternalCaller(phoneNumber: string): ZoomCaller {
  return { phone_number: phoneNumber, connection_type: 'pstn_off_net' };
}

/** A colleague as caller: `phone_number` is the extension, not a number that can be dialled from outside. */
export function toInternalCaller(party: ZoomUser): ZoomCaller {
  return {
    name: formatDisplayName(party),
    extension_id: party.extensionId,
    extension_type: 'user',
    extension_number: party.extension,
    phone_number: String(party.extension),
    connection_type: 'voip',
  };
}

/** `forwarded_by` for a call that came through a queue. */
export function byQueue(queue: SharedExtension): ZoomForwarder {
  return { name: queue.name, extension_number: String(queue.extension), extension_type: 'callQueue' };
}

/** `forwarded_by` for a call that a colleague passed on. Zoom's schema does not list `user` here; see `transfer`. */
export function byColleague(party: ZoomUser): ZoomForwarder {
  return {
    name: formatDisplayName(party),
    extension_number: String(party.extension),
    extension_type: 'user',
  };
}

/** `redirect_forwarded_by` for a call that an auto receptionist put through. */
export function byReception(receptionist: SharedExtension): ZoomForwarder {
  return {
    name: receptionist.name,
    extension_number: String(receptionist.extension),
    phone_number: receptionist.number,
    extension_type: 'autoReceptionist',
  };
}

/** `phone.callee_ringing` for one leg. `eventTs` is in ms since 1970. */
export function calleeRinging(call: LegEventData, eventTs: number): ZoomEvent {
  return createEvent('phone.callee_ringing', call.accountId, eventTs, toLegObject(call));
}

/** `phone.callee_answered` for one leg. `eventTs`, in ms since 1970, is the moment of the answer. */
export function calleeAnswered(call: LegEventData, eventTs: number): ZoomEvent {
  const object = { ...toLegObject(call), answer_start_time: formatZoomDate(eventTs) };
  return createEvent('phone.callee_answered', call.accountId, eventTs, object);
}

/** `phone.callee_missed` for one leg. `eventTs`, in ms since 1970, is the moment the leg stopped ringing. */
export function calleeMissed(call: LegEventData, eventTs: number, handupResult: HandupResult): ZoomEvent {
  const object = {
    ...toLegObject(call),
    call_end_time: formatZoomDate(eventTs),
    handup_result: handupResult,
  };
  return createEvent('phone.callee_missed', call.accountId, eventTs, object);
}

/** `phone.callee_rejected` for one leg. `eventTs`, in ms since 1970, is the moment of the rejection. */
export function calleeRejected(call: LegEventData, eventTs: number): ZoomEvent {
  const object = {
    ...toLegObject(call),
    call_end_time: formatZoomDate(eventTs),
    handup_result: 'Rejected',
  };
  return createEvent('phone.callee_rejected', call.accountId, eventTs, object);
}

/** `phone.callee_ended` for one leg, the complete form. `eventTs`, in ms since 1970, is the end. */
export function calleeEnded(call: LegEventData, eventTs: number): ZoomEvent {
  const answered =
    call.answeredAt === undefined ? {} : { answer_start_time: formatZoomDate(call.answeredAt) };
  const object = { ...toLegObject(call), ...answered, call_end_time: formatZoomDate(eventTs) };
  return createEvent('phone.callee_ended', call.accountId, eventTs, object);
}

/** `phone.callee_ended` as it often comes: a `call_id`, and not a word about which leg ended. */
export function calleeEndedWithoutLeg(accountId: string, callId: string, eventTs: number): ZoomEvent {
  return createEvent('phone.callee_ended', accountId, eventTs, { call_id: callId });
}

/** `phone.blind_transfer_initiated`: the call keeps its `call_id` and rings somewhere else next. */
export function blindTransferInitiated(accountId: string, callId: string, eventTs: number): ZoomEvent {
  return createEvent('phone.blind_transfer_initiated', accountId, eventTs, {
    call_id: callId,
    date_time: formatZoomDate(eventTs),
  });
}

function toLegObject(call: LegEventData): Record<string, unknown> {
  const { party, device, number } = call.leg;
  const callee = {
    user_id: party.userId,
    name: formatDisplayName(party),
    extension_id: party.extensionId,
    extension_type: 'user',
    extension_number: party.extension,
    phone_number: number,
    timezone: 'Asia/Tokyo',
    device_type: device.type,
    ...(device.name === undefined ? {} : { device_name: device.name }),
    ...(device.id === undefined ? {} : { device_id: device.id }),
    connection_type: 'voip',
  };
  return {
    call_id: call.callId,
    caller: call.caller,
    callee,
    ...(device.channelId === undefined ? {} : { channel_id: device.channelId }),
    ...(call.forwardedBy === undefined ? {} : { forwarded_by: call.forwardedBy }),
    ...(call.redirectForwardedBy === undefined ? {} : { redirect_forwarded_by: call.redirectForwardedBy }),
    ringing_start_time: formatZoomDate(call.ringingAt),
  };
}

function createEvent(
  event: string,
  accountId: string,
  eventTs: number,
  object: Readonly<Record<string, unknown>>,
): ZoomEvent {
  return { event, event_ts: eventTs, payload: { account_id: accountId, object } };
}

/** `count` random digits, leading zeros included. */
function createRandomDigits(count: number): string {
  return String(randomInt(0, 10 ** count)).padStart(count, '0');
}
