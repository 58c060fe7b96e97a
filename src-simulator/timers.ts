/** Runs a function once after `ms` and returns a function that cancels it. */
export type After = (ms: number, run: () => void) => () => void;

/** `After` on the real clock. */
export function afterTimeout(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** `after`, and a function that cancels every timer still pending on it. */
export function createTimers(after: After): { readonly after: After; readonly cancelAll: () => void } {
  const pending = new Set<() => void>();
  return {
    after: (ms, run) => {
      const cancel = () => {
        pending.delete(cancel);
        cancelTimer();
      };
      const cancelTimer = after(ms, () => {
        pending.delete(cancel);
        run();
      });
      pending.add(cancel);
      return cancel;
    },
    cancelAll: () => {
      for (const cancel of pending) cancel();
    },
  };
}
