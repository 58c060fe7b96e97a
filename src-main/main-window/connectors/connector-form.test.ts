import { describe, expect, test } from 'vitest';
import type { SecretStore } from '../../../src-core/secrets/secret-store.ts';
import { ConnectorForm } from './connector-form.ts';

const NAME = 'connector:kintone';
const SAVED = { type: 'kintone', url: 'https://acme.cybozu.com', app: 12 };

function storeWith(secret: string): SecretStore & { readonly secrets: Map<string, string> } {
  const secrets = new Map([[NAME, secret]]);
  return {
    secrets,
    get: (name) => Promise.resolve(secrets.get(name) ?? null),
    set: (name, value) => Promise.resolve(void secrets.set(name, value)),
    remove: (name) => Promise.resolve(secrets.delete(name)),
  };
}

function createForm(isKnown = true): ConnectorForm {
  const draft = { type: 'kintone', key: 'kintone#1', id: 'kintone', original: SAVED, entered: new Map() };
  return new ConnectorForm(draft, [], isKnown);
}

describe('createSecretStore', () => {
  test('reads and renews the stored secret at its saved address', async () => {
    const store = storeWith('stored');
    const secrets = createForm().createSecretStore(store);
    expect(await secrets.get(NAME)).toBe('stored');
    await secrets.set(NAME, 'renewed');
    expect([...store.secrets.values()]).toEqual(['renewed']);
  });

  test.each<[string, () => ConnectorForm]>([
    ['of another entry with this name', () => createForm(false)],
    [
      'at another address',
      () => {
        const form = createForm();
        expect(form.enter('url', 'https://b.cybozu.com')).toBe(true);
        return form;
      },
    ],
  ])('returns no stored secret %s', async (_where, create) => {
    const store = storeWith('stored');
    const secrets = create().createSecretStore(store);
    expect(await secrets.get(NAME)).toBeNull();
    await secrets.set(NAME, 'renewed');
    expect([...store.secrets.values()]).toEqual(['stored']);
  });

  test('returns no stored secret if the address changes back after creation', async () => {
    const form = createForm();
    form.enter('url', 'https://b.cybozu.com');
    const secrets = form.createSecretStore(storeWith('stored'));
    form.enter('url', SAVED.url);
    expect(await secrets.get(NAME)).toBeNull();
  });

  test('prefers a typed secret and renews it only in the form', async () => {
    const store = storeWith('stored');
    const form = createForm();
    expect(form.setSecret(' typed ', 'secret')).toBe(true);
    const secrets = form.createSecretStore(store);
    expect(await secrets.get(NAME)).toBe('typed');
    await secrets.set(NAME, 'renewed');
    expect([await secrets.get(NAME), form.stagedSecret, ...store.secrets.values()]).toEqual([
      'renewed',
      'renewed',
      'stored',
    ]);
  });
});

test('setSecret refuses text that cannot be a secret', () => {
  const form = createForm();
  expect([form.setSecret(' ', 'secret'), form.setSecret('a\tb', 'secret')]).toEqual([false, false]);
  expect(form.stagedKind).toBeNull();
});
