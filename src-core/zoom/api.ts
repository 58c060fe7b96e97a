import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { ZoomCredentials } from '../settings/read.ts';
import { cleanText } from '../text/clean.ts';
import { withoutSecrets } from '../text/scrub.ts';
import { fetchToken, secretsOf, type Grant, type Token } from './token.ts';
import { HttpError, type HttpAnswer, type Transport } from '../http/transport.ts';

/** A request that is not answered whole by then is given up, also one whose body never ends. */
const REQUEST_MS = 15_000;

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

const Refusal = z.object({ code: z.unknown().optional(), message: z.unknown().optional() });

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
  get newest(): Token | null {
    return this.#token;
  }

  /** Asks for a new token. Rejects with TokenError or HttpError. */
  async freshToken(signal: AbortSignal): Promise<Token> {
    const token = await this.#inTime(signal, (limited) =>
      fetchToken(this.#transport, this.#account, this.grant, () => this.#clock.now(), limited),
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
    const known = this.#token;
    const first = await this.#ask(path, known ?? (await this.freshToken(signal)), signal);
    const answer =
      first.status === 401 && known !== null && !speaksOfScopes(first)
        ? await this.#ask(path, await this.freshToken(signal), signal)
        : first;
    // A page with status 200 is a proxy's or a hotel's, never Zoom's.
    if (answer.status === 200 && answer.json !== null) return answer.json;
    const { words } = said(answer);
    const detail = `HTTP ${answer.status}${words === null ? '' : `, ${cleanText(this.harmless(words), 100) ?? ''}`}`;
    throw new RestError(kindOf(answer), detail, answer.retryAfter);
  }

  /** Words of Zoom's without the secrets that they may repeat. */
  harmless(words: string): string {
    const token = this.#token === null ? [] : [this.#token.accessToken];
    return withoutSecrets(words, [...token, ...this.#moreSecrets, ...secretsOf(this.#account)]);
  }

  async #ask(path: string, { accessToken }: Token, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = { Authorization: `Bearer ${accessToken}` };
    return await this.#inTime(signal, (limited) =>
      this.#transport.request({ method: 'GET', url: `${this.#account.apiUrl}${path}`, headers }, limited),
    );
  }

  /** Runs with a signal that also ends it when it takes too long. */
  async #inTime<T>(signal: AbortSignal, run: (limited: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    const late = new HttpError('timeout');
    const cancel = this.#clock.after(REQUEST_MS, () => controller.abort(late));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    try {
      return await run(controller.signal);
    } catch (error) {
      throw controller.signal.reason === late ? late : error;
    } finally {
      cancel();
      signal.removeEventListener('abort', abort);
    }
  }
}

function said(answer: HttpAnswer): { readonly code: unknown; readonly words: string | null } {
  const refusal = Refusal.safeParse(answer.json);
  return {
    code: refusal.success ? refusal.data.code : undefined,
    // Uncut as yet: half a secret is not recognised as one.
    words: refusal.success ? cleanText(refusal.data.message, 4_000) : null,
  };
}

/** Zoom says a missing scope with 400 (code 4711) as well as with 401 and 403. */
function speaksOfScopes(answer: HttpAnswer): boolean {
  const { code, words } = said(answer);
  return answer.status === 403 || code === 4711 || /\bscopes?\b/iu.test(words ?? '');
}

function kindOf(answer: HttpAnswer): RestError['kind'] {
  // Zoom's own refusals are JSON: without it, it is the page of something on the way.
  if (answer.json === null && answer.status !== 401 && answer.status !== 429) return 'trouble';
  switch (answer.status) {
    case 400:
    case 401:
    case 403:
      if (speaksOfScopes(answer)) return 'scope';
      return answer.status === 401 ? 'token' : 'bad-request';
    case 404:
      return 'not-found';
    case 429:
      return 'rate-limited';
    default:
      return 'trouble';
  }
}
