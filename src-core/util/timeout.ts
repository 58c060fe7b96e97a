import type { Clock } from './clock.ts';

/** Something took too long and was aborted. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Settles as `promise` does, but rejects as soon as `signal` aborts: with `createError()`, or with the signal's reason.
 * `promise` itself goes on; how it ends is then ignored.
 */
export function rejectOnAbort<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  createError = (): Error => getReason(signal),
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(createError());
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Runs with a signal that aborts after `ms`, with TimeoutError, or when `signal` does (null = nothing else aborts it).
 * Settles as `run` does.
 */
export async function withLimitedSignal<T>(
  ms: number,
  clock: Clock,
  signal: AbortSignal | null,
  run: (limitedSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const abort = (): void => limit.abort(signal?.reason);
  const cancel = clock.after(ms, () => limit.abort(new TimeoutError()));
  // Not AbortSignal.any: `signal` may live as long as the app, and must not keep anything of this run.
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted === true) abort();
  try {
    return await run(limit.signal);
  } finally {
    cancel();
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * The same, but rejects as soon as its time is over, even if `run` ignores its signal: with `createError()`, or with
 * TimeoutError or the signal's reason. Does not run at all if `signal` has aborted before.
 */
export async function withTimeout<T>(
  ms: number,
  clock: Clock,
  signal: AbortSignal | null,
  run: (limitedSignal: AbortSignal) => Promise<T>,
  createError?: () => Error,
): Promise<T> {
  if (signal?.aborted === true) throw createError?.() ?? getReason(signal);
  return await withLimitedSignal(ms, clock, signal, (limited) =>
    rejectOnAbort(run(limited), limited, createError),
  );
}

function getReason({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
