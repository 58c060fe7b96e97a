import type { ConnectorError } from '../lookup/connector-error.ts';

/** Consecutive failures before the circuit breaker opens. */
const FAILURE_THRESHOLD = 3;
const INITIAL_COOLDOWN_MS = 30_000;
const MAX_COOLDOWN_MS = 10 * 60_000;

/** A connector is not asked while its circuit breaker is open. */
export interface BreakerState {
  readonly failures: number;
  /** ms, by the clock of `now` */
  readonly openUntil: number;
  /** the last failure */
  readonly reason: ConnectorError | null;
}

export const CLOSED: BreakerState = { failures: 0, openUntil: -Infinity, reason: null };

/** The error to report while the circuit breaker is open; null = it is closed. */
export function getOpenReason({ openUntil, reason }: BreakerState, now: number): ConnectorError | null {
  return now < openUntil ? reason : null;
}

/**
 * Cooldown after a failure: 10 minutes for errors that need user action, `Retry-After` if given, otherwise exponential from
 * the third consecutive failure. One request after the cooldown shows whether the CRM works again.
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
      // The user may sign in at any moment, and the check costs no request.
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
