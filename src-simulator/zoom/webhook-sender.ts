/** The rules of Zoom's webhook, apart from any real request: where it posts, under which signature, how often. */
import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Faults } from './faults.ts';
import { parseJson } from '../parse-json.ts';
import type { After } from '../timers.ts';

/** A POST to a webhook. */
export interface WebhookPost {
  /** http or https. */
  readonly url: string;
  /** Names in lower case; those that HTTP itself needs come on top. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The whole answer to a POST. */
export interface WebhookAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Makes a POST, without following redirects, and gives a function that cuts it off. `done` is told once, never
 * before it returns: the answer, or null when there is none. Being cut off need not be told.
 */
export type PostWebhook = (post: WebhookPost, done: (answer: WebhookAnswer | null) => void) => () => void;

/** What became of the validation of a URL. */
export type WebhookValidation =
  | { readonly kind: 'valid' }
  /** Refused, cut or not answered within 3 s; or Zoom was down. */
  | { readonly kind: 'no-answer' }
  /** Answered with another status than 200. */
  | { readonly kind: 'status'; readonly status: number }
  /** 200, but not with the token and its HMAC in JSON: mostly another secret token. */
  | { readonly kind: 'wrong-answer' };

/** The webhook's subscription, and its requests since the start; challenges do not count. */
export interface WebhookState {
  /** The URL that was validated last; null before the first. */
  readonly url: string | null;
  /** Whether events are posted there; no longer after six failed challenges in a row. */
  readonly active: boolean;
  /** Requests that were begun: all that were accepted or refused, and those under way. */
  readonly posted: number;
  /** Requests answered with 200 or 204 in time. */
  readonly accepted: number;
  /** Requests answered otherwise, or not in time. */
  readonly refused: number;
  /** How many of `posted` were repetitions. */
  readonly retries: number;
}

export interface WebhookSenderOptions {
  readonly secretToken: string;
  readonly post: PostWebhook;
  readonly faults: Faults;
  readonly isDown: () => boolean;
  /** In ms since 1970, without `clockOffsetMs`: for durations. */
  readonly now: () => number;
  /** In ms since 1970, with `clockOffsetMs`: for what is said. */
  readonly zoomNow: () => number;
  readonly after: After;
  /** Told each time somebody had a URL validated. */
  readonly onValidated: () => void;
}

/** An event on its way. */
interface WebhookDelivery {
  readonly body: string;
  /** How often it was posted. */
  tries: number;
  /** Of the first try: when by `now`, and what it bore. */
  first: { readonly at: number; readonly signature: Signature } | null;
}

type Signature = Readonly<Record<'x-zm-request-timestamp' | 'x-zm-signature', string>>;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const ANSWER_TIMEOUT_MS = 3 * SECOND_MS;
/** After the first try: 5, 20 and 60 minutes, each after the one before (Zoom's support article "Webhook delays"). */
const RETRY_DELAYS_MS = [5 * MINUTE_MS, 25 * MINUTE_MS, 85 * MINUTE_MS];
const CHALLENGE_INTERVAL_MS = 72 * HOUR_MS;
const MAX_FAILED_CHALLENGES = 6;
/** How many events Zoom posts at once is unknown: enough for them to overtake one another. */
const MAX_CONCURRENT_POSTS = 20;

const namedEvent = z.object({ event: z.string() });

/** A webhook; nobody has subscribed to it at first. */
export class WebhookSender {
  readonly #options: WebhookSenderOptions;
  readonly #state: { -readonly [Name in keyof WebhookState]: WebhookState[Name] } = {
    url: null,
    active: false,
    posted: 0,
    accepted: 0,
    refused: 0,
    retries: 0,
  };
  /** What cuts the requests under way, challenges among them. */
  readonly #pendingRequests = new Set<() => void>();
  readonly #queue: WebhookDelivery[] = [];
  #eventsInFlight = 0;
  #failedChallenges = 0;
  #cancelChallenge = () => {};

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
  }

  get state(): WebhookState {
    return this.#state;
  }

  /** See `Zoom.subscribeWebhook`. */
  subscribe(url: string): Promise<WebhookValidation> {
    return new Promise((resolve) => {
      if (!/^https?:$/.test(new URL(url).protocol))
        throw new TypeError('A webhook has an http or https URL.');
      if (this.#options.isDown()) {
        resolve({ kind: 'no-answer' });
        return;
      }
      this.#challenge(url, (validation) => {
        if (validation.kind === 'valid') this.#activate(url);
        resolve(validation);
      });
    });
  }

  /** Posts an event to the URL that is subscribed, if there is one, as the faults have it. */
  send(event: unknown): void {
    const { withheld, copies } = this.#options.faults.webhook;
    const { data } = namedEvent.safeParse(event);
    if (data !== undefined && withheld.includes(data.event)) return;
    const body = JSON.stringify(event);
    for (let copy = 0; copy < copies; copy += 1) this.#enqueue({ body, tries: 0, first: null });
  }

  /** Cuts what is under way, and forgets it and what waits. To be called once Zoom is down. */
  cutAll(): void {
    // Each that ends makes room for those that wait, and they find that Zoom is down.
    for (const cut of this.#pendingRequests) cut();
  }

  #hmac(text: string): string {
    return createHmac('sha256', this.#options.secretToken).update(text).digest('hex');
  }

  #sign(body: string): Signature {
    const timestamp = String(Math.floor(this.#options.zoomNow() / SECOND_MS));
    return {
      'x-zm-request-timestamp': timestamp,
      'x-zm-signature': `v0=${this.#hmac(`v0:${timestamp}:${body}`)}`,
    };
  }

  /** Makes a POST and tells the answer once; null when none came in time. */
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
    const cutPost = this.#options.post({ url, headers, body }, finish);
    const cancelTimeout = this.#options.after(ANSWER_TIMEOUT_MS, cut);
  }

  #challenge(url: string, done: (validation: WebhookValidation) => void): void {
    const plainToken = randomBytes(16).toString('base64url');
    const event = 'endpoint.url_validation';
    const body = JSON.stringify({ payload: { plainToken }, event_ts: this.#options.zoomNow(), event });
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
    this.#state.url = url;
    this.#state.active = true;
    this.#failedChallenges = 0;
    this.#cancelChallenge();
    this.#cancelChallenge = this.#options.after(CHALLENGE_INTERVAL_MS, () => this.#challengeAgain());
    this.#options.onValidated();
  }

  #challengeAgain(): void {
    this.#cancelChallenge = this.#options.after(CHALLENGE_INTERVAL_MS, () => this.#challengeAgain());
    const { url } = this.#state;
    if (url === null || this.#options.isDown()) return;
    this.#challenge(url, ({ kind }) => {
      // Another URL was validated meanwhile, or it was Zoom that cut this off.
      if (url !== this.#state.url || this.#options.isDown()) return;
      this.#failedChallenges = kind === 'valid' ? 0 : this.#failedChallenges + 1;
      if (this.#failedChallenges < MAX_FAILED_CHALLENGES) return;
      this.#state.active = false;
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
    const { url, active } = this.#state;
    if (url === null || !active || this.#options.isDown()) return;
    const { body } = delivery;
    const fresh = this.#sign(body);
    const first = (delivery.first ??= { at: this.#options.now(), signature: fresh });
    const signature = this.#options.faults.webhook.oldSignatures ? first.signature : fresh;
    if (delivery.tries > 0) this.#state.retries += 1;
    delivery.tries += 1;
    this.#state.posted += 1;
    this.#eventsInFlight += 1;
    this.#postSigned(url, body, signature, (answer) => {
      this.#eventsInFlight -= 1;
      if (answer?.status === 200 || answer?.status === 204) this.#state.accepted += 1;
      else {
        this.#state.refused += 1;
        if (answer === null || answer.status >= 500) this.#scheduleRetry(delivery, first.at);
      }
      this.#postQueued();
    });
  }

  #scheduleRetry(delivery: WebhookDelivery, firstAt: number): void {
    const delayMs = RETRY_DELAYS_MS[delivery.tries - 1];
    if (delayMs === undefined || this.#options.isDown()) return;
    this.#options.after(firstAt + delayMs - this.#options.now(), () => this.#enqueue(delivery));
  }
}
