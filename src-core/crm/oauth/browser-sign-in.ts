import { createHash, randomBytes } from 'node:crypto';
import type { Transport } from '../../network/transport.ts';
import { listenForRedirect, toRedirectUri, type RedirectPages } from './loopback-redirect.ts';
import type { OAuthProvider } from './provider.ts';
import type { StoredSignIn } from './stored-sign-in.ts';
import { OAuthError, requestTokens, type TokenGrant } from './token-request.ts';

/**
 * Signs in by the authorization code flow of RFC 6749 with PKCE, with a redirect to this computer.
 *
 * Rejects with RedirectError if the redirect has no code, with OAuthError if the code gives no refresh token, and with
 * HttpError without a response.
 *
 * @param options.open opens the authorization page; the address has no secret
 */
export async function signInByBrowser(
  options: {
    readonly provider: OAuthProvider;
    readonly clientSecret: string | null;
    readonly transport: Transport;
    readonly pages: RedirectPages;
    readonly open: (address: string) => void;
  },
  signal: AbortSignal,
): Promise<StoredSignIn> {
  const { provider, clientSecret, transport, pages, open } = options;
  const [verifier, state] = [createNonce(), createNonce()];
  const redirect = await listenForRedirect({ port: provider.redirectPort, state, pages }, signal);
  open(toAuthorizeUrl(provider, toChallenge(verifier), state));
  const code = await redirect.code;
  const grant: TokenGrant = {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: toRedirectUri(provider),
  };
  const { refreshToken } = await requestTokens(transport, provider, clientSecret, grant, signal);
  // Without a refresh token, the sign-in would end within an hour.
  if (refreshToken === null) throw new OAuthError('client', 'no refresh_token');
  return { refreshToken, clientSecret };
}

/** As many random bytes as RFC 7636 §4.1 recommends for a verifier. */
function createNonce(): string {
  return randomBytes(32).toString('base64url');
}

/** Method S256 of RFC 7636 §4.2. */
export function toChallenge(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}

function toAuthorizeUrl(provider: OAuthProvider, challenge: string, state: string): string {
  const address = new URL(provider.authorizeUrl);
  const values = {
    ...provider.parameters,
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: toRedirectUri(provider),
    ...(provider.scope !== '' && { scope: provider.scope }),
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(values)) address.searchParams.set(name, value);
  return address.href;
}
