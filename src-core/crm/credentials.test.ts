import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, directTransport } from '../test-support/fakes.ts';
import { startOAuthServer, type OAuthServer } from '../test-support/oauth-server.ts';
import { writeSignIn } from './oauth/stored-sign-in.ts';
import { SecretStoreError, type SecretStore } from '../secrets/secret-store.ts';
import { ConnectorError } from '../lookup/connector-error.ts';
import { createConnectorCredentials, type Credentials } from './credentials.ts';

let server: OAuthServer;
let stored: Map<string, string>;
let locked: boolean;
let clock: FakeClock;

beforeEach(async () => {
  server = await startOAuthServer({ redirectPort: 1 });
  stored = new Map();
  locked = false;
  clock = new FakeClock();
});
afterEach(() => server.close());

function credentials(provider = server.provider): Credentials {
  const respond = <T>(value: T): Promise<T> =>
    locked ? Promise.reject(new SecretStoreError('locked')) : Promise.resolve(value);
  const store: SecretStore = {
    get: (name) => respond(stored.get(name) ?? null),
    set: (name, value) => respond(void stored.set(name, value)),
    remove: (name) => respond(stored.delete(name)),
  };
  return createConnectorCredentials('crm', provider, {
    store,
    transport: directTransport(),
    clock,
  });
}

const never = new AbortController().signal;

async function getError(promise: Promise<unknown>): Promise<unknown> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  for (const secret of server.secrets) expect(inspect(error, { depth: 9 })).not.toContain(secret);
  expect(error).toBeInstanceOf(ConnectorError);
  return error;
}

describe('a secret', () => {
  const REFUSED = new ConnectorError('credentials');

  test('is read once, and again after a refusal', async () => {
    stored.set('connector:crm', 'first');
    const { secret } = credentials();
    expect(await secret(false)).toBe('first');
    stored.set('connector:crm', 'second');
    expect(await secret(false)).toBe('first');
    expect(await secret(true)).toBe('second');
    // As if another request of the same look-up had been refused with the first secret.
    stored.set('connector:crm', 'third');
    expect(await secret(true)).toBe('second');
    clock.advance(5_000);
    expect(await secret(true)).toBe('third');
  });

  test('rejects after a refusal if the stored secret is unchanged or removed', async () => {
    stored.set('connector:crm', 'first');
    const { secret } = credentials();
    await secret(false);
    expect(await getError(secret(true))).toEqual(REFUSED);
    expect(await secret(false)).toBe('first');
    stored.clear();
    expect(await getError(secret(true))).toEqual(new ConnectorError('signed-out'));
    expect(await getError(secret(false))).toEqual(new ConnectorError('signed-out'));
  });

  test('stays usable while the keychain is locked, once it was read', async () => {
    stored.set('connector:crm', 'first');
    const { secret } = credentials();
    locked = true;
    expect(await getError(secret(false))).toEqual(new ConnectorError('signed-out'));
    locked = false;
    expect(await secret(false)).toBe('first');
    locked = true;
    expect(await secret(false)).toBe('first');
    expect(await getError(secret(true))).toEqual(REFUSED);
  });
});

describe('a bearer token', () => {
  const signIn = (): void =>
    void stored.set(
      'connector:crm',
      writeSignIn({ refreshToken: server.issueRefreshToken(), clientSecret: null }),
    );

  test('is obtained with the stored sign-in', async () => {
    signIn();
    const { bearer } = credentials();
    expect(bearer.renewable).toBe(true);
    const { Authorization = '' } = await bearer.headers(false, never);
    expect(server.isAccepted(Authorization.replace(/^Bearer /u, ''))).toBe(true);
    expect(stored.get('connector:crm')).toContain(server.refreshTokens.at(-1));
  });

  test.each<[string, () => void, ConnectorError]>([
    ['rejects if no sign-in is stored', () => stored.clear(), new ConnectorError('signed-out')],
    ['rejects if the keychain is locked', () => void (locked = true), new ConnectorError('signed-out')],
    ['rejects on invalid_grant', () => server.signOut(), new ConnectorError('signed-out')],
    ['rejects on invalid_client', () => error(401, 'invalid_client'), new ConnectorError('credentials')],
    [
      'rejects on status 429 with Retry-After',
      () => answer(429, { 'Retry-After': '9' }),
      new ConnectorError('rate-limited', 9_000),
    ],
    ['rejects on status 429 without Retry-After', () => answer(429), new ConnectorError('rate-limited')],
    ['rejects on status 503', () => answer(503, { 'Retry-After': '2' }), new ConnectorError('fault', 2_000)],
    ['rejects a response that is not OAuth', () => answer(200), new ConnectorError('not-understood')],
  ])('%s', async (_what, arrange, expected) => {
    signIn();
    arrange();
    expect(await getError(credentials().bearer.headers(false, never))).toEqual(expected);
  });

  const error = (status: number, name: string): void =>
    void (server.respond = () => ({ status, body: { error: name } }));
  const answer = (status: number, headers: Readonly<Record<string, string>> = {}): void =>
    void (server.respond = () => ({ status, headers }));

  test('rejects if the server cannot be reached', async () => {
    signIn();
    const nowhere = { ...server.provider, tokenUrl: 'http://127.0.0.1:1/token' };
    expect(await getError(credentials(nowhere).bearer.headers(false, never))).toEqual(
      new ConnectorError('unreachable'),
    );
  });

  test('rejects as slow when aborted', async () => {
    signIn();
    server.respond = () => null;
    const abort = new AbortController();
    const pendingError = getError(credentials().bearer.headers(false, abort.signal));
    abort.abort();
    expect(await pendingError).toEqual(new ConnectorError('slow'));
  });

  test('rejects if the connector has no OAuth provider', async () => {
    const { bearer } = createConnectorCredentials('crm', null, {
      store: {
        get: () => Promise.resolve('x'),
        set: () => Promise.resolve(),
        remove: () => Promise.resolve(true),
      },
      transport: directTransport(),
      clock,
    });
    expect(bearer.renewable).toBe(false);
    expect(await getError(bearer.headers(false, never))).toEqual(new ConnectorError('signed-out'));
  });
});
