import { beforeEach, describe, expect, test } from 'vitest';
import {
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
])('%s: %s', (id, variable) => {
  expect(toSecretVariable(id)).toBe(variable);
  expect(findEnvironmentSecret(id, { [variable]: ' token ' })).toBe('token');
});

describe('the environment counts first', () => {
  const env = { CHAKUSHIN_SECRET_HUBSPOT: 'from the environment', CHAKUSHIN_SECRET_CLIENT: 'x' };

  test('where it says something', async () => {
    expect(await withEnvironment(store, env).get(toSecretKey('hubspot'))).toBe('from the environment');
    expect(await withEnvironment(store, {}).get(toSecretKey('hubspot'))).toBe('from the keychain');
    expect(await withEnvironment(store, { CHAKUSHIN_SECRET_HUBSPOT: ' ' }).get('connector:hubspot')).toBe(
      'from the keychain',
    );
  });

  test('for connectors alone', async () => {
    expect(await withEnvironment(store, env).get('client')).toBeNull();
  });

  test('it is not asked when it does not answer', async () => {
    const locked = { ...store, get: () => Promise.reject(new Error('locked')) };
    expect(await withEnvironment(locked, env).get(toSecretKey('hubspot'))).toBe('from the environment');
  });

  test('what is written goes to the keychain', async () => {
    const layered = withEnvironment(store, env);
    await layered.set('connector:hubspot', 'new');
    expect(stored.get('connector:hubspot')).toBe('new');
    expect(await layered.remove('connector:hubspot')).toBe(true);
    expect(await layered.remove('connector:hubspot')).toBe(false);
  });
});
