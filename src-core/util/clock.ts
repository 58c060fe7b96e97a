/** Core code gets its time here instead of from the machine, so that tests can control it. */
export interface Clock {
  /** milliseconds since the epoch */
  now(): number;
  /** Calls `run` once after `ms`; returns a cancel function. 0 = after the current turn and its promises. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    if (ms <= 0) {
      const immediate = setImmediate(run);
      return () => clearImmediate(immediate);
    }
    // setTimeout fires at once for delays above 2^31-1 ms (24.8 days).
    const timer = setTimeout(run, Math.min(ms, 2_147_483_647));
    return () => clearTimeout(timer);
  },
};
