import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Stop } from './stop.ts';

let before: readonly number[];
const listeners = () => (['SIGINT', 'SIGTERM'] as const).map((signal) => process.listenerCount(signal));

beforeEach(() => {
  vi.useFakeTimers();
  before = listeners();
});
afterEach(() => vi.useRealTimers());

test('a signal is heard, the second as well, until the command has ended', async () => {
  const stop = new Stop();
  const requested = stop.whenRequested();
  expect([stop.signal.aborted, stop.interrupted]).toEqual([false, false]);
  process.emit('SIGINT');
  await requested;
  expect([stop.signal.aborted, stop.interrupted]).toEqual([true, true]);
  // With nobody listening the second one would kill the process.
  expect(listeners()).toEqual(before.map((count) => count + 1));
  process.emit('SIGINT');
  stop.release();
  expect(listeners()).toEqual(before);
  await stop.whenRequested();
});

test('when the time is over it ends, although nobody interrupted it', async () => {
  const stop = new Stop();
  stop.stopAfter(1.5);
  vi.advanceTimersByTime(1_499);
  expect(stop.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  await stop.whenRequested();
  expect([stop.signal.aborted, stop.interrupted]).toEqual([true, false]);
  stop.release();
});

test('what has ended before its time is not ended again', () => {
  const stop = new Stop();
  stop.stopAfter(1);
  stop.release();
  expect(vi.getTimerCount()).toBe(0);
  expect(stop.signal.aborted).toBe(false);
});
