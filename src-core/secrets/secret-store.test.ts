import { beforeEach, describe, expect, test } from 'vitest';
import {
  probeKeychain,
  SecretStoreError,
  toSecretKey,
  findEnvironmentSecret,
  toSecretVariable,
  withEnvironment,
  type SecretStore,
} from './secret-store.ts';

let stored: Map<string, string>;
let store: SecretStore;
beforeEach(() => {
  stored = new Map([['connector:hubspot', 'from the keychain']]);
  store = {
    get: (name) => Promise.resolve(stored.get(name) ?? null),
    set: (name, value) => Promise.resolve(void stored.set(name, value)),
    remove: (name) => Promise.resolve(stored.delete(name)),
  };
});

test.each([
  ['hubspot', 'CHAKUSHIN_SECRET_HUBSPOT'],
  ['zendesk-2', 'CHAKUSHIN_SECRET_ZENDESK_2'],
  ['a.b c', 'CHAKUSHIN_SECRET_A_B_C'],
])('%s is read from %s', (id, variable) => {
  expect(toSecretVariable(id)).toBe(variable);
  expect(findEnvironmentSecret(id, { [variable]: ' token ' })).toBe('token');
});

test('a probe of the keychain returns what is wrong, and reads no stored secret', async () => {
  const reads: string[] = [];
  const recording: SecretStore = { ...store, get: (name) => (reads.push(name), store.get(name)) };
  expect(await probeKeychain(recording)).toBe('ok');
  expect(reads).toEqual(['probe']);
  const locked: SecretStore = { ...store, get: () => Promise.reject(new SecretStoreError('locked')) };
  expect(await probeKeychain(locked)).toBe('locked');
});

describe('the environment takes precedence', () => {
  const env = { CHAKUSHIN_SECRET_HUBSPOT: 'from the environment', CHAKUSHIN_SECRET_CLIENT: 'x' };

  test('if its variable is set and not blank', async () => {
    expect(await withEnvironment(store, env).get(toSecretKey('hubspot'))).toBe('from the environment');
    expect(await withEnvironment(store, {}).get(toSecretKey('hubspot'))).toBe('from the keychain');
    expect(await withEnvironment(store, { CHAKUSHIN_SECRET_HUBSPOT: ' ' }).get('connector:hubspot')).toBe(
      'from the keychain',
    );
  });

  test('only for connector secrets', async () => {
    expect(await withEnvironment(store, env).get('client')).toBeNull();
  });

  test('even if the keychain fails', async () => {
    const locked = { ...store, get: () => Promise.reject(new Error('locked')) };
    expect(await withEnvironment(locked, env).get(toSecretKey('hubspot'))).toBe('from the environment');
  });

  test('but writes and removals go to the keychain', async () => {
    const layered = withEnvironment(store, env);
    await layered.set('connector:hubspot', 'new');
    expect(stored.get('connector:hubspot')).toBe('new');
    expect(await layered.remove('connector:hubspot')).toBe(true);
    expect(await layered.remove('connector:hubspot')).toBe(false);
  });
});
