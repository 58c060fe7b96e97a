/**
 * Zoom's phone events as sent, with their quirks: `extension_number` is a number in caller and callee but a string in
 * `forwarded_by`, `handup_result` is Zoom's spelling, dates are GMT to the second while `event_ts` is in ms, and a
 * `call_id` has 19 digits, more than a JavaScript number holds. Desk phones have no `device_id`, and `channel_id` comes
 * with the events that answer or close a leg, not while it rings. See https://developers.zoom.us/docs/api/phone/events/.
 */
import { createHash, randomInt } from 'node:crypto';
import { formatDisplayName, type Device, type SharedExtension, type ZoomUser } from '../scenarios/people.ts';

/** `event_ts` is in ms since 1970. */
export interface ZoomEvent {
  readonly event: string;
  readonly event_ts: number;
  readonly payload: { readonly account_id: string; readonly object: Readonly<Record<string, unknown>> };
}

/** A caller as Zoom sends it: every field is optional, and there is no `user_id`. */
export interface ZoomCaller {
  readonly name?: string;
  readonly extension_id?: string;
  readonly extension_type?: string;
  readonly extension_number?: number;
  readonly phone_number?: string;
  readonly connection_type?: string;
}

/** What a call came through. */
export interface ZoomForwarder {
  readonly name: string;
  readonly extension_number: string;
  readonly extension_type: string;
  readonly phone_number?: string;
}

/** Zoom's `handup_result` of a leg that was not answered. */
export type HandupResult =
  | 'No Answer'
  | 'Busy'
  | 'Call Cancel'
  | 'Answered by Other Member'
  | 'Answered by Other Device'
  | 'Ring Timeout'
  | 'Voicemail';

/** One device of one person. `number` is the dialed one: E.164 or an extension. */
export interface SimulatedLeg {
  readonly party: ZoomUser;
  readonly device: Device;
  readonly number: string;
}

/** The data of one leg's events. Times are in ms since 1970. */
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

/** 19 random digits, always above 2^53, so that a number loses digits. */
export function newCallId(): string {
  const digits = () => String(randomInt(0, 10 ** 9)).padStart(9, '0');
  return `${randomInt(6, 10)}${digits()}${digits()}`;
}

