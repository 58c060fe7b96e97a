import { z } from 'zod';
import type { Clock } from '../util/clock.ts';
import type { ZoomCredentials } from '../settings/load-settings.ts';
import { cleanText } from '../util/clean-text.ts';
import { redactSecrets } from '../util/redact.ts';
import { TimeoutError, withLimitedSignal } from '../util/timeout.ts';
import { fetchToken, getSecrets, type Grant, type Token } from './token.ts';
import { HttpError, type HttpResponse, type Transport } from '../network/transport.ts';

/** A request that is not answered whole by then is given up, also one whose body never ends. */
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * Zoom's REST API answered, but not with what was asked for.
 * - `scope`: the app may not do this; an administrator must add a scope
 * - `token`: not accepted, not even a fresh one
 * - `rate-limited`: `retryAfter` in seconds when Zoom says it
 * - `trouble`: a fault of Zoom's or of a box on the way (5xx, a page instead of JSON); passes
 *
 * `detail` is what was said (status, words), cleaned, without anything of the request.
 */
export class RestError extends Error {
  override readonly name = 'RestError';
  constructor(
    readonly kind: 'not-found' | 'bad-request' | 'scope' | 'token' | 'rate-limited' | 'trouble',
    readonly detail: string,
    readonly retryAfter: number | null,
  ) {
    super(`${kind}: ${detail}`);
  }
}

const ErrorBody = z.object({ code: z.unknown().optional(), message: z.unknown().optional() });

/** Token and REST of one account. Keeps the newest token: an older one may have been revoked by it. */
export class ZoomApi {
  readonly #account: ZoomCredentials;
  readonly #moreSecrets: readonly string[];
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #onClockSkew: (skewMs: number) => void;
  #token: Token | null = null;
  /** of the tokens asked for from now on */
  grant: Grant = 'account_credentials';

  /**
   * @param onClockSkew told at every token: our clock minus Zoom's, in ms
   * @param moreSecrets what Zoom's words must not repeat either
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

  /** The token that was given last; null before the first. */
  get newestToken(): Token | null {
    return this.#token;
  }

  /** Asks for a new token. Rejects with TokenError or HttpError. */
  async renewToken(signal: AbortSignal): Promise<Token> {
    const token = await this.#withTimeout(signal, (limitedSignal) =>
      fetchToken(this.#transport, this.#account, this.grant, () => this.#clock.now(), limitedSignal),
    );
    if (token.skewMs !== null) this.#onClockSkew(token.skewMs);
    this.#token = token;
    return token;
  }

  /**
   * Reads a resource, e.g. `/phone/users/…`. A token that is not accepted is replaced once.
   * Rejects with RestError, TokenError or HttpError.
   */
  async get(path: string, signal: AbortSignal): Promise<unknown> {
    const currentToken = this.#token;
    const first = await this.#request(path, currentToken ?? (await this.renewToken(signal)), signal);
    const answer =
      first.status === 401 && currentToken !== null && !isScopeError(first)
        ? await this.#request(path, await this.renewToken(signal), signal)
        : first;
    // A page with status 200 is a proxy's or a hotel's, never Zoom's.
    if (answer.status === 200 && answer.json !== null) return answer.json;
    const { message } = readErrorBody(answer);
    const detail = `HTTP ${answer.status}${message === null ? '' : `, ${cleanText(this.redact(message), 100) ?? ''}`}`;
    throw new RestError(toErrorKind(answer), detail, answer.retryAfter);
  }

  /** Words of Zoom's without the secrets that they may repeat. */
  redact(text: string): string {
    const token = this.#token === null ? [] : [this.#token.accessToken];
    return redactSecrets(text, [...token, ...this.#moreSecrets, ...getSecrets(this.#account)]);
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

  /** Runs with a signal that also ends it when it takes too long: HttpError `timeout`, whatever `run` rejects with. */
  #withTimeout<T>(signal: AbortSignal, run: (limitedSignal: AbortSignal) => Promise<T>): Promise<T> {
    return withLimitedSignal(REQUEST_TIMEOUT_MS, this.#clock, signal, async (limited) => {
      try {
        return await run(limited);
      } catch (error) {
        throw limited.reason instanceof TimeoutError ? new HttpError('timeout') : error;
      }
    });
  }
}

function readErrorBody(answer: HttpResponse): { readonly code: unknown; readonly message: string | null } {
  const errorBody = ErrorBody.safeParse(answer.json);
  return {
    code: errorBody.success ? errorBody.data.code : undefined,
    // Uncut as yet: half a secret is not recognised as one.
    message: errorBody.success ? cleanText(errorBody.data.message, 4_000) : null,
  };
}

/** Zoom says a missing scope with 400 (code 4711) as well as with 401 and 403. */
function isScopeError(answer: HttpResponse): boolean {
  const { code, message } = readErrorBody(answer);
  return answer.status === 403 || code === 4711 || /\bscopes?\b/iu.test(message ?? '');
}

function toErrorKind(answer: HttpResponse): RestError['kind'] {
  // Zoom's own refusals are JSON: without it, it is the page of something on the way.
  if (answer.json === null && answer.status !== 401 && answer.status !== 429) return 'trouble';
  switch (answer.status) {
    case 400:
    case 401:
    case 403:
      if (isScopeError(answer)) return 'scope';
      return answer.status === 401 ? 'token' : 'bad-request';
    case 404:
      return 'not-found';
    case 429:
      return 'rate-limited';
    default:
      return 'trouble';
  }
}
