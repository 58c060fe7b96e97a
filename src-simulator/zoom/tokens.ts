/** The token endpoint and the tokens it has given. */
import { randomBytes } from 'node:crypto';
import type { Faults } from './faults.ts';
import type { Reply, ZoomRequest } from '../http.ts';

/** How an app asks for its token. */
export type GrantType = 'account_credentials' | 'client_credentials';

/** A token that was given. `expiresAt` is in ms since 1970, by the simulator's unshifted clock. */
export interface IssuedToken {
  readonly grant: GrantType;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

/** The app's account and how its tokens are. */
export interface TokenEndpointOptions {
  readonly accountId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly errorShape: 'errorCode' | 'reason';
  /** In s. */
  readonly lifetime: number;
  readonly scopes: readonly string[];
  /** Told to clients as `api_url`. */
  readonly apiUrl: string;
  readonly newToken: () => string;
  readonly now: () => number;
  readonly faults: Faults;
}

/** A random token. */
export function createRandomToken(): string {
  return `eyJ.sim.${randomBytes(24).toString('base64url')}`;
}

/** The token endpoint; no token is given yet. */
export class TokenEndpoint {
  readonly #options: TokenEndpointOptions;
  readonly #tokens = new Map<string, IssuedToken>();
  #scopes: readonly string[];

  constructor(options: TokenEndpointOptions) {
    this.#options = options;
    this.#scopes = options.scopes;
  }

  /** Answers a request to the token endpoint. `search` is the URL's query. */
  answer(request: ZoomRequest, search: string): Reply {
    if (request.method !== 'POST') return this.#refuse(405, 4700, 'invalid_request', 'Method Not Allowed');
    if (search !== '') return this.#refuse(400, 4700, 'invalid_request', 'Bad Request');

    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    const isForm = type === 'application/x-www-form-urlencoded';
    if (!isForm && request.body !== '') {
      return this.#refuse(400, 4705, 'unsupported_grant_type', 'unsupported grant type');
    }
    const form = new URLSearchParams(request.body);
    const grant = form.get('grant_type');
    const credentials = parseBasicCredentials(request.headers['authorization']);
    if (credentials === null || grant === null) {
      return this.#refuse(400, 4706, 'invalid_request', 'Missing client id, client secret or grant type');
    }
    if (grant !== 'account_credentials' && grant !== 'client_credentials') {
      return this.#refuse(400, 4705, 'unsupported_grant_type', 'unsupported grant type');
    }
    if (credentials.id !== this.#options.clientId) {
      return this.#refuse(400, 4702, 'invalid_client', 'Invalid client_id or client_secret');
    }
    if (credentials.secret !== this.#options.clientSecret) {
      return this.#refuse(400, 4704, 'invalid_client', 'Invalid client_id or client_secret');
    }
    if (grant === 'account_credentials' && form.get('account_id') !== this.#options.accountId) {
      // No code is known for this one: 4700 is Zoom's "other".
      return this.#refuse(400, 4700, 'invalid_request', 'Bad Request');
    }
    return { status: 200, body: this.#issueToken(grant) };
  }

  /** Body of an error, in the shape that was chosen. `error` is OAuth's word for it. */
  errorBody(code: number, error: string, message: string): unknown {
    return this.#options.errorShape === 'reason'
      ? { reason: message, error }
      : { errorCode: code, errorMessage: message };
  }

  /** The token with this text if it is good now. */
  find(text: string): IssuedToken | null {
    const token = this.#tokens.get(text);
    return token !== undefined && token.expiresAt > this.#options.now() ? token : null;
  }

  revokeAll(): void {
    this.#tokens.clear();
  }

  /** For tokens to come. */
  setScopes(scopes: readonly string[]): void {
    this.#scopes = [...scopes];
  }

  #refuse(status: number, code: number, error: string, message: string): Reply {
    return { status, body: this.errorBody(code, error, message) };
  }

  #issueToken(grant: GrantType): unknown {
    const { faults, lifetime, apiUrl, newToken, now } = this.#options;
    if (faults.tokensRevokeOlder) this.#tokens.clear();
    // A client asks again every hour for months: what has expired is let go.
    for (const [text, { expiresAt }] of this.#tokens) if (expiresAt <= now()) this.#tokens.delete(text);
    const text = newToken();
    this.#tokens.set(text, { grant, scopes: this.#scopes, expiresAt: now() + lifetime * 1000 });
    return {
      access_token: text,
      token_type: 'bearer',
      expires_in: lifetime,
      scope: this.#scopes.join(' '),
      api_url: apiUrl,
    };
  }
}

/** Id and secret of a Basic `Authorization` header; null if it is missing or either is empty. */
function parseBasicCredentials(header: string | undefined): { id: string; secret: string } | null {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) return null;
  return { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}
