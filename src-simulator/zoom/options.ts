/** What the stand-in for Zoom is given, and what its parts share. */
import type { Faults } from './faults.ts';
import type { SampleLanguage, ZoomUser } from '../scenarios/people.ts';
import type { After } from '../timers.ts';

/** How an app requests its token. */
export type GrantType = 'account_credentials' | 'client_credentials';

/** A POST to a webhook. Header names are in lower case, without those that HTTP itself needs. */
export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Makes a POST without following redirects and returns a function that aborts it. Calls `done` once, never before it
 * returns: with the whole answer, or with null if there is none. After an abort it need not call `done`.
 */
export type PostWebhook = (post: WebhookPost, done: (answer: WebhookAnswer | null) => void) => () => void;

/** Everything but the clock has a default. */
export interface ZoomOptions {
  /** `sim-account` */
  readonly accountId?: string;
  /** `sim-client` */
  readonly clientId?: string;
  /** `sim-secret` */
  readonly clientSecret?: string;
  /** `sim-subscription` */
  readonly subscriptionId?: string;
  /** Signs the requests to the webhook. `sim-webhook-secret` */
  readonly webhookSecretToken?: string;
  /** Of the names in the account; Japanese by default. */
  readonly language?: SampleLanguage;
  /** Whose calls the scenarios are about; by default the agent of the account. */
  readonly agent?: ZoomUser;
  /** The only grant whose tokens the WebSocket accepts; others are "Invalid Token". Both by default. */
  readonly webSocketGrant?: GrantType;
  /** Shape of a token error's body: `{errorCode, errorMessage}` (default) or `{reason, error}`. */
  readonly tokenErrorShape?: 'errorCode' | 'reason';
  /** Lifetime of a token in s, sent as `expires_in`; 3600 by default. */
  readonly tokenLifetime?: number;
  /** A connection without a heartbeat for longer than this is closed; ms, 60 000 by default. */
  readonly serverTimeoutMs?: number;
  /** Scopes of the tokens; by default those that the app needs. */
  readonly scopes?: readonly string[];
  /** `api_url` of a token answer, `https://api.zoom.us` by default. */
  readonly apiUrl?: string;
  /** Delay between a call's end and its appearance in the call history, in ms; 0 by default. */
  readonly callLogDelayMs?: number;
  /** Returns a new `call_id`; random by default. */
  readonly newCallId?: () => string;
  /** Returns a new token; random by default. */
  readonly newToken?: () => string;
  /** Called when a WebSocket client was accepted. */
  readonly onAccepted?: () => void;
  /** Called when `subscribeWebhook` validated a URL. */
  readonly onValidated?: () => void;
  /** Makes the webhook's requests; without it they get no answer. */
  readonly post?: PostWebhook;
  /** The clock, ms since 1970. */
  readonly now: () => number;
  /** Never runs the function before it returns. */
  readonly after: After;
}

/** What every part of the stand-in works with. */
export interface ZoomContext
  extends Required<Omit<ZoomOptions, 'webSocketGrant'>>, Pick<ZoomOptions, 'webSocketGrant'> {
  readonly faults: Faults;
  /** Zoom's clock, which `clockOffsetMs` shifts, in ms since 1970. `now` is not shifted: it is for durations. */
  readonly zoomNow: () => number;
  readonly isDown: () => boolean;
}
