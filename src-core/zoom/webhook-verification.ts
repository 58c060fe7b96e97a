import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../util/parse-json.ts';

export type WebhookRefusal =
  | 'method'
  | 'path'
  /** by its headers not JSON, or compressed */
  | 'type'
  | 'too-large'
  /** signature or timestamp missing or repeated */
  | 'unsigned'
  | 'signature'
  /** correctly signed, but for another time: an old recording, or a wrong clock */
  | 'too-old'
  /** correctly signed, and accepted before */
  | 'replayed'
  /** correctly signed, but not JSON; or not even HTTP */
  | 'not-json'
  | 'timeout';

/**
 * Zoom repeats a request only after 500 and above or without an answer.
 *
 * A replay gets the same answer as the original, because it may be Zoom's own retry after a lost answer: Zoom
 * would repeat a refused one three times and finally disable the subscription. An attacker learns
 * nothing from the answer.
 */
export const STATUS_BY_REFUSAL: Readonly<Record<WebhookRefusal, number>> = {
  path: 404,
  method: 405,
  type: 415,
  'too-large': 413,
  unsigned: 401,
  signature: 401,
  'too-old': 401,
  replayed: 204,
  'not-json': 400,
  timeout: 408,
};

/** Call events are smaller. */
export const MAX_BODY_BYTES = 256 * 1024;
/** In both directions. Zoom documents no limit for the age of a signature; five minutes is the usual one. */
export const SIGNATURE_WINDOW_MS = 5 * 60_000;
/** 17 signed requests per second for ten minutes, about 2 MB. */
const MAX_REMEMBERED_SIGNATURES = 10_000;

/** Part of Node's `IncomingMessage`. */
export interface WebhookHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** all values by lower-case name */
  readonly headersDistinct: Readonly<Record<string, readonly string[] | undefined>>;
}

/** Not verified yet. */
export interface SignatureClaim {
  readonly timestamp: string;
  readonly signature: string;
}

export type RefusedRequest = { readonly kind: 'refused'; readonly reason: WebhookRefusal };
/** Correctly signed: a validation of the URL with the JSON text that Zoom expects, or an event. */
export type AcceptedBody =
  | { readonly kind: 'validation'; readonly answer: string }
  | { readonly kind: 'event'; readonly json: unknown };

/** Checks everything that precedes the body, starting with what is cheapest and reveals least. */
export function checkHead(
  { method, url = '', headersDistinct: headers }: WebhookHead,
  path: string,
): RefusedRequest | ({ readonly kind: 'claim' } & SignatureClaim) {
  if (url.split('?', 1)[0] !== path) return refuse('path');
  if (method !== 'POST') return refuse('method');
  if (!/^application\/json\s*(?:;|$)/iu.test(getSingleValue(headers['content-type']) ?? ''))
    return refuse('type');
  // The signature covers the bytes as sent, so nothing may be compressed.
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && getSingleValue(encoding)?.toLowerCase() !== 'identity') return refuse('type');
  if (getAnnouncedBytes(headers) > MAX_BODY_BYTES) return refuse('too-large');
  const timestamp = getSingleValue(headers['x-zm-request-timestamp']);
  const signature = getSingleValue(headers['x-zm-signature']);
  if (timestamp === null || signature === null) return refuse('unsigned');
  return { kind: 'claim', timestamp, signature };
}

/** Content-Length, 0 without it. */
export function getAnnouncedBytes(headers: WebhookHead['headersDistinct']): number {
  return Number(getSingleValue(headers['content-length']) ?? 0);
}

/**
 * @param zoomNow ms since the epoch, by Zoom's clock as last measured
 */
export function checkBody(
  { timestamp, signature }: SignatureClaim,
  body: Buffer,
  options: {
    readonly secretToken: string;
    readonly zoomNow: number;
    readonly replays: ReplayGuard;
  },
): RefusedRequest | AcceptedBody {
  const { secretToken, zoomNow, replays } = options;
  // With an empty secret anybody could sign.
  if (secretToken === '' || !isValidSignature(signature, secretToken, timestamp, body))
    return refuse('signature');
  // After the signature, so that it reveals nothing to strangers, and `too-old` points to a wrong clock.
  const signedAt = /^\d{1,12}$/u.test(timestamp) ? Number(timestamp) * 1_000 : NaN;
  if (!(Math.abs(zoomNow - signedAt) <= SIGNATURE_WINDOW_MS)) return refuse('too-old');
  const json = parseJson(body.toString('utf8'));
  if (json === undefined) return refuse('not-json');
  const validation = Validation.safeParse(json);
  // Before the replay check, because Zoom needs the same answer again if it asks again.
  if (validation.success) {
    const { plainToken } = validation.data.payload;
    const encryptedToken = createHmac('sha256', secretToken).update(plainToken).digest('hex');
    return { kind: 'validation', answer: JSON.stringify({ plainToken, encryptedToken }) };
  }
  // The signature covers the timestamp.
  return replays.acceptOnce(signature, zoomNow) ? { kind: 'event', json } : refuse('replayed');
}

/**
 * `endpoint.url_validation` asks for the HMAC of a text with the key that signs events. Answered to anybody,
 * it would sign any event for them: the token `v0:<timestamp>:<body>` gives the signature of that body.
 * Therefore it must be signed itself, as Zoom does, and in addition the token must not contain a colon.
 */
const Validation = z.object({
  event: z.literal('endpoint.url_validation'),
  payload: z.object({ plainToken: z.string().regex(/^[^:]{1,256}$/u) }),
});

/** Remembers accepted signatures as long as they are valid. */
export class ReplayGuard {
  /** by signature; oldest first */
  readonly #acceptedAt = new Map<string, number>();

  get size(): number {
    return this.#acceptedAt.size;
  }

  /**
   * @param now ms since the epoch
   * @returns whether the signature is new
   */
  acceptOnce(signature: string, now: number): boolean {
    if (this.#acceptedAt.has(signature)) return false;
    for (const [oldest, acceptedAt] of this.#acceptedAt) {
      // A signature may be one window ahead, and is valid for one window after that. Beyond the limit the
      // oldest goes: only Zoom can send so many, and accepting an event twice does less harm than losing it.
      if (now - acceptedAt <= 2 * SIGNATURE_WINDOW_MS && this.#acceptedAt.size < MAX_REMEMBERED_SIGNATURES)
        break;
      this.#acceptedAt.delete(oldest);
    }
    this.#acceptedAt.set(signature, now);
    return true;
  }
}

function refuse(reason: WebhookRefusal): RefusedRequest {
  return { kind: 'refused', reason };
}

/** Null unless the header occurs exactly once. */
function getSingleValue(values: readonly string[] | undefined): string | null {
  return values?.length === 1 ? (values[0] ?? null) : null;
}

/** Zoom's rule: `v0=` and the hex HMAC-SHA256 of `v0:<timestamp>:` and the body's bytes. */
function isValidSignature(signature: string, secretToken: string, timestamp: string, body: Buffer): boolean {
  const hmac = createHmac('sha256', secretToken).update(`v0:${timestamp}:`).update(body);
  const expected = Buffer.from(`v0=${hmac.digest('hex')}`);
  const actual = Buffer.from(signature);
  // The length (67 bytes) is no secret.
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
