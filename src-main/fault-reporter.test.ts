import { expect, test, vi } from 'vitest';
import { createFaultReporter } from './fault-reporter.ts';

function createReporter() {
  const log = { info: vi.fn(), error: vi.fn<(text: string) => void>() };
  const addNotice = vi.fn();
  return { log, addNotice, faults: createFaultReporter(log, addNotice) };
}

test('logs type and stack of an error, never its message', () => {
  const { log, addNotice, faults } = createReporter();
  faults.report(new RangeError('no such caller: +81 90-1234-5678'));
  const text = log.error.mock.calls[0]![0];
  expect(text).toMatch(/^fault: RangeError\n\s+at .*fault-reporter\.test\.ts/u);
  expect(text).not.toContain('1234');
  expect(addNotice.mock.calls).toEqual([
    [{ level: 'error', code: 'internal-error', params: { reason: 'RangeError' } }],
  ]);
});

test('accepts any thrown value', () => {
  const { log, faults } = createReporter();
  faults.report('+81 90-1234-5678');
  expect(log.error.mock.calls).toEqual([['fault: string\n']]);
});

test('reports a crash with window and reason', () => {
  const { log, addNotice, faults } = createReporter();
  faults.reportCrash('popup', 'oom');
  expect(log.error.mock.calls).toEqual([['popup gone: oom']]);
  expect(addNotice.mock.calls).toEqual([
    [{ level: 'warn', code: 'internal-error', params: { reason: 'oom' } }],
  ]);
});
