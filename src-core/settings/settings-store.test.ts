import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../util/clock.ts';
import { SessionSecrets } from '../secrets/session-secrets.ts';
import { SettingsStore, type SettingsStoreOptions } from './settings-store.ts';
import { SecretStoreError, ZOOM_CLIENT_SECRET, type SecretStore } from '../secrets/secret-store.ts';
import type { ManagedSettings } from './policies.ts';
import { SETTING_PATHS } from './setting-paths.ts';
import type { Configuration } from './load-settings.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-live-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const path = (): string => join(home, 'settings.json');
const written = (): unknown => JSON.parse(readFileSync(path(), 'utf8'));
const write = (json: unknown): void => writeFileSync(path(), JSON.stringify(json));

/** Returns an in-memory keychain, or one that fails. */
function keychain(
  fault: SecretStoreError['fault'] | null = null,
): SecretStore & { stored: Map<string, string> } {
  const stored = new Map<string, string>();
  const answer = async <T>(act: () => T): Promise<T> => {
    if (fault !== null) throw new SecretStoreError(fault);
    return await Promise.resolve(act());
  };
  return {
    stored,
    get: (name) => answer(() => stored.get(name) ?? null),
    set: (name, value) => answer(() => void stored.set(name, value)),
    remove: (name) => answer(() => stored.delete(name)),
  };
}

function managed(values: Record<string, unknown>): ManagedSettings {
  const fixed = new Set(Object.keys(values));
  return {
    values,
    findSource: (setting) => (fixed.has(setting.split('.')[0] ?? '') ? '/etc/chakushin/managed.json' : null),
    problems: [],
  };
}

function createStore(options: Partial<SettingsStoreOptions> = {}): SettingsStore {
  return new SettingsStore({
    env: { CHAKUSHIN_HOME: home, ...options.env },
    managed: options.managed ?? managed({}),
    secrets: options.secrets ?? new SessionSecrets(keychain()),
    clock: systemClock,
    shouldRepair: options.shouldRepair ?? true,
  });
}

const ACCOUNT = { accountId: 'account', clientId: 'client', subscriptionId: 'sub' };

describe('a change', () => {
  test('applies at once, is written to the file and is reported', () => {
    const store = createStore();
    const reported: Configuration[] = [];
    store.onChange(({ current }) => reported.push(current));
    expect(store.set('popup.corner', 'bottom-left')).toEqual({ kind: 'done' });
    expect(store.current.settings.popup.corner).toBe('bottom-left');
    expect(reported.at(-1)?.settings.popup.corner).toBe('bottom-left');
    expect(written()).toEqual({ version: 1, popup: { corner: 'bottom-left' } });
    expect(createStore().current.settings.popup.corner).toBe('bottom-left');
  });

  test('preserves unknown keys and edits by others in the file', () => {
    write({ plugins: [1], popup: { shape: 'round' }, zoom: { agent: 'a' } });
    const store = createStore();
    write({ plugins: [1], popup: { shape: 'round' }, zoom: { agent: 'b' } });
    store.set('popup.copy', 'digits');
    expect(written()).toEqual({
      plugins: [1],
      popup: { shape: 'round', copy: 'digits' },
      zoom: { agent: 'b' },
      version: 1,
    });
    expect(store.current.settings.zoom.agent).toBe('b');
  });

  test('to undefined removes the setting from the file', () => {
    write({ popup: { copy: 'digits', corner: 'top-left' } });
    const store = createStore();
    store.set('popup.copy', undefined);
    expect(written()).toEqual({ popup: { corner: 'top-left' }, version: 1 });
    expect(store.current.settings.popup.copy).toBe('shown');
  });

  test.each([
    ['popup.corner', 'middle'],
    ['country', 'Japan'],
    ['popup.textSize', 110],
    ['pause.schedule', [{ days: [], from: '9:00', to: 'x' }]],
    ['privacy.retentionDays', 0],
  ])('%s = %j is rejected, and nothing is written', (setting, value) => {
    const store = createStore();
    expect(store.set(setting, value)).toEqual({ kind: 'unusable' });
    expect(readdirSync(home)).toEqual([]);
  });

  test('to a locked setting is rejected, naming who locked it', () => {
    const store = createStore({
      managed: managed({ popup: { corner: 'top-left' } }),
      env: { CHAKUSHIN_LANG: 'ja' },
    });
    expect(store.set('popup.corner', 'top-right')).toEqual({
      kind: 'locked',
      lock: { by: 'administrator', source: '/etc/chakushin/managed.json' },
    });
    expect(store.set('language', 'en')).toEqual({
      kind: 'locked',
      lock: { by: 'variable', name: 'CHAKUSHIN_LANG' },
    });
    expect(store.current.settings).toMatchObject({ language: 'ja', popup: { corner: 'top-left' } });
    expect(readdirSync(home)).toEqual([]);
  });

  test('that cannot be written returns the system error and is not applied', () => {
    const blocked = join(home, 'file');
    writeFileSync(blocked, '');
    const store = createStore({ env: { CHAKUSHIN_HOME: join(blocked, 'inside') } });
    expect(store.set('popup.copy', 'digits')).toMatchObject({ kind: 'unwritable', cause: 'ENOTDIR' });
    expect(store.current.settings.popup.copy).toBe('shown');
  });

  test('to an unknown setting does not affect known settings', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (setting, value) => {
        fc.pre(!SETTING_PATHS.some((known) => known === setting || known.startsWith(`${setting}.`)));
        const store = createStore();
        const before = store.current.settings;
        store.set(setting, value);
        expect(store.current.settings).toEqual(before);
        expect(Object.prototype).not.toHaveProperty('polluted');
      }),
      { numRuns: 60 },
    );
  });
});

