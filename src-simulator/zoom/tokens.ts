/** Zoom's token endpoint and the tokens that it issued. */
import type { GrantType, ZoomContext } from './options.ts';
import type { Reply, ZoomRequest } from '../http.ts';

/** `expiresAt` is in ms since 1970, by the unshifted clock. */
export interface IssuedToken {
  readonly grant: GrantType;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

export class TokenEndpoint {
  readonly #context: ZoomContext;
  readonly #tokens = new Map<string, IssuedToken>();
  #scopes: readonly string[];

  constructor(context: ZoomContext) {
    this.#context = context;
    this.#scopes = context.scopes;
  }

  /**
   * @param search the URL's query, which may have the parameters if there is no body, as in Zoom's sample
   * (https://github.com/zoom/websocket-js-sample)
   */
  answer(request: ZoomRequest, search: string): Reply {
    if (request.method !== 'POST') return this.#refuse(405, 4700, 'invalid_request', 'Method Not Allowed');

    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    const isForm = type === 'application/x-www-form-urlencoded';
    if (!isForm && request.body !== '') {
      return this.#refuse(400, 4705, 'unsupported_grant_type', 'unsupported grant type');
    }
    const form = new URLSearchParams(request.body === '' ? search : request.body);
    const grant = form.get('grant_type');
    const credentials = parseBasicCredentials(request.headers['authorization']);
    if (credentials === null || grant === null) {
      return this.#refuse(400, 4706, 'invalid_request', 'Missing client id, client secret or grant type');
    }
    if (grant !== 'account_credentials' && grant !== 'client_credentials') {
      return this.#refuse(400, 4705, 'unsupported_grant_type', 'unsupported grant type');
    }
    if (credentials.id !== this.#context.clientId) {
      return this.#refuse(400, 4702, 'invalid_client', 'Invalid client_id or client_secret');
    }
    if (credentials.secret !== this.#context.clientSecret) {
      return this.#refuse(400, 4704, 'invalid_client', 'Invalid client_id or client_secret');
    }
    if (grant === 'account_credentials' && form.get('account_id') !== this.#context.accountId) {
      // Zoom's code for this is unknown; 4700 is its general one.
      return this.#refuse(400, 4700, 'invalid_request', 'Bad Request');
    }
    return { status: 200, body: this.#issueToken(grant) };
  }

  /** An error's body in the shape of the options. `error` is OAuth's error code. */
  errorBody(code: number, error: string, message: string): unknown {
    return this.#context.tokenErrorShape === 'reason'
      ? { reason: message, error }
      : { errorCode: code, errorMessage: message };
  }

  /** Null if the token is unknown, revoked or expired. */
  find(text: string): IssuedToken | null {
    const token = this.#tokens.get(text);
    return token !== undefined && token.expiresAt > this.#context.now() ? token : null;
  }

  revokeAll(): void {
    this.#tokens.clear();
  }

  /** Applies to new tokens. */
  setScopes(scopes: readonly string[]): void {
    this.#scopes = [...scopes];
  }

  #refuse(status: number, code: number, error: string, message: string): Reply {
    return { status, body: this.errorBody(code, error, message) };
  }

  #issueToken(grant: GrantType): unknown {
    const { faults, tokenLifetime, apiUrl, newToken, now } = this.#context;
    if (faults.tokensRevokeOlder) this.#tokens.clear();
    // A client requests a token every hour for months, so expired ones are removed.
    for (const [text, { expiresAt }] of this.#tokens) if (expiresAt <= now()) this.#tokens.delete(text);
    const text = newToken();
    this.#tokens.set(text, { grant, scopes: this.#scopes, expiresAt: now() + tokenLifetime * 1000 });
    return {
      access_token: text,
      token_type: 'bearer',
      expires_in: tokenLifetime,
      scope: this.#scopes.join(' '),
      api_url: apiUrl,
    };
  }
}

/** Id and secret of a Basic `Authorization` header; null if the header, id or secret is missing. */
function parseBasicCredentials(header: string | undefined): { id: string; secret: string } | null {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) return null;
  return { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}
