import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, directTransport } from '../../test-support/fakes.ts';
import { HttpError } from '../../network/transport.ts';
import { CLIENT_SECRET, startOAuthServer, type OAuthServer } from '../../test-support/oauth-server.ts';
import { OAuthSession, type SignInStore } from './oauth-session.ts';
import { readSignIn, writeSignIn } from './stored-sign-in.ts';

/** Memory, with the faults that a keychain has. */
class FakeSignInStore implements SignInStore {
  text: string | null = null;
  locked = false;
  reads = 0;
  writes = 0;

  read(): Promise<string | null> {
    this.reads += 1;
    return this.locked ? Promise.reject(new Error('locked')) : Promise.resolve(this.text);
  }

  write(text: string): Promise<void> {
    this.writes += 1;
    if (this.locked) return Promise.reject(new Error('locked'));
    this.text = text;
    return Promise.resolve();
  }
}

let server: OAuthServer;
let clock: FakeClock;
let store: FakeSignInStore;
let session: OAuthSession;

beforeEach(async () => {
  server = await startOAuthServer({ redirectPort: 1, requiresClientSecret: true });
  clock = new FakeClock();
  store = new FakeSignInStore();
  store.text = writeSignIn({ refreshToken: server.issueRefreshToken(), clientSecret: CLIENT_SECRET });
  session = createSession();
});
afterEach(() => server.close());

const createSession = (): OAuthSession => new OAuthSession(server.provider, store, directTransport(), clock);
const never = new AbortController().signal;

/** The token of the headers, which the server takes. */
async function token({ of = session, refused = false } = {}): Promise<string> {
  const headers = await of.headers(refused, never);
  expect(Object.keys(headers)).toEqual(['Authorization']);
  const accessToken = /^Bearer (.+)$/u.exec(headers['Authorization'] ?? '')?.[1] ?? '';
  expect(server.isAccepted(accessToken)).toBe(true);
  return accessToken;
}

async function getError(promise: Promise<unknown>): Promise<unknown> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  for (const secret of server.secrets) expect(inspect(error, { depth: 9 })).not.toContain(secret);
  return error;
}

describe('one token for all', () => {
  test('two look-ups at once refresh once, and later ones not at all', async () => {
    const [one, other] = await Promise.all([token(), token()]);
    expect(other).toBe(one);
    expect(await token()).toBe(one);
    expect(server.tokenRequests).toHaveLength(1);
  });

  test('it is replaced a minute before its end', async () => {
    const first = await token();
    clock.advance(3_600_000 - 60_001);
    expect(await token()).toBe(first);
    clock.advance(1);
    expect(await token()).not.toBe(first);
    expect(server.tokenRequests).toHaveLength(2);
  });

  test('one that lasts a minute is used for half of it', async () => {
    server.extra = { expires_in: 60 };
    const first = await token();
    clock.advance(29_999);
    expect(await token()).toBe(first);
    clock.advance(1);
    expect(await token()).not.toBe(first);
  });

  test('one without an end is used until it is refused', async () => {
    server.extra = { expires_in: undefined };
    const first = await token();
    clock.advance(30 * 24 * 3_600_000);
    expect(await token()).toBe(first);
    expect(await token({ refused: true })).not.toBe(first);
  });

  test('refused for two look-ups, one after the other: replaced once', async () => {
    await token();
    clock.advance(60_000);
    const [one, other] = await Promise.all([token({ refused: true }), token({ refused: true })]);
    expect(other).toBe(one);
    clock.advance(4_000);
    expect(await token({ refused: true })).toBe(one);
    expect(server.tokenRequests).toHaveLength(2);
    clock.advance(2_000);
    expect(await token({ refused: true })).not.toBe(one);
  });
});

