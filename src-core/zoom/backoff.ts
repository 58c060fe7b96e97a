const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/**
 * How long to wait before try number `attempt` (0 = the first after a failure), in ms: exponential with full
 * jitter, 0.5 s to 30 s, so that a whole office does not come back in step after an outage.
 *
 * @param random in [0, 1)
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** Math.min(attempt + 1, 10));
  return Math.round(BASE_DELAY_MS + random * (ceiling - BASE_DELAY_MS));
}
