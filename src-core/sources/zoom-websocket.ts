import { EVERYONE, type Agent } from '../calls/agent.ts';
import type { Clock } from '../clock.ts';
import type { ZoomAccount } from '../settings/read.ts';
import { cleanText } from '../text/clean.ts';
import { ZoomApi, RestError } from '../zoom/api.ts';
import { resolveAgent } from '../zoom/agent.ts';
import { hasOwnList, readCallHistory } from '../zoom/call-history.ts';
import { TokenError } from '../zoom/token.ts';
import type { Transport } from '../http/transport.ts';
import { endingOf } from './ending-of.ts';
import {
  afterChange,
  afterEnding,
  afterWelcome,
  FRESH_START,
  type Ending,
  type NextStep,
  type ReconnectState,
} from './reconnect.ts';
import { holdSession, sessionUrl } from './socket-session.ts';
import type {
  CallSource,
  Connection,
  ReadCallHistory,
  Refusal,
  SourceConnection,
  SourceEvents,
  Vitals,
  WakeReason,
} from './source.ts';

/**
 * Waking, a new address and an unlocked screen come together: a connection begun so shortly before is left to come
 * about, and replaced only if it has not by then.
 */
const SAME_CHANGE_MS = 2_000;

/** Keeps who the agent is over a restart, for when Zoom cannot be asked. */
export interface AgentMemory {
  recall(setting: string): Agent | null;
  keep(setting: string, agent: Agent): void;
}

/** What the source is doing. */
type Doing =
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'session';
      readonly begunAt: number;
      readonly abort: AbortController;
      welcomedAt: number;
      cancelCheck: () => void;
    }
  | { readonly kind: 'waiting'; readonly firm: boolean; readonly cancel: () => void }
  | { readonly kind: 'refused'; readonly cause: Refusal };

/** Sent again and again, these may get the app disabled: only a person asks for another try. */
const NEVER_BY_ITSELF: readonly Refusal[] = ['credentials', 'grant', 'app-disabled', 'owner-gone'];

/**
 * Zoom's event WebSocket under a Server-to-Server token.
 *
 * Connected means: Zoom answered `build_connection` with success. Every close that we did not ask for is answered
 * by a new connection with a fresh token, when and how often `reconnect.ts` decides; what only a person can mend
 * ends the tries until `wake('asked')` or another account.
 */
export class ZoomWebSocketSource implements CallSource {
  readonly name = 'websocket';
  readonly #account: ZoomAccount;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #memory: AgentMemory | null;
  readonly #api: ZoomApi;
  #events: SourceEvents | null = null;
  #doing: Doing = { kind: 'stopped' };
  #reconnect: ReconnectState = FRESH_START;
  #agent: Agent | null = null;
  #told: Connection['state'] | null = null;
  #lastFrameAt: number | null = null;
  #lastHeartbeatAt: number | null = null;
  /** welcomes of one day */
  #connects = { day: '', count: 0 };

  constructor(
    account: ZoomAccount,
    options: {
      readonly transport: Transport;
      readonly clock: Clock;
      /** in [0, 1) */
      readonly random?: () => number;
      readonly memory?: AgentMemory;
    },
  ) {
    this.#account = account;
    this.#transport = options.transport;
    this.#clock = options.clock;
    this.#random = options.random ?? Math.random;
    this.#memory = options.memory ?? null;
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
    this.#told = null;
    this.#reconnect = FRESH_START;
    this.#connect();
  }

  stop(): void {
    this.#events = null;
    this.#leave();
  }

  wake(reason: WakeReason): void {
    const doing = this.#doing;
    const asked = reason === 'asked';
    switch (doing.kind) {
      case 'stopped':
        return;
      case 'session': {
        const ageMs = this.#clock.now() - doing.begunAt;
        // Below zero the clock was set back, which is a reason as good as any.
        if (ageMs >= 0 && ageMs < SAME_CHANGE_MS) {
          this.#checkSoon(doing);
          return;
        }
        break;
      }
      case 'waiting':
        if (doing.firm && !asked) return;
        break;
      case 'refused':
        if (!asked && NEVER_BY_ITSELF.includes(doing.cause)) return;
        break;
    }
    // Whoever asks may have had the agent's phone changed.
    if (asked) this.#agent = null;
    this.#reconnect = asked ? FRESH_START : afterChange(this.#reconnect);
    this.#connect();
  }

