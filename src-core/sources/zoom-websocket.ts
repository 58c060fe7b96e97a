import { WebSocket, type RawData } from 'ws';
import { z } from 'zod';
import { EVERYONE, type Agent } from '../calls/agent.ts';
import type { Clock } from '../clock.ts';
import type { ZoomAccount } from '../settings/read.ts';
import { parseJson } from '../text/parse-json.ts';
import { AgentError, resolveAgent } from '../zoom/agent.ts';
import { fetchToken, TokenError, type Grant } from '../zoom/token.ts';
import { backoffMs } from './backoff.ts';
import type { CallSource, OfflineCause, Refusal, SourceEvents } from './source.ts';

/** Zoom wants a heartbeat at least every 30 s. */
const HEARTBEAT_MS = 25_000;
/** Nothing at all heard for this long: the connection is dead, whatever TCP says. */
const SILENT_MS = 60_000;
/** An open socket is no connection yet: Zoom says `build_connection` first, also to refuse. */
const WELCOME_MS = 10_000;
/** Connected for this long, a close is a new matter and the back-off begins anew. */
const STABLE_MS = 60_000;
/** Turned away with both kinds of token: asking often would look like an attack. */
const TURNED_AWAY_MS = 60_000;
/** However long Zoom asks us to wait: nobody would understand an app that is silent for days. */
const LONGEST_WAIT_MS = 60 * 60_000;
/** No call event is larger; larger ones are not even parsed. */
const LARGEST_EVENT = 256 * 1024;
/** Beyond this `ws` drops the connection, and with it what follows; so it is far above any event. */
const LARGEST_FRAME = 64 * 1024 * 1024;

const Frame = z.object({
  module: z.string(),
  success: z.boolean().optional(),
  content: z.unknown().optional(),
});

/** How one attempt to connect ended. */
type End =
  | {
      readonly kind: 'offline';
      readonly cause: OfflineCause;
      readonly detail: string;
      /** exactly this long until the next try; null = the back-off decides */
      readonly waitMs: number | null;
      /** what the back-off must not go below */
      readonly atLeastMs?: number;
    }
  | { readonly kind: 'refused'; readonly cause: Refusal; readonly detail: string };

/**
 * Zoom's event WebSocket under a Server-to-Server token.
 *
 * Connected means: Zoom answered `build_connection` with success. Every close that we did not ask for is
 * answered by a new connection with a fresh token; refused credentials end the tries until `start` is called again.
 */
export class ZoomWebSocketSource implements CallSource {
  readonly name = 'websocket';
  readonly #account: ZoomAccount;
  readonly #clock: Clock;
  readonly #random: () => number;
  #events: SourceEvents | null = null;
  #abort = new AbortController();
  #cancelRetry: () => void = () => undefined;
  #attempt = 0;
  #grant: Grant = 'account_credentials';
  #agent: Agent | null = null;

  constructor(account: ZoomAccount, clock: Clock, random: () => number = Math.random) {
    this.#account = account;
    this.#clock = clock;
    this.#random = random;
  }

  start(events: SourceEvents): void {
    this.stop();
    this.#events = events;
    this.#abort = new AbortController();
    this.#attempt = 0;
    this.#connect(this.#abort.signal);
  }

  stop(): void {
    this.#events = null;
    this.#cancelRetry();
    this.#abort.abort();
  }

