import type { ConnectorTrouble } from './connector-trouble.ts';

/** So many failures in a row before it is left alone. */
const PATIENCE = 3;
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 10 * 60_000;

/** Whether a connector is left alone for a while; a value, changed by what comes of each request. */
export interface BreakerState {
  readonly failures: number;
  /** ms, by the clock of `now`; it is not asked before */
  readonly restsUntil: number;
  /** what it is left alone for; null = nothing */
  readonly trouble: ConnectorTrouble | null;
}

export const CLOSED: BreakerState = { failures: 0, restsUntil: -Infinity, trouble: null };

/** What to tell instead of asking it; null = it may be asked. */
export function restingFor({ restsUntil, trouble }: BreakerState, now: number): ConnectorTrouble | null {
  return now < restsUntil ? trouble : null;
}

/**
 * After a request that failed. What only a person can mend is not asked again for ten minutes, what says when to come
 * back not before then, anything else after three failures in a row, twice as late each time. One request then shows
 * whether it is well again.
 */
export function afterFailure(state: BreakerState, trouble: ConnectorTrouble, now: number): BreakerState {
  const failures = state.failures + 1;
  const rest = (): number => {
    switch (trouble.kind) {
      case 'credentials':
      case 'forbidden':
      case 'not-found':
      case 'no-phone-field':
        return LONGEST_REST_MS;
      case 'rate-limited':
        return trouble.retryAfterMs ?? FIRST_REST_MS;
      // Somebody may sign in any moment, and not asking is free.
      case 'signed-out':
        return 0;
      case 'slow':
      case 'unreachable':
      case 'fault':
      case 'other-records':
      case 'not-understood':
        return failures < PATIENCE ? 0 : FIRST_REST_MS * 2 ** (failures - PATIENCE);
    }
  };
  const restMs = Math.max(trouble.retryAfterMs ?? 0, rest());
  return { failures, restsUntil: now + Math.min(restMs, LONGEST_REST_MS), trouble };
}
