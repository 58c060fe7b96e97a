import { z } from 'zod';
import type { Clock } from '../util/clock.ts';
import type { ZoomCredentials } from '../settings/load-settings.ts';
import { cleanText } from '../util/clean-text.ts';
import { redactSecrets } from '../util/redact.ts';
import { withTimeout } from '../util/timeout.ts';
import { fetchToken, getSecrets, type Grant, type Token } from './token.ts';
import { HttpError, type HttpResponse, type Transport } from '../network/transport.ts';

/** Until the whole body has arrived. */
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * Zoom's REST API refused a request.
 * - `unknown-user`: Zoom does not know the user in the path
 * - `not-found`, `bad-request`: for a reason that only Zoom's words say
 * - `scope`: an administrator must add a scope to the app
 * - `token`: even a new token was rejected
 * - `trouble`: a temporary fault of Zoom or of a proxy (5xx, a page instead of JSON)
 *
 * `detail`: status, Zoom's code and message, cleaned, without anything of the request. `retryAfter` in seconds,
 * if Zoom sent it.
 */
export class RestError extends Error {
  override readonly name = 'RestError';
  constructor(
    readonly kind:
      'unknown-user' | 'not-found' | 'bad-request' | 'scope' | 'token' | 'rate-limited' | 'trouble',
    readonly detail: string,
    readonly retryAfter: number | null,
  ) {
    super(`${kind}: ${detail}`);
  }
}

const ErrorBody = z.object({ code: z.unknown().optional(), message: z.unknown().optional() });

/** Token and REST API of one account. Uses only the newest token, which may have revoked older ones. */
export class ZoomApi {
  readonly #account: ZoomCredentials;
  readonly #moreSecrets: readonly string[];
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #onClockSkew: (skewMs: number) => void;
  #token: Token | null = null;
  /** of the next token */
  grant: Grant = 'account_credentials';

  /**
   * @param onClockSkew called at every token with our clock minus Zoom's, in ms
   * @param moreSecrets to be hidden in Zoom's messages, besides the credentials
   */
  constructor(
    account: ZoomCredentials,
    transport: Transport,
    clock: Clock,
    onClockSkew: (skewMs: number) => void,
    moreSecrets: readonly string[] = [],
  ) {
    this.#moreSecrets = moreSecrets;
    this.#account = account;
    this.#transport = transport;
    this.#clock = clock;
    this.#onClockSkew = onClockSkew;
  }

  /** null before the first */
  get newestToken(): Token | null {
    return this.#token;
  }

  /** Rejects with TokenError or HttpError. */
  async renewToken(signal: AbortSignal): Promise<Token> {
    const token = await this.#withTimeout(signal, (limitedSignal) =>
      fetchToken(this.#transport, this.#account, this.grant, () => this.#clock.now(), limitedSignal),
    );
    if (token.skewMs !== null) this.#onClockSkew(token.skewMs);
    this.#token = token;
    return token;
  }

  /**
   * Reads a resource, e.g. `/phone/users/…`. Renews a rejected token once.
   * Rejects with RestError, TokenError or HttpError.
   */
  async get(path: string, signal: AbortSignal): Promise<unknown> {
    const currentToken = this.#token;
    const first = await this.#request(path, currentToken ?? (await this.renewToken(signal)), signal);
    const answer =
      first.status === 401 && currentToken !== null && !isScopeError(first)
        ? await this.#request(path, await this.renewToken(signal), signal)
        : first;
    // A page with status 200 comes from a proxy or a hotel's login, not from Zoom.
    if (answer.status === 200 && answer.json !== null) return answer.json;
    throw new RestError(toErrorKind(answer), this.#formatDetail(answer), answer.retryAfter);
  }

  /** Hides the secrets that a message of Zoom's may repeat. */
  redact(text: string): string {
    const token = this.#token === null ? [] : [this.#token.accessToken];
    return redactSecrets(text, [...token, ...this.#moreSecrets, ...getSecrets(this.#account)]);
  }

  /** "HTTP 400, 300, Validation Failed.", as for a refused token. */
  #formatDetail(answer: HttpResponse): string {
    const { code, message } = readErrorBody(answer);
    const words = message === null ? null : cleanText(this.redact(message), 100);
    // Some of Zoom's codes repeat the status.
    const shownCode = code === null || code === answer.status ? null : String(code);
    return [`HTTP ${answer.status}`, shownCode, words].filter((part) => part !== null).join(', ');
  }

  async #request(path: string, { accessToken }: Token, signal: AbortSignal): Promise<HttpResponse> {
    const headers = { Authorization: `Bearer ${accessToken}` };
    return await this.#withTimeout(signal, (limitedSignal) =>
      this.#transport.request(
        { method: 'GET', url: `${this.#account.apiUrl}${path}`, headers },
        limitedSignal,
      ),
    );
  }

  #withTimeout<T>(signal: AbortSignal, run: (limitedSignal: AbortSignal) => Promise<T>): Promise<T> {
    return withTimeout(REQUEST_TIMEOUT_MS, this.#clock, signal, run, () => new HttpError('timeout'));
  }
}

function readErrorBody(answer: HttpResponse): {
  readonly code: number | null;
  readonly message: string | null;
} {
  const errorBody = ErrorBody.safeParse(answer.json);
  const code = errorBody.success ? errorBody.data.code : undefined;
  return {
    code: typeof code === 'number' ? code : null,
    // Not cut yet, because half a secret would not be recognized.
    message: errorBody.success ? cleanText(errorBody.data.message, 4_000) : null,
  };
}

/** Zoom reports a missing scope with 400 (code 4711), 401 or 403. */
function isScopeError(answer: HttpResponse): boolean {
  const { code, message } = readErrorBody(answer);
  return answer.status === 403 || code === 4711 || /\bscopes?\b/iu.test(message ?? '');
}

/** "User does not exist", "User not found on this account", and "Invite not exist" for one who never signed in. */
const UNKNOWN_USER_CODES: readonly (number | null)[] = [1001, 1010, 1120];
/** Zoom's general code. Its phone API also has it for "Invalid user id" and "User does not exist: …". */
const INVALID_CODE = 300;

/**
 * Whether Zoom does not know the user of the request, by the codes that Zoom documents for reading a user, a
 * phone user and a user's call history (https://developers.zoom.us/docs/api/users/, …/docs/api/phone/).
 */
function isUnknownUser(answer: HttpResponse): boolean {
  const { code, message } = readErrorBody(answer);
  if (code === INVALID_CODE) return /\binvalid user\b|\buser does not exist\b/iu.test(message ?? '');
  return UNKNOWN_USER_CODES.includes(code);
}

function toErrorKind(answer: HttpResponse): RestError['kind'] {
  // Zoom's refusals are JSON, so anything else is the page of a proxy.
  if (answer.json === null && answer.status !== 401 && answer.status !== 429) return 'trouble';
  switch (answer.status) {
    case 400:
    case 401:
    case 403:
    case 404:
      if (isUnknownUser(answer)) return 'unknown-user';
      if (answer.status === 404) return 'not-found';
      if (isScopeError(answer)) return 'scope';
      return answer.status === 401 ? 'token' : 'bad-request';
    case 429:
      return 'rate-limited';
    default:
      return 'trouble';
  }
}