/** For example `2026-01-02T03:04:05Z`. `at` is in ms since 1970. */
export function formatZoomDate(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** An external party as Zoom usually sends it: only the number, in E.164. */
export function toExternalCaller(phoneNumber: string): ZoomCaller {
  return { phone_number: phoneNumber, connection_type: 'pstn_off_net' };
}

/** A colleague as caller: `phone_number` is the extension. */
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

/** `forwarded_by` of a call from a queue. */
export function byQueue(queue: SharedExtension): ZoomForwarder {
  return { name: queue.name, extension_number: String(queue.extension), extension_type: 'callQueue' };
}

/** `forwarded_by` of a call that a colleague transferred. Zoom's schema does not list `user`; see `transfer`. */
export function byColleague(party: ZoomUser): ZoomForwarder {
  return {
    name: formatDisplayName(party),
    extension_number: String(party.extension),
    extension_type: 'user',
  };
}

/** `redirect_forwarded_by` of a call from an auto receptionist. */
export function byReception(receptionist: SharedExtension): ZoomForwarder {
  return {
    name: receptionist.name,
    extension_number: String(receptionist.extension),
    phone_number: receptionist.number,
    extension_type: 'autoReceptionist',
  };
}

// `eventTs`, in ms since 1970, is the moment of the event.

export function calleeRinging(call: LegEventData, eventTs: number): ZoomEvent {
  return createLegEvent('ringing', call, eventTs);
}

export function calleeAnswered(call: LegEventData, eventTs: number): ZoomEvent {
  return createLegEvent('answered', call, eventTs, { answer_start_time: formatZoomDate(eventTs) });
}

export function calleeMissed(call: LegEventData, eventTs: number, handupResult: HandupResult): ZoomEvent {
  const fields = { call_end_time: formatZoomDate(eventTs), handup_result: handupResult };
  return createLegEvent('missed', call, eventTs, fields);
}

export function calleeRejected(call: LegEventData, eventTs: number): ZoomEvent {
  const fields = { call_end_time: formatZoomDate(eventTs), handup_result: 'Rejected' };
  return createLegEvent('rejected', call, eventTs, fields);
}

/** The complete form, of a leg that was answered or, with `handupResult`, was not. */
export function calleeEnded(call: LegEventData, eventTs: number, handupResult?: HandupResult): ZoomEvent {
  const answered =
    call.answeredAt === undefined ? {} : { answer_start_time: formatZoomDate(call.answeredAt) };
  return createLegEvent('ended', call, eventTs, {
    ...answered,
    call_end_time: formatZoomDate(eventTs),
    handup_result: handupResult ?? 'Call connected',
  });
}

/** `phone.callee_ended` as it often comes: without the leg that ended. */
export function calleeEndedWithoutLeg(accountId: string, callId: string, eventTs: number): ZoomEvent {
  return createEvent('phone.callee_ended', accountId, eventTs, { call_id: callId });
}

/** A colleague transfers a call. */
export interface TransferData {
  readonly accountId: string;
  readonly callId: string;
  readonly owner: ZoomUser;
  readonly recipient: ZoomUser;
  /** Empty by default: the transfer succeeded. */
  readonly failureReason?: string;
}

/** The call keeps its `call_id` and rings somewhere else next. */
export function blindTransferInitiated(transfer: TransferData, eventTs: number): ZoomEvent {
  return createTransferEvent('blind_transfer_initiated', transfer, eventTs);
}

/** The colleague calls the recipient under a new id, `consultingCallId`, while the customer waits. */
export function warmTransferInitiated(
  transfer: TransferData,
  consultingCallId: string,
  eventTs: number,
): ZoomEvent {
  return createTransferEvent('warm_transfer_initiated', transfer, eventTs, {
    transfer_call_id: consultingCallId,
  });
}

/** The customer talks to the recipient now. */
export function warmTransferCompleted(transfer: TransferData, eventTs: number): ZoomEvent {
  return createTransferEvent('warm_transfer_completed', transfer, eventTs);
}

/** Who has received the transferred call. */
export function transferRecipientUpdated(transfer: TransferData, eventTs: number): ZoomEvent {
  const { accountId, callId, owner, recipient, failureReason = '' } = transfer;
  return createEvent('phone.transfer_recipient_updated', accountId, eventTs, {
    failure_reason: failureReason,
    call_id: callId,
    owner: toOwner(owner),
    recipient: {
      extension_number: recipient.extension,
      phone_number: recipient.numbers[0],
      name: formatDisplayName(recipient),
      connection_type: 'voip',
    },
    date_time: formatZoomDate(eventTs),
  });
}

/** The colleague talks to the customer again. */
export function warmTransferCancelled(transfer: TransferData, eventTs: number): ZoomEvent {
  return createTransferEvent('warm_transfer_cancelled', transfer, eventTs);
}

/** The caller has left a message for the callee of this leg. `seconds` is its length. */
export function voicemailReceived(call: LegEventData, seconds: number, eventTs: number): ZoomEvent {
  const { accountId, callId, caller, leg } = call;
  const { userId, extension, numbers } = leg.party;
  const isInternal = caller.extension_id !== undefined;
  return createEvent('phone.voicemail_received', accountId, eventTs, {
    id: toUuid(`voicemail/${callId}`).replaceAll('-', ''),
    call_id: callId,
    callee_id: userId,
    callee_user_id: userId,
    callee_name: formatDisplayName(leg.party),
    callee_number: String(extension),
    callee_number_type: 1,
    callee_did_number: numbers[0],
    callee_extension_type: 'user',
    ...(caller.name === undefined ? {} : { caller_name: caller.name }),
    ...(caller.phone_number === undefined ? {} : { caller_number: caller.phone_number }),
    caller_number_type: isInternal ? 1 : 2,
    duration: seconds,
    date_time: formatZoomDate(eventTs),
  });
}

function createTransferEvent(
  name: string,
  { accountId, callId, owner, recipient, failureReason = '' }: TransferData,
  eventTs: number,
  fields: Readonly<Record<string, string>> = {},
): ZoomEvent {
  return createEvent(`phone.${name}`, accountId, eventTs, {
    failure_reason: failureReason,
    call_id: callId,
    owner: toOwner(owner),
    transfer_phone_number: String(recipient.extension),
    date_time: formatZoomDate(eventTs),
    ...fields,
  });
}

function createLegEvent(
  name: 'ringing' | 'answered' | 'missed' | 'rejected' | 'ended',
  call: LegEventData,
  eventTs: number,
  fields: Readonly<Record<string, string>> = {},
): ZoomEvent {
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
  return createEvent(`phone.callee_${name}`, call.accountId, eventTs, {
    call_id: call.callId,
    caller: call.caller,
    callee,
    ...(name === 'ringing' ? {} : { channel_id: toChannelId(call) }),
    ...(call.forwardedBy === undefined ? {} : { forwarded_by: call.forwardedBy }),
    ...(call.redirectForwardedBy === undefined ? {} : { redirect_forwarded_by: call.redirectForwardedBy }),
    ringing_start_time: formatZoomDate(call.ringingAt),
    ...fields,
  });
}

function toOwner(party: ZoomUser): Readonly<Record<string, string | number>> {
  return {
    type: 'user',
    id: party.userId,
    name: formatDisplayName(party),
    extension_number: party.extension,
  };
}

/** A leg's channel: the same in all its events, another in each round. */
function toChannelId({ callId, leg: { party, device }, ringingAt }: LegEventData): string {
  return toUuid([callId, party.userId, device.type, ringingAt].join('/'));
}

/** The same UUID for the same text. */
function toUuid(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/u, '$1-$2-$3-$4-$5');
}

function createEvent(
  event: string,
  accountId: string,
  eventTs: number,
  object: ZoomEvent['payload']['object'],
): ZoomEvent {
  return { event, event_ts: eventTs, payload: { account_id: accountId, object } };
}
