/** The rules of Zoom's webhook, without real requests: where it posts, with which signature, how often. */
import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { WebhookAnswer, ZoomContext } from './options.ts';
import { parseJson } from '../parse-json.ts';

/** The result of validating a URL. */
export type WebhookValidation =
  | { readonly kind: 'valid' }
  /** Refused, cut or not answered within 3 s; or Zoom is down. */
  | { readonly kind: 'no-answer' }
  /** Answered with another status than 200. */
  | { readonly kind: 'status'; readonly status: number }
  /** 200, but without the token and its HMAC as JSON; mostly because the secret token differs. */
  | { readonly kind: 'wrong-answer' };

/** The subscription, and its requests since the start, challenges not included. */
export interface WebhookState {
  /** The URL validated last; null before the first. */
  url: string | null;
  /** Whether events are posted to it; false after six failed challenges in a row. */
  active: boolean;
  /** Requests started: accepted, refused or still open. */
  posted: number;
  /** Requests answered with 200 or 204 in time. */
  accepted: number;
  /** Requests answered otherwise or not in time. */
  refused: number;
  /** Repetitions among `posted`. */
  retries: number;
}

/** An event to be posted. */
interface WebhookDelivery {
  readonly body: string;
  tries: number;
  /** The first try: its time by `now`, and its signature. */
  first: { readonly at: number; readonly signature: Signature } | null;
}

type Signature = Readonly<Record<'x-zm-request-timestamp' | 'x-zm-signature', string>>;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const ANSWER_TIMEOUT_MS = 3 * SECOND_MS;
/** After the first try; the gaps are 5, 20 and 60 minutes (Zoom's support article "Webhook delays"). */
const RETRY_DELAYS_MS = [5 * MINUTE_MS, 25 * MINUTE_MS, 85 * MINUTE_MS];
const CHALLENGE_INTERVAL_MS = 72 * HOUR_MS;
const MAX_FAILED_CHALLENGES = 6;
/** Zoom's number is unknown; this one lets events overtake one another. */
const MAX_CONCURRENT_POSTS = 20;

const namedEvent = z.object({ event: z.string() });

export class WebhookSender {
  readonly #context: ZoomContext;
  readonly state: WebhookState = { url: null, active: false, posted: 0, accepted: 0, refused: 0, retries: 0 };
  /** Abort the open requests, including challenges. */
  readonly #pendingRequests = new Set<() => void>();
  readonly #queue: WebhookDelivery[] = [];
  #eventsInFlight = 0;
  #failedChallenges = 0;
  #cancelChallenge = () => {};

  constructor(context: ZoomContext) {
    this.#context = context;
  }

