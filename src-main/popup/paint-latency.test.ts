import { expect, test, vi } from 'vitest';
import { aCall } from '../../src-core/test-support/calls.ts';
import { PaintLatency } from './paint-latency.ts';

test('PaintLatency measures once, from arrival to the first painted view with the card', () => {
  const report = vi.fn();
  const latency = new PaintLatency(report);
  const call = aCall({ callId: 'a', state: 'ringing' });
  const cards = [{ call }];
  latency.onOutput({ type: 'call', call, arrivedAt: 100, replaces: null });
  latency.onOutput({ type: 'call', call: { ...call, state: 'answered' }, arrivedAt: 105, replaces: null });
  latency.viewSent(4, [...cards, { call: { callId: 'unmeasured' } }]);
  latency.viewSent(5, cards);
  latency.viewPainted(3, 110);
  expect(report).not.toHaveBeenCalled();
  latency.viewPainted(4, 112.34);
  latency.viewPainted(5, 130);
  expect(report.mock.calls).toEqual([['a', 12.3]]);
});
