import { setImmediate as nextTurn } from 'node:timers/promises';

/** A background load may hold up the event loop for 4 ms; a last step and a garbage collection come on top of this. */
const SLICE_MS = 1;

/** Cuts long work into slices: `if (pacer.due()) await pacer.rest();` between small steps. */
export interface TimeSlicer {
  /** true once this slice is used up */
  isDue(): boolean;
  /** Lets everything else run first. Rejects with the signal's reason once it is aborted. */
  yield(): Promise<void>;
}

export function createTimeSlicer(signal: AbortSignal): TimeSlicer {
  let sliceStart = performance.now();
  return {
    isDue: () => performance.now() - sliceStart >= SLICE_MS,
    async yield() {
      await nextTurn();
      signal.throwIfAborted();
      sliceStart = performance.now();
    },
  };
}
