import { setImmediate as nextTurn } from 'node:timers/promises';

/** Half of the 4 ms that a background load may hold up the event loop: one step more may start before it is noticed. */
const SLICE_MS = 2;

/** Cuts long work into slices: `if (pacer.due()) await pacer.rest();` between small steps. */
export interface Pacer {
  /** true once this slice is used up */
  due(): boolean;
  /** Lets everything else run first. Rejects with the signal's reason once it is aborted. */
  rest(): Promise<void>;
}

export function createPacer(signal: AbortSignal): Pacer {
  let began = performance.now();
  return {
    due: () => performance.now() - began >= SLICE_MS,
    async rest() {
      await nextTurn();
      signal.throwIfAborted();
      began = performance.now();
    },
  };
}
