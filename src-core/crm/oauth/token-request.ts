import { z } from 'zod';
import type { HttpResponse, Transport } from '../../network/transport.ts';
import { cleanText } from '../../util/clean-text.ts';
import { redactSecrets } from '../../util/redact.ts';
import type { OAuthProvider } from './provider.ts';

/** What a sign-in gave. Both tokens are secrets. */
export interface Tokens {
  readonly accessToken: string;
  /** replaces the one before; null = that one goes on being used */
  readonly refreshToken: string | null;
  /** ms from now on; null = it does not say (Salesforce) */
  readonly lifetimeMs: number | null;
}

/**
 * There is no token.
 * `detail` is what the server said (status, code, words), cleaned, without anything of the request.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  constructor(
    readonly kind:
      /** nobody is signed in: never was, was signed out there, or it is too long ago */
      | 'signed-out'
      /** it does not know our app (client id, client secret), or does not let it sign people in like this */
      | 'client'
      | 'rate-limited'
      /** a fault of its own */
      | 'fault'
      /** none of the documented answers */
      | 'not-understood',
    readonly detail: string,
    /** seconds, when it says how long to wait */
    readonly retryAfter: number | null = null,
  ) {
    super(`${kind}: ${detail}`);
  }
}

/** `expires_in` comes as a text too (Entra ID's older address). */
const TokenResponse = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish().catch(null),
  expires_in: z.coerce.number().positive().nullish().catch(null),
});
const ErrorResponse = z.object({ error: z.string(), error_description: z.unknown().optional() });

/** Exchanges the code that the browser brought. Rejects with OAuthError, and with HttpError when no answer came. */
export function exchangeCode(
  transport: Transport,
  provider: OAuthProvider,
  grant: {
    readonly code: string;
    readonly verifier: string;
    readonly redirectUri: string;
    readonly clientSecret: string | null;
  },
  signal: AbortSignal,
): Promise<Tokens> {
  const { code, verifier, redirectUri, clientSecret } = grant;
  const values = {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri,
  };
  return requestTokens(transport, provider, clientSecret, values, [code, verifier], signal);
}

/** A fresh access token. Rejects with OAuthError, and with HttpError when no answer came. */
export function refreshTokens(
  transport: Transport,
  provider: OAuthProvider,
  { refreshToken, clientSecret }: { readonly refreshToken: string; readonly clientSecret: string | null },
  signal: AbortSignal,
): Promise<Tokens> {
  const values = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return requestTokens(transport, provider, clientSecret, values, [refreshToken], signal);
}

async function requestTokens(
  transport: Transport,
  { tokenUrl, clientId }: OAuthProvider,
  clientSecret: string | null,
  values: Readonly<Record<string, string>>,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<Tokens> {
  const response = await transport.request(
    {
      method: 'POST',
      url: tokenUrl,
      headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
      // RFC 6749 §2.3.1 prefers Basic, but Zoho and public clients know the body only.
      body: new URLSearchParams({
        ...values,
        client_id: clientId,
        ...(clientSecret !== null && { client_secret: clientSecret }),
      }).toString(),
    },
    signal,
  );
  const tokens = TokenResponse.safeParse(response.json);
  if (response.status !== 200 || !tokens.success)
    throw toOAuthError(response, [...secrets, ...(clientSecret === null ? [] : [clientSecret])]);
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = tokens.data;
  return {
    accessToken,
    refreshToken: refreshToken ?? null,
    lifetimeMs: seconds == null ? null : seconds * 1_000,
  };
}

function toOAuthError(response: HttpResponse, secrets: readonly string[]): OAuthError {
  const failure = ErrorResponse.safeParse(response.json);
  const { error = '', error_description: description } = failure.success ? failure.data : {};
  const texts = [error, description].flatMap((text) =>
    typeof text === 'string' ? (cleanText(redactSecrets(text, secrets), 100) ?? []) : [],
  );
  const detail = [`HTTP ${response.status}`, ...texts].join(', ');
  return new OAuthError(toErrorKind(response.status, error, texts.join(' ')), detail, response.retryAfter);
}

/** The error counts more than the status: Zoho answers 200 with one. */
function toErrorKind(status: number, error: string, text: string): OAuthError['kind'] {
  // Zoho has "Access Denied" with these words in place of 429.
  if (status === 429 || error === 'slow_down' || /too many requests/iu.test(text)) return 'rate-limited';
  switch (error) {
    case 'invalid_grant':
    // Zoho, of a refresh token that was taken back
    case 'invalid_code':
    // Entra ID (learn.microsoft.com/entra/identity-platform/reference-error-codes): a person must sign in again
    case 'interaction_required':
    case 'login_required':
    case 'consent_required':
      return 'signed-out';
    case 'invalid_client':
    case 'invalid_client_id':
    case 'invalid_client_secret':
    case 'unauthorized_client':
    case 'unsupported_grant_type':
    case 'invalid_scope':
    case 'invalid_redirect_uri':
    case 'redirect_uri_mismatch':
      return 'client';
    case 'server_error':
    case 'temporarily_unavailable':
      return 'fault';
  }
  if (status >= 500) return 'fault';
  return status === 401 ? 'client' : 'not-understood';
}
