import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, straightTransport } from '../fakes.test-support.ts';
import { startOAuthServer, type OAuthServer } from '../oauth/oauth-server.test-support.ts';
import { writeSignIn } from '../oauth/stored-sign-in.ts';
import { SecretStoreError, type SecretStore } from '../secret-store.ts';
import { ConnectorTrouble } from './connector-trouble.ts';
import { connectorCredentials, type Credentials } from './credentials.ts';

let server: OAuthServer;
let kept: Map<string, string>;
let locked: boolean;
let clock: FakeClock;

beforeEach(async () => {
  server = await startOAuthServer({ redirectPort: 1 });
  kept = new Map();
  locked = false;
  clock = new FakeClock();
});
afterEach(() => server.close());

function credentials(provider = server.provider): Credentials {
  const answer = <T>(value: T): Promise<T> =>
    locked ? Promise.reject(new SecretStoreError('locked')) : Promise.resolve(value);
  const store: SecretStore = {
    get: (name) => answer(kept.get(name) ?? null),
    set: (name, value) => answer(void kept.set(name, value)),
    remove: (name) => answer(kept.delete(name)),
  };
  return connectorCredentials('crm', provider, {
    store,
    transport: straightTransport(),
    clock,
  });
}

const never = new AbortController().signal;

async function trouble(promise: Promise<unknown>): Promise<unknown> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  for (const secret of server.secrets) expect(inspect(error, { depth: 9 })).not.toContain(secret);
  expect(error).toBeInstanceOf(ConnectorTrouble);
  return error;
}

describe('a secret', () => {
  const REFUSED = new ConnectorTrouble('credentials');

  test('is read once; a new one counts when the one before was refused', async () => {
    kept.set('connector:crm', 'first');
    const { secret } = credentials();
    expect(await secret(false)).toBe('first');
    kept.set('connector:crm', 'second');
    expect(await secret(false)).toBe('first');
    expect(await secret(true)).toBe('second');
    // Another request of the same look-up was refused with the first one.
    kept.set('connector:crm', 'third');
    expect(await secret(true)).toBe('second');
    clock.pass(5_000);
    expect(await secret(true)).toBe('third');
  });

  test('that was refused is not sent again', async () => {
    kept.set('connector:crm', 'first');
    const { secret } = credentials();
    await secret(false);
    expect(await trouble(secret(true))).toEqual(REFUSED);
    expect(await secret(false)).toBe('first');
    kept.clear();
    expect(await trouble(secret(true))).toEqual(new ConnectorTrouble('signed-out'));
    expect(await trouble(secret(false))).toEqual(new ConnectorTrouble('signed-out'));
  });

  test('goes on while the keychain is locked, once it is known', async () => {
    kept.set('connector:crm', 'first');
    const { secret } = credentials();
    locked = true;
    expect(await trouble(secret(false))).toEqual(new ConnectorTrouble('signed-out'));
    locked = false;
    expect(await secret(false)).toBe('first');
    locked = true;
    expect(await secret(false)).toBe('first');
    expect(await trouble(secret(true))).toEqual(REFUSED);
  });
});

describe('a bearer token', () => {
  const signIn = (): void =>
    void kept.set('connector:crm', writeSignIn({ refreshToken: server.signedIn(), clientSecret: null }));

  test('comes from the sign-in that is kept', async () => {
    signIn();
    const { bearer } = credentials();
    expect(bearer.renewable).toBe(true);
    const { Authorization = '' } = await bearer.headers(false, never);
    expect(server.isTaken(Authorization.replace(/^Bearer /u, ''))).toBe(true);
    expect(kept.get('connector:crm')).toContain(server.refreshTokens.at(-1));
  });

  test.each<[string, () => void, ConnectorTrouble]>([
    ['nobody has signed in', () => kept.clear(), new ConnectorTrouble('signed-out')],
    ['the keychain is locked', () => void (locked = true), new ConnectorTrouble('signed-out')],
    ['invalid_grant', () => server.signOut(), new ConnectorTrouble('signed-out')],
    ['the app is not known', () => error(401, 'invalid_client'), new ConnectorTrouble('credentials')],
    ['too often', () => answer(429, { 'Retry-After': '9' }), new ConnectorTrouble('rate-limited', 9_000)],
    ['too often, without when', () => answer(429), new ConnectorTrouble('rate-limited')],
    ['a fault', () => answer(503, { 'Retry-After': '2' }), new ConnectorTrouble('fault', 2_000)],
    ['nothing of OAuth', () => answer(200), new ConnectorTrouble('not-understood')],
  ])('%s', async (_what, happen, expected) => {
    signIn();
    happen();
    expect(await trouble(credentials().bearer.headers(false, never))).toEqual(expected);
  });

  const error = (status: number, name: string): void =>
    void (server.respond = () => ({ status, body: { error: name } }));
  const answer = (status: number, headers: Readonly<Record<string, string>> = {}): void =>
    void (server.respond = () => ({ status, headers }));

  test('the server cannot be reached', async () => {
    signIn();
    const nowhere = { ...server.provider, tokenUrl: 'http://127.0.0.1:1/token' };
    expect(await trouble(credentials(nowhere).bearer.headers(false, never))).toEqual(
      new ConnectorTrouble('unreachable'),
    );
  });

  test('it takes too long', async () => {
    signIn();
    server.respond = () => null;
    const abort = new AbortController();
    const asked = trouble(credentials().bearer.headers(false, abort.signal));
    abort.abort();
    expect(await asked).toEqual(new ConnectorTrouble('slow'));
  });

  test('there is none without OAuth', async () => {
    const { bearer } = connectorCredentials('crm', null, {
      store: {
        get: () => Promise.resolve('x'),
        set: () => Promise.resolve(),
        remove: () => Promise.resolve(true),
      },
      transport: straightTransport(),
      clock,
    });
    expect(bearer.renewable).toBe(false);
    expect(await trouble(bearer.headers(false, never))).toEqual(new ConnectorTrouble('signed-out'));
  });
});
