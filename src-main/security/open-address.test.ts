import { describe, expect, test, vi } from 'vitest';
import { flushPromises } from '../../src-core/test-support/fakes.ts';
import { createAddressOpener } from './open-address.ts';

function createDeps({ isDemo = false, opened = Promise.resolve() } = {}) {
  return {
    shell: { openExternal: vi.fn(() => opened) },
    isDemo,
    reportDemo: vi.fn(),
    addNotice: vi.fn(),
    onError: vi.fn(),
  };
}

const RECORD = 'https://crm.example.com/r/1';

describe('createAddressOpener', () => {
  test('opens a record without taking the focus', () => {
    const deps = createDeps();
    createAddressOpener(deps)(RECORD);
    expect(deps.shell.openExternal.mock.calls).toEqual([[RECORD, { activate: false }]]);
    expect(deps.addNotice).not.toHaveBeenCalled();
  });

  test.each([null, 'http://crm.example.com/', 'file:///etc/passwd'])(
    'refuses %s with a notice',
    (address) => {
      for (const isDemo of [false, true]) {
        const deps = createDeps({ isDemo });
        createAddressOpener(deps)(address);
        expect(deps.shell.openExternal).not.toHaveBeenCalled();
        expect(deps.reportDemo).not.toHaveBeenCalled();
        expect(deps.addNotice.mock.calls).toEqual([[{ level: 'warn', code: 'unsafe-link', params: {} }]]);
      }
    },
  );

  test('only reports the address in a demo', () => {
    const deps = createDeps({ isDemo: true });
    createAddressOpener(deps)(RECORD);
    expect(deps.shell.openExternal).not.toHaveBeenCalled();
    expect(deps.reportDemo.mock.calls).toEqual([[`demo: not opening ${RECORD}\n`]]);
  });

  test('reports an address that the system cannot open', async () => {
    const error = new Error('no browser');
    const deps = createDeps({ opened: Promise.reject(error) });
    createAddressOpener(deps)(RECORD);
    await flushPromises();
    expect(deps.onError.mock.calls).toEqual([[error]]);
  });
});
