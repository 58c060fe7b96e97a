import { setImmediate as nextTurn } from 'node:timers/promises';

/** A background load may block the event loop for 4 ms; a last step and garbage collection add to this. */
const SLICE_MS = 1;

/** Cuts long work into slices: `if (slicer.isDue()) await slicer.yield();` between small steps. */
export interface TimeSlicer {
  isDue(): boolean;
  /** Lets all other pending work run. Rejects with the signal's reason once it has aborted. */
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
