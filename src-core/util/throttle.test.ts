import { expect, test, vi } from 'vitest';
import { ManualClock } from '../test-support/manual-clock.ts';
import { Throttle } from './throttle.ts';

test('runs once for several requests, after the delay of the first', () => {
  const clock = new ManualClock();
  const run = vi.fn();
  const throttle = new Throttle(clock, run);
  throttle.schedule(100);
  clock.advance(60);
  throttle.schedule(100);
  expect(run).not.toHaveBeenCalled();
  clock.advance(40);
  expect(run).toHaveBeenCalledTimes(1);
  clock.advance(1_000);
  expect(run).toHaveBeenCalledTimes(1);
});

test('runs again for a request made during a run', () => {
  const clock = new ManualClock();
  let runs = 0;
  const throttle: Throttle = new Throttle(clock, () => {
    runs += 1;
    if (runs === 1) throttle.schedule(100);
  });
  throttle.schedule(100);
  clock.advance(200);
  expect(runs).toBe(2);
});

test('does not run after a cancel, but runs for a later request', () => {
  const clock = new ManualClock();
  const run = vi.fn();
  const throttle = new Throttle(clock, run);
  throttle.schedule(100);
  throttle.cancel();
  clock.advance(200);
  expect(run).not.toHaveBeenCalled();
  throttle.schedule(100);
  clock.advance(100);
  expect(run).toHaveBeenCalledTimes(1);
});
