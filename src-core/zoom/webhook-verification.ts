import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../util/parse-json.ts';

/** Why a request to the webhook's address was not taken for an event of Zoom's. */
export type WebhookRefusal =
  | 'method'
  | 'path'
  /** not JSON by its headers, or compressed */
  | 'type'
  | 'too-large'
  /** no signature or no timestamp, or several of them */
  | 'unsigned'
  | 'signature'
  /** rightly signed, but for another time than now: an old recording, or one of the clocks is wrong */
  | 'too-old'
  /** rightly signed, and taken before */
  | 'replayed'
  /** rightly signed, but no JSON; or what came was not even HTTP */
  | 'not-json'
  /** it did not come to its end in time */
  | 'timeout';

/**
 * What each is answered. Zoom repeats a request on 500 and above or on no answer, and never on these.
 *
 * A replay is answered like the first time: what looks like one may be Zoom's own repetition of a request whose
 * answer got lost on the way, and Zoom should hear that all is well, or it sends it thrice more and in the end gives
 * the subscription up. To whoever recorded the request, the answer says nothing that the first did not.
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

/** In bytes. No call event is larger. */
export const MAX_BODY_BYTES = 256 * 1024;
/** Zoom names no limit for the age of a signature; five minutes is what the others take. Either way, in ms. */
export const SIGNATURE_WINDOW_MS = 5 * 60_000;
/** 17 signed requests each second for ten minutes, and some 2 MB. */
const MAX_REMEMBERED_SIGNATURES = 10_000;

/** What a request says of itself before its body: node's `IncomingMessage`, or a part of it. */
export interface WebhookHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** by lower-case name, every value that came */
  readonly headersDistinct: Readonly<Record<string, readonly string[] | undefined>>;
}

/** The signature that a request claims to bear, unproven. */
export interface SignatureClaim {
  readonly timestamp: string;
  readonly signature: string;
}

export type RefusedRequest = { readonly kind: 'refused'; readonly reason: WebhookRefusal };
/** What was rightly signed: a validation of the address with the JSON text that Zoom wants to hear, or an event. */
export type AcceptedBody =
  | { readonly kind: 'validation'; readonly answer: string }
  | { readonly kind: 'event'; readonly json: unknown };

/** Judges all that can be judged before the body comes, the cheapest and least telling first. */
export function checkHead(
  { method, url = '', headersDistinct: headers }: WebhookHead,
  path: string,
): RefusedRequest | ({ readonly kind: 'claim' } & SignatureClaim) {
  if (url.split('?', 1)[0] !== path) return refuse('path');
  if (method !== 'POST') return refuse('method');
  if (!/^application\/json\s*(?:;|$)/iu.test(getSingleValue(headers['content-type']) ?? ''))
    return refuse('type');
  // The signature is over what was sent, so nothing here unpacks anything.
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && getSingleValue(encoding)?.toLowerCase() !== 'identity') return refuse('type');
  if (getAnnouncedBytes(headers) > MAX_BODY_BYTES) return refuse('too-large');
  const timestamp = getSingleValue(headers['x-zm-request-timestamp']);
  const signature = getSingleValue(headers['x-zm-signature']);
  if (timestamp === null || signature === null) return refuse('unsigned');
  return { kind: 'claim', timestamp, signature };
}

/** The length of the body as the head announces it; 0 when it does not. */
export function getAnnouncedBytes(headers: WebhookHead['headersDistinct']): number {
  return Number(getSingleValue(headers['content-length']) ?? 0);
}

/**
 * Judges the body under the claim of its head.
 *
 * @param zoomNow ms since the epoch, by Zoom's clock as far as it is known
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
  // With no secret, anybody could sign.
  if (secretToken === '' || !isValidSignature(signature, secretToken, timestamp, body))
    return refuse('signature');
  // After the signature: only who knows the secret is told about the time, and `too-old` then speaks of the clocks.
  const signedAt = /^\d{1,12}$/u.test(timestamp) ? Number(timestamp) * 1_000 : NaN;
  if (!(Math.abs(zoomNow - signedAt) <= SIGNATURE_WINDOW_MS)) return refuse('too-old');
  const json = parseJson(body.toString('utf8'));
  if (json === undefined) return refuse('not-json');
  const validation = Validation.safeParse(json);
  // Before the replays: if Zoom asks the same again it needs the answer again, which is always the same.
  if (validation.success) {
    const { plainToken } = validation.data.payload;
    const encryptedToken = createHmac('sha256', secretToken).update(plainToken).digest('hex');
    return { kind: 'validation', answer: JSON.stringify({ plainToken, encryptedToken }) };
  }
  // The timestamp is part of what is signed, so the signature stands for both.
  return replays.acceptOnce(signature, zoomNow) ? { kind: 'event', json } : refuse('replayed');
}

/**
 * `endpoint.url_validation` asks for the HMAC of a text under the very key that signs events. Answered to anybody, it
 * would sign whatever they like: `v0:<timestamp>:<body>` as the token gives the signature of that body. So it must be
 * signed itself, which Zoom does; and as a second lock a token with a colon is none.
 */
const Validation = z.object({
  event: z.literal('endpoint.url_validation'),
  payload: z.object({ plainToken: z.string().regex(/^[^:]{1,256}$/u) }),
});

/** Remembers which signatures were taken while they could be taken again. */
export class ReplayGuard {
  /** when it was first taken, by signature; oldest first */
  readonly #acceptedAt = new Map<string, number>();

  /** How many are remembered. */
  get size(): number {
    return this.#acceptedAt.size;
  }

  /**
   * Is it the first time that this comes? Remembers that it did.
   *
   * @param now ms since the epoch
   */
  acceptOnce(signature: string, now: number): boolean {
    if (this.#acceptedAt.has(signature)) return false;
    for (const [oldest, acceptedAt] of this.#acceptedAt) {
      // Signed for up to one window ahead, good until one window after that. When there are too many, the oldest goes:
      // only Zoom can bring so many, and a call taken twice does less harm than a call not taken.
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

/** The value of a header that came exactly once; null otherwise. */
function getSingleValue(values: readonly string[] | undefined): string | null {
  return values?.length === 1 ? (values[0] ?? null) : null;
}

/** Zoom's rule: `v0=` and the hex HMAC-SHA256 over `v0:<timestamp>:` and the body's bytes as they came. */
function isValidSignature(signature: string, secretToken: string, timestamp: string, body: Buffer): boolean {
  const hmac = createHmac('sha256', secretToken).update(`v0:${timestamp}:`).update(body);
  const expected = Buffer.from(`v0=${hmac.digest('hex')}`);
  const actual = Buffer.from(signature);
  // That a signature has 67 bytes is no secret.
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
