import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { directTransport, type StubResponse } from '../../test-support/fakes.ts';
import { HttpError } from '../../network/transport.ts';
import { CLIENT_SECRET, startOAuthServer, type OAuthServer } from '../../test-support/oauth-server.ts';
import { OAuthError, requestTokens, type Tokens } from './token-request.ts';

let server: OAuthServer;
beforeEach(async () => {
  server = await startOAuthServer({ redirectPort: 1, requiresClientSecret: true });
});
afterEach(() => server.close());

const refresh = (
  refreshToken = server.issueRefreshToken(),
  clientSecret: string | null = CLIENT_SECRET,
  signal = new AbortController().signal,
): Promise<Tokens> =>
  requestTokens(
    directTransport(),
    server.provider,
    clientSecret,
    { grant_type: 'refresh_token', refresh_token: refreshToken },
    signal,
  );

/** Resolves with the error, after checking that no text form of it contains a secret. */
async function getError(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('it did not reject with an Error');
  const texts = `${error.stack ?? ''} ${String(error)} ${JSON.stringify(error)} ${inspect(error, { depth: 9 })}`;
  for (const secret of server.secrets) {
    expect(texts).not.toContain(secret);
    expect(texts).not.toContain(encodeURIComponent(secret));
  }
  return error;
}

test('returns the access token, the new refresh token and the lifetime', async () => {
  const tokens = await refresh();
  expect(server.isAccepted(tokens.accessToken)).toBe(true);
  expect(tokens).toEqual({
    accessToken: tokens.accessToken,
    refreshToken: server.refreshTokens.at(-1),
    lifetimeMs: 3_600_000,
  });
});

test('sends no client secret if there is none', async () => {
  await server.close();
  server = await startOAuthServer({ redirectPort: 1 });
  const tokens = await refresh(server.issueRefreshToken(), null);
  expect(server.isAccepted(tokens.accessToken)).toBe(true);
  expect(server.tokenRequests[0]?.has('client_secret')).toBe(false);
});

test.each([
  [undefined, null],
  [null, null],
  ['3599', 3_599_000],
  [0, null],
  ['soon', null],
])('parses expires_in %j', async (expires_in, lifetimeMs) => {
  server.extra = { expires_in };
  expect((await refresh()).lifetimeMs).toBe(lifetimeMs);
});

test('returns no refresh token if the server does not rotate it', async () => {
  server.rotates = false;
  expect((await refresh()).refreshToken).toBeNull();
  server.extra = { refresh_token: '' };
  expect((await refresh()).refreshToken).toBeNull();
});

describe('rejections', () => {
  test('rejects as signed-out if the refresh token is refused', async () => {
    const refreshToken = server.issueRefreshToken();
    server.signOut();
    expect(await getError(refresh(refreshToken))).toMatchObject({ kind: 'signed-out', retryAfter: null });
  });

  test('rejects as client if the client secret is wrong', async () => {
    expect(await getError(refresh(server.issueRefreshToken(), 'another-client-secret'))).toMatchObject({
      kind: 'client',
    });
  });

  test.each<[string, StubResponse, string, string]>([
    [
      'Zoho refuses the refresh token with status 200',
      { status: 200, body: { error: 'invalid_code' } },
      'signed-out',
      'HTTP 200, invalid_code',
    ],
    [
      'Zoho limits the rate with status 400',
      {
        status: 400,
        body: { error: 'Access Denied', error_description: 'You have made too many requests continuously.' },
      },
      'rate-limited',
      'HTTP 400, Access Denied, You have made too many requests continuously.',
    ],
    [
      'Entra ID requires a second factor',
      { status: 400, body: { error: 'interaction_required', error_codes: [50076] } },
      'signed-out',
      'HTTP 400, interaction_required',
    ],
    [
      'Salesforce reports an expired session',
      { status: 400, body: { error: 'invalid_grant', error_description: 'expired access/refresh token' } },
      'signed-out',
      'HTTP 400, invalid_grant, expired access/refresh token',
    ],
    ['status 503', { status: 503, body: 'Down' }, 'fault', 'HTTP 503'],
    [
      'server_error with status 400',
      { status: 400, body: { error: 'server_error' } },
      'fault',
      'HTTP 400, server_error',
    ],
    ['status 401 without a body', { status: 401 }, 'client', 'HTTP 401'],
    ['a redirect', { status: 302, headers: { Location: '/login' } }, 'not-understood', 'HTTP 302'],
    ['an HTML page', { status: 200, body: '<html>' }, 'not-understood', 'HTTP 200'],
    [
      'a response without a token',
      { status: 200, body: { token_type: 'Bearer' } },
      'not-understood',
      'HTTP 200',
    ],
    ['an empty token', { status: 200, body: { access_token: '' } }, 'not-understood', 'HTTP 200'],
    ['a number as error', { status: 400, body: { error: 7 } }, 'not-understood', 'HTTP 400'],
  ])('%s', async (_what, answer, kind, detail) => {
    server.respond = () => answer;
    expect(await getError(refresh())).toMatchObject({ name: 'OAuthError', kind, detail });
  });

  test('returns the Retry-After of status 429', async () => {
    server.respond = () => ({ status: 429, headers: { 'Retry-After': '17' } });
    expect(await getError(refresh())).toEqual(new OAuthError('rate-limited', 'HTTP 429', 17));
  });

  test('rejects as timeout when aborted', async () => {
    server.respond = () => null;
    const abort = new AbortController();
    const pendingTokens = refresh(server.issueRefreshToken(), CLIENT_SECRET, abort.signal);
    abort.abort();
    expect(await getError(pendingTokens)).toEqual(new HttpError('timeout'));
  });
});
