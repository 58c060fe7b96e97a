import { z } from 'zod';
import { cleanText } from '../util/clean-text.ts';
import { redactSecrets } from '../util/redact.ts';
import type { HttpResponse, Transport } from '../network/transport.ts';
import type { ZoomCredentials } from '../settings/load-settings.ts';

/** Zoom's documentation is contradictory about which one its event WebSocket needs. */
export type Grant = 'account_credentials' | 'client_credentials';

export interface Token {
  /** a secret */
  readonly accessToken: string;
  /** empty if Zoom does not list them */
  readonly scopes: readonly string[];
  /** our clock minus Zoom's in ms, from the Date header (whole seconds); null without it */
  readonly skewMs: number | null;
}

/**
 * Zoom issued no token. `refused`: the user must act, because retries may get the app disabled; the others
 * are temporary. `detail`: status, code and message, cleaned, without anything of the request.
 */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  constructor(
    readonly kind: 'refused' | 'rate-limited' | 'zoom-trouble',
    readonly code: 'credentials' | 'grant' | 'app-disabled' | 'owner-gone' | null,
    readonly detail: string,
    /** in seconds */
    readonly retryAfter: number | null,
  ) {
    super(`${kind}: ${detail}`);
  }
}

const TokenResponse = z.object({ access_token: z.string().min(1), scope: z.string().default('') });
/** Zoom's errors have two shapes. */
const ErrorBody = z.object({
  reason: z.unknown().optional(),
  error: z.unknown().optional(),
  errorCode: z.unknown().optional(),
  code: z.unknown().optional(),
  errorMessage: z.unknown().optional(),
  message: z.unknown().optional(),
});

/** Fetches a Server-to-Server token, valid for an hour. Rejects with TokenError or HttpError. */
export async function fetchToken(
  transport: Transport,
  account: Pick<ZoomCredentials, 'oauthUrl' | keyof AccountSecrets>,
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
      // In the body: Zoom may answer 400 to query parameters, and answers "unsupported grant type" to JSON.
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

type AccountSecrets = Pick<ZoomCredentials, 'accountId' | 'clientId' | 'clientSecret'>;

function basicCredentials({ clientId, clientSecret }: AccountSecrets): string {
  return Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
}

/** What must not be shown of an account. */
export function getSecrets(account: AccountSecrets): readonly string[] {
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
  // A redirect or the page of a proxy says nothing about the credentials.
  const isFromZoom = [400, 401, 403].includes(answer.status) || /\b47\d\d\b/u.test(messages.join(' '));
  if (answer.status < 400 || answer.status >= 500 || !isFromZoom) {
    return new TokenError('zoom-trouble', null, detail, answer.retryAfter);
  }
  return new TokenError('refused', toRefusalCode(detail), detail, null);
}

/** By Zoom's documented codes; any other refusal is most often a wrong id or secret. */
function toRefusalCode(detail: string): NonNullable<TokenError['code']> {
  if (/\b(?:4717|4738|4741)\b/u.test(detail)) return 'app-disabled';
  if (/\b4735\b/u.test(detail)) return 'owner-gone';
  if (/\b4705\b|unsupported_?\s?grant/iu.test(detail)) return 'grant';
  return 'credentials';
}
