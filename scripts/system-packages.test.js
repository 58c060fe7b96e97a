import { describe, expect, it } from 'vitest';
import { findMissing, choosePackageNames, getSystemPackages } from './system-packages.js';

describe('system packages', () => {
  it('takes the old or the new name of a library for installed', () => {
    const needs = ['libasound2t64|libasound2', 'libnss3'];
    expect(findMissing(needs, new Set(['libasound2', 'libnss3']))).toEqual([]);
    expect(findMissing(needs, new Set(['libasound2t64']))).toEqual(['libnss3']);
    expect(findMissing(needs, new Set(['libnss3']))).toEqual(['libasound2t64|libasound2']);
  });

  it('installs by the new name where the archive has it, else by the old one', () => {
    const needs = ['libasound2t64|libasound2', 'libnss3'];
    expect(choosePackageNames(needs, () => true)).toEqual(['libasound2t64', 'libnss3']);
    expect(choosePackageNames(needs, () => false)).toEqual(['libasound2', 'libnss3']);
  });

  it('asks of a desktop only for what Electron links to', () => {
    const { required, wanted } = getSystemPackages('app', true);
    expect(required).not.toContain('xvfb');
    expect(required).toContain('libnss3');
    expect(wanted).toEqual([]);
  });

  it('cannot do without Xvfb where there is no display, but without fonts', () => {
    const { required, wanted } = getSystemPackages('app', false);
    expect(required).toContain('xvfb');
    expect(wanted).toContain('fonts-noto-cjk');
    expect(required).not.toContain('fonts-noto-cjk');
  });

  it('wants a window manager and fonts for the tests, display or not', () => {
    expect(getSystemPackages('tests', true).required).toEqual(
      expect.arrayContaining(['xvfb', 'openbox', 'fonts-noto-cjk']),
    );
  });

  it('wants the tools of the webhook for the tests only, and nginx where its package starts no server', () => {
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
