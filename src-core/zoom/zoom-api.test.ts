import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  accountAt,
  CREDENTIALS,
  FakeClock,
  Mailbox,
  startLoopbackServer,
  directTransport,
  flushPromises,
  createZoomResponder,
  type StubResponse,
  type LoopbackServer,
  type Request,
} from '../test-support/fakes.ts';
import { startListening } from '../test-support/network.ts';
import { RestError, ZoomApi } from './zoom-api.ts';
import { TokenError } from './token.ts';
import { HttpError } from '../network/transport.ts';

const SECOND = 1_000;
const PATH = '/phone/call_history?from=2026-01-02';
/** The end of every token that the server issues. */
const TOKEN_END = 'eyJzdiI6IjAwMDAwMiJ9';

let zoom: LoopbackServer;
let clock: FakeClock;
let api: ZoomApi;
let skews: number[];
let hangUp: AbortController;
/** REST answers in order; the last one repeats; null = no answer */
let restAnswers: (StubResponse | null)[];

beforeEach(async () => {
  const usual = createZoomResponder();
  restAnswers = [{ body: { fine: true } }];
  zoom = await startLoopbackServer((request) => {
    if (request.path === '/oauth/token') return usual(request);
    return (restAnswers.length > 1 ? restAnswers.shift() : restAnswers[0]) ?? null;
  });
  clock = new FakeClock();
  skews = [];
  api = createApi(zoom.port);
  hangUp = new AbortController();
});
afterEach(async () => {
  await zoom.close();
  expect(clock.pending).toBe(0);
  expect(getEventListeners(hangUp.signal, 'abort')).toEqual([]);
});

function createApi(port: number): ZoomApi {
  return new ZoomApi(accountAt(port), directTransport(), clock, (skewMs) => skews.push(skewMs));
}

const get = (path = PATH): Promise<unknown> => api.get(path, hangUp.signal);
const getRestRequests = (): readonly Request[] =>
  zoom.requests.all.filter(({ path }) => path !== '/oauth/token');
const tokens = (): readonly Request[] => zoom.requests.all.filter(({ path }) => path === '/oauth/token');
const bearers = (): readonly string[] =>
  getRestRequests().map(({ headers }) => (headers.authorization ?? '').replace(`-${TOKEN_END}`, ''));
const grants = (): readonly (string | null)[] =>
  tokens().map(({ body }) => new URLSearchParams(body).get('grant_type'));

/** Resolves with the error of the rejection, which contains nothing of the request in any representation. */
async function catchError(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('it did not reject with an Error');
  const basic = Buffer.from(`${CREDENTIALS.clientId}:${CREDENTIALS.clientSecret}`).toString('base64');
  for (const representation of [
    error.message,
    error.stack ?? '',
    JSON.stringify(error),
    JSON.stringify(Object.getOwnPropertyDescriptors(error)),
    inspect(error, { depth: Infinity, showHidden: true, getters: true }),
  ]) {
    for (const secret of [TOKEN_END, 'token-1', basic, CREDENTIALS.clientSecret, PATH, '127.0.0.1'])
      expect(representation).not.toContain(secret);
  }
  return error;
}

/** Resolves with the error of a request that gets these answers although its token is valid. */
async function catchRefusal(...answers: (StubResponse | null)[]): Promise<Error> {
  restAnswers = answers;
  return await catchError(get());
}

