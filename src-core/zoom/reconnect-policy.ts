import type { Grant } from './token.ts';
import type { OfflineCause, Refusal } from './call-source.ts';

/** A close after this long resets the back-off: Zoom closes every connection about once an hour. */
const STABLE_MS = 60_000;
/** Spreads the reconnects of an office after routine closes. */
const MAX_ROUTINE_DELAY_MS = 500;
/** If Zoom closes a younger connection with 1000, another client has probably replaced it. */
const SHORT_LIVED_MS = 5 * 60_000;
/** So many of these within this time make it certain. */
const EVICTIONS = 3;
const EVICTIONS_WITHIN_MS = 5 * 60_000;
/** 60 to 120 s between tries where more would look like an attack, or make two clients evict each other. */
const SLOW_RETRY_MS = 60_000;
/** After so many rejections in a row the subscription is considered gone, although it worked before. */
const MAX_REJECTIONS = 10;

/** How a connection attempt ended. `uptimeMs`: since the handshake. */
export type SessionEnd =
  | { readonly kind: 'closed'; readonly code: number; readonly uptimeMs: number }
  | { readonly kind: 'silent'; readonly uptimeMs: number }
  /** Zoom answered `build_connection` without success; `message` is Zoom's, cleaned and without secrets */
  | { readonly kind: 'turned-away'; readonly message: string; readonly uptimeMs: number }
  /** before the handshake; `waitMs`: requested by the other side */
  | {
      readonly kind: 'failed';
      readonly cause: OfflineCause;
      readonly detail: string;
      readonly waitMs: number | null;
    }
  | { readonly kind: 'refused'; readonly cause: Refusal; readonly detail: string };

export type NextStep =
  | {
      readonly kind: 'retry';
      readonly waitMs: number;
      /** why there is no connection; null if this is not worth showing unless the next try fails too */
      readonly reported: { readonly cause: OfflineCause; readonly detail: string } | null;
      /** do not shorten the wait, not even after sleep or a network change */
      readonly mandatory: boolean;
    }
  | { readonly kind: 'stop'; readonly cause: Refusal; readonly detail: string };

export interface ReconnectState {
  /** failures in a row */
  readonly attempt: number;
  /** when young connections were closed with 1000, ms since the epoch */
  readonly evictedAt: readonly number[];
  /** another client uses the subscription */
  readonly contested: boolean;
  /** rejections in a row of tokens that Zoom had just issued */
  readonly rejectionCount: number;
  /** of the next token */
  readonly grant: Grant;
  /** a handshake succeeded since the start */
  readonly wasConnected: boolean;
}

export const FRESH_START: ReconnectState = {
  attempt: 0,
  evictedAt: [],
  contested: false,
  rejectionCount: 0,
  grant: 'account_credentials',
  wasConnected: false,
};

/** Keeps the grant that worked. */
export function onHandshake(state: ReconnectState): ReconnectState {
  return { ...state, rejectionCount: 0, wasConnected: true };
}

/** Forgets earlier failures, which say nothing about a new network. */
export function onNetworkChange(state: ReconnectState): ReconnectState {
  return { ...state, attempt: 0 };
}

/**
 * @param now ms since the epoch
 * @param random in [0, 1)
 */
export function onSessionEnd(
  before: ReconnectState,
  end: SessionEnd,
  now: number,
  random: number,
): { readonly state: ReconnectState; readonly step: NextStep } {
  const uptimeMs = 'uptimeMs' in end ? end.uptimeMs : 0;
  const state: ReconnectState = {
    ...before,
    attempt: uptimeMs >= STABLE_MS ? 0 : before.attempt,
    contested: before.contested && uptimeMs < SHORT_LIVED_MS,
  };
  switch (end.kind) {
    case 'closed':
      return onClose(state, end, now, random);
    case 'silent':
      return retry(state, 'silent', '', random);
    case 'turned-away':
      return onRejection(state, end.message, random);
    case 'failed':
      return retry(state, end.cause, end.detail, random, end.waitMs);
    case 'refused':
      return next(state, { kind: 'stop', cause: end.cause, detail: end.detail });
  }
}

