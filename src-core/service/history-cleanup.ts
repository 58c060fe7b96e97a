import type { Clock } from '../util/clock.ts';

/** By then Zoom has said what time it is: by a clock that is months ahead, every call would be too old. */
const FIRST_CLEANUP_DELAY_MS = 10 * 60_000;
const CLEANUP_INTERVAL_MS = 24 * 60 * 60_000;

/** Calls `deleteOldCalls` ten minutes after the start, then once a day. @returns ends it */
export function startHistoryCleanup(clock: Clock, deleteOldCalls: () => void): () => void {
  let cancel = (): void => undefined;
  const schedule = (delayMs: number): void => {
    cancel = clock.after(delayMs, () => {
      deleteOldCalls();
      schedule(CLEANUP_INTERVAL_MS);
    });
  };
  schedule(FIRST_CLEANUP_DELAY_MS);
  return () => cancel();
}
