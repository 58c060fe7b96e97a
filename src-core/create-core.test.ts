import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Core } from './create-core.ts';
import { getTranslate } from './i18n/index.ts';
import { SessionSecrets } from './secrets/session-secrets.ts';
import { NO_MANAGED_SETTINGS } from './settings/load-settings.ts';
import { SettingsStore } from './settings/settings-store.ts';
import { FakeClock } from './test-support/fakes.ts';

let home: string;
let store: SettingsStore;
let core: Core;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-core-'));
  const clock = new FakeClock();
  store = new SettingsStore({
    env: { CHAKUSHIN_HOME: home },
    managed: NO_MANAGED_SETTINGS,
    secrets: new SessionSecrets({
      get: () => Promise.resolve(null),
      set: () => Promise.resolve(),
      remove: () => Promise.resolve(false),
    }),
    clock,
    shouldRepair: true,
  });
  core = new Core(store, {
    clock,
    events: { output: () => undefined, pop: () => undefined },
    resolveProxy: () => Promise.resolve('DIRECT'),
    extraRootsFile: null,
    interfaces: () => ({}),
    translateFor: () => getTranslate('en'),
  });
});
afterEach(() => {
  core.stop();
  store.close();
  rmSync(home, { recursive: true, force: true });
});

/** Returns how often `act` replaces the service's settings, connectors and sources. */
function countReplacements(act: () => void): readonly number[] {
  const spies = [
    vi.spyOn(core.service, 'useSettings').mockClear(),
    vi.spyOn(core.service, 'useConnectors').mockClear(),
    vi.spyOn(core.service, 'useSources').mockClear(),
  ];
  act();
  return spies.map(({ mock }) => mock.calls.length);
}

const ZOOM = {
  ZOOM_ACCOUNT_ID: 'a',
  ZOOM_CLIENT_ID: 'c',
  ZOOM_CLIENT_SECRET: 's',
  ZOOM_SUBSCRIPTION_ID: 'x',
};

test.each([
  ['popup.corner', 'top-left', [1, 0, 0]],
  ['country', 'US', [1, 1, 0]],
  ['connectors', [{ type: 'hubspot' }], [1, 1, 0]],
  ['network.caFile', '/none.pem', [1, 1, 1]],
  // The webhook is off, so its port affects no source.
  ['webhook.port', 4_381, [1, 0, 0]],
])('changing %s to %j replaces settings, connectors, sources %j times', (path, value, expected) => {
  expect(countReplacements(() => store.set(path, value))).toEqual(expected);
});

test('an account replaces settings, connectors and sources; the next setting only settings', () => {
  expect(countReplacements(() => store.startTrial({ ...ZOOM, CHAKUSHIN_HOME: home }))).toEqual([1, 1, 1]);
  expect(countReplacements(() => store.set('popup.copy', 'digits'))).toEqual([1, 0, 0]);
});

test('a stopped core ignores setting changes', () => {
  core.stop();
  expect(countReplacements(() => store.set('country', 'US'))).toEqual([0, 0, 0]);
});
