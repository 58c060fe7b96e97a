import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startLoopbackServer } from '../../test-support/fakes.ts';
import {
  listenForRedirect,
  RedirectError,
  toRedirectUri,
  type LoopbackRedirect,
} from './loopback-redirect.ts';

const STATE = 'state-5e61';
const CODE = 'code-c0de+/=';
const PAGES = {
  language: 'ja',
  received: { title: '受け取りました <b>', text: 'このタブを閉じてください。' },
  declined: { title: 'declined', text: 'close' },
  foreign: { title: 'foreign', text: 'again' },
};

let abort: AbortController;
let redirect: LoopbackRedirect;
let outcome: Promise<string>;
/** the outcome; null = pending */
let result: string | null;

beforeEach(async () => {
  abort = new AbortController();
  redirect = await listenForRedirect({ port: 0, state: STATE, pages: PAGES }, abort.signal);
  result = null;
  outcome = redirect.code.then(
    (code) => (result = `code ${code}`),
    (error: unknown) => (result = error instanceof RedirectError ? error.message : 'another error'),
  );
});
afterEach(async () => {
  abort.abort();
  await outcome;
});

interface PageResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function get(
  path: string,
  { host = `localhost:${redirect.port}`, method = 'GET' }: { host?: string; method?: string } = {},
): Promise<PageResponse> {
  return new Promise((resolve, reject) => {
    const clientRequest = request(
      { host: '127.0.0.1', port: redirect.port, path, method, headers: { Host: host } },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    clientRequest.on('error', reject).end();
  });
}

const createValidPath = (): string =>
  `/callback?${new URLSearchParams({ code: CODE, state: STATE }).toString()}`;

test('toRedirectUri returns the address to register', () => {
  expect(toRedirectUri({ redirectPort: 4381 })).toBe('http://localhost:4381/callback');
});

describe('redirects from the browser', () => {
  test.each(['localhost', '127.0.0.1'])(
    'to %s: returns the code and shows a confirmation page',
    async (name) => {
      const { status, headers, body } = await get(createValidPath(), { host: `${name}:${redirect.port}` });
      expect(await outcome).toBe(`code ${CODE}`);
      expect(status).toBe(200);
      expect(body).toContain('<html lang="ja">');
      expect(body).toContain('<h1>受け取りました &#60;b&#62;</h1>');
      expect(body).not.toContain('code-');
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'content-type': 'text/html; charset=utf-8',
      });
    },
  );

  test('accepts additional parameters', async () => {
    await get(`${createValidPath()}&location=jp&accounts-server=https%3A%2F%2Faccounts.zoho.jp&iss=x?y`);
    expect(await outcome).toBe(`code ${CODE}`);
  });

  test('closes the server after the first redirect', async () => {
    await get(createValidPath());
    await outcome;
    await expect(get(createValidPath())).rejects.toThrow(/ECONNREFUSED/u);
  });

  test('accepts only one of two simultaneous redirects', async () => {
    const pages = await Promise.all([get(createValidPath()), get(createValidPath()).catch(() => null)]);
    expect(await outcome).toBe(`code ${CODE}`);
    expect(pages.filter((page) => page?.status === 200)).toHaveLength(1);
  });

  test.each([
    ['access_denied', 'declined'],
    ['invalid_scope', 'refused: invalid_scope'],
    ['<b>no code of an error</b>', 'refused'],
  ])('rejects on the error %s without showing it', async (error, message) => {
    const query = new URLSearchParams({ error, state: STATE, error_description: 'secret words' });
    const { status, body } = await get(`/callback?${query.toString()}`);
    expect(await outcome).toBe(message);
    expect(status).toBe(200);
    expect(body).toContain('<h1>declined</h1>');
    expect(body).not.toContain(error);
  });
});

describe('requests that are refused while waiting for the redirect', () => {
  const query = (values: Readonly<Record<string, string>>): string =>
    `/callback?${new URLSearchParams(values).toString()}`;

  test.each([
    ['a wrong state', () => query({ code: 'evil', state: 'state-5e62' }), 400],
    ['a state that is longer', () => query({ code: 'evil', state: `${STATE}x` }), 400],
    ['no state', () => query({ code: 'evil' }), 400],
    ['two states', () => `${createValidPath()}&state=x`, 400],
    ['two codes', () => `${createValidPath()}&code=evil`, 400],
    ['an empty code', () => query({ code: '', state: STATE }), 400],
    ['an error without the state', () => query({ error: 'access_denied' }), 400],
    ['an error with a wrong state', () => query({ error: 'access_denied', state: 'x' }), 400],
    ['no parameters', () => '/callback', 400],
    ['another path', () => createValidPath().replace('callback', 'callback/'), 404],
    ['the favicon', () => '/favicon.ico', 404],
    ['an absolute URL as path', () => `http://localhost:${redirect.port}${createValidPath()}`, 404],
  ])('%s', async (_what, path, status) => {
    const page = await get(path());
    expect(page.status).toBe(status);
    expect(page.body === '' || page.body.includes('<h1>foreign</h1>')).toBe(true);
    expect(result).toBeNull();
    await get(createValidPath());
    expect(await outcome).toBe(`code ${CODE}`);
  });

  test.each([
    ['another name', 'evil.example'],
    ['another name with our port', 'evil.example:PORT'],
    ['a name that starts with localhost', 'localhost.evil.example:PORT'],
    ['another port', 'localhost:1'],
    ['no port', 'localhost'],
    ['another address of this computer', '[::1]:PORT'],
  ])('a Host header with %s', async (_what, host) => {
    const page = await get(createValidPath(), { host: host.replace('PORT', String(redirect.port)) });
    expect(page).toMatchObject({ status: 403, body: '' });
    expect(result).toBeNull();
  });

  test.each(['POST', 'HEAD', 'OPTIONS'])('%s', async (method) => {
    expect((await get(createValidPath(), { method })).status).toBe(405);
    expect(result).toBeNull();
  });
});

test('closes the server when aborted', async () => {
  abort.abort();
  expect(await outcome).toBe('given-up');
  await expect(get(createValidPath())).rejects.toThrow(/ECONNREFUSED/u);
});

describe('failures to listen', () => {
  test('rejects if the port is taken', async () => {
    const other = await startLoopbackServer(() => null);
    const listening = listenForRedirect({ port: other.port, state: STATE, pages: PAGES }, abort.signal);
    await expect(listening).rejects.toEqual(new RedirectError('port-taken'));
    await other.close();
  });

  test('rejects if already aborted', async () => {
    abort.abort();
    const listening = listenForRedirect({ port: 0, state: STATE, pages: PAGES }, abort.signal);
    await expect(listening).rejects.toEqual(new RedirectError('given-up'));
  });
});
