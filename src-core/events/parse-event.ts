import { z } from 'zod';
import { cleanText } from '../util/clean-text.ts';
import { PHONE_EVENTS, type Party, type PhoneEvent, type PhoneEventName, type Via } from './phone-event.ts';

/**
 * - `event`: understood; `odd` names fields that were not what they should be and were left out or cleaned
 * - `ignored`: well-formed, but no call-status event of ours
 * - `invalid`: says why; nothing of the frame's content is in it, so it may be logged
 */
export type ParsedEvent =
  | { readonly kind: 'event'; readonly event: PhoneEvent; readonly invalidFields: readonly string[] }
  | { readonly kind: 'ignored'; readonly name: string }
  | { readonly kind: 'invalid'; readonly code: 'not-an-event' | 'no-call-id' };

const Envelope = z.object({
  event: z.string(),
  event_ts: z.unknown().optional(),
  payload: z.unknown().optional(),
});
const Fields = z.record(z.string(), z.unknown());
const EVENT_NAMES: ReadonlyMap<string, PhoneEventName> = new Map(
  PHONE_EVENTS.map((name) => [`phone.${name}`, name]),
);

/**
 * Reads Zoom's event envelope `{event, event_ts, payload:{object}}`, the same for WebSocket and webhook.
 * Tolerant of unknown, missing and misspelt fields, strict about the event's name and `call_id`. Never throws.
 */
export function parsePhoneEvent(json: unknown): ParsedEvent {
  const envelope = Envelope.safeParse(json);
  if (!envelope.success) return { kind: 'invalid', code: 'not-an-event' };
  const name = EVENT_NAMES.get(envelope.data.event);
  if (name === undefined) return { kind: 'ignored', name: cleanText(envelope.data.event, 60) ?? '' };

  const object = toFields(toFields(envelope.data.payload)['object']);
  const invalidFields: string[] = [];
  const reader = new FieldReader(object, '', invalidFields);
  const callId = reader.id('call_id');
  if (callId === null) {
    // A voicemail need not belong to a call that rang anyone.
    return name === 'voicemail_received'
      ? { kind: 'ignored', name }
      : { kind: 'invalid', code: 'no-call-id' };
  }
  const at = new FieldReader({ event_ts: envelope.data.event_ts }, '', invalidFields).milliseconds(
    'event_ts',
  );
  const event: PhoneEvent = {
    name,
    callId,
    at,
    caller: readParty(object, 'caller', invalidFields),
    callee: readParty(object, 'callee', invalidFields),
    forwardedBy: readVia(object, 'forwarded_by', invalidFields),
    redirectForwardedBy: readVia(object, 'redirect_forwarded_by', invalidFields),
    transferrer: reader.child('owner').text('name') ?? reader.child('callee').text('name'),
    channelId: reader.id('channel_id'),
    ringingAt: reader.date('ringing_start_time'),
    answeredAt: reader.date('answer_start_time'),
    endedAt: reader.date('call_end_time') ?? reader.date('date_time'),
    result: reader.text('handup_result'),
  };
  return { kind: 'event', event, invalidFields: [...new Set(invalidFields)] };
}

function readParty(object: Record<string, unknown>, key: string, invalidFields: string[]): Party {
  const reader = new FieldReader(object, '', invalidFields).child(key);
  return {
    userId: reader.id('user_id'),
    name: reader.text('name'),
    extensionId: reader.id('extension_id'),
    extensionNumber: reader.digits('extension_number'),
    extensionType: removeSeparators(reader.text('extension_type')),
    phoneNumber: reader.text('phone_number'),
    deviceId: reader.id('device_id'),
    connectionType: reader.text('connection_type'),
  };
}

function removeSeparators(text: string | null): string | null {
  const plain = text?.toLowerCase().replace(/[^a-z0-9]/gu, '') ?? '';
  return plain === '' ? null : plain;
}

function readVia(object: Record<string, unknown>, key: string, invalidFields: string[]): Via | null {
  const reader = new FieldReader(object, '', invalidFields).child(key);
  const via: Via = {
    name: reader.text('name'),
    extension: reader.digits('extension_number') ?? reader.text('phone_number'),
    type: reader.text('extension_type'),
  };
  return via.name === null && via.extension === null ? null : via;
}

function toFields(value: unknown): Record<string, unknown> {
  const parsed = Fields.safeParse(value);
  return parsed.success ? parsed.data : {};
}

/** Reads single fields; what is there but not of its kind is named in `odd` and treated as missing. */
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
    if (!parsed.success) this.#addInvalid(key);
    return new FieldReader(parsed.success ? parsed.data : {}, `${this.#path}${key}.`, this.#invalidFields);
  }

  /** Any text a person reads; a number counts as its digits. */
  text(key: string): string | null {
    const value = this.#getValue(key);
    if (value === null) return null;
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
    const clean = cleanText(value);
    if (typeof value !== 'string' || /[\p{Cc}\p{Cf}]/u.test(value.slice(0, 500))) this.#addInvalid(key);
    return clean;
  }

  /** An opaque id. A number is refused: beyond 2^53 it has lost digits on its way through JSON. */
  id(key: string): string | null {
    const value = this.#getValue(key);
    if (value === null || value === '') return null;
    const clean = typeof value === 'string' && value.length <= 200 ? cleanText(value, 200) : null;
    if (clean === null) this.#addInvalid(key);
    return clean;
  }

  /** A number that Zoom sends as number or text, kept as text. */
  digits(key: string): string | null {
    const text = this.text(key);
    if (text === null) return null;
    if (/^[+*#\d][\d\s*#().-]*$/u.test(text)) return text;
    this.#addInvalid(key);
    return null;
  }

  milliseconds(key: string): number | null {
    const value = this.#getValue(key);
    if (value === null) return null;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    // 8.64e15 is the last millisecond that a Date can hold; the difference of two clocks may still be added.
    if (typeof number === 'number' && number > 0 && number < 8e15) return number;
    this.#addInvalid(key);
    return null;
  }

  date(key: string): number | null {
    const value = this.#getValue(key);
    if (value === null || value === '') return null;
    const time = typeof value === 'string' && value.length < 40 ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(time)) return time;
    this.#addInvalid(key);
    return null;
  }

  #getValue(key: string): unknown {
    return Object.hasOwn(this.#object, key) ? (this.#object[key] ?? null) : null;
  }

  #addInvalid(key: string): void {
    this.#invalidFields.push(this.#path + key);
  }
}
