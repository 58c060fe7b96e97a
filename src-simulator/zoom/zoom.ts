/**
 * A stand-in for Zoom without sockets and timers of its own: token endpoint, REST, the rules of the event
 * WebSocket and of the webhook, scenarios, call log and faults. All of it happens within the calls made to it,
 * to `after` and to `post`; `server.ts` puts it on real sockets.
 */
import type { CallHistoryShape } from './call-history.ts';
import { createCallLog } from './call-log.ts';
import { createDelivery } from './delivery.ts';
import {
  EventSocket,
  type ConnectionCounters,
  type ConnectionLogEntry,
  type ZoomUpgrade,
} from './event-socket.ts';
import { noFaults, type Faults } from './faults.ts';
import { createHttpApi, toUrl } from './http-api.ts';
import type { ZoomAnswer, ZoomRequest } from '../http.ts';
import { agent as defaultAgent, colleagues, owner, type ZoomUser } from '../scenarios/people.ts';
import { Player } from '../scenarios/player.ts';
import { createTimers, type After } from '../timers.ts';
import { createRandomToken, type GrantType } from './tokens.ts';
import {
  WebhookSender,
  type PostWebhook,
  type WebhookState,
  type WebhookValidation,
} from './webhook-sender.ts';
import { newCallId as randomCallId } from './zoom-events.ts';

export { noFaults, type AnswerFault, type Faults, type HandshakeFault } from './faults.ts';
export type {
  ConnectionCounters,
  ConnectionLogEntry,
  ZoomSocketHandler,
  ZoomSocket,
  ZoomUpgrade,
} from './event-socket.ts';
export type { ZoomAnswer, ZoomRequest } from '../http.ts';
export type { PostWebhook, WebhookPost, WebhookState, WebhookValidation } from './webhook-sender.ts';

/** Every scope that the app needs. */
const ALL_SCOPES: readonly string[] = [
  'phone:read:call:admin',
  'user:read:user:admin',
  'phone:read:user:admin',
  'phone:read:list_call_logs:admin',
  'marketplace:write:websocket_connection',
];

/** All but the clock has a default. */
export interface ZoomOptions {
  /** `sim-account` */
  readonly accountId?: string;
  /** `sim-client` */
  readonly clientId?: string;
  /** `sim-secret` */
  readonly clientSecret?: string;
  /** `sim-subscription` */
  readonly subscriptionId?: string;
  /** Signs what is posted to the webhook. `sim-webhook-secret` */
  readonly webhookSecretToken?: string;
  /** Whose calls the scenarios are about. */
  readonly agent?: ZoomUser;
  /** The one grant whose tokens the WebSocket takes; the other's are "Invalid Token". Both, by default. */
  readonly webSocketGrant?: GrantType;
  /** Shape of a token error's body: `{errorCode, errorMessage}` (default) or `{reason, error}`. */
  readonly tokenErrorShape?: 'errorCode' | 'reason';
  /** Life of a token in s, as answered in `expires_in`; 3600 by default. */
  readonly tokenLifetime?: number;
  /** A connection without a heartbeat for longer than this is closed; ms, 60 000 by default. */
  readonly serverTimeoutMs?: number;
  /** Scopes of the tokens; by default those that the app needs. */
  readonly scopes?: readonly string[];
  /** `api_url` in the answer with a token, `https://api.zoom.us` by default. */
  readonly apiUrl?: string;
  /** How the array in a call history is called, `call_logs` by default; with that its elements have `id`. */
  readonly callHistoryShape?: CallHistoryShape;
  /** How long after its end a call is to be seen in the call history, in ms; 0 by default. */
  readonly callLogDelayMs?: number;
  /** Gives a fresh `call_id` at each call; random by default. */
  readonly newCallId?: () => string;
  /** Gives a fresh token at each call; random by default. */
  readonly newToken?: () => string;
  /** Told each time a client of the WebSocket was accepted. */
  readonly onAccepted?: () => void;
  /** Told each time `subscribeWebhook` found a URL valid. */
  readonly onValidated?: () => void;
  /** Makes the webhook's requests; without it they get no answer. */
  readonly post?: PostWebhook;
  /** The clock, in ms since 1970. */
  readonly now: () => number;
  /** Runs something once after `ms`, never before it returns, and gives a function that cancels it. */
  readonly after: After;
}

