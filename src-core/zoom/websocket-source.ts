import { EVERYONE, type Agent } from '../calls/agent.ts';
import type { Clock } from '../util/clock.ts';
import type { ZoomAccount } from '../settings/load-settings.ts';
import { cleanText } from '../util/clean-text.ts';
import { ZoomApi, RestError } from './zoom-api.ts';
import { resolveAgent } from './resolve-agent.ts';
import { readCallHistory } from './zoom-call-history.ts';
import { TokenError } from './token.ts';
import type { Transport } from '../network/transport.ts';
import { toSessionEnd } from './connection-errors.ts';
import {
  onNetworkChange,
  onSessionEnd,
  onHandshake,
  FRESH_START,
  type SessionEnd,
  type NextStep,
  type ReconnectState,
} from './reconnect-policy.ts';
import { runSession, createSessionUrl } from './websocket-session.ts';
import type {
  CallSource,
  Connection,
  ReadCallHistory,
  Refusal,
  SourceConnection,
  SourceEvents,
  ConnectionStats,
  WakeReason,
} from './call-source.ts';

/** Wake-up, a new address and an unlocked screen come together: give a session this long to connect. */
const CHANGE_DEBOUNCE_MS = 2_000;

/** Remembers the agent across restarts, for when Zoom is unreachable. */
export interface AgentStore {
  get(setting: string): Agent | null;
  set(setting: string, agent: Agent): void;
}

type SourceState =
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'session';
      readonly startedAt: number;
      readonly abort: AbortController;
      connectedAt: number;
      cancelCheck: () => void;
    }
  | { readonly kind: 'waiting'; readonly mandatory: boolean; readonly cancel: () => void }
  | { readonly kind: 'refused'; readonly cause: Refusal };

/** Automatic retries of these may get the app disabled. */
const MANUAL_RETRY_ONLY: readonly Refusal[] = ['credentials', 'grant', 'app-disabled', 'owner-gone'];

/**
 * Zoom's event WebSocket under a Server-to-Server token.
 *
 * Connected means that Zoom answered `build_connection` with success. After a close it reconnects with a new
 * token as `reconnect-policy.ts` decides; if the user must act, not until `wake('asked')` or another account.
 */
export class ZoomWebSocketSource implements CallSource {
  readonly name = 'websocket';
  readonly #account: ZoomAccount;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #agentStore: AgentStore | null;
  readonly #api: ZoomApi;
  #events: SourceEvents | null = null;
  #state: SourceState = { kind: 'stopped' };
  #reconnect: ReconnectState = FRESH_START;
  #agent: Agent | null = null;
  #reportedState: Connection['state'] | null = null;
  #lastFrameAt: number | null = null;
  #lastHeartbeatAt: number | null = null;
  /** handshakes of one day */
  #connects = { day: '', count: 0 };

