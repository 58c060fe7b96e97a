/** Runs something once after `ms` and gives a function that cancels it. */
export type After = (ms: number, run: () => void) => () => void;

/** Timers that can all be cancelled at once. */
export interface Timers {
  readonly after: After;
  cancelAll(): void;
}

/** Timers on top of `after`. */
export function createTimers(after: After): Timers {
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
