import type { Agent } from '../calls/agent.ts';
import type { CallElement } from '../calls/past-calls.ts';
import type { Clock } from '../util/clock.ts';
import type { CallHistory } from '../history/call-history.ts';
import type { Notice, NoticeCode } from '../i18n/notice.ts';
import type { ReadCallHistory } from '../zoom/call-source.ts';
import { RestError } from '../zoom/zoom-api.ts';
import { TokenError } from '../zoom/token.ts';

/** Zoom lists a call seconds after it ends: the second poll finds what ended just before we connected. */
const SECOND_POLL_MS = 60_000;
/** Without events for this long, poll whether calls were missed. */
const QUIET_MS = 5 * 60_000;
/** While events arrive, poll only for calls that rang while offline and have ended since. */
const BUSY_MS = 30 * 60_000;
/** No call is longer than this. Zoom lists a call when it ends, under the time when it rang. */
const MAX_CALL_MS = 12 * 60 * 60_000;
/** Zoom's limit is one month. */
const MAX_LOOKBACK_MS = 30 * 24 * 60 * 60_000;
/** Back-off after failed polls. */
const RETRY_DELAYS_MS = [30_000, 60_000, 120_000, QUIET_MS] as const;
/** Consecutive failures before the user is notified: right after a call Zoom answers 404 for some seconds. */
const FAILURES_BEFORE_NOTICE = 3;

export interface CatchUpOptions {
  readonly clock: Clock;
  readonly read: ReadCallHistory;
  readonly history: CallHistory;
  /** our clock minus Zoom's, ms */
  skewMs(): number;
  /** Called with each answer; `since` (Zoom's clock): ignore calls that rang earlier. */
  onFound(elements: readonly CallElement[], isOwnList: boolean, since: number): void;
  onNotice(notice: Notice): void;
}

/**
 * Reads Zoom's own call history after every connect and periodically while connected: for calls that rang while
 * offline, and to prove that events arrive. Zoom never redelivers events, so there is no other way.
 */
export class CatchUp {
  readonly #options: CatchUpOptions;
  #agentKey = '';
  #abort: AbortController | null = null;
  #cancelTimer: () => void = () => undefined;
  #polledAt = -Infinity;
  #hasFreshEvent = false;
  #failures = 0;
  /** a missing scope is reported once, not at every connect */
  #hasReportedScope = false;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** Starts polling, at once. */
  onConnected(agent: Agent): void {
    this.onDisconnected();
    this.#agentKey = agent.userId ?? agent.extensionId ?? agent.extensionNumber ?? '*';
    this.#failures = 0;
    this.#abort = new AbortController();
    void this.#poll(this.#abort.signal, true);
  }

  /** Stops polling. */
  onDisconnected(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#cancelTimer();
  }

  /** Called for an event that arrived in time. */
  onFreshEvent(): void {
    this.#hasFreshEvent = true;
  }

  /** @param isFirst after connecting or a failure: a call that just ended may not be listed yet */
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
    // Only after the calls are in the history.
    history.setCompleteUntil(agentKey, zoomNow);
    // `onFound` may have disconnected or reconnected.
    if (this.#abort?.signal !== signal) return;
    if (isFirst) this.#cancelTimer = clock.after(SECOND_POLL_MS, () => void this.#poll(signal, false));
    else this.#scheduleNext(signal);
  }

  /** The start of the time to read, by Zoom's clock. */
  #getRangeStart(zoomNow: number): number {
    const { history } = this.#options;
    const listeningSinceKey = `listening-since:${this.#agentKey}`;
    const listeningSince = Number(history.getValue(listeningSinceKey) ?? NaN);
    if (Number.isNaN(listeningSince)) {
      // Zoom's times are in whole seconds.
      const second = Math.floor(zoomNow / 1_000) * 1_000;
      history.setValue(listeningSinceKey, String(second));
      return second;
    }
    // A time in the future was stored while the clock was far ahead.
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
      // No retry before the next connect, whose token may have the scope.
      if (!this.#hasReportedScope) this.#warn('history-scope', {});
      this.#hasReportedScope = true;
      return;
    }
    this.#failures += 1;
    const apiError = error instanceof RestError || error instanceof TokenError ? error : null;
    if (this.#failures === FAILURES_BEFORE_NOTICE) {
      const detail = apiError?.detail ?? '';
      if (detail === '') this.#warn('history-unreachable', {});
      else this.#warn('history-unreadable', { detail });
    }
    const retryAfterMs = (apiError?.retryAfter ?? 0) * 1_000;
    const backoffMs = RETRY_DELAYS_MS[Math.min(this.#failures, RETRY_DELAYS_MS.length) - 1] ?? QUIET_MS;
    this.#cancelTimer = this.#options.clock.after(Math.max(backoffMs, retryAfterMs), () => {
      void this.#poll(signal, true);
    });
  }
  #warn(code: NoticeCode, params: Notice['params']): void {
    this.#options.onNotice({ level: 'warn', code, params });
  }
}
