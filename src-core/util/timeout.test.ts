import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../test-support/fakes.ts';
import { rejectOnAbort, TimeoutError, withTimeout } from './timeout.ts';

const neverAborted = (): AbortSignal => new AbortController().signal;

test('returns the result if it is in time', async () => {
  const clock = new FakeClock();
  expect(await withTimeout(1_000, clock, neverAborted(), () => Promise.resolve(7))).toBe(7);
  expect(clock.pending).toBe(0);
});

test('rejects with the failure if it is in time', async () => {
  const clock = new FakeClock();
  const failure = new RangeError('no');
  await expect(withTimeout(1_000, clock, neverAborted(), () => Promise.reject(failure))).rejects.toBe(
    failure,
  );
  expect(clock.pending).toBe(0);
});

test('rejects with TimeoutError and aborts the signal after the limit', async () => {
  const clock = new FakeClock();
  let limited = neverAborted();
  const running = withTimeout(1_000, clock, neverAborted(), (signal) => {
    limited = signal;
    return new Promise(() => undefined);
  });
  clock.advance(999);
  expect(limited.aborted).toBe(false);
  clock.advance(1);
  await expect(running).rejects.toBeInstanceOf(TimeoutError);
  expect(limited.aborted).toBe(true);
});

test('rejects with AbortError if aborted while running', async () => {
  const clock = new FakeClock();
  const outer = new AbortController();
  let limited = neverAborted();
  const running = withTimeout(1_000, clock, outer.signal, (signal) => {
    limited = signal;
    return new Promise(() => undefined);
  });
  outer.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(limited.aborted).toBe(true);
  expect(clock.pending).toBe(0);
});

test('does not start if aborted beforehand', async () => {
  const clock = new FakeClock();
  const started: unknown[] = [];
  const running = withTimeout(1_000, clock, AbortSignal.abort(), (signal) => {
    started.push(signal);
    return Promise.resolve();
  });
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(started).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('works without an outer signal', async () => {
  const clock = new FakeClock();
  expect(await withTimeout(1_000, clock, null, () => Promise.resolve(7))).toBe(7);
  const running = withTimeout(1_000, clock, null, () => new Promise(() => undefined));
  clock.advance(1_000);
  await expect(running).rejects.toBeInstanceOf(TimeoutError);
});

describe('a custom error', () => {
  const createError = (): Error => new RangeError('mine');
  const never = (): Promise<never> => new Promise(() => undefined);

  test('is used for time-outs', async () => {
    const clock = new FakeClock();
    const running = withTimeout(1_000, clock, neverAborted(), never, createError);
    clock.advance(1_000);
    await expect(running).rejects.toThrow('mine');
  });

  test('is used for aborts, before and while it runs', async () => {
    const outer = new AbortController();
    const running = withTimeout(1_000, new FakeClock(), outer.signal, never, createError);
    outer.abort();
    await expect(running).rejects.toThrow('mine');
    await expect(withTimeout(1_000, new FakeClock(), outer.signal, never, createError)).rejects.toThrow(
      'mine',
    );
    await expect(rejectOnAbort(never(), outer.signal, createError)).rejects.toThrow('mine');
  });

  test('does not replace the error of the run', async () => {
    const failure = new Error('its own');
    const running = withTimeout(
      1_000,
      new FakeClock(),
      neverAborted(),
      () => Promise.reject(failure),
      createError,
    );
    await expect(running).rejects.toBe(failure);
    await expect(rejectOnAbort(Promise.reject(failure), neverAborted(), createError)).rejects.toBe(failure);
  });
});

test('ignores a failure after the abort', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): number => unhandled.push(error);
  process.on('unhandledRejection', note);
  const outer = new AbortController();
  let fail: (error: Error) => void = () => undefined;
  const late = new Promise<never>((_resolve, reject) => (fail = reject));
  const both = [
    withTimeout(1_000, new FakeClock(), outer.signal, () => late),
    rejectOnAbort(late, outer.signal),
  ];
  outer.abort();
  for (const each of both) await expect(each).rejects.toMatchObject({ name: 'AbortError' });
  fail(new Error('late'));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

test('leaves no listener on a signal that outlives the run', async () => {
  const { signal } = new AbortController();
  const clock = new FakeClock();
  await withTimeout(1_000, clock, signal, () => Promise.resolve());
  await withTimeout(1_000, clock, signal, () => Promise.reject(new Error('no'))).catch(() => undefined);
  const running = withTimeout(1_000, clock, signal, () => new Promise(() => undefined));
  const waiting = rejectOnAbort(Promise.resolve(), signal);
  expect(getEventListeners(signal, 'abort')).toHaveLength(2);
  clock.advance(1_000);
  await expect(running).rejects.toBeInstanceOf(TimeoutError);
  await waiting;
  await rejectOnAbort(Promise.reject(new Error('no')), signal).catch(() => undefined);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
