import type { Clock } from './clock.ts';

/** It took too long and was given up. */
export class TimeoutError extends Error {
  override readonly name = 'TookTooLong';
}

/**
 * Runs with a signal that ends it after `ms`, or when `signal` does. Rejects then, with TookTooLong or the signal's
 * reason, even if `run` takes no notice.
 */
export async function withTimeout<T>(
  ms: number,
  clock: Clock,
  signal: AbortSignal,
  run: (limited: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const abort = (): void => limit.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const cancel = clock.after(ms, () => limit.abort(new TimeoutError()));
  try {
    return await new Promise((resolve, reject) => {
      limit.signal.addEventListener('abort', () => {
        const why: unknown = limit.signal.reason;
        reject(why instanceof Error ? why : new Error(String(why)));
      });
      run(limit.signal).then(resolve, reject);
    });
  } finally {
    cancel();
    signal.removeEventListener('abort', abort);
  }
}
