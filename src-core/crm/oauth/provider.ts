/** Parameters of a sign-in by OAuth 2 (RFC 6749) with PKCE (RFC 7636) in the browser. */
export interface OAuthProvider {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  /** whether the user must enter a client secret, which is stored with the refresh token */
  readonly requiresClientSecret: boolean;
  readonly scope: string;
  /** additional parameters of the authorization page */
  readonly parameters: Readonly<Record<string, string>>;
  /** port of the registered redirect address, `http://localhost:<port>/callback` */
  readonly redirectPort: number;
}
