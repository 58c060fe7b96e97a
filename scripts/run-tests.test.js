import { describe, expect, it } from 'vitest';
import { parsePlaywrightReport, formatSummary, parseVitestReport, withExitCode } from './run-tests.js';

const spec = (/** @type {string} */ title, /** @type {string} */ status, annotations = [{}].slice(1)) => ({
  title,
  tests: [{ status, annotations, results: [] }],
});

const playwright = {
  suites: [
    {
      title: 'popup.spec.ts',
      specs: [spec('shows the caller', 'expected'), spec('needed two tries', 'flaky')],
      suites: [
        {
          title: 'focus',
          specs: [
            spec('keeps the keyboard', 'unexpected'),
            spec('on Wayland', 'skipped', [{ type: 'skip', description: 'needs a Wayland session' }]),
            spec('after a crash', 'skipped'),
          ],
        },
      ],
    },
  ],
  errors: [{ message: 'Error: no such fixture\n    at line 3' }],
};

const vitest = {
  numTotalTests: 3,
  testResults: [
    {
      name: '/repo/a.test.ts',
      status: 'failed',
      message: '',
      assertionResults: [
        { fullName: 'a works', status: 'passed' },
        { fullName: 'a breaks', status: 'failed' },
        { fullName: 'a waits', status: 'skipped' },
        { fullName: 'a will', status: 'todo' },
      ],
    },
    {
      name: '/repo/b.test.ts',
      status: 'failed',
      message: 'Cannot find module x\n at y',
      assertionResults: [],
    },
  ],
};

describe('test reports', () => {
  it('counts Playwright tests and errors outside tests', () => {
    expect(parsePlaywrightReport('e2e', playwright)).toEqual({
      part: 'e2e',
      passed: 2,
      failed: ['Error: no such fixture', 'popup.spec.ts › focus › keeps the keyboard'],
      skipped: [
        'popup.spec.ts › focus › on Wayland: needs a Wayland session',
        'popup.spec.ts › focus › after a crash: it was not reached',
      ],
    });
  });

  it('counts Vitest tests and files that could not be loaded', () => {
    expect(parseVitestReport('unit', vitest)).toEqual({
      part: 'unit',
      passed: 1,
      failed: ['a breaks', '/repo/b.test.ts: Cannot find module x'],
      skipped: ['a waits: marked as skipped in its file', 'a will: marked as to do in its file'],
    });
  });

  it('rejects a report of another shape', () => {
    expect(() => parseVitestReport('unit', { numTotalTests: 3 })).toThrow();
    expect(() => parsePlaywrightReport('e2e', {})).toThrow();
  });

  it('counts a crash or an empty run as one failure', () => {
    const fine = { part: 'unit', passed: 2, failed: [], skipped: [] };
    expect(withExitCode(fine, 0).failed).toEqual([]);
    expect(withExitCode(fine, 134).failed).toEqual(['the runner ended with code 134']);
    expect(withExitCode({ ...fine, passed: 0 }, 0).failed).toEqual(['nothing ran']);
    expect(withExitCode({ ...fine, failed: ['x'] }, 1).failed).toEqual(['x']);
  });

  it('formats one summary line below the names', () => {
    const check = { part: 'check', passed: 4, failed: [], skipped: [] };
    const unit = { part: 'unit', passed: 10, failed: ['a breaks'], skipped: ['b: later'] };
    expect(formatSummary([check])).toEqual(['4 passed, 0 failed']);
    expect(formatSummary([check, unit])).toEqual([
      'skipped: unit: b: later',
      'failed: unit: a breaks',
      '14 passed, 1 failed, 1 skipped',
    ]);
  });
});
