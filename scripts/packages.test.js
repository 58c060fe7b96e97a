import { describe, expect, it } from 'vitest';
import { choosePackageNames, findMissing, getSystemPackages, hasCurrentPackages } from './packages.js';

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

describe('system packages', () => {
  it('accepts the old or the new name of an installed library', () => {
    const needs = ['libasound2t64|libasound2', 'libnss3'];
    expect(findMissing(needs, new Set(['libasound2', 'libnss3']))).toEqual([]);
    expect(findMissing(needs, new Set(['libasound2t64']))).toEqual(['libnss3']);
    expect(findMissing(needs, new Set(['libnss3']))).toEqual(['libasound2t64|libasound2']);
  });

  it('installs the new name where the archive has it, else the old one', () => {
    const needs = ['libasound2t64|libasound2', 'libnss3'];
    expect(choosePackageNames(needs, () => true)).toEqual(['libasound2t64', 'libnss3']);
    expect(choosePackageNames(needs, () => false)).toEqual(['libasound2', 'libnss3']);
  });

  it('requires only Electron’s libraries where there is a display', () => {
    const { required, wanted } = getSystemPackages('app', true);
    expect(required).not.toContain('xvfb');
    expect(required).toContain('libnss3');
    expect(wanted).toEqual([]);
  });

  it('requires Xvfb but not fonts where there is no display', () => {
    const { required, wanted } = getSystemPackages('app', false);
    expect(required).toContain('xvfb');
    expect(wanted).toContain('fonts-noto-cjk');
    expect(required).not.toContain('fonts-noto-cjk');
  });

  it('requires a window manager and fonts for the tests, display or not', () => {
    expect(getSystemPackages('tests', true).required).toEqual(
      expect.arrayContaining(['xvfb', 'openbox', 'fonts-noto-cjk']),
    );
  });

  it('requires the webhook tools for the tests only; nginx where it starts no server', () => {
    const { required, wanted } = getSystemPackages('tests', false, false);
    expect(required).toEqual(expect.arrayContaining(['curl', 'openssl']));
    // Without it one test is skipped: no reason to run none.
    expect(required).not.toContain('nginx');
    expect(wanted).toEqual(['dbus', 'gnome-keyring', 'nginx']);
    expect(getSystemPackages('tests', false, true).required).toContain('curl');
    expect(getSystemPackages('tests', false, true).wanted).not.toContain('nginx');
    expect(getSystemPackages('app', false, false).required).not.toContain('curl');
  });
});
