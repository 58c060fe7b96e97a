import { z } from 'zod';
import { cleanText } from '../util/clean-text.ts';
import { redactSecrets } from '../util/redact.ts';
import type { HttpResponse, Transport } from '../network/transport.ts';

/** Zoom's pages disagree on which of the two its event WebSocket wants. */
export type Grant = 'account_credentials' | 'client_credentials';

export interface Token {
  /** a secret */
  readonly accessToken: string;
  /** what the app may do, as Zoom lists it; empty when it does not say */
  readonly scopes: readonly string[];
  /** our clock minus Zoom's in ms, from the answer's Date header (whole seconds); null when it has none */
  readonly skewMs: number | null;
}

/**
 * Zoom gave no token.
 * `refused` needs a person, and asking again may get the app disabled; the others pass by themselves.
 * `detail` is what Zoom said (status, code, words), cleaned, without anything of the request.
 */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  constructor(
    readonly kind: 'refused' | 'rate-limited' | 'zoom-trouble',
    readonly code: 'credentials' | 'grant' | 'app-disabled' | 'owner-gone' | null,
    readonly detail: string,
    /** seconds, when Zoom says how long to wait */
    readonly retryAfter: number | null,
  ) {
    super(`${kind}: ${detail}`);
  }
}

const TokenResponse = z.object({ access_token: z.string().min(1), scope: z.string().default('') });
/** Both shapes that Zoom's errors have. */
const ErrorBody = z.object({
  reason: z.unknown().optional(),
  error: z.unknown().optional(),
  errorCode: z.unknown().optional(),
  code: z.unknown().optional(),
  errorMessage: z.unknown().optional(),
  message: z.unknown().optional(),
});

/**
 * A fresh Server-to-Server token (valid for an hour; there is no refresh token, one asks again).
 * Rejects with TokenError when Zoom answers without one, and with HttpError when no answer came.
 */
export async function fetchToken(
  transport: Transport,
  account: {
    readonly oauthUrl: string;
    readonly accountId: string;
    readonly clientId: string;
    readonly clientSecret: string;
  },
  grant: Grant,
  now: () => number,
  signal: AbortSignal,
): Promise<Token> {
  const credentials = basicCredentials(account);
  const answer = await transport.request(
    {
      method: 'POST',
      url: account.oauthUrl,
      headers: { Authorization: `Basic ${credentials}`, 'Content-Type': 'application/x-www-form-urlencoded' },
      // In the body: as query parameters they began to answer 400, a JSON body "unsupported grant type".
      body: new URLSearchParams({ grant_type: grant, account_id: account.accountId }).toString(),
    },
    signal,
  );
  const token = TokenResponse.safeParse(answer.json);
  if (answer.status !== 200 || !token.success) {
    throw toTokenError(answer, getSecrets(account));
  }
  return {
    accessToken: token.data.access_token,
    scopes: token.data.scope.split(' ').filter((scope) => scope !== ''),
    skewMs: answer.serverTime === null ? null : now() - answer.serverTime,
  };
}

function basicCredentials(account: { readonly clientId: string; readonly clientSecret: string }): string {
  return Buffer.from(`${account.clientId}:${account.clientSecret}`).toString('base64');
}

/** What of an account may be told to nobody. */
export function getSecrets(account: {
  readonly accountId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}): readonly string[] {
  return [basicCredentials(account), account.clientSecret, account.accountId, account.clientId];
}

function toTokenError(answer: HttpResponse, secrets: readonly string[]): TokenError {
  const errorBody = ErrorBody.safeParse(answer.json);
  const { reason, error, errorCode, code, errorMessage, message } = errorBody.success ? errorBody.data : {};
  const messages = [errorCode ?? code, errorMessage ?? message ?? reason, error].flatMap((value) => {
    const valueText = typeof value === 'number' ? String(value) : value;
    const text = typeof valueText === 'string' ? cleanText(redactSecrets(valueText, secrets), 100) : null;
    return text === null ? [] : [text];
  });
  const detail = [`HTTP ${answer.status}`, ...messages].join(', ');
  if (answer.status === 429) return new TokenError('rate-limited', null, detail, answer.retryAfter);
  // A redirect, or the page of a proxy on the way, says nothing of the credentials.
  const isFromZoom = [400, 401, 403].includes(answer.status) || /\b47\d\d\b/u.test(messages.join(' '));
  if (answer.status < 400 || answer.status >= 500 || !isFromZoom) {
    return new TokenError('zoom-trouble', null, detail, answer.retryAfter);
  }
  return new TokenError('refused', toRefusalCode(detail), detail, null);
}

/** Zoom's documented codes; an unknown refusal is most often a wrong id or secret. */
function toRefusalCode(detail: string): NonNullable<TokenError['code']> {
  if (/\b(?:4717|4738|4741)\b/u.test(detail)) return 'app-disabled';
  if (/\b4735\b/u.test(detail)) return 'owner-gone';
  if (/\b4705\b|unsupported_?\s?grant/iu.test(detail)) return 'grant';
  return 'credentials';
}