  #connect(signal: AbortSignal): void {
    this.#events?.connection({ state: 'connecting' });
    this.#session(signal).then(
      (end) => this.#ended(end, signal),
      (error: unknown) => this.#ended(endOf(error), signal),
    );
  }

  #ended(end: End, signal: AbortSignal): void {
    if (signal.aborted) return;
    if (end.kind === 'refused') {
      this.#events?.connection({ state: 'refused', cause: end.cause, detail: end.detail });
      return;
    }
    const backoff = backoffMs(this.#attempt, this.#random());
    const asked = Math.min(end.atLeastMs ?? 0, LONGEST_WAIT_MS);
    const waitMs = end.waitMs ?? Math.max(backoff, asked);
    this.#attempt += 1;
    const retryAt = this.#clock.now() + waitMs;
    // Before it is told: whoever hears of it may stop us.
    this.#cancelRetry = this.#clock.after(waitMs, () => this.#connect(signal));
    this.#events?.connection({ state: 'offline', cause: end.cause, detail: end.detail, retryAt });
  }

  /** One connection from token to close. Resolves with how it ended; rejects with TokenError, AgentError, HttpError. */
  async #session(signal: AbortSignal): Promise<End> {
    const freshToken = async (): Promise<string> => {
      const token = await fetchToken(this.#account, this.#grant, () => this.#clock.now(), signal);
      if (token.skewMs !== null) this.#events?.clockSkew(token.skewMs);
      return token.accessToken;
    };
    let token = await freshToken();
    if (this.#agent === null) {
      const { agent, apiUrl } = this.#account;
      const resolve = async (): Promise<Agent> =>
        agent === null ? EVERYONE : await resolveAgent(apiUrl, token, agent, signal);
      this.#agent = await resolve().catch(async (error: unknown) => {
        if (!(error instanceof AgentError && error.kind === 'token')) throw error;
        // Another client of this app may have asked for a token meanwhile, which may revoke ours.
        token = await freshToken();
        return await resolve();
      });
      this.#events?.agent(this.#agent);
    }
    signal.throwIfAborted();
    return await this.#listen(token, signal);
  }

  #listen(accessToken: string, signal: AbortSignal): Promise<End> {
    return new Promise((resolve) => {
      // The token must be a query parameter: Zoom ignores the header. So this URL is a secret.
      const url = new URL(this.#account.wsUrl);
      url.searchParams.set('subscriptionId', this.#account.subscriptionId);
      url.searchParams.set('access_token', accessToken);
      const socket = new WebSocket(url, {
        maxPayload: LARGEST_FRAME,
        handshakeTimeout: WELCOME_MS,
        followRedirects: false,
      });
      let connectedAt: number | null = null;
      let finished = false;
      let cancelHeartbeat = (): void => undefined;
      let cancelWatch = (): void => undefined;

      const finish = (end: End): void => {
        finished = true;
        signal.removeEventListener('abort', abandon);
        cancelHeartbeat();
        cancelWatch();
        if (connectedAt !== null && this.#clock.now() - connectedAt >= STABLE_MS) this.#attempt = 0;
        socket.removeAllListeners();
        // `ws` reports what still goes wrong on a socket that we are done with.
        socket.on('error', () => undefined);
        socket.terminate();
        resolve(end);
      };
      const offline = (cause: OfflineCause, detail = '', waitMs: number | null = null): void =>
        finish({ kind: 'offline', cause, detail, waitMs });
      const abandon = (): void => offline('closed');
      const watch = (ms: number, cause: OfflineCause): void => {
        if (finished) return;
        cancelWatch();
        cancelWatch = this.#clock.after(ms, () => offline(cause));
      };
      const beat = (): void => {
        if (finished) return;
        socket.send(JSON.stringify({ module: 'heartbeat' }), () => undefined);
        cancelHeartbeat = this.#clock.after(HEARTBEAT_MS, beat);
      };
      const welcome = (success: boolean): void => {
        if (!success) {
          // Zoom's pages disagree on which grant the WebSocket wants: try the other one, once, at once.
          const fallback = this.#grant === 'account_credentials';
          this.#grant = fallback ? 'client_credentials' : 'account_credentials';
          offline('turned-away', '', fallback ? 0 : TURNED_AWAY_MS);
        } else if (connectedAt === null) {
          connectedAt = this.#clock.now();
          this.#events?.connection({ state: 'connected' });
          beat();
        }
      };

      signal.addEventListener('abort', abandon, { once: true });
      watch(WELCOME_MS, 'no-welcome');
      socket.on('message', (data) => {
        this.#receive(data, welcome);
        if (connectedAt !== null) watch(SILENT_MS, 'silent');
      });
      socket.on('close', () => offline('closed'));
      socket.on('error', () => offline('network'));
      socket.on('unexpected-response', (_request, response) =>
        offline('zoom-trouble', `HTTP ${response.statusCode ?? 0}`),
      );
    });
  }

  #receive(data: RawData, welcome: (success: boolean) => void): void {
    const bytes = toBuffer(data);
    if (bytes.length > LARGEST_EVENT) {
      this.#events?.badFrame('frame-too-large', bytes.length);
      return;
    }
    const frame = Frame.safeParse(parseJson(bytes.toString('utf8')));
    if (!frame.success) {
      this.#events?.badFrame('invalid-frame', bytes.length);
      return;
    }
    switch (frame.data.module) {
      case 'build_connection':
        // Decided by the flag alone: the wording varies.
        welcome(frame.data.success === true);
        return;
      case 'message': {
        // The event comes as JSON text inside the frame's JSON; an object is taken too.
        const { content } = frame.data;
        const json = typeof content === 'string' ? parseJson(content) : content;
        if (json === undefined) this.#events?.badFrame('invalid-frame', bytes.length);
        else this.#events?.event(json);
        return;
      }
      default:
        // A heartbeat's answer, or a module that Zoom adds one day.
        return;
    }
  }
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

function endOf(error: unknown): End {
  if (error instanceof TokenError) {
    if (error.kind === 'refused')
      return { kind: 'refused', cause: error.code ?? 'credentials', detail: error.detail };
    const atLeastMs = (error.retryAfter ?? 0) * 1_000;
    return { kind: 'offline', cause: error.kind, detail: error.detail, waitMs: null, atLeastMs };
  }
  if (error instanceof AgentError) {
    if (error.kind === 'not-found')
      return { kind: 'refused', cause: 'agent-not-found', detail: error.detail };
    if (error.kind !== 'trouble') return { kind: 'refused', cause: 'agent-scope', detail: error.detail };
    return { kind: 'offline', cause: 'zoom-trouble', detail: error.detail, waitMs: null };
  }
  return { kind: 'offline', cause: 'network', detail: '', waitMs: null };
}
