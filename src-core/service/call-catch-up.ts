import type { Agent } from '../calls/agent.ts';
import type { CallElement } from '../calls/past-calls.ts';
import type { Clock } from '../util/clock.ts';
import type { CallHistory } from '../history/call-history.ts';
import type { Notice } from '../i18n/notice.ts';
import type { ReadCallHistory } from '../zoom/call-source.ts';
import { RestError } from '../zoom/zoom-api.ts';
import { MAX_RETRY_AFTER_MS } from '../network/transport.ts';
import { TokenError } from '../zoom/token.ts';

/** Zoom writes a call down when it is over, some seconds late: what ended just before we connected comes with this look. */
const SECOND_POLL_MS = 60_000;
/** Nothing heard for this long: look whether there was nothing to hear. */
const QUIET_MS = 5 * 60_000;
/** Events flow: then only calls are looked for that rang while we were away and ended since. */
const BUSY_MS = 30 * 60_000;
/** A call is written down when it ends, under the time when it rang: no talk is longer than this. */
const MAX_CALL_MS = 12 * 60 * 60_000;
/** Zoom answers for a month at most. */
const MAX_LOOKBACK_MS = 30 * 24 * 60 * 60_000;
/** After a look that failed: as often as one may ask without being a burden. */
const RETRY_DELAYS_MS = [30_000, 60_000, 120_000, QUIET_MS] as const;
/** So many failures in a row before anyone need hear of it: right after a call Zoom answers 404 for some seconds. */
const FAILURES_BEFORE_NOTICE = 3;

export interface CatchUpOptions {
  readonly clock: Clock;
  readonly read: ReadCallHistory;
  readonly history: CallHistory;
  /** our clock minus Zoom's, ms */
  skewMs(): number;
  /** What Zoom's history holds; `since` (Zoom's clock): calls that rang before are none of ours. */
  onFound(elements: readonly CallElement[], isOwnList: boolean, since: number): void;
  onNotice(notice: Notice): void;
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
  #cancelTimer: () => void = () => undefined;
  #polledAt = -Infinity;
  #hasFreshEvent = false;
  #failures = 0;
  /** a missing scope is said once, not at every connect */
  #hasReportedScope = false;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** The connection stands: look at once. */
  onConnected(agent: Agent): void {
    this.onDisconnected();
    this.#agentKey = agent.userId ?? agent.extensionId ?? agent.extensionNumber ?? '*';
    this.#failures = 0;
    this.#abort = new AbortController();
    void this.#poll(this.#abort.signal, true);
  }

  /** The connection is gone, or the service ends. */
  onDisconnected(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#cancelTimer();
  }

  /** An event came, fresh: what rings reaches us. */
  onFreshEvent(): void {
    this.#hasFreshEvent = true;
  }

  /** @param isFirst since the connect, or since it could not be read: what had just ended may not be written down yet */
  async #poll(signal: AbortSignal, isFirst: boolean): Promise<void> {
    const { clock, read, history } = this.#options;
    const agentKey = this.#agentKey;
    const zoomNow = clock.now() - this.#options.skewMs();
    const since = this.#getRangeStart(zoomNow);
    let answer: Awaited<ReturnType<ReadCallHistory>>;
    try {
      answer = await read({ from: since, to: zoomNow }, signal);
    } catch (error) {
      if (!signal.aborted) this.#handleFailure(error, signal);
      return;
    }
    if (signal.aborted) return;
    this.#polledAt = clock.now();
    this.#hasFreshEvent = false;
    this.#failures = 0;
    this.#hasReportedScope = false;
    this.#options.onFound(answer.elements, answer.isOwnList, since);
    // Only now: what was found is in the history by then.
    history.setCompleteUntil(agentKey, zoomNow);
    // Whoever was told may have ended the connection, or begun another.
    if (this.#abort?.signal !== signal) return;
    if (isFirst) this.#cancelTimer = clock.after(SECOND_POLL_MS, () => void this.#poll(signal, false));
    else this.#scheduleNext(signal);
  }

  /** From when on calls are ours to know of, by Zoom's clock. */
  #getRangeStart(zoomNow: number): number {
    const { history } = this.#options;
    const listeningSinceKey = `listening-since:${this.#agentKey}`;
    const listeningSince = Number(history.getValue(listeningSinceKey) ?? NaN);
    if (Number.isNaN(listeningSince)) {
      // Zoom writes times down to the second.
      const second = Math.floor(zoomNow / 1_000) * 1_000;
      history.setValue(listeningSinceKey, String(second));
      return second;
    }
    // What was read while the clock was far ahead cannot be complete beyond now.
    const completeUntil = Math.min(history.getCompleteUntil(this.#agentKey) ?? listeningSince, zoomNow);
    return Math.min(
      zoomNow,
      Math.max(listeningSince, completeUntil - MAX_CALL_MS, zoomNow - MAX_LOOKBACK_MS),
    );
  }

  #scheduleNext(signal: AbortSignal): void {
    const { clock } = this.#options;
    this.#cancelTimer = clock.after(QUIET_MS, () => {
      const busy = this.#hasFreshEvent && clock.now() - this.#polledAt < BUSY_MS;
      this.#hasFreshEvent = false;
      if (busy) this.#scheduleNext(signal);
      else void this.#poll(signal, false);
    });
  }

  #handleFailure(error: unknown, signal: AbortSignal): void {
    if (error instanceof RestError && error.kind === 'scope') {
      // Until the next connect, whose token may carry the scope.
      if (!this.#hasReportedScope)
        this.#options.onNotice({ level: 'warn', code: 'history-scope', params: {} });
      this.#hasReportedScope = true;
      return;
    }
    this.#failures += 1;
    const apiError = error instanceof RestError || error instanceof TokenError ? error : null;
    if (this.#failures === FAILURES_BEFORE_NOTICE) {
      const detail = apiError?.detail ?? '';
      const params = detail === '' ? {} : { detail };
      this.#options.onNotice({
        level: 'warn',
        code: detail === '' ? 'history-unreachable' : 'history-unreadable',
        params,
      });
    }
    const retryAfterMs = Math.min((apiError?.retryAfter ?? 0) * 1_000, MAX_RETRY_AFTER_MS);
    const backoffMs = RETRY_DELAYS_MS[Math.min(this.#failures, RETRY_DELAYS_MS.length) - 1] ?? QUIET_MS;
    this.#cancelTimer = this.#options.clock.after(Math.max(backoffMs, retryAfterMs), () => {
      void this.#poll(signal, true);
    });
  }
}
