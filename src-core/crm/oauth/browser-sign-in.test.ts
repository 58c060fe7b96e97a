import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startLoopbackServer, directTransport } from '../../test-support/fakes.ts';
import { signInByBrowser, toChallenge } from './browser-sign-in.ts';
import { RedirectError } from './loopback-redirect.ts';
import {
  CLIENT_SECRET,
  freePort,
  startOAuthServer,
  type OAuthServer,
} from '../../test-support/oauth-server.ts';
import type { StoredSignIn } from './stored-sign-in.ts';
import { OAuthError } from './token-request.ts';

const PAGE = { title: 'title', text: 'text' };
const PAGES = { language: 'en', received: PAGE, declined: PAGE, foreign: PAGE };

let server: OAuthServer;
let abort: AbortController;
let addresses: string[];
let pendingVisits: Promise<unknown>[];

beforeEach(async () => {
  server = await startOAuthServer({ redirectPort: await freePort() });
  abort = new AbortController();
  addresses = [];
  pendingVisits = [];
});
afterEach(async () => {
  abort.abort();
  await Promise.all(pendingVisits);
  await server.close();
});

/** Visits the addresses one after the other, because the redirect with the right state closes the server. */
const visit = (...visited: URL[]): void => {
  const visitAll = async (): Promise<void> => {
    for (const address of visited) await (await fetch(address)).text();
  };
  pendingVisits.push(visitAll());
};

/** @param browse what the browser does with the address */
function signIn(
  browse: (address: string) => void,
  clientSecret: string | null = null,
): Promise<StoredSignIn> {
  return signInByBrowser(
    {
      provider: server.provider,
      clientSecret,
      transport: directTransport(),
      pages: PAGES,
      open: (address) => {
        addresses.push(address);
        browse(address);
      },
    },
    abort.signal,
  );
}

test('computes the code challenge of the example in RFC 7636', () => {
  expect(toChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

test('returns the refresh token of a completed sign-in', async () => {
  expect(await signIn((address) => visit(server.browse(address)))).toEqual({
    refreshToken: server.refreshTokens[0],
    clientSecret: null,
  });
  expect(server.refreshTokens).toHaveLength(1);
});

test('opens an address without secrets and sends the PKCE verifier later', async () => {
  await signIn((address) => visit(server.browse(address)));
  const [request] = server.tokenRequests;
  const verifier = request?.get('code_verifier') ?? '';
  expect(verifier).toHaveLength(43);
  for (const secret of server.secrets) expect(addresses.join()).not.toContain(secret);
  expect(addresses).toHaveLength(1);
});

test('signs in with a client secret and without a scope', async () => {
  await server.close();
  server = await startOAuthServer({ redirectPort: await freePort(), requiresClientSecret: true, scope: '' });
  const stored = await signIn((address) => visit(server.browse(address)), CLIENT_SECRET);
  expect(stored).toEqual({ refreshToken: server.refreshTokens[0], clientSecret: CLIENT_SECRET });
  expect(addresses.join()).not.toContain(CLIENT_SECRET);
});

test('extra parameters of the provider do not override ours', async () => {
  await server.close();
  server = await startOAuthServer({
    redirectPort: await freePort(),
    parameters: { prompt: 'select account & more', state: 'fixed', code_challenge_method: 'plain' },
  });
  const [address = ''] = await new Promise<string[]>((resolve) => {
    signIn(() => resolve(addresses)).catch(() => undefined);
  });
  const { searchParams } = new URL(address);
  expect(searchParams.get('prompt')).toBe('select account & more');
  expect(searchParams.getAll('code_challenge_method')).toEqual(['S256']);
  expect(searchParams.get('state')).toMatch(/^[\w-]{43}$/u);
});

test('rejects a code that was issued for another code challenge', async () => {
  const stolen = signIn((address) => {
    const other = new URL(address);
    other.searchParams.set('code_challenge', 'of-another');
    visit(server.browse(other.href));
  });
  await expect(stolen).rejects.toMatchObject({ name: 'OAuthError', kind: 'signed-out' });
});

test('ignores a forged redirect and waits for the real one', async () => {
  const signedIn = signIn((address) => {
    const forged = server.browse(address);
    forged.searchParams.set('state', 'guessed');
    forged.searchParams.set('code', 'of the attacker');
    visit(forged, server.browse(address));
  });
  expect(await signedIn).toMatchObject({ refreshToken: server.refreshTokens[0] });
});

describe('failures', () => {
  test('rejects as declined if the user declines', async () => {
    const declined = signIn((address) => {
      const back = server.browse(address);
      back.searchParams.delete('code');
      back.searchParams.set('error', 'access_denied');
      visit(back);
    });
    await expect(declined).rejects.toEqual(new RedirectError('declined'));
    expect(server.tokenRequests).toEqual([]);
  });

  test('rejects if the server gives no refresh token', async () => {
    server.extra = { refresh_token: undefined };
    await expect(signIn((address) => visit(server.browse(address)))).rejects.toEqual(
      new OAuthError('client', 'no refresh_token'),
    );
  });

  test('rejects as given-up when aborted', async () => {
    await expect(signIn(() => abort.abort())).rejects.toEqual(new RedirectError('given-up'));
  });

  test('rejects and opens no browser if the port is taken', async () => {
    const other = await startLoopbackServer(() => null);
    await server.close();
    server = await startOAuthServer({ redirectPort: other.port });
    await expect(signIn(() => undefined)).rejects.toEqual(new RedirectError('port-taken'));
    expect(addresses).toEqual([]);
    await other.close();
  });
});