/** HTTP requests since the start, successful or not; none while the server is down. */
export interface RequestCounters {
  readonly token: number;
  readonly rest: number;
}

/** An error for every token request to come, such as 4738 "disabled by admin", or a 429. */
export interface TokenFailure {
  /** HTTP status. */
  readonly status: number;
  readonly code: number;
  readonly message: string;
  /** `Retry-After`, in s; no such header without it. */
  readonly retryAfter?: number;
}

/** A stand-in for Zoom, to be put on a transport. */
export interface Zoom extends Pick<Player, 'play' | 'burst'> {
  /** What becomes of an HTTP request. */
  request(request: ZoomRequest): ZoomAnswer;
  /**
   * What becomes of a request to upgrade. `client` is any name under which `connectionsLog` shall have it.
   * `begin` may send and close before it returns.
   */
  upgrade(pathWithQuery: string, client?: string): ZoomUpgrade;
  /** What goes wrong now; its members may be set at any time. */
  readonly faults: Faults;
  readonly connections: ConnectionCounters;
  /** Who was accepted when and how it ended, the latest 10 000 lines. */
  readonly connectionsLog: readonly ConnectionLogEntry[];
  readonly requests: RequestCounters;
  /** The webhook's secret token, which its listener must know. */
  readonly webhookSecretToken: string;
  readonly webhook: WebhookState;
  /**
   * Does what Zoom does when an administrator enters the webhook's URL and presses Validate: sends it a signed
   * challenge. Settles when that was answered, after 3 s at the latest, or when Zoom goes down. Once it was
   * answered rightly, every event is posted there, in place of the URL before, and the challenge comes again
   * every 72 h; six failures in a row end the subscription. A URL that fails here leaves the one before as it
   * is. Rejects with a TypeError for what is no http or https URL.
   *
   * An event that is not answered within 3 s, or with 500 and above, is posted again 5, 25 and 85 minutes after
   * its first try. Events are sent in their order, up to 20 at a time; they may arrive in another.
   */
  subscribeWebhook(url: string): Promise<WebhookValidation>;
  /**
   * Remembers an event in the call log, posts it to the webhook, and sends it in a `message` frame, `content` as
   * JSON text, each as the faults have it. True if a client of the WebSocket was there to get it now.
   */
  send(event: unknown): boolean;
  /** Sends a frame as it is: a string as text, a Buffer as binary. True if a client was there to get it. */
  sendRaw(frame: string | Buffer): boolean;
  /** `call_id`s of all calls of the last 31 days that rang for this user, whether it was delivered or not. */
  getRungCallIds(userId: string): readonly string[];
  /**
   * Closes the client's connection with a WebSocket close code, by default 1000 "Bye" as Zoom does. 1006
   * cuts it off without a word. The client counts as gone at once. Throws for a code that WebSocket forbids.
   */
  disconnect(code?: number, reason?: string): void;
  /** Half-open: the sockets open now are deaf and mute for ever, though nobody closes them; new ones are not. */
  makeHalfOpen(): void;
  /**
   * Cuts every socket and every connection to come, until `comeBack`. Nothing is posted to the webhook until
   * then: events and repetitions that fall due meanwhile, and those under way or waiting now, are lost.
   */
  goDown(): void;
  comeBack(): void;
  /** Makes every token issued so far invalid, for REST and for new connections. */
  revokeTokens(): void;
  /** Makes every token request fail from now on; null ends that. */
  failTokenRequests(failure: TokenFailure | null): void;
  /** Scopes of the tokens to come. */
  setScopes(scopes: readonly string[]): void;
  /** Goes down for good: ends what is played and cancels every timer. */
  stop(): void;
}

