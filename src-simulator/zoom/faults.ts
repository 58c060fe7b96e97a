/** What may go wrong on Zoom's side and on the way there, switchable while the simulator runs. */

/** What comes instead of the right answer to an HTTP request. */
export type AnswerFault =
  /** An error with its usual body, 401 and 404 and 429 and 500 alike. `retryAfter` is in s. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: number;
      readonly message?: string;
      readonly retryAfter?: number;
    }
  /** Status 200 and a web page, as a captive portal or a proxy answers. */
  | { readonly kind: 'html' }
  /** The connection stays open and nothing comes. */
  | { readonly kind: 'never' }
  /** Headers, the begin of a body, then white space for ever. */
  | { readonly kind: 'endless' }
  /** The connection is cut without an answer. */
  | { readonly kind: 'cut' };

/** A fault for some REST requests. The first of `Faults.rest` that fits and is not used up is taken. */
export interface RestFault {
  readonly fault: AnswerFault;
  /** Which requests, by path and query (`/v2/…`); all without it. */
  readonly path?: RegExp;
  /** How often it still happens: counted down with each time, over at 0. Always without it. */
  times?: number;
}

/** What happens to every new connection to the event WebSocket. */
export type HandshakeFault =
  /** The upgrade is answered with this HTTP status. */
  | { readonly kind: 'refused'; readonly status: number }
  /** TCP is cut before the 101. */
  | { readonly kind: 'cut' }
  /** The 101 never comes. */
  | { readonly kind: 'never' }
  /** The socket opens, and there is never a `build_connection` nor anything else. */
  | { readonly kind: 'no-welcome' }
  /** The socket opens and is cut before the `build_connection`. */
  | { readonly kind: 'cut-before-welcome' }
  /** `build_connection` without success, then 1000 "Bye". `content` is `Invalid Token` without it. */
  | { readonly kind: 'unwelcome'; readonly content?: string }
  /** The socket is cut right after `build_connection` with success. */
  | { readonly kind: 'cut-after-welcome' };

/** Events wait until `events` of them are there or `ms` have passed since the first; then they go shuffled. */
export interface ReorderWindow {
  readonly events: number;
  readonly ms: number;
}

/** What is wrong with the webhook. Its listener brings the rest about: no answer, or a bad one. */
export interface WebhookFaults {
  /** Names of events that are never posted, as some accounts get no `phone.callee_ringing`; none by default. */
  withheld: readonly string[];
  /** How often each event is posted, each copy with its own repetitions; 1 by default. */
  copies: number;
  /** Repetitions bear the timestamp and signature of the first try. Whether Zoom's do is unknown. */
  oldSignatures: boolean;
}

/**
 * Every fault that can be switched. The object is read at the moment it matters, so set its members, also
 * several at once; `Object.assign(zoom.faults, noFaults())` heals all.
 */
export interface Faults {
  /** Null, the default: connections are taken as usual. */
  handshake: HandshakeFault | null;
  /**
   * All sockets, present and new, are deaf and mute: nothing is answered, sent or closed. A present one
   * that the client still holds goes on where it was when this ends; see also `Zoom.makeHalfOpen`.
   */
  halfOpen: boolean;
  /** Heartbeats are heard but not answered; events still flow. */
  heartbeatsUnanswered: boolean;
  /** Events are lost on the WebSocket while heartbeats are answered. */
  eventsWithheld: boolean;
  /** How often each event is sent over the WebSocket, 1 by default. */
  copies: number;
  /** Null, the default: events keep their order on the WebSocket. */
  reorder: ReorderWindow | null;
  /** How late events are sent over the WebSocket, in ms; what they say of their own time stays. 0 by default. */
  delayMs: number;
  /** Apart from the WebSocket's: events take no notice here of the members above. */
  webhook: WebhookFaults;
  /** Instead of every answer to a token request; null by default. */
  token: AnswerFault | null;
  /** A new token makes those before it invalid. */
  tokensRevokeOlder: boolean;
  /** A socket accepted while this is set is closed (1000 "Bye") when its token expires. */
  closeOnTokenExpiry: boolean;
  /** Instead of answers to REST requests; none by default. */
  rest: RestFault[];
  /**
   * How far Zoom's clock is ahead, in ms: in the `Date` header, in the times of what is played, in the
   * webhook's timestamps, and for the call log. Durations, such as the life of a token, are not touched.
   */
  clockOffsetMs: number;
}

/** Faults with nothing wrong. */
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

/** The fault for this REST request (path and query), used up by one; null if there is none. */
export function consumeRestFault(faults: Faults, path: string): AnswerFault | null {
  const found = faults.rest.find((rule) => (rule.times ?? 1) > 0 && (rule.path?.test(path) ?? true));
  if (found === undefined) return null;
  if (found.times !== undefined) found.times -= 1;
  return found.fault;
}
