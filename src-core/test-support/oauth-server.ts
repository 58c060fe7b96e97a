/** An OAuth 2 server with PKCE, as strict as RFC 6749 and 7636 allow; for tests only. */
import { createHash } from 'node:crypto';
import { startLoopbackServer, type StubResponse, type LoopbackServer, type Request } from './fakes.ts';
import type { OAuthProvider } from '../crm/oauth/provider.ts';

export const CLIENT_SECRET = 'client-secret-8ba1';

export interface OAuthServer {
  readonly provider: OAuthProvider;
  /** the requests to the token endpoint, in order */
  readonly tokenRequests: readonly URLSearchParams[];
  /** every secret that it issued or received; no output may contain one */
  readonly secrets: readonly string[];
  /** valid refresh tokens, the newest last */
  readonly refreshTokens: readonly string[];
  /** whether each refresh issues a new refresh token and invalidates the old one */
  rotates: boolean;
  /** fields that are added to each token answer, or replace its default fields */
  extra: Readonly<Record<string, unknown>>;
  /** if set, creates the token answers instead of the server; null = no answer at all */
  respond: (() => StubResponse | null) | undefined;
  isAccepted(accessToken: string): boolean;
  /** simulates an earlier sign-in; returns its refresh token */
  issueRefreshToken(): string;
  /** invalidates every refresh token */
  signOut(): void;
  /**
   * Acts as a browser that opens this URL and whose user consents. Returns the URL of the redirect; throws if the server
   * would show an error.
   */
  browse(address: string): URL;
  close(): Promise<void>;
}

export async function startOAuthServer(
  overrides: Partial<OAuthProvider> & Pick<OAuthProvider, 'redirectPort'>,
): Promise<OAuthServer> {
  const codes = new Map<string, { readonly challenge: string; readonly redirectUri: string }>();
  const refreshTokens = new Set<string>();
  const accessTokens = new Set<string>();
  const secrets: string[] = [CLIENT_SECRET];
  const tokenRequests: URLSearchParams[] = [];
  let count = 0;
  const issue = (kind: string): string => {
    const secret = `${kind}-${(++count).toString().padStart(6, '0')}-+/=`;
    secrets.push(secret);
    return secret;
  };

  const error = (name: string, status = 400): StubResponse => ({
    status,
    // Worst case: the server repeats everything that it received.
    body: { error: name, error_description: `${name}: ${tokenRequests.at(-1)?.toString() ?? ''}` },
  });
  const handleTokenRequest = (request: Request): StubResponse | null => {
    const body = new URLSearchParams(request.body);
    tokenRequests.push(body);
    for (const name of ['code_verifier', 'code']) secrets.push(...body.getAll(name));
    if (server.respond !== undefined) return server.respond();
    if (request.method !== 'POST' || new Set(body.keys()).size !== [...body.keys()].length)
      return error('invalid_request');
    if (request.headers['content-type'] !== 'application/x-www-form-urlencoded')
      return error('invalid_request');
    if (body.get('client_id') !== provider.clientId) return error('invalid_client', 401);
    if (body.get('client_secret') !== (provider.requiresClientSecret ? CLIENT_SECRET : null))
      return error('invalid_client', 401);
    switch (body.get('grant_type') ?? '') {
      case 'authorization_code': {
        const code = codes.get(body.get('code') ?? '');
        codes.delete(body.get('code') ?? '');
        const challenge = createHash('sha256')
          .update(body.get('code_verifier') ?? '')
          .digest('base64url');
        if (code?.challenge !== challenge || code.redirectUri !== body.get('redirect_uri'))
          return error('invalid_grant');
        break;
      }
      case 'refresh_token': {
        const previous = body.get('refresh_token') ?? '';
        // A second use means that the refresh token was stolen: RFC 9700 §4.14.2.
        if (!refreshTokens.has(previous)) {
          if (secrets.includes(previous)) refreshTokens.clear();
          return error('invalid_grant');
        }
        if (server.rotates) refreshTokens.delete(previous);
        else return { body: { ...issueAccessToken(), ...server.extra } };
        break;
      }
      default:
        return error('unsupported_grant_type');
    }
    const refreshToken = issue('refresh');
    refreshTokens.add(refreshToken);
    return { body: { ...issueAccessToken(), refresh_token: refreshToken, ...server.extra } };
  };
  const issueAccessToken = (): object => {
    const accessToken = issue('access');
    accessTokens.add(accessToken);
    return { access_token: accessToken, token_type: 'Bearer', expires_in: 3_600 };
  };

  const http: LoopbackServer = await startLoopbackServer((request) =>
    request.path === '/token?kind=oauth' ? handleTokenRequest(request) : { status: 404 },
  );
  const provider: OAuthProvider = {
    authorizeUrl: `http://127.0.0.1:${http.port}/authorize?tenant=acme`,
    tokenUrl: `http://127.0.0.1:${http.port}/token?kind=oauth`,
    clientId: 'client-1',
    requiresClientSecret: false,
    scope: 'api offline_access',
    parameters: { prompt: 'consent' },
    ...overrides,
  };
  const server: OAuthServer = {
    provider,
    tokenRequests,
    secrets,
    get refreshTokens() {
      return [...refreshTokens];
    },
    rotates: true,
    extra: {},
    respond: undefined,
    isAccepted: (accessToken) => accessTokens.has(accessToken),
    issueRefreshToken: () => {
      const refreshToken = issue('refresh');
      refreshTokens.add(refreshToken);
      return refreshToken;
    },
    signOut: () => refreshTokens.clear(),
    browse: (address) => {
      const { origin, pathname, searchParams: parameters } = new URL(address);
      const expected = {
        response_type: 'code',
        client_id: provider.clientId,
        redirect_uri: `http://localhost:${provider.redirectPort}/callback`,
        scope: provider.scope === '' ? null : provider.scope,
        code_challenge_method: 'S256',
        tenant: 'acme',
        ...provider.parameters,
      };
      if (`${origin}${pathname}` !== `http://127.0.0.1:${http.port}/authorize`)
        throw new Error('not this server');
      for (const [name, value] of Object.entries(expected)) {
        const values = parameters.getAll(name);
        if (values.length > 1 || (values[0] ?? null) !== value)
          throw new Error(`${name} is ${values.join(', ')}`);
      }
      const code = issue('code');
      codes.set(code, {
        challenge: parameters.get('code_challenge') ?? '',
        redirectUri: expected.redirect_uri,
      });
      const redirect = new URL(expected.redirect_uri);
      redirect.searchParams.set('code', code);
      redirect.searchParams.set('state', parameters.get('state') ?? '');
      return redirect;
    },
    close: () => http.close(),
  };
  return server;
}

/** Resolves with a port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = await startLoopbackServer(() => null);
  await server.close();
  return server.port;
}
