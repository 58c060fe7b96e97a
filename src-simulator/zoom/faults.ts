/** Faults of Zoom and of the network, which can be switched while the simulator runs. */

/** Replaces the answer to an HTTP request. */
export type AnswerFault =
  /** An error with the API's usual body. `retryAfter` is in s; `next-day` is Zoom's ISO date for its limit of a day. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: number;
      readonly message?: string;
      readonly retryAfter?: number | 'next-day';
    }
  /** Status 200 and a web page, as a captive portal or a proxy answers. */
  | { readonly kind: 'html' }
  /** Headers, the start of a body, then white space that never ends. */
  | { readonly kind: 'endless' }
  /** `never` keeps the connection open without an answer; `cut` closes it without one. */
  | { readonly kind: 'never' | 'cut' };

/** A fault of some REST requests. The first one of `Faults.rest` that matches and is not used up applies. */
export interface RestFault {
  readonly fault: AnswerFault;
  /** Matches path and query (`/v2/…`); by default all. */
  readonly path?: RegExp;
  /** How often it still applies, counted down to 0; by default always. */
  times?: number;
}

/** Applies to every new connection to the event WebSocket. */
export type HandshakeFault =
  /** The upgrade is answered with this HTTP status. */
  | { readonly kind: 'refused'; readonly status: number }
  /** `cut` closes TCP before the 101; with `never` the 101 never comes. */
  | { readonly kind: 'cut' | 'never' }
  /** The socket opens, and no frame ever comes. */
  | { readonly kind: 'no-welcome' }
  /** The socket opens and is cut before the `build_connection`. */
  | { readonly kind: 'cut-before-welcome' }
  /** `build_connection` without success, then 1000 "Bye". `content` is `Invalid Token` by default. */
  | { readonly kind: 'unwelcome'; readonly content?: string }
  /** The socket is cut right after `build_connection` with success. */
  | { readonly kind: 'cut-after-welcome' };

/** Events are held until there are `events` of them, or for `ms` after the first, then sent shuffled. */
export interface ReorderWindow {
  readonly events: number;
  readonly ms: number;
}

/** Faults of the webhook. Its listener can cause the others: no answer, or a wrong one. */
export interface WebhookFaults {
  /** Names of events that are never posted: some accounts get no `phone.callee_ringing`. Empty by default. */
  withheld: readonly string[];
  /** How often each event is posted; each copy is retried on its own. 1 by default. */
  copies: number;
  /** Retries have the timestamp and signature of the first try. Unconfirmed for Zoom. */
  oldSignatures: boolean;
}

/** Set the members at any time, several at once if needed. `Object.assign(zoom.faults, noFaults())` clears all. */
export interface Faults {
  /** Null by default. */
  handshake: HandshakeFault | null;
  /**
   * All sockets, present and new, receive and send nothing and are not closed. When this ends, a socket that the client
   * kept continues; see also `Zoom.makeHalfOpen`.
   */
  halfOpen: boolean;
  /** Heartbeats keep the connection open but are not answered; events are still sent. */
  heartbeatsUnanswered: boolean;
  /** Events are lost on the WebSocket; heartbeats are answered. */
  eventsWithheld: boolean;
  /** How often each event is sent over the WebSocket, 1 by default. */
  copies: number;
  /** Reorders events on the WebSocket. Null by default. */
  reorder: ReorderWindow | null;
  /** Delay of events on the WebSocket in ms; their timestamps do not change. 0 by default. */
  delayMs: number;
  /** The members above do not apply to the webhook. */
  webhook: WebhookFaults;
  /** Replaces every answer to a token request. Null by default. */
  token: AnswerFault | null;
  /** A new token invalidates earlier ones. */
  tokensRevokeOlder: boolean;
  /** A socket accepted while this is set is closed (1000 "Bye") when its token expires. */
  closeOnTokenExpiry: boolean;
  /** Replace answers to REST requests. Empty by default. */
  rest: RestFault[];
  /**
   * How far Zoom's clock is ahead, in ms: in the `Date` header, scenarios, webhook timestamps and the call log. Durations,
   * such as a token's lifetime, are not affected.
   */
  clockOffsetMs: number;
}

export function noFaults(): Faults {
  return {
    handshake: null,
    halfOpen: false,
    heartbeatsUnanswered: false,
    eventsWithheld: false,
    copies: 1,
    reorder: null,
    delayMs: 0,
    webhook: { withheld: [], copies: 1, oldSignatures: false },
    token: null,
    tokensRevokeOlder: false,
    closeOnTokenExpiry: false,
    rest: [],
    clockOffsetMs: 0,
  };
}

/** The fault of this REST request, counted down; null if there is none. `path` includes the query. */
export function consumeRestFault(faults: Faults, path: string): AnswerFault | null {
  const found = faults.rest.find((rule) => (rule.times ?? 1) > 0 && (rule.path?.test(path) ?? true));
  if (found === undefined) return null;
  if (found.times !== undefined) found.times -= 1;
  return found.fault;
}
