import { z } from 'zod';
import { cleanText } from '../util/clean-text.ts';
import {
  PHONE_EVENTS,
  type Party,
  type PhoneEvent,
  type PhoneEventName,
  type Transferrer,
  type Via,
} from './phone-event.ts';

/**
 * - `event`: `invalidFields` names fields that had to be cleaned or were dropped
 * - `ignored`: well-formed, but not a supported call-status event
 * - `invalid`: holds none of the frame's content, so it may be logged
 */
export type ParsedEvent =
  | { readonly kind: 'event'; readonly event: PhoneEvent; readonly invalidFields: readonly string[] }
  | { readonly kind: 'ignored'; readonly name: string }
  | { readonly kind: 'invalid'; readonly code: 'not-an-event' | 'no-call-id' };

const Fields = z.record(z.string(), z.unknown());
const Envelope = z.object({
  event: z.string(),
  event_ts: z.unknown().optional(),
  payload: z.object({ object: Fields.catch({}) }).catch({ object: {} }),
});
const EVENT_NAMES: ReadonlyMap<string, PhoneEventName> = new Map(
  PHONE_EVENTS.map((name) => [`phone.${name}`, name]),
);

/**
 * Parses Zoom's event envelope `{event, event_ts, payload:{object}}`, the same for WebSocket and webhook. Tolerates
 * unknown, missing and invalid fields, except for the event's name and `call_id`. Never throws.
 */
export function parsePhoneEvent(json: unknown): ParsedEvent {
  const envelope = Envelope.safeParse(json);
  if (!envelope.success) return { kind: 'invalid', code: 'not-an-event' };
  const name = EVENT_NAMES.get(envelope.data.event);
  if (name === undefined) return { kind: 'ignored', name: cleanText(envelope.data.event, 60) ?? '' };

  const invalidFields: string[] = [];
  const reader = new FieldReader(envelope.data.payload.object, '', invalidFields);
  const callId = reader.id('call_id');
  if (callId === null) {
    // A voicemail may belong to no call.
    return name === 'voicemail_received'
      ? { kind: 'ignored', name }
      : { kind: 'invalid', code: 'no-call-id' };
  }
  const event: PhoneEvent = {
    name,
    callId,
    at: new FieldReader(envelope.data, '', invalidFields).milliseconds('event_ts'),
    caller: readParty(reader.child('caller')),
    callee: readParty(reader.child('callee')),
    forwardedBy: readVia(reader.child('forwarded_by')),
    redirectForwardedBy: readVia(reader.child('redirect_forwarded_by')),
    transferrer: readTransferrer(reader.child('owner')),
    transferCallId: reader.id('transfer_call_id'),
    failureReason: reader.text('failure_reason'),
    hardwareDeviceId: reader.child('callee').id('hardware_device_id'),
    channelId: reader.id('channel_id'),
    ringingAt: reader.date('ringing_start_time'),
    answeredAt: reader.date('answer_start_time'),
    endedAt: reader.date('call_end_time') ?? reader.date('date_time'),
    result: reader.text('handup_result'),
    durationSeconds: name === 'voicemail_received' ? reader.seconds('duration') : null,
  };
  return { kind: 'event', event, invalidFields: [...new Set(invalidFields)] };
}

function readParty(reader: FieldReader): Party {
  return {
    userId: reader.id('user_id'),
    name: reader.text('name'),
    extensionId: reader.id('extension_id'),
    extensionNumber: reader.digits('extension_number'),
    accountCode: reader.text('account_code'),
    extensionType: (reader.text('extension_type') ?? '').toLowerCase().replace(/[^a-z0-9]/gu, '') || null,
    phoneNumber: reader.text('phone_number'),
    deviceId: reader.id('device_id'),
    connectionType: reader.text('connection_type'),
  };
}

function readTransferrer(reader: FieldReader): Transferrer | null {
  const transferrer: Transferrer = {
    userId: reader.id('id'),
    name: reader.text('name'),
    extension: reader.digits('extension_number'),
  };
  return Object.values(transferrer).every((value) => value === null) ? null : transferrer;
}

function readVia(reader: FieldReader): Via | null {
  const via: Via = {
    name: reader.text('name'),
    extension: reader.digits('extension_number') ?? reader.text('phone_number'),
    type: reader.text('extension_type'),
  };
  return via.name === null && via.extension === null ? null : via;
}

/** Reads single fields. A present but invalid field is listed in `invalidFields` and treated as missing. */
class FieldReader {
  readonly #object: Record<string, unknown>;
  readonly #path: string;
  readonly #invalidFields: string[];

  constructor(object: Record<string, unknown>, path: string, invalidFields: string[]) {
    this.#object = object;
    this.#path = path;
    this.#invalidFields = invalidFields;
  }

  child(key: string): FieldReader {
    const value = this.#getValue(key);
    const parsed = Fields.safeParse(value ?? {});
    if (!parsed.success) this.#reject(key);
    return new FieldReader(parsed.success ? parsed.data : {}, `${this.#path}${key}.`, this.#invalidFields);
  }

  /** Text for display; a number is read as its digits. */
  text(key: string): string | null {
    const value = this.#getValue(key);
    if (value === null) return null;
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
    const clean = cleanText(value);
    if (typeof value !== 'string' || /[\p{Cc}\p{Cf}]/u.test(value.slice(0, 500))) this.#reject(key);
    return clean;
  }

  /** An opaque id. Numbers are invalid: JSON.parse loses digits above 2^53. */
  id(key: string): string | null {
    const value = this.#getValue(key);
    if (value === null || value === '') return null;
    const clean = typeof value === 'string' && value.length <= 200 ? cleanText(value, 200) : null;
    return clean ?? this.#reject(key);
  }

  /** A dialed number, which Zoom sends as a number or as text. */
  digits(key: string): string | null {
    const text = this.text(key);
    if (text === null) return null;
    return /^[+*#\d][\d\s*#().-]*$/u.test(text) ? text : this.#reject(key);
  }

  seconds(key: string): number | null {
    const text = this.text(key);
    if (text === null) return null;
    return /^\d{1,6}$/u.test(text) ? Number(text) : this.#reject(key);
  }

  milliseconds(key: string): number | null {
    const value = this.#getValue(key);
    if (value === null) return null;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    // Below 8.64e15, the last millisecond of a Date, so that the clock skew can be added.
    return typeof number === 'number' && number > 0 && number < 8e15 ? number : this.#reject(key);
  }

  date(key: string): number | null {
    const value = this.#getValue(key);
    if (value === null || value === '') return null;
    const time = typeof value === 'string' && value.length < 40 ? Date.parse(value) : Number.NaN;
    return Number.isNaN(time) ? this.#reject(key) : time;
  }

  #getValue(key: string): unknown {
    return Object.hasOwn(this.#object, key) ? (this.#object[key] ?? null) : null;
  }

  /** Lists the field as invalid. */
  #reject(key: string): null {
    this.#invalidFields.push(this.#path + key);
    return null;
  }
}
