import type { Agent } from '../calls/agent.ts';
import type { SourceName } from '../calls/call.ts';
import type {
  CallSource,
  Connection,
  ConnectionStats,
  SourceConnection,
  WakeReason,
} from '../zoom/call-source.ts';
import { combineConnections } from '../zoom/combined-connection.ts';
import type { AppState } from './app-state.ts';
import { CatchUp, type CatchUpOptions } from './call-catch-up.ts';

/** Events of a call that rang this shortly after connecting need not arrive. */
const SETTLING_MS = 5_000;

export interface ConnectionMonitorDeps extends Omit<CatchUpOptions, 'read'> {
  readonly agent: () => Agent;
  readonly onChange: () => void;
}

/**
 * Owns the sources and their connection states, and reads Zoom's call history while one is connected. An open socket
 * does not prove that events arrive: a call of the history without events makes the connection `degraded`.
 */
export class ConnectionMonitor {
  readonly #deps: ConnectionMonitorDeps;
  #sources: readonly CallSource[] = [];
  readonly #states = new Map<SourceName, SourceConnection>();
  #catchUp: CatchUp | null = null;
  #connectedAt: number | null = null;
  /** when a call rang whose events never arrived although a source was connected; `null` = there is none */
  #missingCallAt: number | null = null;

  constructor(deps: ConnectionMonitorDeps) {
    this.#deps = deps;
  }

  /** Replaces the sources; `readsHistory` is false for a trial. */
  use(sources: readonly CallSource[], readsHistory: boolean, start: (source: CallSource) => void): void {
    this.stop();
    this.#states.clear();
    this.#connectedAt = null;
    this.#missingCallAt = null;
    this.#sources = sources;
    const readable = readsHistory ? sources.filter(({ callHistory }) => callHistory !== null) : [];
    this.#catchUp = readable.length === 0 ? null : this.#createCatchUp(readable);
    for (const source of sources) start(source);
  }

  /** What the sources report, unless events are known to be missing. */
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
    // A webhook's first event does not open it: it has listened before.
    const opened = isListening(state) && !isListening(before);
    if (!this.#isListening || (wasListening && !opened)) return;
    if (!wasListening) this.#connectedAt = this.#deps.clock.now();
    this.#catchUp?.onConnected(this.#deps.agent());
  }

  /** Reconnects at once. */
  wake(reason: WakeReason): void {
    const isDown = ({ name }: CallSource): boolean =>
      this.#states.has(name) && this.#states.get(name)?.state !== 'connected';
    const down = this.#sources.filter(isDown);
    // A user who asks to reconnect means the broken sources only.
    const targets = reason === 'asked' && down.length > 0 ? down : this.#sources;
    for (const source of targets) source.wake(reason);
  }

  /** Whether the events of a call that rang at `rangAt` (our clock) should have arrived. */
  wasConnectedAt(rangAt: number): boolean {
    return this.#connectedAt !== null && rangAt > this.#connectedAt + SETTLING_MS;
  }

  /** A call rang at `callAt` (our clock), and its events never arrived. */
  reportMissingEvents(callAt: number): void {
    const isFirst = this.#missingCallAt === null;
    this.#missingCallAt = callAt;
    this.#deps.onChange();
    // Only once: nothing but a new connection may help.
    if (isFirst) this.wake('changed');
  }

  /** Called for an event that arrived in time: events are not missing. */
  confirmDelivery(): void {
    this.#catchUp?.onFreshEvent();
    if (this.#missingCallAt === null) return;
    this.#missingCallAt = null;
    this.#deps.onChange();
  }

  /** Resolves when everything received has been reported; `stop` may follow. */
  async finish(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.finish?.() ?? Promise.resolve()));
  }

  stop(): void {
    for (const source of this.#sources) source.stop();
    this.#catchUp?.onDisconnected();
  }

  /** Whether any source can receive events. */
  get #isListening(): boolean {
    return isListening(combineConnections(this.#states).connection);
  }

  #createCatchUp(sources: readonly CallSource[]): CatchUp {
    return new CatchUp({
      ...this.#deps,
      // A connected source knows whose calls to read.
      read: async (range, signal) => {
        const source = sources.find(({ name }) => isListening(this.#states.get(name))) ?? sources[0];
        return (await source?.callHistory?.(range, signal)) ?? { elements: [], isOwnList: false };
      },
    });
  }
}

function toMissing(callAt: number): Connection {
  return { state: 'degraded', cause: 'events-missing', callAt };
}

function isListening(state: SourceConnection | null | undefined): boolean {
  return state?.state === 'connected' || state?.state === 'degraded';
}