  /** See `Zoom.subscribeWebhook`. */
  subscribe(url: string): Promise<WebhookValidation> {
    return new Promise((resolve) => {
      if (!/^https?:$/.test(new URL(url).protocol))
        throw new TypeError('A webhook has an http or https URL.');
      if (this.#context.isDown()) {
        resolve({ kind: 'no-answer' });
        return;
      }
      this.#challenge(url, (validation) => {
        if (validation.kind === 'valid') this.#activate(url);
        resolve(validation);
      });
    });
  }

  /** Posts an event to the subscribed URL, if any, as the faults say. */
  send(event: unknown): void {
    const { withheld, copies } = this.#context.faults.webhook;
    const { data } = namedEvent.safeParse(event);
    if (data !== undefined && withheld.includes(data.event)) return;
    const body = JSON.stringify(event);
    for (let copy = 0; copy < copies; copy += 1) this.#enqueue({ body, tries: 0, first: null });
  }

  /** Aborts the open requests and drops all queued events. Call it after Zoom went down. */
  cutAll(): void {
    // Each request that ends posts the next event of the queue, which is dropped because Zoom is down.
    for (const cut of this.#pendingRequests) cut();
  }

  #hmac(text: string): string {
    return createHmac('sha256', this.#context.webhookSecretToken).update(text).digest('hex');
  }

  #sign(body: string): Signature {
    const timestamp = String(Math.floor(this.#context.zoomNow() / SECOND_MS));
    return {
      'x-zm-request-timestamp': timestamp,
      'x-zm-signature': `v0=${this.#hmac(`v0:${timestamp}:${body}`)}`,
    };
  }

  /** Calls `done` once; with null if no answer came in time. */
  #postSigned(
    url: string,
    body: string,
    signature: Signature,
    done: (answer: WebhookAnswer | null) => void,
  ): void {
    const finish = (answer: WebhookAnswer | null) => {
      if (!this.#pendingRequests.delete(cut)) return;
      cancelTimeout();
      done(answer);
    };
    const cut = () => {
      cutPost();
      finish(null);
    };
    this.#pendingRequests.add(cut);
    const headers = { 'content-type': 'application/json; charset=utf-8', ...signature };
    const cutPost = this.#context.post({ url, headers, body }, finish);
    const cancelTimeout = this.#context.after(ANSWER_TIMEOUT_MS, cut);
  }

  #challenge(url: string, done: (validation: WebhookValidation) => void): void {
    const plainToken = randomBytes(16).toString('base64url');
    const event = 'endpoint.url_validation';
    const body = JSON.stringify({ payload: { plainToken }, event_ts: this.#context.zoomNow(), event });
    this.#postSigned(url, body, this.#sign(body), (answer) => {
      if (answer === null) done({ kind: 'no-answer' });
      else if (answer.status !== 200) done({ kind: 'status', status: answer.status });
      else {
        const correctAnswer = z.object({
          plainToken: z.literal(plainToken),
          encryptedToken: z.literal(this.#hmac(plainToken)),
        });
        done({ kind: correctAnswer.safeParse(parseJson(answer.body)).success ? 'valid' : 'wrong-answer' });
      }
    });
  }

  #activate(url: string): void {
    this.state.url = url;
    this.state.active = true;
    this.#failedChallenges = 0;
    this.#cancelChallenge();
    this.#cancelChallenge = this.#context.after(CHALLENGE_INTERVAL_MS, () => this.#challengeAgain());
    this.#context.onValidated();
  }

  #challengeAgain(): void {
    this.#cancelChallenge = this.#context.after(CHALLENGE_INTERVAL_MS, () => this.#challengeAgain());
    const { url } = this.state;
    if (url === null || this.#context.isDown()) return;
    this.#challenge(url, ({ kind }) => {
      // Another URL was validated meanwhile, or Zoom went down and aborted this challenge.
      if (url !== this.state.url || this.#context.isDown()) return;
      this.#failedChallenges = kind === 'valid' ? 0 : this.#failedChallenges + 1;
      if (this.#failedChallenges < MAX_FAILED_CHALLENGES) return;
      this.state.active = false;
      this.#cancelChallenge();
    });
  }

  #enqueue(delivery: WebhookDelivery): void {
    this.#queue.push(delivery);
    this.#postQueued();
  }

  #postQueued(): void {
    while (this.#eventsInFlight < MAX_CONCURRENT_POSTS) {
      const delivery = this.#queue.shift();
      if (delivery === undefined) return;
      this.#postEvent(delivery);
    }
  }

  #postEvent(delivery: WebhookDelivery): void {
    const { url, active } = this.state;
    if (url === null || !active || this.#context.isDown()) return;
    const { body } = delivery;
    const fresh = this.#sign(body);
    const first = (delivery.first ??= { at: this.#context.now(), signature: fresh });
    const signature = this.#context.faults.webhook.oldSignatures ? first.signature : fresh;
    if (delivery.tries > 0) this.state.retries += 1;
    delivery.tries += 1;
    this.state.posted += 1;
    this.#eventsInFlight += 1;
    this.#postSigned(url, body, signature, (answer) => {
      this.#eventsInFlight -= 1;
      if (answer?.status === 200 || answer?.status === 204) this.state.accepted += 1;
      else {
        this.state.refused += 1;
        if (answer === null || answer.status >= 500) this.#scheduleRetry(delivery, first.at);
      }
      this.#postQueued();
    });
  }

  #scheduleRetry(delivery: WebhookDelivery, firstAt: number): void {
    const delayMs = RETRY_DELAYS_MS[delivery.tries - 1];
    if (delayMs === undefined || this.#context.isDown()) return;
    this.#context.after(firstAt + delayMs - this.#context.now(), () => this.#enqueue(delivery));
  }
}