  constructor(
    account: ZoomAccount,
    options: {
      readonly transport: Transport;
      readonly clock: Clock;
      /** in [0, 1) */
      readonly random?: () => number;
      readonly agentStore?: AgentStore;
    },
  ) {
    this.#account = account;
    this.#transport = options.transport;
    this.#clock = options.clock;
    this.#random = options.random ?? Math.random;
    this.#agentStore = options.agentStore ?? null;
    this.#api = new ZoomApi(
      account,
      options.transport,
      options.clock,
      (skewMs) => this.#events?.clockSkew(skewMs),
      [account.subscriptionId],
    );
  }

  start(events: SourceEvents): void {
    this.stop();
    this.#events = events;
    this.#reportedState = null;
    this.#reconnect = FRESH_START;
    this.#connect();
  }

  stop(): void {
    this.#events = null;
    this.#endCurrent();
  }

  wake(reason: WakeReason): void {
    const state = this.#state;
    const isManual = reason === 'asked';
    switch (state.kind) {
      case 'stopped':
        return;
      case 'session': {
        const ageMs = this.#clock.now() - state.startedAt;
        // A negative age means that the clock was set back: reconnect.
        if (ageMs >= 0 && ageMs < CHANGE_DEBOUNCE_MS) {
          this.#checkSoon(state);
          return;
        }
        break;
      }
      case 'waiting':
        if (state.mandatory && !isManual) return;
        break;
      case 'refused':
        if (!isManual && MANUAL_RETRY_ONLY.includes(state.cause)) return;
        break;
    }
    // The agent's phone may have changed.
    if (isManual) this.#agent = null;
    this.#reconnect = isManual ? FRESH_START : onNetworkChange(this.#reconnect);
    this.#connect();
  }

  readonly callHistory: ReadCallHistory = (range, signal) =>
    readCallHistory(this.#api, this.#agent ?? EVERYONE, range, signal);

  getStats(): ConnectionStats {
    const { day, count } = this.#connects;
    const state = this.#state;
    return {
      lastFrameAt: this.#lastFrameAt,
      lastHeartbeatAt: this.#lastHeartbeatAt,
      connectsToday: day === this.#today() ? count : 0,
      connectedSince: state.kind === 'session' && state.connectedAt !== -Infinity ? state.connectedAt : null,
    };
  }

  #today(): string {
    return new Date(this.#clock.now()).toDateString();
  }

  #countConnect(): void {
    const day = this.#today();
    this.#connects = { day, count: day === this.#connects.day ? this.#connects.count + 1 : 1 };
  }

  /** Reconnects later unless this session connects after now. */
  #checkSoon(session: Extract<SourceState, { kind: 'session' }>): void {
    const changedAt = this.#clock.now();
    session.cancelCheck();
    session.cancelCheck = this.#clock.after(session.startedAt + CHANGE_DEBOUNCE_MS - changedAt, () => {
      if (session.connectedAt <= changedAt) this.#connect();
    });
  }

  #endCurrent(): void {
    const state = this.#state;
    this.#state = { kind: 'stopped' };
    if (state.kind === 'session') {
      state.abort.abort();
      state.cancelCheck();
    }
    if (state.kind === 'waiting') state.cancel();
  }

  #connect(): void {
    this.#endCurrent();
    const abort = new AbortController();
    const session: SourceState = {
      kind: 'session',
      startedAt: this.#clock.now(),
      abort,
      connectedAt: -Infinity,
      cancelCheck: () => undefined,
    };
    this.#state = session;
    this.#emitConnection({ state: 'connecting' });
    // The listener may have stopped the source.
    if (!abort.signal.aborted)
      void this.#connectOnce(abort.signal, () => (session.connectedAt = this.#clock.now()));
  }

  async #connectOnce(signal: AbortSignal, markConnected: () => void): Promise<void> {
    let sessionEnd: SessionEnd;
    try {
      sessionEnd = await this.#runSession(signal, markConnected);
      if (sessionEnd.kind === 'turned-away')
        sessionEnd = { ...sessionEnd, message: cleanText(this.#api.redact(sessionEnd.message), 100) ?? '' };
    } catch (error) {
      sessionEnd = toSessionEnd(error, this.#account.agent ?? '');
    }
    if (signal.aborted) return;
    this.#endCurrent();
    const { state, step } = onSessionEnd(this.#reconnect, sessionEnd, this.#clock.now(), this.#random());
    this.#reconnect = state;
    this.#applyStep(step);
  }

  #applyStep(step: NextStep): void {
    switch (step.kind) {
      case 'stop':
        this.#state = { kind: 'refused', cause: step.cause };
        this.#emitConnection({ state: 'refused', cause: step.cause, detail: step.detail });
        return;
      case 'retry': {
        const retryAt = this.#clock.now() + step.waitMs;
        const cancel = this.#clock.after(step.waitMs, () => this.#connect());
        this.#state = { kind: 'waiting', mandatory: step.mandatory, cancel };
        this.#emitConnection(
          step.reported === null ? { state: 'connecting' } : { state: 'offline', ...step.reported, retryAt },
        );
      }
    }
  }

  #emitConnection(connection: SourceConnection): void {
    const before = this.#reportedState;
    this.#reportedState = connection.state;
    if (connection.state === 'connecting' && before === 'connecting') return;
    this.#events?.connection(connection);
  }

  /** One connection from token to close. Rejects with TokenError, RestError or HttpError. */
  async #runSession(signal: AbortSignal, markConnected: () => void): Promise<SessionEnd> {
    this.#api.grant = this.#reconnect.grant;
    let token = await this.#api.renewToken(signal);
    if (this.#agent === null) {
      this.#agent = await this.#resolveAgent(signal);
      if (!signal.aborted) this.#events?.agent(this.#agent);
      // Resolving the agent may have renewed the token, which may have revoked the first.
      token = this.#api.newestToken ?? token;
    }
    signal.throwIfAborted();
    return await runSession({
      transport: this.#transport,
      clock: this.#clock,
      url: createSessionUrl(this.#account, token.accessToken),
      signal,
      events: {
        handshake: () => {
          markConnected();
          this.#countConnect();
          this.#reconnect = onHandshake(this.#reconnect);
          this.#emitConnection({ state: 'connected', everyone: this.#account.agent === null });
        },
        frame: () => (this.#lastFrameAt = this.#clock.now()),
        heartbeat: () => (this.#lastHeartbeatAt = this.#clock.now()),
        event: (event) => this.#events?.event(event),
        badFrame: (code, bytes) => this.#events?.badFrame(code, bytes),
      },
    });
  }

  async #resolveAgent(signal: AbortSignal): Promise<Agent> {
    const { agent: setting } = this.#account;
    if (setting === null) return EVERYONE;
    try {
      const agent = await resolveAgent(this.#api, setting, signal);
      this.#agentStore?.set(setting, agent);
      return agent;
    } catch (error) {
      const storedAgent = this.#agentStore?.get(setting) ?? null;
      const isUnknownAgent = error instanceof RestError && error.kind === 'unknown-user';
      // Phones rarely change, so the stored agent is better than no calls.
      if (storedAgent === null || isUnknownAgent || signal.aborted || error instanceof TokenError)
        throw error;
      return storedAgent;
    }
  }
}
