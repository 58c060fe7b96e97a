import type { Clock } from '../../util/clock.ts';
import { rejectOnAbort, withTimeout } from '../../util/timeout.ts';
import { HttpError, type Transport } from '../../network/transport.ts';
import type { OAuthProvider } from './provider.ts';
import { readSignIn, writeSignIn, type StoredSignIn } from './stored-sign-in.ts';
import { OAuthError, requestTokens, type TokenGrant, type Tokens } from './token-request.ts';

/** A token is not used in its last minute, because it must last for the whole request and clocks differ. */
const REFRESH_EARLY_MS = 60_000;
/** A secret or token this new is not replaced after a refusal: the refused one was its predecessor. */
export const FRESH_MS = 5_000;
/** Longer than a look-up; a token that comes too late serves the next one. */
const TIMEOUT_MS = 15_000;

const createTimeout = (): HttpError => new HttpError('timeout');

/** Stores one sign-in as text (`writeSignIn`). Both may reject. */
export interface SignInStore {
  /** null if there is no sign-in */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

/**
 * Bearer tokens of one OAuth sign-in. The access token is only in memory, and concurrent requests share one refresh.
 *
 * Before each refresh the stored sign-in is read again, because another process may have signed in or refreshed, and
 * servers that rotate refresh tokens treat the use of an old one as theft.
 */
export class OAuthSession {
  readonly #provider: OAuthProvider;
  readonly #store: SignInStore;
  readonly #transport: Transport;
  readonly #clock: Clock;
  #token: { readonly accessToken: string; readonly since: number; readonly until: number } | null = null;
  /** the newest sign-in, and whether it is stored */
  #signIn: (StoredSignIn & { readonly isSaved: boolean }) | null = null;
  /** rejected by the server; not sent again */
  #rejectedToken: string | null = null;
  #refreshing: Promise<string> | null = null;

  constructor(provider: OAuthProvider, store: SignInStore, transport: Transport, clock: Clock) {
    this.#provider = provider;
    this.#store = store;
    this.#transport = transport;
    this.#clock = clock;
  }

  /**
   * Rejects with OAuthError, with HttpError without a response, and with errors of the store if no sign-in is known.
   *
   * @param refused the token of the last call was rejected
   * @param signal ends only the wait: a refresh continues, because a rotated refresh token must not be lost
   */
  async headers(refused: boolean, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    let accessToken = this.#findUsableToken(refused);
    if (accessToken === null) {
      this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = null));
      accessToken = await rejectOnAbort(this.#refreshing, signal, createTimeout);
    }
    return { Authorization: `Bearer ${accessToken}` };
  }

  #findUsableToken(refused: boolean): string | null {
    const now = this.#clock.now();
    if (this.#token === null || now >= this.#token.until) return null;
    return refused && now - this.#token.since > FRESH_MS ? null : this.#token.accessToken;
  }

  async #refresh(): Promise<string> {
    this.#token = null;
    const signIn = await this.#loadSignIn();
    let tokens: Tokens;
    try {
      tokens = await this.#refreshTokens(signIn);
    } catch (error) {
      if (!(error instanceof OAuthError && error.kind === 'signed-out')) throw error;
      this.#rejectedToken = signIn.refreshToken;
      // Another process may have used the same one first.
      tokens = await this.#refreshTokens(await this.#loadSignIn());
    }
    const now = this.#clock.now();
    const { accessToken, refreshToken, lifetimeMs } = tokens;
    // For a token that lasts less than two minutes, half of its lifetime.
    const earlyMs = Math.min(REFRESH_EARLY_MS, (lifetimeMs ?? Infinity) / 2);
    this.#token = {
      accessToken,
      since: now,
      until: lifetimeMs === null ? Infinity : now + lifetimeMs - earlyMs,
    };
    await this.#saveRefreshToken(refreshToken);
    return accessToken;
  }

  /** Rejects with OAuthError `signed-out` if there is no sign-in, or only the rejected one. */
  async #loadSignIn(): Promise<StoredSignIn> {
    const isNewest = this.#signIn?.isSaved === false && this.#signIn.refreshToken !== this.#rejectedToken;
    if (!isNewest) await this.#readStored();
    const signIn = this.#signIn;
    if (signIn === null || signIn.refreshToken === this.#rejectedToken)
      throw new OAuthError('signed-out', 'no sign-in');
    return signIn;
  }

  async #readStored(): Promise<void> {
    try {
      const signIn = readSignIn(await this.#store.read());
      this.#signIn = signIn === null ? null : { ...signIn, isSaved: true };
    } catch (error) {
      // A locked keychain does not end a known sign-in.
      if (this.#signIn === null) throw error;
    }
  }

  #refreshTokens({ refreshToken, clientSecret }: StoredSignIn): Promise<Tokens> {
    const grant: TokenGrant = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const request = (signal: AbortSignal): Promise<Tokens> =>
      requestTokens(this.#transport, this.#provider, clientSecret, grant, signal);
    return withTimeout(TIMEOUT_MS, this.#clock, null, request, createTimeout);
  }

  /** Called before the access token is used, so that a process that ends early does not lose the sign-in. */
  async #saveRefreshToken(refreshToken: string | null): Promise<void> {
    const signIn = this.#signIn;
    if (signIn === null) return;
    const next = { ...signIn, refreshToken: refreshToken ?? signIn.refreshToken };
    if (signIn.isSaved && next.refreshToken === signIn.refreshToken) return;
    this.#signIn = { ...next, isSaved: false };
    try {
      await this.#store.write(writeSignIn(next));
      this.#signIn = { ...next, isSaved: true };
    } catch {
      // The next refresh tries again.
    }
  }
}
