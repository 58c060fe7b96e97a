import { describe, expect, it } from 'vitest';
import { hasCurrentPackages } from './install.js';

const lock = {
  packages: {
    '': { version: '1.0.0' },
    'node_modules/ws': { version: '8.0.0' },
    'node_modules/fsevents': { version: '2.0.0', optional: true },
  },
};

describe('hasCurrentPackages', () => {
  it('accepts equal versions without packages for other platforms', () => {
    expect(hasCurrentPackages(lock, { packages: { 'node_modules/ws': { version: '8.0.0' } } })).toBe(true);
  });

  it.each([
    ['nothing is installed', null],
    ['a package is missing', { packages: {} }],
    ['a version differs', { packages: { 'node_modules/ws': { version: '8.0.1' } } }],
    [
      'an optional package has another version',
      {
        packages: { 'node_modules/ws': { version: '8.0.0' }, 'node_modules/fsevents': { version: '1.0.0' } },
      },
    ],
  ])('returns false when %s', (_, installed) => {
    expect(hasCurrentPackages(lock, installed)).toBe(false);
  });
});
