import { expect, test } from 'vitest';
import { FakeClock } from '../fakes.test-support.ts';
import { TookTooLong, within } from './within.ts';

const never = (): AbortSignal => new AbortController().signal;

test('what is done in time', async () => {
  const clock = new FakeClock();
  expect(await within(1_000, clock, never(), () => Promise.resolve(7))).toBe(7);
  expect(clock.pending).toBe(0);
});

test('what fails in time fails as it does', async () => {
  const clock = new FakeClock();
  const failure = new RangeError('no');
  await expect(within(1_000, clock, never(), () => Promise.reject(failure))).rejects.toBe(failure);
  expect(clock.pending).toBe(0);
});

test('what takes no notice is left behind, and told to end', async () => {
  const clock = new FakeClock();
  let limited = never();
  const running = within(1_000, clock, never(), (signal) => {
    limited = signal;
    return new Promise(() => undefined);
  });
  clock.pass(999);
  expect(limited.aborted).toBe(false);
  clock.pass(1);
  await expect(running).rejects.toBeInstanceOf(TookTooLong);
  expect(limited.aborted).toBe(true);
});

test('given up while it runs', async () => {
  const clock = new FakeClock();
  const outer = new AbortController();
  let limited = never();
  const running = within(1_000, clock, outer.signal, (signal) => {
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
  const begun: unknown[] = [];
  const running = within(1_000, clock, AbortSignal.abort(), (signal) => {
    begun.push(signal);
    return Promise.resolve();
  });
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(begun).toEqual([]);
  expect(clock.pending).toBe(0);
});
