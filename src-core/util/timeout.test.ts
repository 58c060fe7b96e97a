import { expect, test } from 'vitest';
import { FakeClock } from '../test-support/fakes.ts';
import { TimeoutError, withTimeout } from './timeout.ts';

const neverAborted = (): AbortSignal => new AbortController().signal;

test('what is done in time', async () => {
  const clock = new FakeClock();
  expect(await withTimeout(1_000, clock, neverAborted(), () => Promise.resolve(7))).toBe(7);
  expect(clock.pending).toBe(0);
});

test('what fails in time fails as it does', async () => {
  const clock = new FakeClock();
  const failure = new RangeError('no');
  await expect(withTimeout(1_000, clock, neverAborted(), () => Promise.reject(failure))).rejects.toBe(
    failure,
  );
  expect(clock.pending).toBe(0);
});

test('what takes no notice is left behind, and told to end', async () => {
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

test('given up while it runs', async () => {
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

test('given up before, it does not begin', async () => {
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
