/** Time as a parameter: core code never reads the machine's clock itself, so tests own it. */
export interface Clock {
  /** milliseconds since the epoch */
  now(): number;
  /** Calls `run` once after `ms` (at least 0) unless cancelled; returns the cancel function. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    // setTimeout fires at once for delays above 2^31-1 ms (24.8 days).
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), 2_147_483_647));
    return () => {
      clearTimeout(timer);
    };
  },
};
