import type { Transport } from '../../network/transport.ts';
import { listenForRedirect, toRedirectUri, type RedirectPages } from './loopback-redirect.ts';
import { createPkceProof } from './pkce.ts';
import type { OAuthProvider } from './provider.ts';
import type { StoredSignIn } from './stored-sign-in.ts';
import { exchangeCode, OAuthError } from './token-request.ts';

/**
 * Signs in by the browser: the authorization code flow of RFC 6749 with PKCE, coming back to this computer.
 *
 * Rejects with RedirectError when the browser brought no code, with OAuthError when that gave no token that lasts, and
 * with HttpError when no answer came.
 *
 * @param open where a person has to sign in; the address holds no secret
 * @param random so many bytes that nobody can foretell
 */
export async function signInByBrowser(
  {
    provider,
    clientSecret,
    transport,
    pages,
    open,
    random,
  }: {
    readonly provider: OAuthProvider;
    readonly clientSecret: string | null;
    readonly transport: Transport;
    readonly pages: RedirectPages;
    readonly open: (address: string) => void;
    readonly random: (bytes: number) => Buffer;
  },
  signal: AbortSignal,
): Promise<StoredSignIn> {
  const { verifier, challenge, state } = createPkceProof(random);
  const redirect = await listenForRedirect({ port: provider.redirectPort, state, pages }, signal);
  open(toAuthorizeUrl(provider, challenge, state));
  const code = await redirect.code;
  const tokens = await exchangeCode(
    transport,
    provider,
    { code, verifier, redirectUri: toRedirectUri(provider), clientSecret },
    signal,
  );
  // Without one the sign-in would be over in an hour.
  if (tokens.refreshToken === null) throw new OAuthError('client', 'no refresh_token');
  return { refreshToken: tokens.refreshToken, clientSecret };
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
