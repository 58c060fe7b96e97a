import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  accountAt,
  AGENT_EMAIL,
  FakeClock,
  startLoopbackServer,
  directTransport,
  createZoomResponder,
  type StubResponse,
  type LoopbackServer,
  type Request,
} from '../test-support/fakes.ts';
import type { Agent } from '../calls/agent.ts';
import { resolveAgent } from './resolve-agent.ts';
import { RestError, ZoomApi } from './zoom-api.ts';

/** The end of every token that the server issues. */
const TOKEN = 'eyJzdiI6IjAwMDAwMiJ9';
const USER_ID = 'DnEopNmXQEGU2uvvzjgojw';

let zoom: LoopbackServer;
beforeEach(async () => {
  zoom = await startLoopbackServer(createZoomResponder());
});
afterEach(async () => {
  await zoom.close();
});

const resolve = (setting: string): Promise<Agent> =>
  resolveAgent(
    new ZoomApi(accountAt(zoom.port), directTransport(), new FakeClock(), () => undefined),
    setting,
    new AbortController().signal,
  );

/** Returns the REST requests, without token requests. */
const getRestRequests = (): Request[] => zoom.requests.all.filter(({ path }) => path !== '/oauth/token');

/** Replaces the answer for this path. */
function replaceAnswer(path: string, answer: StubResponse): void {
  const usual = createZoomResponder();
  zoom.respond = (request) => (request.path === path ? answer : usual(request));
}

async function catchError(setting = AGENT_EMAIL): Promise<Error> {
  const error: unknown = await resolve(setting).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('it did not reject with an Error');
  for (const representation of [
    error.message,
    error.stack ?? '',
    JSON.stringify(error),
    inspect(error, { depth: Infinity, showHidden: true }),
  ]) {
    expect(representation).not.toContain(TOKEN);
  }
  return error;
}

test('looks up an email address: first the user, then the phone user', async () => {
  expect(await resolve(AGENT_EMAIL)).toEqual({
    userId: USER_ID,
    extensionId: 'CcrEGgmeQem1uyJsuIRKwA',
    extensionNumber: '1002',
    numbers: ['+12058945456'],
  });
  expect(getRestRequests().map(({ method, path }) => `${method} ${path}`)).toEqual([
    `GET /v2/users/${encodeURIComponent(AGENT_EMAIL)}`,
    `GET /v2/phone/users/${USER_ID}`,
  ]);
  for (const { headers } of getRestRequests()) expect(headers.authorization).toBe(`Bearer token-1-${TOKEN}`);
});

test('resolves an extension without a request', async () => {
  expect(await resolve('1002')).toEqual({
    userId: null,
    extensionId: null,
    extensionNumber: '1002',
    numbers: [],
  });
  expect(zoom.requests.all).toEqual([]);
});

test('escapes the setting in the path', async () => {
  expect(await catchError('../../oauth/token?x=1#')).toMatchObject({ kind: 'unknown-user' });
  expect(getRestRequests()[0]?.path).toBe('/v2/users/..%2F..%2Foauth%2Ftoken%3Fx%3D1%23');
});

test('accepts a phone user with incomplete data', async () => {
  replaceAnswer(`/v2/phone/users/${USER_ID}`, {
    body: { id: USER_ID, extension_number: '1002', phone_numbers: 'none' },
  });
  expect(await resolve(AGENT_EMAIL)).toEqual({
    userId: USER_ID,
    extensionId: null,
    extensionNumber: '1002',
    numbers: [],
  });
});

test.each([`/v2/users/${encodeURIComponent(AGENT_EMAIL)}`, `/v2/phone/users/${USER_ID}`])(
  '404 of %s: rejects with unknown-user',
  async (path) => {
    replaceAnswer(path, { status: 404, body: { code: 1001, message: 'User does not exist' } });
    const error = await catchError();
    expect(error).toBeInstanceOf(RestError);
    expect(error).toMatchObject({ kind: 'unknown-user', detail: 'HTTP 404, 1001, User does not exist' });
  },
);

test.each<[string, StubResponse, Partial<RestError>]>([
  [
    'a missing scope',
    {
      status: 400,
      body: { code: 4711, message: 'Invalid access token, does not contain scopes:[user:read:user:admin].' },
    },
    {
      kind: 'scope',
      detail: 'HTTP 400, 4711, Invalid access token, does not contain scopes:[user:read:user:admin].',
    },
  ],
  [
    'a token that is no longer valid',
    { status: 401, body: { code: 124, message: 'Invalid access token.' } },
    { kind: 'token', detail: 'HTTP 401, 124, Invalid access token.' },
  ],
  [
    'a refusal for another reason',
    { status: 400, body: { code: 200, message: 'Invalid api key or secret.' } },
    { kind: 'bad-request', detail: 'HTTP 400, 200, Invalid api key or secret.' },
  ],
  ['forbidden', { status: 403, body: {} }, { kind: 'scope', detail: 'HTTP 403' }],
  ['forbidden by an HTML page', { status: 403, body: '<html>' }, { kind: 'trouble', detail: 'HTTP 403' }],
  ['a Zoom server error', { status: 502, body: '<html>' }, { kind: 'trouble', detail: 'HTTP 502' }],
  [
    'too many requests',
    { status: 429, headers: { 'retry-after': '17' }, body: { message: 'slow \u202edown' } },
    { kind: 'rate-limited', detail: 'HTTP 429, slow down', retryAfter: 17 },
  ],
  ['an HTML page instead of JSON', { body: '<html>' }, { kind: 'trouble' }],
  ['no id', { body: { email: AGENT_EMAIL } }, { kind: 'trouble' }],
])('%s', async (_what, answer, expected) => {
  replaceAnswer(`/v2/users/${encodeURIComponent(AGENT_EMAIL)}`, answer);
  expect(await catchError()).toMatchObject(expected);
});

test('does not follow a redirect, which would leak the token', async () => {
  const elsewhere = await startLoopbackServer(createZoomResponder());
  try {
    replaceAnswer(`/v2/users/${encodeURIComponent(AGENT_EMAIL)}`, {
      status: 302,
      headers: { location: `http://127.0.0.1:${elsewhere.port}/` },
    });
    expect(await catchError()).toMatchObject({ kind: 'trouble', detail: 'HTTP 302' });
    expect(elsewhere.requests.all).toEqual([]);
  } finally {
    await elsewhere.close();
  }
});

test('rejects with network if nothing listens at the address', async () => {
  await zoom.close();
  expect(await catchError()).toMatchObject({ name: 'HttpError', reason: 'network' });
  zoom = await startLoopbackServer(createZoomResponder());
});
