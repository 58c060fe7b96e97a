import { z } from 'zod';
import { cleanText } from '../text/clean.ts';
import { PHONE_EVENTS, type Party, type PhoneEvent, type PhoneEventName, type Via } from './phone-event.ts';

/**
 * - `event`: understood; `odd` names fields that were not what they should be and were left out or cleaned
 * - `ignored`: well-formed, but no call-status event of ours
 * - `invalid`: says why; nothing of the frame's content is in it, so it may be logged
 */
export type ParsedEvent =
  | { readonly kind: 'event'; readonly event: PhoneEvent; readonly odd: readonly string[] }
  | { readonly kind: 'ignored'; readonly name: string }
  | { readonly kind: 'invalid'; readonly code: 'not-an-event' | 'no-call-id' };

const Envelope = z.object({
  event: z.string(),
  event_ts: z.unknown().optional(),
  payload: z.unknown().optional(),
});
const Fields = z.record(z.string(), z.unknown());
const names: ReadonlyMap<string, PhoneEventName> = new Map(
  PHONE_EVENTS.map((name) => [`phone.${name}`, name]),
);

/**
 * Reads Zoom's event envelope `{event, event_ts, payload:{object}}`, the same for WebSocket and webhook.
 * Tolerant of unknown, missing and misspelt fields, strict about the event's name and `call_id`. Never throws.
 */
export function parsePhoneEvent(json: unknown): ParsedEvent {
  const envelope = Envelope.safeParse(json);
  if (!envelope.success) return { kind: 'invalid', code: 'not-an-event' };
  const name = names.get(envelope.data.event);
  if (name === undefined) return { kind: 'ignored', name: cleanText(envelope.data.event, 60) ?? '' };

  const object = fields(fields(envelope.data.payload)['object']);
  const odd: string[] = [];
  const read = new FieldReader(object, '', odd);
  const callId = read.id('call_id');
  if (callId === null) {
    // A voicemail need not belong to a call that rang anyone.
    return name === 'voicemail_received'
      ? { kind: 'ignored', name }
      : { kind: 'invalid', code: 'no-call-id' };
  }
  const at = new FieldReader({ event_ts: envelope.data.event_ts }, '', odd).milliseconds('event_ts');
  const event: PhoneEvent = {
    name,
    callId,
    at,
    caller: party(object, 'caller', odd),
    callee: party(object, 'callee', odd),
    forwardedBy: via(object, 'forwarded_by', odd),
    redirectForwardedBy: via(object, 'redirect_forwarded_by', odd),
    transferrer: read.child('owner').text('name') ?? read.child('callee').text('name'),
    channelId: read.id('channel_id'),
    ringingAt: read.date('ringing_start_time'),
    answeredAt: read.date('answer_start_time'),
    endedAt: read.date('call_end_time') ?? read.date('date_time'),
    result: read.text('handup_result'),
  };
  return { kind: 'event', event, odd: [...new Set(odd)] };
}

function party(object: Record<string, unknown>, key: string, odd: string[]): Party {
  const read = new FieldReader(object, '', odd).child(key);
  return {
    userId: read.id('user_id'),
    name: read.text('name'),
    extensionId: read.id('extension_id'),
    extensionNumber: read.digits('extension_number'),
    extensionType: withoutSeparators(read.text('extension_type')),
    phoneNumber: read.text('phone_number'),
    deviceId: read.id('device_id'),
    connectionType: read.text('connection_type'),
  };
}

function withoutSeparators(text: string | null): string | null {
  const plain = text?.toLowerCase().replace(/[^a-z0-9]/gu, '') ?? '';
  return plain === '' ? null : plain;
}

function via(object: Record<string, unknown>, key: string, odd: string[]): Via | null {
  const read = new FieldReader(object, '', odd).child(key);
  const found: Via = {
    name: read.text('name'),
    extension: read.digits('extension_number') ?? read.text('phone_number'),
    type: read.text('extension_type'),
  };
  return found.name === null && found.extension === null ? null : found;
}

function fields(value: unknown): Record<string, unknown> {
  const parsed = Fields.safeParse(value);
  return parsed.success ? parsed.data : {};
}

/** Reads single fields; what is there but not of its kind is named in `odd` and treated as missing. */
class FieldReader {
  readonly #object: Record<string, unknown>;
  readonly #path: string;
  readonly #odd: string[];

  constructor(object: Record<string, unknown>, path: string, odd: string[]) {
    this.#object = object;
    this.#path = path;
    this.#odd = odd;
  }

  child(key: string): FieldReader {
    const value = this.#present(key);
    const parsed = Fields.safeParse(value ?? {});
    if (!parsed.success) this.#note(key);
    return new FieldReader(parsed.success ? parsed.data : {}, `${this.#path}${key}.`, this.#odd);
  }

  /** Any text a person reads; a number counts as its digits. */
  text(key: string): string | null {
    const value = this.#present(key);
    if (value === null) return null;
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
    const clean = cleanText(value);
    if (typeof value !== 'string' || /[\p{Cc}\p{Cf}]/u.test(value.slice(0, 500))) this.#note(key);
    return clean;
  }

  /** An opaque id. A number is refused: beyond 2^53 it has lost digits on its way through JSON. */
  id(key: string): string | null {
    const value = this.#present(key);
    if (value === null || value === '') return null;
    const clean = typeof value === 'string' && value.length <= 200 ? cleanText(value, 200) : null;
    if (clean === null) this.#note(key);
    return clean;
  }

  /** A number that Zoom sends as number or text, kept as text. */
  digits(key: string): string | null {
    const text = this.text(key);
    if (text === null) return null;
    if (/^[+*#\d][\d\s*#().-]*$/u.test(text)) return text;
    this.#note(key);
    return null;
  }

  milliseconds(key: string): number | null {
    const value = this.#present(key);
    if (value === null) return null;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    // 8.64e15 is the last millisecond that a Date can hold; the difference of two clocks may still be added.
    if (typeof number === 'number' && number > 0 && number < 8e15) return number;
    this.#note(key);
    return null;
  }

  date(key: string): number | null {
    const value = this.#present(key);
    if (value === null || value === '') return null;
    const time = typeof value === 'string' && value.length < 40 ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(time)) return time;
    this.#note(key);
    return null;
  }

  #present(key: string): unknown {
    return Object.hasOwn(this.#object, key) ? (this.#object[key] ?? null) : null;
  }

  #note(key: string): void {
    this.#odd.push(this.#path + key);
  }
}