function onClose(
  before: ReconnectState,
  { code, uptimeMs }: { readonly code: number; readonly uptimeMs: number },
  now: number,
  random: number,
): ReturnType<typeof onSessionEnd> {
  const isReplaced = code === 1000 && uptimeMs < SHORT_LIVED_MS;
  // Absolute, so that a clock that was set back does not make old evictions look recent.
  const recent = before.evictedAt.filter((at) => Math.abs(now - at) < EVICTIONS_WITHIN_MS);
  const evictedAt = isReplaced ? [...recent, now].slice(-EVICTIONS) : recent;
  const contested = before.contested || evictedAt.length >= EVICTIONS;
  const state = { ...before, evictedAt, contested };
  if (isReplaced && contested) return slowRetry(state, 'evicted', '', random);
  if (uptimeMs >= STABLE_MS) {
    const waitMs = Math.round(random * MAX_ROUTINE_DELAY_MS);
    return next({ ...state, attempt: 1 }, { kind: 'retry', waitMs, reported: null, mandatory: false });
  }
  return retry(state, code === 1006 ? 'broken' : 'closed', '', random);
}

/**
 * Zoom rejects a token that it has just issued. Retries first with a new token, because another client's
 * newer one may have revoked ours, then with the other grant, because Zoom's documentation is contradictory
 * about it.
 */
function onRejection(
  before: ReconnectState,
  message: string,
  random: number,
): ReturnType<typeof onSessionEnd> {
  const state = { ...before, rejectionCount: before.rejectionCount + 1 };
  const retryNow: NextStep = { kind: 'retry', waitMs: 0, reported: null, mandatory: false };
  if (state.rejectionCount === 1) {
    // Alternating handshakes and rejections do not depend on the token: avoid a loop without a pause.
    if (state.wasConnected && state.attempt > 1) return retry(state, 'turned-away', message, random);
    return next({ ...state, attempt: state.attempt + 1 }, retryNow);
  }
  if (!state.wasConnected && state.rejectionCount === 2) {
    const grant = state.grant === 'account_credentials' ? 'client_credentials' : 'account_credentials';
    return next({ ...state, grant }, retryNow);
  }
  // Retry what worked before; otherwise the user must act.
  if (state.wasConnected && state.rejectionCount <= MAX_REJECTIONS)
    return slowRetry(state, 'turned-away', message, random);
  const cause = /\bscopes?\b/iu.test(message) ? 'scope' : 'subscription';
  // A manual retry starts with the grant that the documentation names first.
  return next(
    { ...state, rejectionCount: 0, grant: FRESH_START.grant },
    { kind: 'stop', cause, detail: message },
  );
}

/** @param requestedMs a wait that the other side requests; null without a request */
function retry(
  state: ReconnectState,
  cause: OfflineCause,
  detail: string,
  random: number,
  requestedMs: number | null = null,
): ReturnType<typeof onSessionEnd> {
  const waitMs = Math.max(backoffMs(state.attempt, random), requestedMs ?? 0);
  return next(
    { ...state, attempt: state.attempt + 1 },
    { kind: 'retry', waitMs, reported: { cause, detail }, mandatory: requestedMs !== null },
  );
}

function slowRetry(
  state: ReconnectState,
  cause: OfflineCause,
  detail: string,
  random: number,
): ReturnType<typeof onSessionEnd> {
  const waitMs = Math.round(SLOW_RETRY_MS * (1 + random));
  return next(state, { kind: 'retry', waitMs, reported: { cause, detail }, mandatory: true });
}

function next(state: ReconnectState, step: NextStep): ReturnType<typeof onSessionEnd> {
  return { state, step };
}

const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/**
 * Delay in ms before retry number `attempt` (0 = the first): exponential with full jitter, 0.5 s to 30 s, so
 * that the clients of an office do not return at the same time after an outage.
 *
 * @param random in [0, 1)
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** Math.min(attempt + 1, 10));
  return Math.round(BASE_DELAY_MS + random * (ceiling - BASE_DELAY_MS));
}
