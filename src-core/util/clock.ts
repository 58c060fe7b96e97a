/** Time as a parameter: core code never reads the machine's clock itself, so tests own it. */
export interface Clock {
  /** milliseconds since the epoch */
  now(): number;
  /**
   * Calls `run` once after `ms` unless cancelled; returns the cancel function. 0 = as soon as what is going on now,
   * promises included, is done.
   */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    if (ms <= 0) {
      const immediate = setImmediate(run);
      return () => {
        clearImmediate(immediate);
      };
    }
    // setTimeout fires at once for delays above 2^31-1 ms (24.8 days).
    const timer = setTimeout(run, Math.min(ms, 2_147_483_647));
    return () => {
      clearTimeout(timer);
    };
  },
};
