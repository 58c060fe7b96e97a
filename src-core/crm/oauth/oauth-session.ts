import type { Clock } from '../../util/clock.ts';
import { rejectOnAbort, withTimeout } from '../../util/timeout.ts';
import { HttpError, type Transport } from '../../network/transport.ts';
import type { OAuthProvider } from './provider.ts';
import { readSignIn, writeSignIn, type StoredSignIn } from './stored-sign-in.ts';
import { OAuthError, refreshTokens, type Tokens } from './token-request.ts';

/** A token is not used in its last minute: it must last for what is asked with it, whatever the clocks say. */
const REFRESH_EARLY_MS = 60_000;
/** A token that came within the time of one look-up is the better one for all that were refused with the one before. */
const FRESH_MS = 5_000;
/** Longer than any look-up waits: with what comes late the next one begins. */
const TIMEOUT_MS = 15_000;

const createTimeout = (): HttpError => new HttpError('timeout');

/** Where one sign-in is kept (`writeSignIn`). Both may reject. */
export interface SignInStore {
  /** null = there is none */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

/**
 * Bearer tokens of one OAuth sign-in. The access token is in memory only, and fetched once for all who want it at the
 * same time.
 *
 * Before each refresh the sign-in is read anew: another process may have signed in or refreshed meanwhile, and servers
 * that give a new refresh token with each take the old one for stolen.
 */
export class OAuthSession {
  /** a refused token can be replaced */
  readonly renewable = true;
  readonly #provider: OAuthProvider;
  readonly #store: SignInStore;
  readonly #transport: Transport;
  readonly #clock: Clock;
  #token: { readonly accessToken: string; readonly since: number; readonly until: number } | null = null;
  /** the newest that is known, and whether the place has it */
  #signIn: (StoredSignIn & { readonly isSaved: boolean }) | null = null;
  /** the server takes it no more: it is not sent again */
  #rejectedToken: string | null = null;
  #refreshing: Promise<string> | null = null;

  constructor(provider: OAuthProvider, store: SignInStore, transport: Transport, clock: Clock) {
    this.#provider = provider;
    this.#store = store;
    this.#transport = transport;
    this.#clock = clock;
  }

  /**
   * Rejects with OAuthError, with HttpError when no answer came, and with what reading the place rejects with when
   * nothing is known of it.
   *
   * @param refused the token given last was not taken
   * @param signal gives up waiting; a refresh goes on for whoever comes next, lest a new refresh token be lost
   */
  async headers(refused: boolean, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const usable = this.#findUsableToken(refused);
    const accessToken = usable ?? (await rejectOnAbort(this.#refreshOnce(), signal, createTimeout));
    return { Authorization: `Bearer ${accessToken}` };
  }

  #findUsableToken(refused: boolean): string | null {
    const now = this.#clock.now();
    if (this.#token === null || now >= this.#token.until) return null;
    return refused && now - this.#token.since > FRESH_MS ? null : this.#token.accessToken;
  }

  #refreshOnce(): Promise<string> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  async #refresh(): Promise<string> {
    this.#token = null;
    const signIn = await this.#loadSignIn();
    let tokens: Tokens;
    try {
      tokens = await this.#requestTokens(signIn);
    } catch (error) {
      if (!(error instanceof OAuthError && error.kind === 'signed-out')) throw error;
      this.#rejectedToken = signIn.refreshToken;
      // Another process may have been quicker with the same one.
      tokens = await this.#requestTokens(await this.#loadSignIn());
    }
    const now = this.#clock.now();
    const { accessToken, refreshToken, lifetimeMs } = tokens;
    // Of a token that lasts less than two minutes, half.
    const earlyMs = Math.min(REFRESH_EARLY_MS, (lifetimeMs ?? Infinity) / 2);
    this.#token = {
      accessToken,
      since: now,
      until: lifetimeMs === null ? Infinity : now + lifetimeMs - earlyMs,
    };
    await this.#saveRefreshToken(refreshToken);
    return accessToken;
  }

  /** The sign-in to refresh with. Rejects when there is none, or none that could still be taken. */
  async #loadSignIn(): Promise<StoredSignIn> {
    const isNewest = this.#signIn?.isSaved === false && this.#signIn.refreshToken !== this.#rejectedToken;
    if (!isNewest) await this.#read();
    const signIn = this.#signIn;
    if (signIn === null || signIn.refreshToken === this.#rejectedToken)
      throw new OAuthError('signed-out', 'no sign-in');
    return signIn;
  }

  async #read(): Promise<void> {
    let text: string | null;
    try {
      text = await this.#store.read();
    } catch (error) {
      // A keychain that is locked meanwhile signs nobody out.
      if (this.#signIn !== null) return;
      throw error;
    }
    const signIn = readSignIn(text);
    this.#signIn = signIn === null ? null : { ...signIn, isSaved: true };
  }

  #requestTokens(signIn: StoredSignIn): Promise<Tokens> {
    const request = (signal: AbortSignal): Promise<Tokens> =>
      refreshTokens(this.#transport, this.#provider, signIn, signal);
    return withTimeout(TIMEOUT_MS, this.#clock, null, request, createTimeout);
  }

  /** Before the access token is used: a process that ends right after its look-up must not lose the new sign-in. */
  async #saveRefreshToken(refreshToken: string | null): Promise<void> {
    const signIn = this.#signIn;
    if (signIn === null || (signIn.isSaved && (refreshToken ?? signIn.refreshToken) === signIn.refreshToken))
      return;
    const next = { ...signIn, refreshToken: refreshToken ?? signIn.refreshToken };
    this.#signIn = { ...next, isSaved: false };
    try {
      await this.#store.write(writeSignIn(next));
      this.#signIn = { ...next, isSaved: true };
    } catch {
      // It is known here, and tried again with the next refresh.
    }
  }
}
