import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, directTransport } from '../../test-support/fakes.ts';
import { HttpError } from '../../network/transport.ts';
import { CLIENT_SECRET, startOAuthServer, type OAuthServer } from '../../test-support/oauth-server.ts';
import { OAuthSession, type SignInStore } from './oauth-session.ts';
import { readSignIn, writeSignIn } from './stored-sign-in.ts';

/** A store in memory that can be locked like a keychain. */
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

/** Resolves with the access token of the headers. Fails if the server does not accept it. */
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

describe('access tokens', () => {
  test('refreshes once for simultaneous and later look-ups', async () => {
    const [one, other] = await Promise.all([token(), token()]);
    expect(other).toBe(one);
    expect(await token()).toBe(one);
    expect(server.tokenRequests).toHaveLength(1);
  });

  test('replaces a token a minute before it expires', async () => {
    const first = await token();
    clock.advance(3_600_000 - 60_001);
    expect(await token()).toBe(first);
    clock.advance(1);
    expect(await token()).not.toBe(first);
    expect(server.tokenRequests).toHaveLength(2);
  });

  test('uses a token with a lifetime of one minute for half of it', async () => {
    server.extra = { expires_in: 60 };
    const first = await token();
    clock.advance(29_999);
    expect(await token()).toBe(first);
    clock.advance(1);
    expect(await token()).not.toBe(first);
  });

  test('uses a token without expiry until it is refused', async () => {
    server.extra = { expires_in: undefined };
    const first = await token();
    clock.advance(30 * 24 * 3_600_000);
    expect(await token()).toBe(first);
    expect(await token({ refused: true })).not.toBe(first);
  });

  test('replaces a token once for two refusals within a few seconds', async () => {
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
  test('stores a new refresh token together with the client secret', async () => {
    await token();
    expect(readSignIn(store.text)).toEqual({
      refreshToken: server.refreshTokens.at(-1),
      clientSecret: CLIENT_SECRET,
    });
    // The next session uses the stored refresh token.
    await token({ of: createSession() });
    expect(server.tokenRequests).toHaveLength(2);
  });

  test('does not write an unchanged refresh token', async () => {
    server.rotates = false;
    await token();
    await token({ of: createSession() });
    expect(store.writes).toBe(0);
  });

  test('uses an unstorable refresh token from memory and stores it with the next', async () => {
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

  test('uses the refresh token that another process has stored meanwhile', async () => {
    const other = createSession();
    for (const one of [session, other, session, other]) {
      await token({ of: one });
      clock.advance(3_600_000);
    }
    expect(server.tokenRequests).toHaveLength(4);
  });

  test('retries with the new refresh token if another process refreshed first', async () => {
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
    'rejects without a request if %j is stored',
    async (text) => {
      store.text = text;
      expect(await getError(token())).toMatchObject(SIGNED_OUT);
      expect(server.tokenRequests).toEqual([]);
    },
  );

  test('never resends a refused refresh token and uses the next sign-in at once', async () => {
    server.signOut();
    expect(await getError(token())).toMatchObject(SIGNED_OUT);
    expect(await getError(token())).toMatchObject(SIGNED_OUT);
    expect(server.tokenRequests).toHaveLength(1);
    store.text = writeSignIn({ refreshToken: server.issueRefreshToken(), clientSecret: CLIENT_SECRET });
    await token();
  });

  test('uses the next sign-in even if the refused token could not be stored', async () => {
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

  test('rejects at the next refresh if the sign-in was removed', async () => {
    await token();
    store.text = null;
    clock.advance(3_600_000);
    expect(await getError(token())).toMatchObject(SIGNED_OUT);
  });
});

describe('faults', () => {
  test('rejects if the store cannot be read, and tries again next time', async () => {
    store.locked = true;
    expect(await getError(token())).toMatchObject({ message: 'locked' });
    store.locked = false;
    await token();
  });

  test('a server fault does not sign out; the next look-up tries again', async () => {
    server.respond = () => ({ status: 502 });
    expect(await getError(token())).toMatchObject({ kind: 'fault' });
    server.respond = undefined;
    await token();
  });

  test('continues the refresh if one caller aborts', async () => {
    const abort = new AbortController();
    const abandoned = session.headers(false, abort.signal);
    const waiting = token();
    abort.abort();
    expect(await getError(abandoned)).toEqual(new HttpError('timeout'));
    await waiting;
    expect(server.tokenRequests).toHaveLength(1);
    expect(readSignIn(store.text)?.refreshToken).toBe(server.refreshTokens.at(-1));
  });

  test('times out after 15 s if the server never answers', async () => {
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
