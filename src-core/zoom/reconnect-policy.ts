import type { Grant } from './token.ts';
import { MAX_RETRY_AFTER_MS } from '../network/transport.ts';
import { backoffMs } from './backoff.ts';
import type { OfflineCause, Refusal } from './call-source.ts';

/** Connected for this long, a close is a new matter: the back-off begins anew, and Zoom's hourly close is routine. */
const STABLE_MS = 60_000;
/** Routine closes are answered within this time, not all desks of an office in the same instant. */
const MAX_ROUTINE_DELAY_MS = 500;
/** A connection that Zoom ends sooner than this with 1000 was probably replaced by another client's. */
const SHORT_LIVED_MS = 5 * 60_000;
/** That often within that time, and it is sure. */
const EVICTIONS = 3;
const EVICTIONS_WITHIN_MS = 5 * 60_000;
/** Between tries where trying more often would be a fight, or look like an attack: 60 to 120 s. */
const SLOW_RETRY_MS = 60_000;
/** Turned away that often in a row although it worked before: the subscription is gone. */
const MAX_REJECTIONS = 10;

/** How one try to be connected ended. `uptimeMs` = time since the handshake. */
export type SessionEnd =
  | { readonly kind: 'closed'; readonly code: number; readonly uptimeMs: number }
  | { readonly kind: 'silent'; readonly uptimeMs: number }
  /** Zoom answered `build_connection` without success; `words` are its own, cleaned and without secrets */
  | { readonly kind: 'turned-away'; readonly message: string; readonly uptimeMs: number }
  /** it never came to a welcome; `waitMs` = what the other side asks us to wait */
  | {
      readonly kind: 'failed';
      readonly cause: OfflineCause;
      readonly detail: string;
      readonly waitMs: number | null;
    }
  | { readonly kind: 'refused'; readonly cause: Refusal; readonly detail: string };

/** What to do now. */
export type NextStep =
  | {
      readonly kind: 'retry';
      readonly waitMs: number;
      /** nobody need hear of it unless the next try fails too; else why there is no connection */
      readonly reported: { readonly cause: OfflineCause; readonly detail: string } | null;
      /** the wait must not be cut short, not even after sleep or a change of network */
      readonly mandatory: boolean;
    }
  | { readonly kind: 'stop'; readonly cause: Refusal; readonly detail: string };

/** All that decides about the next try. Immutable: `onSessionEnd` gives the next one. */
export interface ReconnectState {
  /** failures in a row, for the back-off */
  readonly attempt: number;
  /** when short-lived connections were closed with 1000, ms since the epoch */
  readonly evictedAt: readonly number[];
  /** another client uses the subscription */
  readonly contested: boolean;
  /** times in a row that Zoom turned us away with a token that it had just given */
  readonly rejectionCount: number;
  /** the grant of the next token */
  readonly grant: Grant;
  /** a welcome came since the start */
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

/** A welcome came: whatever kept us out before is over, and the grant of this token stays. */
export function onHandshake(state: ReconnectState): ReconnectState {
  return { ...state, rejectionCount: 0, wasConnected: true };
}

/** The machine woke, or its network changed: failures before say nothing of now. */
export function onNetworkChange(state: ReconnectState): ReconnectState {
  return { ...state, attempt: 0 };
}

/**
 * Decides what follows on an ending.
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
    case 'failed': {
      const { cause, detail, waitMs } = end;
      if (waitMs === null) return retry(state, cause, detail, random);
      const backoffDelayMs = backoffMs(state.attempt, random);
      const delayMs = Math.max(backoffDelayMs, Math.min(waitMs, MAX_RETRY_AFTER_MS));
      return next(
        { ...state, attempt: state.attempt + 1 },
        { kind: 'retry', waitMs: delayMs, reported: { cause, detail }, mandatory: true },
      );
    }
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
  // A clock that was set back must not bring together what was hours apart.
  const recent = before.evictedAt.filter((at) => Math.abs(now - at) < EVICTIONS_WITHIN_MS);
  const evictedAt = isReplaced ? [...recent, now].slice(-EVICTIONS) : recent;
  const contested = before.contested || evictedAt.length >= EVICTIONS;
  const state = { ...before, evictedAt, contested };
  if (isReplaced && contested) return slowRetry(state, 'evicted', '', random);
  if (uptimeMs >= STABLE_MS) {
    // Zoom closes about once an hour when the token is over: nothing that anyone need hear of.
    const waitMs = Math.round(random * MAX_ROUTINE_DELAY_MS);
    return next({ ...state, attempt: 1 }, { kind: 'retry', waitMs, reported: null, mandatory: false });
  }
  return retry(state, code === 1006 ? 'broken' : 'closed', '', random);
}

/**
 * Zoom gave a token and does not take it. Another client may have got a newer one meanwhile, which may revoke
 * ours; Zoom's pages disagree on the kind of token: so first a fresh one, then the other kind, once each.
 */
function onRejection(
  before: ReconnectState,
  message: string,
  random: number,
): ReturnType<typeof onSessionEnd> {
  const state = { ...before, rejectionCount: before.rejectionCount + 1 };
  const retryNow: NextStep = { kind: 'retry', waitMs: 0, reported: null, mandatory: false };
  if (state.rejectionCount === 1) {
    // Welcomed and turned away by turns is no matter of the token: that would go on for ever without a pause.
    if (state.wasConnected && state.attempt > 1) return retry(state, 'turned-away', message, random);
    return next({ ...state, attempt: state.attempt + 1 }, retryNow);
  }
  if (!state.wasConnected && state.rejectionCount === 2)
    return next({ ...state, grant: getOtherGrant(state.grant) }, retryNow);
  // What worked before may work again; what never did needs a person.
  if (state.wasConnected && state.rejectionCount <= MAX_REJECTIONS)
    return slowRetry(state, 'turned-away', message, random);
  const cause = /\bscopes?\b/iu.test(message) ? 'scope' : 'subscription';
  // The grant that the documentation names first is the one to begin with, should a person ask for another try.
  return next(
    { ...state, rejectionCount: 0, grant: FRESH_START.grant },
    { kind: 'stop', cause, detail: message },
  );
}

function getOtherGrant(grant: Grant): Grant {
  return grant === 'account_credentials' ? 'client_credentials' : 'account_credentials';
}

function retry(
  state: ReconnectState,
  cause: OfflineCause,
  detail: string,
  random: number,
): ReturnType<typeof onSessionEnd> {
  const waitMs = backoffMs(state.attempt, random);
  return next(
    { ...state, attempt: state.attempt + 1 },
    { kind: 'retry', waitMs, reported: { cause, detail }, mandatory: false },
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
