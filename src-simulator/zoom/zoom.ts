/**
 * A stand-in for Zoom without sockets and timers of its own: token endpoint, REST, the rules of the event WebSocket and
 * of the webhook, scenarios, call log and faults. It acts only within calls to it, to `after` and to `post`; `server.ts`
 * connects it to real sockets.
 */
import { randomBytes } from 'node:crypto';
import { createCallLog } from './call-log.ts';
import { createDelivery } from './delivery.ts';
import { EventSocket, type ConnectionLogEntry, type ZoomUpgrade } from './event-socket.ts';
import { noFaults, type AnswerFault, type Faults } from './faults.ts';
import { createHttpApi, toUrl } from './http-api.ts';
import type { ZoomContext, ZoomOptions } from './options.ts';
import { WebhookSender, type WebhookState, type WebhookValidation } from './webhook-sender.ts';
import { newCallId } from './zoom-events.ts';
import type { ZoomAnswer, ZoomRequest } from '../http.ts';
import { SAMPLE_ACCOUNTS } from '../scenarios/people.ts';
import { Player } from '../scenarios/player.ts';
import { createTimers } from '../timers.ts';

export { noFaults, type AnswerFault, type Faults, type HandshakeFault } from './faults.ts';
export type { ZoomSocketHandler } from './event-socket.ts';
export type { ZoomOptions } from './options.ts';
export type { ZoomAnswer } from '../http.ts';

/** An error for every token request, such as 4738 "disabled by admin" or a 429. */
type TokenFailure = Omit<Extract<AnswerFault, { kind: 'status' }>, 'kind'>;

export interface Zoom extends Pick<Player, 'play' | 'burst'> {
  request(request: ZoomRequest): ZoomAnswer;
  /** @param client the connection's name in `connectionsLog` */
  upgrade(pathWithQuery: string, client?: string): ZoomUpgrade;
  /** The current faults. Its members may be set at any time. */
  readonly faults: Faults;
  readonly connections: Readonly<EventSocket['connections']>;
  /** The latest 10 000 entries. */
  readonly connectionsLog: readonly ConnectionLogEntry[];
  /** HTTP requests since the start, except those while the server was down. */
  readonly requests: { readonly token: number; readonly rest: number };
  readonly webhookSecretToken: string;
  readonly webhook: Readonly<WebhookState>;
  /**
   * Acts as if an administrator enters the webhook's URL and presses Validate: sends it a signed challenge. Settles when
   * that was answered, after 3 s at the latest, or when Zoom goes down. After a correct answer, every event is posted to
   * this URL instead of the previous one, and the challenge is repeated every 72 h; six failures in a row end the
   * subscription. A URL that fails here does not replace the previous one. Rejects with a TypeError if it is no http or
   * https URL.
   *
   * An event that is answered with 500 or above, or not within 3 s, is posted again 5, 25 and 85 minutes after its first
   * try. Events are sent in order, up to 20 at a time, so they may arrive in another order.
   */
  subscribeWebhook(url: string): Promise<WebhookValidation>;
  /**
   * Adds an event to the call log, posts it to the webhook and sends it in a `message` frame, `content` as JSON text, each
   * as the faults say. True if a WebSocket client received it now.
   */
  send(event: unknown): boolean;
  /** Sends a frame unchanged: a string as text, a Buffer as binary. True if a client received it. */
  sendRaw(frame: string | Buffer): boolean;
  /** `call_id`s of the last 31 days' calls that rang for this user, delivered or not. */
  getRungCallIds(userId: string): readonly string[];
  /**
   * Closes the client's connection, by default with 1000 "Bye" as Zoom does; 1006 sends no close frame. The client counts
   * as disconnected at once. Throws if WebSocket forbids the code.
   */
  disconnect(code?: number, reason?: string): void;
  /** Half-open: the sockets open now stay open but receive and send nothing any more; new ones work. */
  makeHalfOpen(): void;
  /**
   * Closes every socket, and refuses connections until `comeBack`. Webhook events and repetitions that are open, queued or
   * become due until then are lost.
   */
  goDown(): void;
  comeBack(): void;
  /** Invalidates every token issued so far, for REST and for new connections. */
  revokeTokens(): void;
  /** Null ends the failure. */
  failTokenRequests(failure: TokenFailure | null): void;
  /** Applies to new tokens. */
  setScopes(scopes: readonly string[]): void;
  /** Goes down for good: ends scenarios and cancels every timer. */
  stop(): void;
}

export const DEFAULTS: Omit<Required<ZoomOptions>, 'webSocketGrant' | 'now' | 'after'> = {
  accountId: 'sim-account',
  clientId: 'sim-client',
  clientSecret: 'sim-secret',
  subscriptionId: 'sim-subscription',
  webhookSecretToken: 'sim-webhook-secret',
  language: 'ja',
  agent: SAMPLE_ACCOUNTS.ja.agent,
  tokenErrorShape: 'errorCode',
  tokenLifetime: 3600,
  serverTimeoutMs: 60_000,
  scopes: [
    'phone:read:call:admin',
    'user:read:user:admin',
    'phone:read:user:admin',
    'phone:read:list_call_logs:admin',
    'phone:read:list_users:admin',
    'marketplace:write:websocket_connection',
  ],
  apiUrl: 'https://api.zoom.us',
  callLogDelayMs: 0,
  newCallId,
  newToken: () => `eyJ.sim.${randomBytes(24).toString('base64url')}`,
  onAccepted: () => {},
  onValidated: () => {},
  post: () => () => {},
};

export function createZoom(options: ZoomOptions): Zoom {
  let isDown = false;
  const faults = noFaults();
  const timers = createTimers(options.after);
  const context: ZoomContext = {
    ...DEFAULTS,
    agent: SAMPLE_ACCOUNTS[options.language ?? DEFAULTS.language].agent,
    ...options,
    after: timers.after,
    faults,
    zoomNow: () => options.now() + faults.clockOffsetMs,
    isDown: () => isDown,
  };
  const { log, api, socket, webhook, player, send } = createParts(context);

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
    webhookSecretToken: context.webhookSecretToken,
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

function createParts(context: ZoomContext) {
  const log = createCallLog(context.zoomNow);
  const api = createHttpApi(context, log);
  const socket = new EventSocket(context, api.tokens);
  const webhook = new WebhookSender(context);
  const deliver = createDelivery(context, (frame) => socket.send(frame));
  const send = (event: unknown): boolean => {
    log.add(event);
    webhook.send(event);
    return deliver(event);
  };
  return { log, api, socket, webhook, player: new Player(context, send), send };
}
