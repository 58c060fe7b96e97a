import type { Agent } from '../calls/agent.ts';
import type { SourceName } from '../calls/call.ts';
import type { CallHistory } from '../history/call-history.ts';
import type {
  CallSource,
  Connection,
  ConnectionStats,
  SourceConnection,
  WakeReason,
} from '../zoom/call-source.ts';
import { combineConnections } from '../zoom/combined-connection.ts';
import type { Clock } from '../util/clock.ts';
import type { AppState } from './app-state.ts';
import { CatchUp, type CatchUpOptions } from './call-catch-up.ts';

/** A call that rang so shortly after the handshake may rightly have been missed. */
const SETTLING_MS = 5_000;

export interface ConnectionMonitorDeps {
  readonly clock: Clock;
  readonly history: CallHistory;
  readonly agent: () => Agent;
  /** our clock minus Zoom's, in ms */
  readonly skewMs: () => number;
  readonly onChange: () => void;
  readonly onPastCalls: CatchUpOptions['onFound'];
  readonly onNotice: CatchUpOptions['onNotice'];
}

/**
 * The sources and what they say of their connections; reads Zoom's call history while one is connected. An open socket
 * does not prove that calls arrive: a call of the history whose events never came makes the connection `degraded`.
 */
export class ConnectionMonitor {
  readonly #deps: ConnectionMonitorDeps;
  #sources: readonly CallSource[] = [];
  readonly #states = new Map<SourceName, SourceConnection>();
  #catchUp: CatchUp | null = null;
  #connectedAt: number | null = null;
  /** when a call rang whose events never came although we were connected; `null` = none is missing */
  #missingCallAt: number | null = null;

  constructor(deps: ConnectionMonitorDeps) {
    this.#deps = deps;
  }

  /**
   * Stops the sources of before and starts these.
   * @param readsHistory false for a trial
   */
  use(sources: readonly CallSource[], readsHistory: boolean, start: (source: CallSource) => void): void {
    for (const source of this.#sources) source.stop();
    this.#catchUp?.onDisconnected();
    this.#states.clear();
    this.#connectedAt = null;
    this.#missingCallAt = null;
    this.#sources = sources;
    const readable = readsHistory ? sources.filter(({ callHistory }) => callHistory !== null) : [];
    this.#catchUp = readable.length === 0 ? null : this.#createCatchUp(readable);
    for (const source of sources) start(source);
  }

  /** The sources' word, unless events are known to be missing. */
  get combined(): Pick<AppState, 'connection' | 'otherSources'> {
    const reported = combineConnections(this.#states);
    if (!isListening(reported.connection) || this.#missingCallAt === null) return reported;
    return { ...reported, connection: toMissing(this.#missingCallAt) };
  }

  /** The WebSocket's own connection, whatever other sources there are; `null` if there is none. */
  get webSocket(): { readonly connection: Connection; readonly stats: ConnectionStats } | null {
    const stats = this.#sources.find(({ name }) => name === 'websocket')?.getStats?.() ?? null;
    const connection = this.#states.get('websocket') ?? null;
    if (stats === null || connection === null) return null;
    const missingAt = connection.state === 'connected' ? this.#missingCallAt : null;
    return { connection: missingAt === null ? connection : toMissing(missingAt), stats };
  }

  setState(name: SourceName, state: SourceConnection): void {
    const before = this.#states.get(name);
    const wasListening = this.#isListening;
    this.#states.set(name, state);
    if (!this.#isListening) this.#catchUp?.onDisconnected();
    this.#deps.onChange();
    // A webhook that hears from Zoom for the first time has listened before.
    const opened = isListening(state) && !isListening(before);
    if (!this.#isListening || (wasListening && !opened)) return;
    if (!wasListening) this.#connectedAt = this.#deps.clock.now();
    this.#catchUp?.onConnected(this.#deps.agent());
  }

  /** Connects again at once: the machine woke or changed its network, or a person asks for it. */
  wake(reason: WakeReason): void {
    const isDown = ({ name }: CallSource): boolean =>
      this.#states.has(name) && this.#states.get(name)?.state !== 'connected';
    const down = this.#sources.filter(isDown);
    // A person wants the broken ones to work, and the working ones left alone.
    const targets = reason === 'asked' && down.length > 0 ? down : this.#sources;
    for (const source of targets) source.wake(reason);
  }

  /** Whether events of a call that rang then (our clock) should have reached us. */
  wasConnectedAt(rangAt: number): boolean {
    return this.#connectedAt !== null && rangAt > this.#connectedAt + SETTLING_MS;
  }

  /** A call rang then (our clock), and its events never came. */
  reportMissingEvents(callAt: number): void {
    const isFirst = this.#missingCallAt === null;
    this.#missingCallAt = callAt;
    this.#deps.onChange();
    // Once: a new connection is all that we can do about it.
    if (isFirst) this.wake('changed');
  }

  /** An event came in time, which proves that events arrive. */
  confirmDelivery(): void {
    this.#catchUp?.onFreshEvent();
    if (this.#missingCallAt === null) return;
    this.#missingCallAt = null;
    this.#deps.onChange();
  }

  /** Resolves when all that is under way has been reported; `stop` may follow. */
  async finish(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.finish?.() ?? Promise.resolve()));
  }

  stop(): void {
    for (const source of this.#sources) source.stop();
    this.#catchUp?.onDisconnected();
  }

  /** Events may come, from one source or another. */
  get #isListening(): boolean {
    return isListening(combineConnections(this.#states).connection);
  }

  #createCatchUp(sources: readonly CallSource[]): CatchUp {
    const { clock, history, skewMs, onPastCalls, onNotice } = this.#deps;
    return new CatchUp({
      clock,
      // A source that is connected knows whose calls they are.
      read: async (range, signal) => {
        const source = sources.find(({ name }) => isListening(this.#states.get(name))) ?? sources[0];
        return (await source?.callHistory?.(range, signal)) ?? { elements: [], isOwnList: false };
      },
      history,
      skewMs,
      onFound: onPastCalls,
      onNotice,
    });
  }
}

function toMissing(callAt: number): Connection {
  return { state: 'degraded', cause: 'events-missing', callAt };
}

/** Events may come. */
function isListening(state: SourceConnection | null | undefined): boolean {
  return state?.state === 'connected' || state?.state === 'degraded';
}
