import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  CREDENTIALS,
  startLoopbackServer,
  directTransport,
  createZoomResponder,
  type StubResponse,
  type LoopbackServer,
} from '../test-support/fakes.ts';
import { HttpError } from '../network/transport.ts';
import { fetchToken, TokenError, type Grant, type Token } from './token.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const BASIC = Buffer.from(`${CREDENTIALS.clientId}:${CREDENTIALS.clientSecret}`).toString('base64');
const SECRETS = [
  CREDENTIALS.accountId,
  CREDENTIALS.clientId,
  CREDENTIALS.clientSecret,
  encodeURIComponent(CREDENTIALS.clientSecret),
  BASIC,
];

let zoom: LoopbackServer;
beforeEach(async () => {
  zoom = await startLoopbackServer(createZoomResponder());
});
afterEach(async () => {
  await zoom.close();
});

const ask = (
  grant: Grant = 'account_credentials',
  signal: AbortSignal = new AbortController().signal,
): Promise<Token> =>
  fetchToken(
    directTransport(),
    { ...CREDENTIALS, oauthUrl: `http://127.0.0.1:${zoom.port}/oauth/token` },
    grant,
    () => NOW,
    signal,
  );

/** Resolves with the error of a request that gets this answer. The error contains no secret. */
async function catchRefusal(answer: StubResponse | null, signal?: AbortSignal): Promise<Error> {
  zoom.respond = () => answer;
  return await catchError(ask('account_credentials', signal));
}

async function catchError(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('it did not reject with an Error');
  const representations = [
    error.message,
    error.stack ?? '',
    String(error),
    JSON.stringify(error),
    JSON.stringify(Object.getOwnPropertyDescriptors(error)),
    inspect(error, { depth: Infinity, showHidden: true, getters: true }),
  ];
  for (const representation of representations)
    for (const secret of SECRETS) expect(representation).not.toContain(secret);
  return error;
}

describe('the request', () => {
  test.each(['account_credentials', 'client_credentials'] as const)(
    'for %s has a form body and a Basic header',
    async (grant) => {
      await ask(grant);
      expect(zoom.requests.all).toHaveLength(1);
      const { method, path, headers, body } = await zoom.requests.next();
      expect({ method, path, body }).toEqual({
        method: 'POST',
        path: '/oauth/token',
        body: `grant_type=${grant}&account_id=${CREDENTIALS.accountId}`,
      });
      expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
      expect(headers.authorization).toBe(`Basic ${BASIC}`);
    },
  );

  test('escapes form values', async () => {
    await fetchToken(
      directTransport(),
      {
        ...CREDENTIALS,
        accountId: 'a&grant_type=b c+',
        oauthUrl: `http://127.0.0.1:${zoom.port}/oauth/token`,
      },
      'account_credentials',
      () => NOW,
      new AbortController().signal,
    );
    const { body } = await zoom.requests.next();
    expect([...new URLSearchParams(body)]).toEqual([
      ['grant_type', 'account_credentials'],
      ['account_id', 'a&grant_type=b c+'],
    ]);
  });
});

describe('the response', () => {
  test('contains the token and the list of scopes', async () => {
    expect(await ask()).toMatchObject({
      accessToken: 'token-1-eyJzdiI6IjAwMDAwMiJ9',
      scopes: ['phone:read:call:admin', 'user:read:user:admin'],
    });
  });

  test('may omit the scopes', async () => {
    zoom.respond = () => ({ body: { access_token: 'abc' } });
    expect(await ask()).toMatchObject({ accessToken: 'abc', scopes: [] });
  });

  test.each([
    ['Fri, 02 Jan 2026 03:04:05 GMT', 678],
    ['Fri, 02 Jan 2026 02:04:05 GMT', 3_600_678],
    ['Fri, 02 Jan 2026 03:05:05 GMT', -59_322],
    ['tomorrow', null],
  ])('dated %s yields a clock difference of %s ms', async (date, skewMs) => {
    const body = { access_token: 'abc' };
    zoom.respond = () => ({ headers: { date }, body });
    expect((await ask()).skewMs).toBe(skewMs);
  });
});

