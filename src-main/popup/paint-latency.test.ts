import { expect, test, vi } from 'vitest';
import { PaintLatency } from './paint-latency.ts';

test('PaintLatency measures once, from arrival to the first painted view with the card', () => {
  const report = vi.fn();
  const latency = new PaintLatency(report);
  latency.ringArrived('a', 100);
  latency.viewSent(4, ['a', 'unmeasured']);
  latency.viewSent(5, ['a']);
  latency.viewPainted(3, 110);
  expect(report).not.toHaveBeenCalled();
  latency.viewPainted(4, 112.34);
  latency.viewPainted(5, 130);
  expect(report.mock.calls).toEqual([['a', 12.3]]);
});
