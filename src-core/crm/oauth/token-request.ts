import { z } from 'zod';
import type { HttpResponse, Transport } from '../../network/transport.ts';
import { cleanText } from '../../util/clean-text.ts';
import { redactSecrets } from '../../util/redact.ts';
import type { OAuthProvider } from './provider.ts';

/** Both tokens are secrets. */
export interface Tokens {
  readonly accessToken: string;
  /** replaces the previous one; null = keep that one */
  readonly refreshToken: string | null;
  /** ms from now; null if the server does not say (Salesforce) */
  readonly lifetimeMs: number | null;
}

/** A token endpoint refused. `detail` has its status, code and words, cleaned and without secrets of the request. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  constructor(
    readonly kind:
      /** no sign-in, or it was revoked or has expired */
      | 'signed-out'
      /** the server rejects the client id or secret, or does not allow the app this kind of sign-in */
      | 'client'
      | 'rate-limited'
      /** a server error */
      | 'fault'
      /** an undocumented response */
      | 'not-understood',
    readonly detail: string,
    /** seconds to wait, if the server says so */
    readonly retryAfter: number | null = null,
  ) {
    super(`${kind}: ${detail}`);
  }
}

/** Entra ID's older endpoint has `expires_in` as text. */
const TokenResponse = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish().catch(null),
  expires_in: z.coerce.number().positive().nullish().catch(null),
});
const ErrorResponse = z.object({ error: z.string(), error_description: z.unknown().optional() });

export type TokenGrant =
  | {
      readonly grant_type: 'authorization_code';
      readonly code: string;
      readonly code_verifier: string;
      readonly redirect_uri: string;
    }
  | { readonly grant_type: 'refresh_token'; readonly refresh_token: string };

/** Rejects with OAuthError, or with HttpError without a response. */
export async function requestTokens(
  transport: Transport,
  { tokenUrl, clientId }: OAuthProvider,
  clientSecret: string | null,
  grant: TokenGrant,
  signal: AbortSignal,
): Promise<Tokens> {
  const clientSecrets = clientSecret === null ? {} : { client_secret: clientSecret };
  // RFC 6749 §2.3.1 prefers Basic, but Zoho and public clients allow only the body.
  const form = { ...grant, client_id: clientId, ...clientSecrets };
  const response = await postForm(transport, tokenUrl, form, signal);
  const tokens = TokenResponse.safeParse(response.json);
  if (response.status !== 200 || !tokens.success) {
    const secrets =
      grant.grant_type === 'refresh_token' ? [grant.refresh_token] : [grant.code, grant.code_verifier];
    throw toOAuthError(response, [...secrets, ...Object.values(clientSecrets)]);
  }
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = tokens.data;
  return {
    accessToken,
    refreshToken: refreshToken ?? null,
    lifetimeMs: seconds == null ? null : seconds * 1_000,
  };
}

/** Posts a form to a token endpoint. Rejects with HttpError. */
export function postForm(
  transport: Transport,
  url: string,
  values: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams(values).toString();
  return transport.request({ method: 'POST', url, headers, body }, signal);
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

/** The error code overrides the status, because Zoho sends errors with status 200. */
function toErrorKind(status: number, error: string, text: string): OAuthError['kind'] {
  // Zoho sends "Access Denied" with these words instead of 429.
  if (status === 429 || error === 'slow_down' || /too many requests/iu.test(text)) return 'rate-limited';
  switch (error) {
    case 'invalid_grant':
    // Zoho, for a revoked refresh token
    case 'invalid_code':
    // Entra ID, if a person must sign in again: learn.microsoft.com/entra/identity-platform/reference-error-codes
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