describe('precedence', () => {
  test('administrator overrides variable, variable overrides file, file overrides default', () => {
    write({ country: 'US', language: 'en', popup: { copy: 'digits' } });
    const { settings } = createStore({
      env: { CHAKUSHIN_COUNTRY: 'DE', CHAKUSHIN_LANG: 'ja' },
      managed: managed({ country: 'FR' }),
    }).current;
    expect(settings).toMatchObject({
      country: 'FR',
      language: 'ja',
      popup: { copy: 'digits', corner: 'auto' },
    });
  });

  test('an invalid fixed value is reported, and the next layer applies', () => {
    write({ country: 'US' });
    const { settings, problems } = createStore({ managed: managed({ country: 'Atlantis' }) }).current;
    expect(settings.country).toBe('US');
    expect(problems).toEqual([{ name: 'country', code: 'setting-unusable' }]);
  });
});

describe('a damaged settings file', () => {
  test('is renamed at the start, reported and preserved', () => {
    writeFileSync(path(), '{"popup":');
    const store = createStore();
    const [name = ''] = readdirSync(home);
    expect(name).toMatch(/^settings\.damaged-.*\.json$/u);
    expect(readFileSync(join(home, name), 'utf8')).toBe('{"popup":');
    expect(store.current.problems).toEqual([{ name: join(home, name), code: 'settings-file-damaged' }]);
    expect(store.set('popup.copy', 'digits')).toEqual({ kind: 'done' });
    expect(written()).toMatchObject({ popup: { copy: 'digits' } });
  });

  test('is only reported if the store may not repair it', () => {
    writeFileSync(path(), '{"popup":');
    const store = createStore({ shouldRepair: false });
    expect(readdirSync(home)).toEqual(['settings.json']);
    expect(store.current.problems).toEqual([{ name: path(), code: 'settings-file-unusable' }]);
  });

  test('leaves the settings unchanged if damaged during an edit', async () => {
    write({ popup: { copy: 'digits' } });
    const store = createStore();
    writeFileSync(path(), '{"popup":{"copy":');
    store.startWatching();
    await expect
      .poll(() => store.current.problems)
      .toEqual([{ name: path(), code: 'settings-file-unusable' }]);
    store.close();
    expect(store.current.settings.popup.copy).toBe('digits');
    expect(readdirSync(home)).toEqual(['settings.json']);
  });
});