  readonly callHistory: ReadCallHistory = async (range, signal) => {
    const agent = this.#agent ?? EVERYONE;
    return { elements: await readCallHistory(this.#api, agent, range, signal), ofAgent: hasOwnList(agent) };
  };

  vitals(): Vitals {
    const { day, count } = this.#connects;
    const doing = this.#doing;
    return {
      lastFrameAt: this.#lastFrameAt,
      lastHeartbeatAt: this.#lastHeartbeatAt,
      connectsToday: day === this.#today() ? count : 0,
      connectedSince: doing.kind === 'session' && doing.welcomedAt !== -Infinity ? doing.welcomedAt : null,
    };
  }

  #today(): string {
    return new Date(this.#clock.now()).toDateString();
  }

  #countConnect(): void {
    const day = this.#today();
    this.#connects = { day, count: day === this.#connects.day ? this.#connects.count + 1 : 1 };
  }

  /** Connects anew unless Zoom welcomes this session after now. */
  #checkSoon(session: Extract<Doing, { kind: 'session' }>): void {
    const changedAt = this.#clock.now();
    session.cancelCheck();
    session.cancelCheck = this.#clock.after(session.begunAt + SAME_CHANGE_MS - changedAt, () => {
      if (session.welcomedAt <= changedAt) this.#connect();
    });
  }

  /** Ends whatever is under way. */
  #leave(): void {
    const doing = this.#doing;
    this.#doing = { kind: 'stopped' };
    if (doing.kind === 'session') {
      doing.abort.abort();
      doing.cancelCheck();
    }
    if (doing.kind === 'waiting') doing.cancel();
  }

  #connect(): void {
    this.#leave();
    const abort = new AbortController();
    const session: Doing = {
      kind: 'session',
      begunAt: this.#clock.now(),
      abort,
      welcomedAt: -Infinity,
      cancelCheck: () => undefined,
    };
    this.#doing = session;
    this.#tell({ state: 'connecting' });
    // Whoever hears of it may stop us.
    if (!abort.signal.aborted) void this.#run(abort.signal, () => (session.welcomedAt = this.#clock.now()));
  }

  async #run(signal: AbortSignal, welcomed: () => void): Promise<void> {
    let ending: Ending;
    try {
      ending = await this.#session(signal, welcomed);
      if (ending.kind === 'turned-away')
        ending = { ...ending, words: cleanText(this.#api.harmless(ending.words), 100) ?? '' };
    } catch (error) {
      ending = endingOf(error, this.#account.agent ?? '');
    }
    if (signal.aborted) return;
    // Nothing of this session is waited for any more.
    this.#leave();
    const { state, step } = afterEnding(this.#reconnect, ending, this.#clock.now(), this.#random());
    this.#reconnect = state;
    this.#take(step);
  }

  #take(step: NextStep): void {
    switch (step.kind) {
      case 'stop':
        this.#doing = { kind: 'refused', cause: step.cause };
        this.#tell({ state: 'refused', cause: step.cause, detail: step.detail });
        return;
      case 'retry': {
        const retryAt = this.#clock.now() + step.waitMs;
        const cancel = this.#clock.after(step.waitMs, () => this.#connect());
        this.#doing = { kind: 'waiting', firm: step.firm, cancel };
        this.#tell(
          step.told === null ? { state: 'connecting' } : { state: 'offline', ...step.told, retryAt },
        );
      }
    }
  }

  #tell(connection: SourceConnection): void {
    const before = this.#told;
    this.#told = connection.state;
    if (connection.state === 'connecting' && before === 'connecting') return;
    this.#events?.connection(connection);
  }

  /** One connection from token to close. Resolves with how it ended; rejects with TokenError, RestError, HttpError. */
  async #session(signal: AbortSignal, welcomed: () => void): Promise<Ending> {
    this.#api.grant = this.#reconnect.grant;
    let token = await this.#api.freshToken(signal);
    if (this.#agent === null) {
      this.#agent = await this.#resolveAgent(signal);
      if (!signal.aborted) this.#events?.agent(this.#agent);
      // Looking up the agent may have needed a newer token, which may have revoked the first.
      token = this.#api.newest ?? token;
    }
    signal.throwIfAborted();
    return await holdSession({
      transport: this.#transport,
      clock: this.#clock,
      url: sessionUrl(this.#account, token.accessToken),
      signal,
      events: {
        welcome: () => {
          welcomed();
          this.#countConnect();
          this.#reconnect = afterWelcome(this.#reconnect);
          this.#tell({ state: 'connected', everyone: this.#account.agent === null });
        },
        frame: () => (this.#lastFrameAt = this.#clock.now()),
        beat: () => (this.#lastHeartbeatAt = this.#clock.now()),
        event: (json) => this.#events?.event(json),
        badFrame: (code, bytes) => this.#events?.badFrame(code, bytes),
      },
    });
  }

  async #resolveAgent(signal: AbortSignal): Promise<Agent> {
    const { agent: setting } = this.#account;
    if (setting === null) return EVERYONE;
    try {
      const agent = await resolveAgent(this.#api, setting, signal);
      this.#memory?.keep(setting, agent);
      return agent;
    } catch (error) {
      const known = this.#memory?.recall(setting) ?? null;
      const noSuchPerson =
        error instanceof RestError && (error.kind === 'not-found' || error.kind === 'bad-request');
      // People change their phones rarely: better who it was yesterday than no calls at all.
      if (known === null || noSuchPerson || signal.aborted || error instanceof TokenError) throw error;
      return known;
    }
  }
}
