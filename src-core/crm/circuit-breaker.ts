import type { ConnectorError } from '../lookup/connector-error.ts';

/** So many failures in a row before it is left alone. */
const FAILURE_THRESHOLD = 3;
const INITIAL_COOLDOWN_MS = 30_000;
const MAX_COOLDOWN_MS = 10 * 60_000;

/** Whether a connector is left alone for a while; a value, changed by what comes of each request. */
export interface BreakerState {
  readonly failures: number;
  /** ms, by the clock of `now`; it is not asked before */
  readonly openUntil: number;
  /** what it is left alone for; null = nothing */
  readonly reason: ConnectorError | null;
}

export const CLOSED: BreakerState = { failures: 0, openUntil: -Infinity, reason: null };

/** What to tell instead of asking it; null = it may be asked. */
export function getOpenReason({ openUntil, reason }: BreakerState, now: number): ConnectorError | null {
  return now < openUntil ? reason : null;
}

/**
 * After a request that failed. What only a person can mend is not asked again for ten minutes, what says when to come
 * back not before then, anything else after three failures in a row, twice as late each time. One request then shows
 * whether it is well again.
 */
export function applyFailure(state: BreakerState, error: ConnectorError, now: number): BreakerState {
  const failures = state.failures + 1;
  const getCooldownMs = (): number => {
    switch (error.kind) {
      case 'credentials':
      case 'forbidden':
      case 'not-found':
      case 'no-phone-field':
        return MAX_COOLDOWN_MS;
      case 'rate-limited':
        return error.retryAfterMs ?? INITIAL_COOLDOWN_MS;
      // Somebody may sign in any moment, and not asking is free.
      case 'signed-out':
        return 0;
      case 'slow':
      case 'unreachable':
      case 'fault':
      case 'other-records':
      case 'not-understood':
        return failures < FAILURE_THRESHOLD ? 0 : INITIAL_COOLDOWN_MS * 2 ** (failures - FAILURE_THRESHOLD);
    }
  };
  const cooldownMs = Math.max(error.retryAfterMs ?? 0, getCooldownMs());
  return { failures, openUntil: now + Math.min(cooldownMs, MAX_COOLDOWN_MS), reason: error };
}
