import type { Agent } from './calls/agent.ts';
import type { CallElement } from './calls/past-calls.ts';
import type { Clock } from './clock.ts';
import type { CallHistory } from './history/call-history.ts';
import type { Notice } from './notice.ts';
import type { ReadCallHistory } from './sources/source.ts';
import { RestError } from './zoom/api.ts';
import { LONGEST_RETRY_AFTER_MS } from './http/transport.ts';
import { TokenError } from './zoom/token.ts';

/** Zoom writes a call down when it is over, some seconds late: what ended just before we connected comes with this look. */
const SECOND_LOOK_MS = 60_000;
/** Nothing heard for this long: look whether there was nothing to hear. */
const QUIET_MS = 5 * 60_000;
/** Events flow: then only calls are looked for that rang while we were away and ended since. */
const BUSY_MS = 30 * 60_000;
/** A call is written down when it ends, under the time when it rang: no talk is longer than this. */
const LONGEST_CALL_MS = 12 * 60 * 60_000;
/** Zoom answers for a month at most. */
const FARTHEST_MS = 30 * 24 * 60 * 60_000;
/** After a look that failed: as often as one may ask without being a burden. */
const RETRY_MS = [30_000, 60_000, 120_000, QUIET_MS] as const;
/** So many failures in a row before anyone need hear of it: right after a call Zoom answers 404 for some seconds. */
const PATIENCE = 3;

export interface CatchUpOptions {
  readonly clock: Clock;
  readonly read: ReadCallHistory;
  readonly history: CallHistory;
  /** our clock minus Zoom's, ms */
  skewMs(): number;
  /** What Zoom's history holds; `since` (Zoom's clock): calls that rang before are none of ours. */
  found(elements: readonly CallElement[], ofAgent: boolean, since: number): void;
  notice(notice: Notice): void;
}

/**
 * Reads Zoom's own call history after every connect, and now and then while connected: for the calls that rang
 * while nothing listened, and as the proof that what rings reaches us. Zoom replays no events, so this is the only
 * way to know.
 */
export class CatchUp {
  readonly #options: CatchUpOptions;
  #agentKey = '';
  #abort: AbortController | null = null;
  #cancel: () => void = () => undefined;
  #lookedAt = -Infinity;
  #heard = false;
  #failures = 0;
  /** a missing scope is said once, not at every connect */
  #forbidden = false;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** The connection stands: look at once. */
  connected(agent: Agent): void {
    this.disconnected();
    this.#agentKey = agent.userId ?? agent.extensionId ?? agent.extensionNumber ?? '*';
    this.#failures = 0;
    this.#abort = new AbortController();
    void this.#look(this.#abort.signal, true);
  }

  /** The connection is gone, or the service ends. */
  disconnected(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#cancel();
  }

  /** An event came, fresh: what rings reaches us. */
  heard(): void {
    this.#heard = true;
  }

  /** @param first since the connect, or since it could not be read: what had just ended may not be written down yet */
  async #look(signal: AbortSignal, first: boolean): Promise<void> {
    const { clock, read, history } = this.#options;
    const agentKey = this.#agentKey;
    const zoomNow = clock.now() - this.#options.skewMs();
    const since = this.#since(zoomNow);
    let answer: Awaited<ReturnType<ReadCallHistory>>;
    try {
      answer = await read({ from: since, to: zoomNow }, signal);
    } catch (error) {
      if (!signal.aborted) this.#failed(error, signal);
      return;
    }
    if (signal.aborted) return;
    this.#lookedAt = clock.now();
    this.#heard = false;
    this.#failures = 0;
    this.#forbidden = false;
    this.#options.found(answer.elements, answer.ofAgent, since);
    // Only now: what was found is in the history by then.
    history.setCompleteUntil(agentKey, zoomNow);
    // Whoever was told may have ended the connection, or begun another.
    if (this.#abort?.signal !== signal) return;
    if (first) this.#cancel = clock.after(SECOND_LOOK_MS, () => void this.#look(signal, false));
    else this.#nextWhenQuiet(signal);
  }

  /** From when on calls are ours to know of, by Zoom's clock. */
  #since(zoomNow: number): number {
    const { history } = this.#options;
    const firstKey = `listening-since:${this.#agentKey}`;
    const first = Number(history.remembered(firstKey) ?? NaN);
    if (Number.isNaN(first)) {
      // Zoom writes times down to the second.
      const second = Math.floor(zoomNow / 1_000) * 1_000;
      history.remember(firstKey, String(second));
      return second;
    }
    // What was read while the clock was far ahead cannot be complete beyond now.
    const complete = Math.min(history.completeUntil(this.#agentKey) ?? first, zoomNow);
    return Math.min(zoomNow, Math.max(first, complete - LONGEST_CALL_MS, zoomNow - FARTHEST_MS));
  }

  #nextWhenQuiet(signal: AbortSignal): void {
    const { clock } = this.#options;
    this.#cancel = clock.after(QUIET_MS, () => {
      const busy = this.#heard && clock.now() - this.#lookedAt < BUSY_MS;
      this.#heard = false;
      if (busy) this.#nextWhenQuiet(signal);
      else void this.#look(signal, false);
    });
  }

  #failed(error: unknown, signal: AbortSignal): void {
    if (error instanceof RestError && error.kind === 'scope') {
      // Until the next connect, whose token may carry the scope.
      if (!this.#forbidden) this.#options.notice({ level: 'warn', code: 'history-scope', params: {} });
      this.#forbidden = true;
      return;
    }
    this.#failures += 1;
    const said = error instanceof RestError || error instanceof TokenError ? error : null;
    if (this.#failures === PATIENCE) {
      const detail = said?.detail ?? '';
      const params = detail === '' ? {} : { detail };
      this.#options.notice({
        level: 'warn',
        code: detail === '' ? 'history-unreachable' : 'history-unreadable',
        params,
      });
    }
    const asked = Math.min((said?.retryAfter ?? 0) * 1_000, LONGEST_RETRY_AFTER_MS);
    const usual = RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1] ?? QUIET_MS;
    this.#cancel = this.#options.clock.after(Math.max(usual, asked), () => {
      void this.#look(signal, true);
    });
  }
}