describe('secrets', () => {
  test('are loaded from the keychain and complete the account', async () => {
    write({ zoom: ACCOUNT });
    const secretStore = keychain();
    secretStore.stored.set(ZOOM_CLIENT_SECRET, 'canary-secret');
    const store = createStore({ secrets: new SessionSecrets(secretStore) });
    expect(store.current).toMatchObject({ account: null, problems: [{ code: 'setting-missing' }] });
    const loading = store.loadSecrets();
    // A secret that is still loading is not a problem yet.
    expect(store.current.problems).toEqual([]);
    await loading;
    expect(store.current).toMatchObject({ account: { clientSecret: 'canary-secret' }, problems: [] });
  });

  test.each(['no-service', 'locked', 'timed-out', 'no-library'] as const)(
    'a keychain failure (%s) is reported; entered secrets apply to this run only',
    async (fault) => {
      write({ zoom: ACCOUNT });
      const store = createStore({ secrets: new SessionSecrets(keychain(fault)) });
      await store.loadSecrets();
      expect(store.current.problems).toEqual([{ name: 'ZOOM_CLIENT_SECRET', code: 'secret-unreadable' }]);
      await store.setSecret(ZOOM_CLIENT_SECRET, 'canary-secret');
      expect(store.current).toMatchObject({ account: { clientSecret: 'canary-secret' }, problems: [] });
      expect(store.secrets.getState(ZOOM_CLIENT_SECRET)).toEqual({ kind: 'this-run', fault });
      store.set('popup.copy', 'digits');
      for (const file of readdirSync(home))
        expect(readFileSync(join(home, file), 'utf8')).not.toContain('canary');
      await store.removeSecret(ZOOM_CLIENT_SECRET);
      expect(store.current.account).toBeNull();
    },
  );

  test('apply at once, even if the keychain is slow to store them', async () => {
    write({ zoom: ACCOUNT });
    const never = new Promise<never>(() => undefined);
    const slow: SecretStore = { get: () => never, set: () => never, remove: () => never };
    const store = createStore({ secrets: new SessionSecrets(slow) });
    void store.setSecret(ZOOM_CLIENT_SECRET, 'canary-secret');
    expect(store.current.account).toMatchObject({ clientSecret: 'canary-secret' });
    await Promise.resolve();
  });

  test('in variables are locked', () => {
    const store = createStore({ env: { ZOOM_CLIENT_SECRET: 'from-variable' } });
    expect(store.findLock('zoom.clientSecret')).toEqual({ by: 'variable', name: 'ZOOM_CLIENT_SECRET' });
    expect(store.findLock('webhook.secretToken')).toBeNull();
  });

  test('in variables take precedence, without a keychain request', async () => {
    write({ zoom: ACCOUNT });
    const store = createStore({
      env: { ZOOM_CLIENT_SECRET: 'from-variable' },
      secrets: new SessionSecrets(keychain('locked')),
    });
    await store.loadSecrets();
    expect(store.current).toMatchObject({ account: { clientSecret: 'from-variable' }, problems: [] });
  });
});

describe('a trial', () => {
  test('uses the simulator account, writes nothing and ends without a trace', () => {
    write({ zoom: { agent: 'hanako@example.com' } });
    const store = createStore();
    store.startTrial({
      ZOOM_ACCOUNT_ID: 'sim',
      ZOOM_CLIENT_ID: 'sim',
      ZOOM_CLIENT_SECRET: 'sim',
      ZOOM_SUBSCRIPTION_ID: 'sim',
      ZOOM_AGENT: '1002',
    });
    expect(store.current).toMatchObject({ account: { agent: '1002' }, trial: true });
    store.startTrial(null);
    expect(store.current.account).toBeNull();
    expect(store.current.trial).toBeUndefined();
    expect(written()).toEqual({ zoom: { agent: 'hanako@example.com' } });
  });
});

describe('export and import', () => {
  test('transfers the settings without secrets and unknown keys', () => {
    write({
      country: 'US',
      popup: { copy: 'digits', shape: 'round' },
      plugins: ['x'],
      clientSecret: 'canary-1',
      connectors: [{ type: 'hubspot', token: 'canary-2', portalId: '7', apiKey: 'canary-3' }],
    });
    const text = createStore().export();
    expect(text).not.toContain('canary');
    rmSync(path());
    const otherStore = createStore();
    expect(otherStore.import(text)).toEqual({ result: { kind: 'done' }, skipped: [] });
    expect(otherStore.current.settings).toMatchObject({
      country: 'US',
      popup: { copy: 'digits' },
      connectors: [{ type: 'hubspot', portalId: '7' }],
    });
    expect(JSON.stringify(written())).not.toContain('round');
  });

  test('skips and reports invalid or fixed settings, and rejects text without settings', () => {
    const store = createStore({ managed: managed({ country: 'FR' }) });
    const text = JSON.stringify({ country: 'US', popup: { copy: 'digits', corner: 'middle' } });
    expect(store.import(text)).toEqual({
      result: { kind: 'done' },
      skipped: ['popup.corner', 'country'],
    });
    expect(store.current.settings).toMatchObject({ country: 'FR', popup: { copy: 'digits' } });
    for (const nothing of ['', '[]', '"x"', '{}', '{"plugins":1}'])
      expect(store.import(nothing).result).toEqual({ kind: 'unusable' });
  });

  test('restores any settings', () => {
    fc.assert(
      fc.property(
        fc.record({
          language: fc.constantFrom('ja', 'en', 'auto'),
          popup: fc.record(
            { copy: fc.constantFrom('shown', 'e164'), wrapUpSeconds: fc.integer({ min: 0, max: 3600 }) },
            { requiredKeys: [] },
          ),
          zoom: fc.record({ agent: fc.string() }, { requiredKeys: [] }),
        }),
        (values) => {
          write(values);
          const before = createStore();
          const text = before.export();
          rmSync(path());
          const after = createStore();
          after.import(text);
          expect(after.current.settings).toEqual(before.current.settings);
        },
      ),
      { numRuns: 50 },
    );
  });
});
