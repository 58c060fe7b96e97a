import type { Clock } from './clock.ts';

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Settles as `promise` does, but rejects as soon as `signal` aborts: with `createError()`, or with the
 * signal's reason. `promise` itself continues; its result is then ignored.
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
 * Passes `run` a signal that aborts after `ms`, or when `signal` does, and then rejects even if `run` does
 * not settle: with `createError()`, or with TimeoutError or the reason of `signal`. Does not call `run` if
 * `signal` has aborted.
 */
export async function withTimeout<T>(
  ms: number,
  clock: Clock,
  signal: AbortSignal | null,
  run: (limitedSignal: AbortSignal) => Promise<T>,
  createError?: () => Error,
): Promise<T> {
  if (signal?.aborted === true) throw createError?.() ?? getReason(signal);
  const limit = new AbortController();
  const abort = (): void => limit.abort(signal?.reason);
  const cancel = clock.after(ms, () => limit.abort(new TimeoutError()));
  // Not AbortSignal.any: `signal` may live as long as the app, and must not keep anything of this run.
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await rejectOnAbort(run(limit.signal), limit.signal, createError);
  } finally {
    cancel();
    signal?.removeEventListener('abort', abort);
  }
}

function getReason({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