describe('refresh tokens', () => {
  test('a new one is kept before the access token is used, with the client secret', async () => {
    await token();
    expect(readSignIn(store.text)).toEqual({
      refreshToken: server.refreshTokens.at(-1),
      clientSecret: CLIENT_SECRET,
    });
    // Whoever starts next goes on with it.
    await token({ of: createSession() });
    expect(server.tokenRequests).toHaveLength(2);
  });

  test('one that stays is not written again', async () => {
    server.rotates = false;
    await token();
    await token({ of: createSession() });
    expect(store.writes).toBe(0);
  });

  test('one that cannot be kept is used from memory, and kept with the next', async () => {
    server.rotates = true;
    await token();
    store.locked = true;
    clock.advance(3_600_000);
    await token();
    clock.advance(3_600_000);
    await token();
    const outdated = store.text;
    store.locked = false;
    server.rotates = false;
    clock.advance(3_600_000);
    await token();
    expect(store.text).not.toBe(outdated);
    expect(readSignIn(store.text)?.refreshToken).toBe(server.refreshTokens.at(-1));
  });

  test('another process has refreshed meanwhile: no old one is ever shown', async () => {
    const other = createSession();
    for (const one of [session, other, session, other]) {
      await token({ of: one });
      clock.advance(3_600_000);
    }
    expect(server.tokenRequests).toHaveLength(4);
  });

  test('another process is quicker with the same one: its new one is used', async () => {
    server.respond = () => {
      server.respond = undefined;
      store.text = writeSignIn({ refreshToken: server.issueRefreshToken(), clientSecret: CLIENT_SECRET });
      return { status: 400, body: { error: 'invalid_grant' } };
    };
    await token();
    expect(server.tokenRequests).toHaveLength(2);
  });
});

describe('signed out', () => {
  const SIGNED_OUT = { name: 'OAuthError', kind: 'signed-out' };

  test.each([null, '', '{}', '{"refreshToken":""}', 'a token', '{"refreshToken":7}'])(
    'with %j kept: nobody is asked',
    async (text) => {
      store.text = text;
      expect(await getError(token())).toMatchObject(SIGNED_OUT);
      expect(server.tokenRequests).toEqual([]);
    },
  );

  test('a refresh token that was refused is not shown again; the next sign-in counts at once', async () => {
    server.signOut();
    expect(await getError(token())).toMatchObject(SIGNED_OUT);
    expect(await getError(token())).toMatchObject(SIGNED_OUT);
    expect(server.tokenRequests).toHaveLength(1);
    store.text = writeSignIn({ refreshToken: server.issueRefreshToken(), clientSecret: CLIENT_SECRET });
    await token();
  });

  test('also when the refused one could not be kept', async () => {
    await token();
    store.locked = true;
    clock.advance(3_600_000);
    await token();
    server.signOut();
    clock.advance(3_600_000);
    expect(await getError(token())).toMatchObject(SIGNED_OUT);
    store.locked = false;
    store.text = writeSignIn({ refreshToken: server.issueRefreshToken(), clientSecret: CLIENT_SECRET });
    await token();
  });

  test('removed meanwhile: at the next refresh', async () => {
    await token();
    store.text = null;
    clock.advance(3_600_000);
    expect(await getError(token())).toMatchObject(SIGNED_OUT);
  });
});

describe('trouble', () => {
  test('a place that cannot be read, and nothing is known', async () => {
    store.locked = true;
    expect(await getError(token())).toMatchObject({ message: 'locked' });
    store.locked = false;
    await token();
  });

  test('a fault is no sign-out: the next look-up asks again', async () => {
    server.respond = () => ({ status: 502 });
    expect(await getError(token())).toMatchObject({ kind: 'fault' });
    server.respond = undefined;
    await token();
  });

  test('whoever gives up loses nothing: the refresh goes on', async () => {
    const abort = new AbortController();
    const abandoned = session.headers(false, abort.signal);
    const waiting = token();
    abort.abort();
    expect(await getError(abandoned)).toEqual(new HttpError('timeout'));
    await waiting;
    expect(server.tokenRequests).toHaveLength(1);
    expect(readSignIn(store.text)?.refreshToken).toBe(server.refreshTokens.at(-1));
  });

  test('a server that never answers is given up after 15 s', async () => {
    let onRequest: () => void;
    const requested = new Promise<void>((resolve) => (onRequest = resolve));
    server.respond = () => {
      onRequest();
      return null;
    };
    const waiting = getError(token());
    await requested;
    clock.advance(15_000);
    expect(await waiting).toEqual(new HttpError('timeout'));
    expect(clock.pending).toBe(0);
    server.respond = undefined;
    await token();
  });
});
