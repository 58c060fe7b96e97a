import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  storeSecret,
  parseSecret,
  formatSignInOutcome,
  signInToConnector,
  type SignInOutcome,
} from './sign-in.ts';
import { directTransport } from '../test-support/fakes.ts';
import { getTranslate } from '../i18n/index.ts';
import { CLIENT_SECRET, freePort, startOAuthServer, type OAuthServer } from '../test-support/oauth-server.ts';
import { readSignIn, writeSignIn } from './oauth/stored-sign-in.ts';
import { SecretStoreError, type SecretStore } from '../secrets/secret-store.ts';
import { toRedirectUri } from './oauth/loopback-redirect.ts';
import { inEnglish, inJapanese } from '../test-support/messages.ts';

let storedSecrets: Map<string, string>;
/** operations that the keychain rejects */
let lockedOperations: readonly (keyof SecretStore)[];
const store: SecretStore = {
  get: (name) => runUnlessLocked('get', () => storedSecrets.get(name) ?? null),
  set: (name, value) => runUnlessLocked('set', () => void storedSecrets.set(name, value)),
  remove: (name) => runUnlessLocked('remove', () => storedSecrets.delete(name)),
};
function runUnlessLocked<T>(what: keyof SecretStore, value: () => T): Promise<T> {
  return lockedOperations.includes(what)
    ? Promise.reject(new SecretStoreError('locked'))
    : Promise.resolve(value());
}
beforeEach(() => {
  storedSecrets = new Map();
  lockedOperations = [];
});

describe('a secret that was typed', () => {
  test.each([
    [' pat-1234 \r\n', { secret: 'pat-1234' }],
    ['日本 1', { secret: '日本 1' }],
    ['', { kind: 'empty' }],
    [' \n', { kind: 'empty' }],
    ['pat\u001b[A', { kind: 'unusable' }],
    ['pat\t1', { kind: 'unusable' }],
    ['pat\nmore', { kind: 'unusable' }],
  ])('%j', async (typed, read) => {
    expect(parseSecret(typed)).toEqual(read);
    const outcome = await storeSecret('hubspot', typed, store);
    expect(outcome).toEqual('secret' in read ? { kind: 'stored' } : read);
    expect(storedSecrets).toEqual(
      'secret' in read ? new Map([['connector:hubspot', read.secret]]) : new Map(),
    );
  });

  test('rejects if the keychain is locked', async () => {
    lockedOperations = ['set'];
    await expect(storeSecret('hubspot', 'pat', store)).rejects.toThrow(SecretStoreError);
  });
});

describe('sign-in in the browser', () => {
  let server: OAuthServer;
  let coming: Promise<unknown>[];
  let opened: string[];
  beforeEach(() => {
    coming = [];
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(coming);
    await server.close();
  });

  async function signIn(
    clientSecret: string,
    { wants = true, comeBack = (url: URL): URL => url, signal = new AbortController().signal } = {},
  ): Promise<SignInOutcome> {
    server = await startOAuthServer({ redirectPort: await freePort(), requiresClientSecret: wants });
    return await signInToConnector(
      { id: 'zoho', name: '営業', provider: server.provider, clientSecret },
      {
        store,
        transport: directTransport(),
        language: 'ja',
        t: getTranslate('ja'),
        open: (address) => {
          opened.push(address);
          coming.push(fetch(comeBack(server.browse(address))).then((page) => page.text()));
        },
      },
      signal,
    );
  }
  const storedSignIn = (): unknown => readSignIn(storedSecrets.get('connector:zoho') ?? null);

  test('ignores a typed client secret if the provider requires none', async () => {
    expect(await signIn('typed', { wants: false })).toEqual({ kind: 'stored' });
    expect(storedSignIn()).toEqual({ refreshToken: server.refreshTokens[0], clientSecret: null });
    expect(await Promise.all(coming)).toEqual([
      expect.stringContaining(`<h1>${inJapanese('oauth.page.received', { name: '営業' })}</h1>`),
    ]);
  });

  test('uses and stores the typed client secret', async () => {
    expect(await signIn(` ${CLIENT_SECRET}\n`)).toEqual({ kind: 'stored' });
    expect(storedSignIn()).toEqual({ refreshToken: server.refreshTokens[0], clientSecret: CLIENT_SECRET });
  });

  test('uses the stored client secret if none was typed', async () => {
    storedSecrets.set('connector:zoho', writeSignIn({ refreshToken: 'old', clientSecret: CLIENT_SECRET }));
    expect(await signIn('')).toEqual({ kind: 'stored' });
    expect(storedSignIn()).toEqual({ refreshToken: server.refreshTokens[0], clientSecret: CLIENT_SECRET });
  });

  test.each<[string, string, () => void, SignInOutcome]>([
    ['there is no client secret', '', () => undefined, { kind: 'empty' }],
    ['the stored client secret cannot be read', '', () => (lockedOperations = ['get']), { kind: 'empty' }],
    ['the typed client secret is invalid', 'a\tb', () => undefined, { kind: 'unusable' }],
  ])('opens no browser if %s', async (_why, typed, before, outcome) => {
    before();
    expect(await signIn(typed)).toEqual(outcome);
    expect([opened, storedSecrets.size]).toEqual([[], 0]);
  });

  test('rejects if the keychain cannot store the sign-in', async () => {
    lockedOperations = ['get', 'set'];
    await expect(signIn(CLIENT_SECRET)).rejects.toThrow(SecretStoreError);
  });

  test.each([
    ['access_denied', false, 'oauth.why.declined'],
    ['invalid_scope', true, 'oauth.why.refused'],
  ] as const)('reports the error %s of the redirect', async (error, isSetUpWrong, key) => {
    const comeBack = (url: URL): URL => {
      url.searchParams.delete('code');
      url.searchParams.set('error', error);
      return url;
    };
    const outcome = await signIn(CLIENT_SECRET, { comeBack });
    expect(outcome).toMatchObject({ kind: 'failed', isSetUpWrong });
    const params = { name: '営業', detail: error, redirect: toRedirectUri(server.provider) };
    expect(formatSignInOutcome(outcome, '営業', inJapanese)).toBe(inJapanese(key, params));
    expect(storedSecrets.size).toBe(0);
  });

  test('reports a refused client secret without repeating it', async () => {
    const outcome = await signIn('a-wrong-secret');
    const detail: unknown = expect.stringMatching(/^HTTP 401, invalid_client\b/u);
    expect(outcome).toMatchObject({
      kind: 'failed',
      key: 'oauth.why.client',
      params: { detail },
      isSetUpWrong: true,
    });
    expect(JSON.stringify(outcome)).not.toContain('a-wrong-secret');
  });

  test('fails and opens no browser if already aborted', async () => {
    const abort = new AbortController();
    abort.abort();
    const outcome = await signIn(CLIENT_SECRET, { signal: abort.signal });
    expect(outcome).toMatchObject({ kind: 'failed', key: 'oauth.why.given-up', isSetUpWrong: false });
    expect(opened).toEqual([]);
  });
});

test.each<[SignInOutcome, string]>([
  [{ kind: 'stored' }, inEnglish('cli.sign-in.stored', { name: 'HubSpot' })],
  [{ kind: 'empty' }, inEnglish('cli.sign-in.empty')],
])('formats the outcome %j', (outcome, sentence) => {
  expect(formatSignInOutcome(outcome, 'HubSpot', getTranslate('en'))).toBe(sentence);
});