describe('a resource', () => {
  test('is requested with only a token in the header', async () => {
    expect(await get()).toEqual({ fine: true });
    const { method, path, headers, body } = getRestRequests()[0]!;
    expect({ method, path, body }).toEqual({ method: 'GET', path: `/v2${PATH}`, body: '' });
    expect(headers.authorization).toBe(`Bearer token-1-${TOKEN_END}`);
    expect(path).not.toContain('token');
  });

  test('is requested with the same token each time', async () => {
    for (let n = 0; n < 3; n++) await get();
    expect(tokens()).toHaveLength(1);
    expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1']);
  });

  test('is requested with the newest token', async () => {
    expect(api.newestToken).toBeNull();
    await get();
    expect(api.newestToken?.accessToken).toContain('token-1-');
    const fresh = await api.renewToken(hangUp.signal);
    expect(api.newestToken).toBe(fresh);
    await get();
    expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  test.each([
    ['a list', []],
    ['a text', 'text'],
    ['false', false],
    ['zero', 0],
  ])('may be %s', async (_, value) => {
    restAnswers = [{ body: JSON.stringify(value) }];
    expect(await get()).toEqual(value);
  });
});

describe('a rejected token', () => {
  const NO: StubResponse = { status: 401, body: { code: 124, message: 'Invalid access token.' } };

  test('is replaced once, and the request is repeated', async () => {
    await get();
    restAnswers = [NO, { body: { fine: 'again' } }];
    expect(await get()).toEqual({ fine: 'again' });
    expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
    await get();
    expect(tokens()).toHaveLength(2);
  });

  test('is not replaced if it is fresh', async () => {
    expect(await catchRefusal(NO)).toMatchObject({ name: 'RestError', kind: 'token' });
    expect(tokens()).toHaveLength(1);
    expect(getRestRequests()).toHaveLength(1);
  });

  test('is not replaced a second time', async () => {
    await get();
    expect(await catchRefusal(NO)).toMatchObject({
      kind: 'token',
      detail: 'HTTP 401, 124, Invalid access token.',
    });
    expect(tokens()).toHaveLength(2);
    expect(getRestRequests()).toHaveLength(3);
  });

  test.each<[string, StubResponse]>([
    [
      '401 that speaks of scopes',
      { status: 401, body: { message: 'Invalid access token, does not contain scopes:[a:b]' } },
    ],
    ['401 with code 4711', { status: 401, body: { code: 4711, message: 'No' } }],
    ['403', { status: 403, body: {} }],
    ['400', { status: 400, body: {} }],
    ['500', { status: 500, body: {} }],
  ])('is not inferred from %s', async (_, answer) => {
    await get();
    await catchRefusal(answer);
    expect(tokens()).toHaveLength(1);
  });

  test('rejects with the TokenError if the replacement is refused', async () => {
    await get();
    zoom.respond = ({ path }) =>
      path === '/oauth/token' ? { status: 400, body: { reason: 'Bad', errorCode: 4704 } } : NO;
    expect(await catchError(get())).toBeInstanceOf(TokenError);
    // The newest token is still the last one that Zoom issued.
    expect(api.newestToken?.accessToken).toContain('token-1-');
  });
});

describe('error kinds', () => {
  const HTML = {
    headers: { 'content-type': 'text/html' },
    body: '<html><h1>Welcome to the hotel</h1></html>',
  };

  test.each<[string, StubResponse, RestError['kind'], string]>([
    [
      '400 with 4711',
      { status: 400, body: { code: 4711, message: 'Invalid access token, does not contain scopes:[a:b]' } },
      'scope',
      'HTTP 400, 4711, Invalid access token, does not contain scopes:[a:b]',
    ],
    [
      '400 with 4711 and a different message',
      { status: 400, body: { code: 4711, message: 'No' } },
      'scope',
      'HTTP 400, 4711, No',
    ],
    [
      '400',
      { status: 400, body: { code: 300, message: 'Invalid date' } },
      'bad-request',
      'HTTP 400, 300, Invalid date',
    ],
    [
      '400 with "telescope" in the message',
      { status: 400, body: { message: 'telescope' } },
      'bad-request',
      'HTTP 400, telescope',
    ],
    [
      '401 that mentions scopes',
      { status: 401, body: { message: 'Missing scope' } },
      'scope',
      'HTTP 401, Missing scope',
    ],
    ['401', { status: 401, body: { code: 124 } }, 'token', 'HTTP 401, 124'],
    [
      '403',
      { status: 403, body: { code: 200, message: 'No permission.' } },
      'scope',
      'HTTP 403, 200, No permission.',
    ],
    [
      '404 from Zoom',
      { status: 404, body: { code: 3001, message: 'Meeting does not exist' } },
      'not-found',
      'HTTP 404, 3001, Meeting does not exist',
    ],
    ['404 from another server', { status: 404, ...HTML }, 'trouble', 'HTTP 404'],
    ['404 without a body', { status: 404 }, 'trouble', 'HTTP 404'],
    ['429', { status: 429, body: { code: 429 } }, 'rate-limited', 'HTTP 429'],
    ['500', { status: 500, body: { message: 'Oops' } }, 'trouble', 'HTTP 500, Oops'],
    ['503 from a proxy', { status: 503, ...HTML }, 'trouble', 'HTTP 503'],
    ['an HTML page with status 200', HTML, 'trouble', 'HTTP 200'],
    ['an empty body with status 200', { body: '' }, 'trouble', 'HTTP 200'],
    ['null with status 200', { body: 'null' }, 'trouble', 'HTTP 200'],
    ['200 with a truncated body', { body: '{"call_logs":[' }, 'trouble', 'HTTP 200'],
    ['204', { status: 204 }, 'trouble', 'HTTP 204'],
    ['a message that is not text', { status: 500, body: { message: { a: 1 } } }, 'trouble', 'HTTP 500'],
    ['a list instead of an object', { status: 500, body: [{ message: 'Oops' }] }, 'trouble', 'HTTP 500'],
  ])('%s', async (_, answer, kind, detail) => {
    const error = await catchRefusal(answer);
    expect(error).toBeInstanceOf(RestError);
    expect(error).toMatchObject({ kind, detail, retryAfter: null });
  });

  test.each([
    [404, 1001, 'User does not exist: x'],
    [400, 1010, 'User not found on this account: x'],
    [404, 1120, 'Invite not exist'],
    [400, 300, 'Invalid user id.'],
    [404, 300, 'User does not exist: x'],
  ])('%i with code %i and "%s" means that Zoom does not know the user', async (status, code, message) => {
    const error = await catchRefusal({ status, body: { code, message } });
    expect(error).toMatchObject({ kind: 'unknown-user', detail: `HTTP ${status}, ${code}, ${message}` });
  });

  test.each([
    [400, 200, 'Invalid api key or secret.', 'bad-request'],
    [400, 300, 'Validation Failed.', 'bad-request'],
    [404, 2001, 'Account does not exist.', 'not-found'],
    [404, 404, 'Site does not exist.', 'not-found'],
  ])('%i with code %i and "%s" says nothing about the user', async (status, code, message, kind) => {
    expect(await catchRefusal({ status, body: { code, message } })).toMatchObject({ kind });
  });

  test('does not follow a redirect', async () => {
    const elsewhere = await startLoopbackServer(() => ({ body: { fine: true } }));
    try {
      const location = `http://127.0.0.1:${elsewhere.port}/v2/`;
      expect(await catchRefusal({ status: 302, headers: { location } })).toMatchObject({
        kind: 'trouble',
        detail: 'HTTP 302',
      });
      expect(elsewhere.requests.all).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  test.each([
    [429, '120', 120],
    [503, '7', 7],
    [429, 'next Friday', null],
  ])('%i with Retry-After "%s" yields %s seconds', async (status, value, retryAfter) => {
    expect(await catchRefusal({ status, headers: { 'retry-after': value }, body: {} })).toMatchObject({
      retryAfter,
    });
  });

  test('cleans and truncates the error text', async () => {
    const message = `\u202e\u0000evil\n${'x'.repeat(5_000)}`;
    const error = await catchRefusal({ status: 500, body: { message } });
    const detail = error instanceof RestError ? error.detail : '';
    expect(detail).toMatch(/^HTTP 500, evil x+…$/u);
    expect(detail.length).toBeLessThan(150);
  });

  test('removes the token from the error text', async () => {
    const token = `token-1-${TOKEN_END}`;
    for (const message of [
      `Invalid access token: ${token}`,
      // Cutting the text within the token would leave half of the token.
      `${'x'.repeat(95)}${token}`,
      `${token} ${token}`,
    ]) {
      const error = await catchRefusal({ status: 500, body: { message } });
      expect(error.message).not.toMatch(/token-1|eyJ/u);
    }
  });
});

describe('timeouts', () => {
  test('rejects after fifteen seconds without a response and closes the connection', async () => {
    await get();
    restAnswers = [null];
    const asking = catchError(get());
    await zoom.requests.find(({ path }) => path !== '/oauth/token');
    await zoom.requests.find(({ path }) => path !== '/oauth/token');
    let over = false;
    void asking.then(() => (over = true));
    clock.advance(15 * SECOND - 1);
    await flushPromises();
    expect(over).toBe(false);
    clock.advance(1);
    expect(await asking).toMatchObject({ name: 'HttpError', reason: 'timeout' });
    await zoom.abandoned;
  });

  test('rejects after fifteen seconds without a token response', async () => {
    zoom.respond = () => null;
    const asking = catchError(get());
    await zoom.requests.next();
    clock.advance(15 * SECOND);
    expect(await asking).toMatchObject({ name: 'HttpError', reason: 'timeout' });
    await zoom.abandoned;
    expect(api.newestToken).toBeNull();
  });

  test('rejects after fifteen seconds although the body has started', async () => {
    const bodyStarted = new Mailbox<true>();
    const connectionClosed = new Mailbox<true>();
    const endless = await startListening(
      createServer((request, response) => {
        if (request.url === '/oauth/token') {
          response.end(JSON.stringify({ access_token: `token-1-${TOKEN_END}` }));
          return;
        }
        response.on('close', () => connectionClosed.push(true));
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(`{"call_logs":[${'{},'.repeat(100_000)}`, () => bodyStarted.push(true));
      }),
    );
    try {
      api = createApi(endless.port);
      const asking = catchError(get());
      await bodyStarted.next();
      await flushPromises();
      clock.advance(15 * SECOND);
      expect(await asking).toMatchObject({ name: 'HttpError', reason: 'timeout' });
      await connectionClosed.next();
    } finally {
      await endless.close();
    }
  });

  test('rejects with timeout, whatever error the transport reports', async () => {
    const failingApi = new ZoomApi(
      accountAt(1),
      {
        ...directTransport(),
        request: (_, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new HttpError('network')));
          }),
      },
      clock,
      () => undefined,
    );
    const timedOut = catchError(failingApi.get(PATH, hangUp.signal));
    clock.advance(15 * SECOND);
    expect(await timedOut).toMatchObject({ reason: 'timeout' });
    const aborted = catchError(failingApi.get(PATH, hangUp.signal));
    hangUp.abort();
    expect(await aborted).toMatchObject({ reason: 'timeout' });
  });

  test('rejects with network at once if nothing listens at the address', async () => {
    await get();
    await zoom.close();
    expect(await catchError(get())).toMatchObject({ name: 'HttpError', reason: 'network' });
    zoom = await startLoopbackServer(() => null);
  });

  test('each request has its own fifteen seconds', async () => {
    await get();
    const usual = createZoomResponder();
    // The token is rejected after 14 s. The fresh token and the answer take another 14 s each.
    zoom.respond = (request) => {
      clock.advance(14 * SECOND);
      if (request.path === '/oauth/token') return usual(request);
      return restAnswers.shift() ?? { body: { fine: true } };
    };
    restAnswers = [{ status: 401, body: {} }];
    expect(await get()).toEqual({ fine: true });
  });

  test('a received answer leaves no timeout', async () => {
    await get();
    clock.advance(60 * SECOND);
    expect(await get()).toEqual({ fine: true });
  });
});

describe('aborting', () => {
  test('while waiting for the response cancels the request and its timer', async () => {
    await get();
    restAnswers = [null];
    const asking = catchError(get());
    await zoom.requests.find(({ path }) => path !== '/oauth/token');
    await zoom.requests.find(({ path }) => path !== '/oauth/token');
    expect(clock.pending).toBe(1);
    hangUp.abort();
    expect(await asking).toBeInstanceOf(HttpError);
    await zoom.abandoned;
    expect(clock.pending).toBe(0);
    expect(getEventListeners(hangUp.signal, 'abort')).toEqual([]);
  });

  test('while waiting for the token sends no resource request', async () => {
    zoom.respond = () => null;
    const asking = catchError(get());
    await zoom.requests.next();
    hangUp.abort();
    expect(await asking).toBeInstanceOf(HttpError);
    await zoom.abandoned;
    expect(getRestRequests()).toEqual([]);
  });

  test('beforehand sends no request', async () => {
    hangUp.abort();
    expect(await catchError(get())).toBeInstanceOf(HttpError);
    expect(await catchError(api.renewToken(hangUp.signal))).toBeInstanceOf(HttpError);
    expect(zoom.requests.all).toEqual([]);
  });

  test('one request does not affect the others', async () => {
    await get();
    const otherAbort = new AbortController();
    restAnswers = [null, { body: { fine: 'other' } }];
    const first = catchError(get());
    await zoom.requests.find(({ path }) => path !== '/oauth/token');
    await zoom.requests.find(({ path }) => path !== '/oauth/token');
    const second = api.get(PATH, otherAbort.signal);
    hangUp.abort();
    expect(await first).toBeInstanceOf(HttpError);
    expect(await second).toEqual({ fine: 'other' });
  });
});

describe('token renewal', () => {
  test('uses the grant set at that time', async () => {
    await api.renewToken(hangUp.signal);
    api.grant = 'client_credentials';
    await api.renewToken(hangUp.signal);
    await get();
    restAnswers = [{ status: 401, body: {} }, { body: {} }];
    await get();
    expect(grants()).toEqual(['account_credentials', 'client_credentials', 'client_credentials']);
  });

  test('reports the clock difference if the response has a valid date', async () => {
    const usual = createZoomResponder();
    const dated = (at: number | null) => {
      zoom.respond = (request) => {
        const answer = usual(request);
        const date = at === null ? 'some day' : new Date(at).toUTCString();
        return { ...answer, headers: { date } };
      };
    };
    dated(clock.now() - 90 * SECOND);
    await api.renewToken(hangUp.signal);
    dated(clock.now() + 3_600 * SECOND);
    await api.renewToken(hangUp.signal);
    dated(null);
    await api.renewToken(hangUp.signal);
    expect(skews).toEqual([90 * SECOND, -3_600 * SECOND]);
  });

  test('a refused renewal does not replace the previous token', async () => {
    const before = await api.renewToken(hangUp.signal);
    zoom.respond = () => ({ status: 429, headers: { 'retry-after': '5' }, body: {} });
    expect(await catchError(api.renewToken(hangUp.signal))).toMatchObject({
      name: 'TokenError',
      kind: 'rate-limited',
      retryAfter: 5,
    });
    expect(api.newestToken).toBe(before);
  });
});
