import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Stop } from './stop.ts';

let before: readonly number[];
const listeners = () => (['SIGINT', 'SIGTERM'] as const).map((signal) => process.listenerCount(signal));

beforeEach(() => {
  vi.useFakeTimers();
  before = listeners();
});
afterEach(() => vi.useRealTimers());

test('handles repeated signals until it is released', async () => {
  const stop = new Stop();
  const requested = stop.whenRequested();
  expect([stop.signal.aborted, stop.interrupted]).toEqual([false, false]);
  process.emit('SIGINT');
  await requested;
  expect([stop.signal.aborted, stop.interrupted]).toEqual([true, true]);
  // Without a listener, the second signal would kill the process.
  expect(listeners()).toEqual(before.map((count) => count + 1));
  process.emit('SIGINT');
  stop.release();
  expect(listeners()).toEqual(before);
  await stop.whenRequested();
});

test('stopAfter aborts after the time limit without counting as interrupted', async () => {
  const stop = new Stop();
  stop.stopAfter(1.5);
  vi.advanceTimersByTime(1_499);
  expect(stop.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  await stop.whenRequested();
  expect([stop.signal.aborted, stop.interrupted]).toEqual([true, false]);
  stop.release();
});

test('release cancels the time limit', () => {
  const stop = new Stop();
  stop.stopAfter(1);
  stop.release();
  expect(vi.getTimerCount()).toBe(0);
  expect(stop.signal.aborted).toBe(false);
});
