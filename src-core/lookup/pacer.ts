import { setImmediate as nextTurn } from 'node:timers/promises';

/** A background load may hold up the event loop for 4 ms; a last step and a garbage collection come on top of this. */
const SLICE_MS = 1;

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