type Settings = typeof DEFAULTS & ZoomOptions;

const DEFAULTS: Omit<Required<ZoomOptions>, 'webSocketGrant' | 'now' | 'after'> = {
  accountId: 'sim-account',
  clientId: 'sim-client',
  clientSecret: 'sim-secret',
  subscriptionId: 'sim-subscription',
  webhookSecretToken: 'sim-webhook-secret',
  agent: defaultAgent,
  tokenErrorShape: 'errorCode',
  tokenLifetime: 3600,
  serverTimeoutMs: 60_000,
  scopes: ALL_SCOPES,
  apiUrl: 'https://api.zoom.us',
  callHistoryShape: 'call_logs',
  callLogDelayMs: 0,
  newCallId: randomCallId,
  newToken: createRandomToken,
  onAccepted: () => {},
  onValidated: () => {},
  post: () => () => {},
};

/** A stand-in for Zoom to which nobody has come yet. */
export function createZoom(options: ZoomOptions): Zoom {
  const settings: Settings = { ...DEFAULTS, ...options };
  let isDown = false;
  const { faults, timers, log, api, socket, webhook, player, send } = createParts(settings, () => isDown);

  function goDown(): void {
    isDown = true;
    socket.cutAll();
    webhook.cutAll();
  }

  return {
    request: (request) => (isDown ? { kind: 'cut' } : api.answer(request)),
    upgrade: (path, client = '') => (isDown ? { kind: 'cut' } : socket.upgrade(toUrl(path), client)),
    faults,
    connections: socket.connections,
    connectionsLog: socket.log,
    requests: api.requests,
    webhookSecretToken: settings.webhookSecretToken,
    webhook: webhook.state,
    subscribeWebhook: (url) => webhook.subscribe(url),
    play: (scenarioId, playOptions) => player.play(scenarioId, playOptions),
    burst: (events, burstOptions) => player.burst(events, burstOptions),
    send,
    sendRaw: (frame) => socket.send(frame),
    getRungCallIds: (userId) => log.getRungCallIds(userId),
    disconnect: (code = 1000, reason = 'Bye') => socket.disconnect(code, reason),
    makeHalfOpen: () => socket.makeHalfOpen(),
    goDown,
    comeBack: () => {
      isDown = false;
    },
    revokeTokens: () => api.tokens.revokeAll(),
    failTokenRequests: (failure) => {
      faults.token = failure === null ? null : { kind: 'status', ...failure };
    },
    setScopes: (scopes) => api.tokens.setScopes(scopes),
    stop: () => {
      goDown();
      player.stop();
      timers.cancelAll();
    },
  };
}

/** What Zoom is made of, put together. */
function createParts(settings: Settings, isDown: () => boolean) {
  const { agent, now } = settings;
  const timers = createTimers(settings.after);
  const { after } = timers;
  const faults = noFaults();
  const zoomNow = () => now() + faults.clockOffsetMs;
  const log = createCallLog(zoomNow);
  const api = createHttpApi({ ...settings, account: [agent, ...colleagues, owner], log, faults, zoomNow });
  const socket = new EventSocket({
    ...settings,
    grant: settings.webSocketGrant,
    findToken: (text) => api.tokens.find(text),
    faults,
    after,
  });
  const webhook = new WebhookSender({
    ...settings,
    secretToken: settings.webhookSecretToken,
    faults,
    isDown,
    zoomNow,
    after,
  });
  const delivery = createDelivery(faults, after, (frame) => socket.send(frame));
  const send = (event: unknown): boolean => {
    log.add(event);
    webhook.send(event);
    return delivery.send(event);
  };
  const player = new Player({ ...settings, now: zoomNow, after, send }, colleagues);
  return { faults, timers, log, api, socket, webhook, player, send };
}