describe('permanent refusals', () => {
  test.each<[string, number, unknown, TokenError['code'], string]>([
    [
      'reason and error',
      401,
      { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
      'credentials',
      'HTTP 401, Invalid client_id or client_secret, invalid_client',
    ],
    [
      'a code and a message',
      400,
      { errorCode: 4704, errorMessage: 'Invalid client secret' },
      'credentials',
      'HTTP 400, 4704, Invalid client secret',
    ],
    [
      '4702',
      400,
      { errorCode: 4702, errorMessage: 'Invalid client' },
      'credentials',
      'HTTP 400, 4702, Invalid client',
    ],
    ['4706', 400, { code: '4706', message: 'Missing grant' }, 'credentials', 'HTTP 400, 4706, Missing grant'],
    [
      '4705',
      400,
      { errorCode: 4705, errorMessage: 'Grant type is not supported' },
      'grant',
      'HTTP 400, 4705, Grant type is not supported',
    ],
    [
      'an unsupported grant without a code',
      400,
      { reason: 'unsupported grant type', error: 'unsupported_grant_type' },
      'grant',
      'HTTP 400, unsupported grant type, unsupported_grant_type',
    ],
    [
      '4717',
      400,
      { errorCode: 4717, errorMessage: 'The app has been disabled' },
      'app-disabled',
      'HTTP 400, 4717, The app has been disabled',
    ],
    [
      '4738',
      400,
      { errorCode: '4738', errorMessage: 'Disabled by admin' },
      'app-disabled',
      'HTTP 400, 4738, Disabled by admin',
    ],
    ['4741', 401, { errorCode: 4741, errorMessage: 'Revoked' }, 'app-disabled', 'HTTP 401, 4741, Revoked'],
    [
      '4735',
      401,
      { errorCode: 4735, errorMessage: 'Owner gone' },
      'owner-gone',
      'HTTP 401, 4735, Owner gone',
    ],
    ['an unknown code', 400, { errorCode: 4799 }, 'credentials', 'HTTP 400, 4799'],
    ['an empty body', 401, '', 'credentials', 'HTTP 401'],
    ['an array', 400, [4717], 'credentials', 'HTTP 400'],
    [
      'fields of unexpected types',
      400,
      { reason: { a: 1 }, error: ['x'], errorCode: true },
      'credentials',
      'HTTP 400',
    ],
  ])('%s', async (_what, status, body, code, detail) => {
    const error = await catchRefusal({ status, body });
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toMatchObject({ kind: 'refused', code, detail });
  });

  test('cleans and truncates the text of the answer', async () => {
    const error = await catchRefusal({
      status: 400,
      body: { reason: `\u001b[31m\u202e${'x'.repeat(100_000)}` },
    });
    expect(error.message).toMatch(/^refused: HTTP 400, \[31mx{80,100}…$/u);
  });

  test('does not copy echoed credentials into the error', async () => {
    zoom.respond = ({ body, headers }) => ({
      status: 400,
      body: {
        errorMessage: `no account ${CREDENTIALS.accountId}`,
        error: `for ${CREDENTIALS.clientId}`,
        errorCode: headers.authorization,
        reason: body,
      },
    });
    expect(await catchError(ask())).toMatchObject({ kind: 'refused', code: 'credentials' });
  });
});

describe('temporary failures', () => {
  test.each<[string, StubResponse, Partial<TokenError>]>([
    [
      'too many requests',
      { status: 429, body: { code: 429, message: 'Rate limit' } },
      { kind: 'rate-limited', retryAfter: null, detail: 'HTTP 429, 429, Rate limit' },
    ],
    [
      'too many requests, with Retry-After in seconds',
      { status: 429, headers: { 'retry-after': '17' } },
      { kind: 'rate-limited', retryAfter: 17 },
    ],
    [
      'too many requests, with Retry-After as a date',
      { status: 429, headers: { 'retry-after': 'Fri, 02 Jan 2026 03:05:05 GMT' } },
      { kind: 'rate-limited' },
    ],
    [
      'too many requests, with an empty Retry-After',
      { status: 429, headers: { 'retry-after': '' } },
      { kind: 'rate-limited', retryAfter: null },
    ],
    [
      'too many requests, with a negative Retry-After',
      { status: 429, headers: { 'retry-after': '-3' } },
      { kind: 'rate-limited', retryAfter: null },
    ],
    [
      'too many requests, with an infinite Retry-After',
      { status: 429, headers: { 'retry-after': 'Infinity' } },
      { kind: 'rate-limited', retryAfter: null },
    ],
    [
      'a server error',
      { status: 500, body: { message: 'Internal' } },
      { kind: 'zoom-trouble', detail: 'HTTP 500, Internal' },
    ],
    [
      'maintenance',
      { status: 503, headers: { 'retry-after': '120' }, body: '<h1>Back soon</h1>' },
      { kind: 'zoom-trouble', retryAfter: 120, detail: 'HTTP 503' },
    ],
    [
      'an HTML page instead of JSON',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Welcome to the hotel</html>' },
      { kind: 'zoom-trouble', detail: 'HTTP 200' },
    ],
    ['JSON without a token', { status: 200, body: { token: 'abc' } }, { kind: 'zoom-trouble' }],
    ['an empty token', { status: 200, body: { access_token: '' } }, { kind: 'zoom-trouble' }],
    [
      'a 404 page',
      { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>nginx</html>' },
      { kind: 'zoom-trouble', detail: 'HTTP 404' },
    ],
    [
      'a proxy that requires a password',
      { status: 407, body: '' },
      { kind: 'zoom-trouble', detail: 'HTTP 407' },
    ],
  ])('%s', async (_what, answer, expected) => {
    const error = await catchRefusal(answer);
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toMatchObject({ code: null, ...expected });
  });

  test.each([301, 302, 303, 307, 308])(
    'does not follow a redirect (%i), which would leak the secret',
    async (status) => {
      const elsewhere = await startLoopbackServer(createZoomResponder());
      try {
        const error = await catchRefusal({
          status,
          headers: { location: `http://127.0.0.1:${elsewhere.port}/oauth/token` },
        });
        expect(error).toMatchObject({ kind: 'zoom-trouble', detail: `HTTP ${status}` });
        expect(elsewhere.requests.all).toEqual([]);
        expect(zoom.requests.all).toHaveLength(1);
      } finally {
        await elsewhere.close();
      }
    },
  );
});

describe('no complete response', () => {
  test('rejects with network if nothing listens at the address', async () => {
    await zoom.close();
    expect(await catchError(ask())).toMatchObject({ name: 'HttpError', reason: 'network' });
    zoom = await startLoopbackServer(createZoomResponder());
  });

  test('rejects an oversized body with too-large', async () => {
    const error = await catchRefusal({ body: Buffer.alloc(12 * 1024 * 1024, 'x') });
    expect(error).toMatchObject({ name: 'HttpError', reason: 'too-large' });
  });

  test('rejects if aborted while waiting', async () => {
    const abort = new AbortController();
    const pending = catchRefusal(null, abort.signal);
    await zoom.requests.next();
    abort.abort();
    expect(await pending).toBeInstanceOf(HttpError);
    await zoom.abandoned;
  });

  test('rejects with network if the connection breaks off', async () => {
    const error = await catchRefusal({ headers: { 'content-length': '9', connection: 'close' }, body: 'x' });
    expect(error).toMatchObject({ name: 'HttpError', reason: 'network' });
  });
});
